"""What a clip list needs, out of the store; and stills for reports."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import NotFoundError
from reflect.media.clips import WIDEST_STILL, Place, make_still
from reflect.model.clip import ClipList
from reflect.rendering.values import Material, Source

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile


def of_store(store: Store, clips: ClipList) -> dict[str, Material]:
    """The material of every recording in the list, by its id; one that is gone is left out, and `render` says which clips that are."""
    found = {}
    for recording_id in dict.fromkeys(clip.recording_id for clip in clips.clips):
        try:
            found[recording_id] = of_recording(store, recording_id)
        except NotFoundError:
            continue
    return found


def of_recording(store: Store, recording_id: str) -> Material:
    """The material of one recording. NotFoundError when it is gone."""
    from reflect.store import codebooks, recordings, transcripts
    from reflect.store.values import MediaKind

    recording = recordings.get(store, recording_id)
    film = recording.film
    others = [medium for medium in recording.media if medium.kind is MediaKind.CAMERA]
    recorder = next((medium for medium in recording.media if medium.kind is MediaKind.AUDIO), None)
    try:
        transcript = transcripts.latest(store, recording.id).transcript
    except NotFoundError:
        transcript = None
    cameras = ([_source(film, "the film")] if film else []) + [_source(m, f"camera {n}") for n, m in enumerate(others, start=2)]
    return Material(
        recording_id=recording.id,
        cameras=tuple(cameras),
        sound=None if recorder is None else _source(recorder, "the recorder"),
        duration_ms=recording.duration_ms,
        transcript=transcript,
        book=codebooks.to_read(store, recording),
        erased_on=None if recording.film_erased_at is None else recording.film_erased_at.astimezone().date(),
    )


def _source(medium: MediaFile, name: str) -> Source:
    return Source(medium.path, name, medium.offset_ms, medium.drift_ppm, medium.sha256)


def still(path: Path, at_ms: int, *, offset_ms: float = 0.0, drift_ppm: float = 0.0, widest: int = WIDEST_STILL) -> bytes:
    """What a film shows at a moment of the film's clock, as a JPEG of at most `widest` points, upright and without metadata.

    `offset_ms` and `drift_ppm` are those of another camera. Raises NotFoundError and MediaError (no picture there).
    """
    with tempfile.TemporaryDirectory(prefix="reflect-still-") as folder:
        target = Path(folder) / "still.jpg"
        make_still(Place(path, offset_ms, drift_ppm), target, at_ms, widest)
        return target.read_bytes()
