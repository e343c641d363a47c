"""Looking through a film for faces, and covering them, from the caller's side: both happen in a child process that can be stopped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from reflect.errors import UsageError
from reflect.masking.faces.cameras import FILM, CameraClock
from reflect.masking.faces.centerface import opencv, weights
from reflect.masking.faces.plain import face_to_plain, sample_from_plain
from reflect.masking.faces.tracks import pieces, track_of
from reflect.media.source import shown
from reflect.media.strips import Strip
from reflect.media.wave_sound import part_path, write_error
from reflect.media.wave_sound import replace as put_in_place
from reflect.media.worker import converse, refuse_early
from reflect.model.mask import FaceTrack, Style
from reflect.model.sound import Progress
from reflect.model.span import Span

_CHILD = "reflect.masking.faces.child"


class Face(NamedTuple):
    """When a face is to be covered, and where."""

    span: Span
    track: FaceTrack


@dataclass(frozen=True, slots=True)
class Covered:
    """How many pictures the new film has, and in how many of them something is covered."""

    pictures: int
    painted: int


def detect(path: str | os.PathLike[str], span: Span | None = None, progress: Progress | None = None) -> tuple[Face, ...]:
    """The faces in a film, or in a stretch of it, in order of time: proposals, for a person to confirm.

    Takes about half the film's length on two cores. `progress` may raise `Stopped`. Raises NotFoundError, MediaError (no picture),
    MissingPackageError (what to install), SetupError.
    """
    refuse_early(path)
    weights()
    opencv()
    request = {"job": "look", "path": os.fsdecode(path), "start_ms": span.start_ms if span else 0, "end_ms": span.end_ms if span else None}
    seen = converse(request, progress, _CHILD)
    if progress is not None:
        progress(1.0)
    found = [[sample_from_plain(values) for values in samples] for samples in seen["faces"]]
    tracks = [track_of(piece) for samples in found for piece in pieces(samples)]
    return tuple(Face(when.within(span) if span else when, track) for when, track in tracks)


def cover(
    path: str | os.PathLike[str],
    faces: Sequence[tuple[Span, FaceTrack]],
    out: str | os.PathLike[str],
    style: Style | None = None,
    progress: Progress | None = None,
    *,
    sound: str | os.PathLike[str] | None = None,
    silent: bool = False,
    threads: int = 0,
    clock: CameraClock | None = None,
    length_ms: int | None = None,
    strips: Sequence[Strip] = (),
) -> Covered:
    """Writes the film with these faces covered as an MP4 (H.264, AAC) of the same length, picture for picture at the same times.

    Faces that are `visible` are left as they are. `style` is for all faces; None gives each its own. `sound` is a file whose sound is
    heard instead of the film's (on the same clock); `silent` leaves sound out. `clock` and `length_ms` are given together, for another
    camera: faces, `sound` and what is made are then on the film's clock, from 0 to `length_ms`, and the camera's own sound stays out.
    `strips` are drawn over the picture when its faces are covered, so that both cost one encoding.
    The file holds no metadata. It appears whole or not at all; `progress` may raise `Stopped`. Raises NotFoundError, MediaError (no
    picture), UsageError and StoreError (the disk is full).
    """
    if (clock is None) is not (length_ms is None):
        raise UsageError("The clock of a camera and the length of the film are given together.")
    if Path(out).absolute() == Path(path).absolute():
        raise UsageError(f"{shown(path)}: the covered film cannot take the place of the film itself. Give another name.")
    refuse_early(path)
    hidden = [(span, replace(track, style=style) if style else track) for span, track in faces if not track.visible and track.boxes]
    target = Path(out)
    temp = part_path(target.absolute())
    request = {
        "job": "cover",
        "path": os.fsdecode(path),
        "out": str(temp),
        "target": str(target),
        "faces": [face_to_plain(span, track) for span, track in hidden],
        "sound": "" if silent else None if sound is None else os.fsdecode(sound),
        "threads": threads,
        "clock": list(astuple(clock or FILM)),
        "length_ms": length_ms,
        "strips": [asdict(strip) for strip in strips],
    }
    try:
        done = converse(request, progress, _CHILD)
        try:
            with temp.open("rb") as file:
                os.fsync(file.fileno())
            put_in_place(temp, target)
        except OSError as error:
            raise write_error(target, error) from error
    finally:
        temp.unlink(missing_ok=True)
    if progress is not None:
        progress(1.0)
    return Covered(done["pictures"], done["painted"])
