"""Operations as a browser sends them, and recordings to send them to."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from reflect.store import NewMedia, recordings
from reflect.store.database import Store
from reflect.store.incoming import import_media

DURATION_MS = 60_000


def new_id() -> str:
    return str(uuid.uuid4())


def add(**fields: Any) -> dict[str, Any]:
    """An operation that adds a fragment, with fields of its own."""
    return {"op": new_id(), "do": "add", "id": new_id(), "base": None, "start": 1_000, "end": 6_000, "code": "emotie", **fields}


def change(do: str, fragment_id: str, base: int | None = None, **fields: Any) -> dict[str, Any]:
    return {"op": new_id(), "do": do, "id": fragment_id, "base": base, **fields}


def make_recording(store: Store, folder: Path, duration_ms: int | None = DURATION_MS) -> str:
    """A recording of a minute with a film that nothing looks into."""
    film = folder / f"{new_id()}.mp4"
    film.write_bytes(film.name.encode() * 10)
    return recordings.add(store, [NewMedia(import_media(store, film))], duration_ms=duration_ms).id
