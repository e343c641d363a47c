"""Who may see which recording: the one place that every route, page and export asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.store.values import Recording


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the name under which tags and corrections are kept. Without a login that is the owner of the data folder."""

    name: str


def permission(viewer: Viewer, recording: Recording) -> bool:
    """Whether the viewer may see and change this recording. Until people log in, the data folder's owner may see all of it."""
    return bool(viewer.name and recording.id)
