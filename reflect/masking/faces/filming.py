"""Faces of a recording in the library: found and proposed, and its film with the faces covered that a person confirmed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reflect import privacy
from reflect.errors import NotFoundError, UsageError
from reflect.masking.faces.cameras import FILM, clock_of
from reflect.masking.faces.centerface import MAKER
from reflect.masking.faces.review import covers
from reflect.masking.faces.working import Covered, cover, detect
from reflect.masking.faces.writing import decided_faces, looked, propose
from reflect.model.checks import MAX_MS
from reflect.model.mask import Mask, Style
from reflect.model.sound import Progress
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording


def find(
    store: Store, recording_id: str, span: Span | None = None, progress: Progress | None = None, *, media_id: str = ""
) -> tuple[Mask, ...]:
    """Look for faces in the recording's film, or in another camera (`media_id`), or in a stretch of it (on the film's clock), and propose
    what is found. That was looked there is written down with it. Returns the new proposals.

    Raises NotFoundError, UsageError (no picture) and what `detect` raises.
    """
    recording, film = picture_of(store, recording_id, media_id)
    clock, whole = clock_of(film), Span(0, recording.duration_ms or MAX_MS)
    part = clock.own_span(span.within(whole) if span else whole) if span or clock != FILM else None
    found = (clock.on_film(face) for face in detect(film.path, part, progress))
    return propose(store, recording.id, [f for f in found if f], MAKER, media_id=film.id, looked=span or whole)


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
    media_id: str = "",
) -> Covered:
    """The recording's film, or another camera, with covered faces. Refused while a face on it is undecided, when none was looked for, or
    when it may not be used: everybody agrees of whom something is left in it (`masking.persons`).

    `style` is for all faces; None gives each its own. `sound` is heard instead of the film's own; it may be the film's, so it counts as
    unmasked. A camera is made on the film's clock, and without `sound` silent.
    """
    from reflect.masking.persons import Rendition, masked_persons
    from reflect.store import consents

    recording, film = picture_of(store, recording_id, media_id)
    clock = clock_of(film)
    made = Rendition(sound=sound is not None or film.kind.value == "film", names=False, style=style, media=frozenset({film.id}))
    consents.require_use(store, recording.id, purpose, viewer, masked=masked_persons(store, recording.id, None, made))
    found = decided_faces(store, recording.id, film.id)
    if not found and not looked(store, recording.id, film.id):
        raise UsageError(f"{recording.id}: nobody looked for faces yet. Type: reflect mask faces {recording.id}")
    if film.kind.value == "film":
        return cover(film.path, covers(found), out, style, progress, sound=sound)
    length_ms = recording.duration_ms or 0
    return cover(film.path, covers(found), out, style, progress, sound=sound, silent=sound is None, clock=clock, length_ms=length_ms)


def picture_of(store: Store, recording_id: str, media_id: str = "") -> tuple[Recording, MediaFile]:
    """The recording with its film, or with the camera of this id. UsageError when that has no picture, NotFoundError when it is gone."""
    from reflect.store import recordings

    recording = recordings.get(store, recording_id)
    film = next((m for m in recording.media if m.id == media_id), None) if media_id else recording.film
    if recording.film_erased_at is not None:
        raise NotFoundError(f"{recording.id}: its film was erased on {recording.film_erased_at:%Y-%m-%d}. Only its text can be masked.")
    if media_id and film is None:
        raise NotFoundError(f"Recording {recording.id} has no film {media_id[:20]!r}. Its films: reflect mask who {recording.id}")
    if film is None or not film.facts.get("video"):
        raise UsageError(f"{recording.id}: has sound only, so there are no faces to cover.")
    if not film.path.is_file():
        raise NotFoundError(f"{recording.id}: its film is no longer in the data folder. Put it back from a copy.")
    return recording, film
