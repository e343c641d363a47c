"""Faces of a recording in the library: found and proposed, and its film with the faces covered that a person confirmed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reflect import privacy
from reflect.errors import NotFoundError, UsageError
from reflect.masking.faces.centerface import MAKER
from reflect.masking.faces.review import covers
from reflect.masking.faces.working import Covered, cover, detect
from reflect.masking.faces.writing import decided_faces, propose
from reflect.model.mask import Mask, Style
from reflect.model.sound import Progress
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording


def find(store: Store, recording_id: str, span: Span | None = None, progress: Progress | None = None) -> tuple[Mask, ...]:
    """Look for faces in the recording's film, or a stretch of it, and propose what is found. Returns the new proposals.

    Raises NotFoundError, UsageError (no picture) and what `detect` raises.
    """
    recording, film = _film(store, recording_id)
    return propose(store, recording.id, detect(film.path, span, progress), MAKER)


def render(
    store: Store,
    recording_id: str,
    out: str | os.PathLike[str],
    style: Style | None = None,
    progress: Progress | None = None,
    *,
    viewer: str,
    purpose: privacy.Purpose = privacy.Purpose.REFLECTION,
    sound: str | os.PathLike[str] | None = None,
) -> Covered:
    """The recording's film with covered faces. Refused while a face is undecided, when none was looked for, or when it may not be used.

    `style` is for all faces; None gives each its own. `sound` is heard instead of the film's own.
    """
    from reflect.store import consents

    recording, film = _film(store, recording_id)
    consents.require_use(store, recording.id, purpose, viewer, masked=())  # a masked film; nobody is excused from agreeing
    found = decided_faces(store, recording.id)
    if not found:
        raise UsageError(f"{recording.id}: nobody looked for faces yet. Type: reflect mask faces {recording.id}")
    return cover(film.path, covers(found), out, style, progress, sound=sound)


def _film(store: Store, recording_id: str) -> tuple[Recording, MediaFile]:
    from reflect.store import recordings

    recording = recordings.get(store, recording_id)
    film = recording.film
    if film is None or not film.facts.get("video"):
        raise UsageError(f"{recording.id}: has sound only, so there are no faces to cover.")
    if not film.path.is_file():
        raise NotFoundError(f"{recording.id}: its film is no longer in the data folder. Put it back from a copy.")
    return recording, film
