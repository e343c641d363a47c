"""Viewing copies: for a film that a browser cannot play, the same film as H.264 and AAC, made by the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.media.playable import playable

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

MIME = "video/mp4"


def path_of(store: Store, medium: MediaFile) -> Path | None:
    """Where the finished copy lies; None when there is none."""
    path = copy_path(store, medium)
    return path if path.is_file() else None


def copy_path(store: Store, medium: MediaFile) -> Path:
    return store.home.work(medium.recording_id) / f"copy-{medium.id}.mp4"


def states(store: Store, recording: Recording) -> dict[str, dict[str, Any]]:
    """For every medium of a recording how its copy stands."""
    return {m.id: {"copy": "ready" if path_of(store, m) else "none", "copyProgress": 0.0} for m in recording.media}


def ask(store: Store, recording: Recording, medium: MediaFile) -> dict[str, Any]:
    raise NotImplementedError


def needed(medium: MediaFile) -> bool:
    return not playable(medium.container, medium.facts)
