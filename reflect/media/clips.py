"""Clips, cards, reels and stills, from the caller's side. What touches a film runs in a child process (`child.py`).

`cut_plan.py` says what exact means. Every file appears whole or not at all, and holds no metadata.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reflect.errors import UsageError
from reflect.media.facts import CutReport
from reflect.media.source import shown
from reflect.media.strips import Strip
from reflect.media.wave_sound import part_path, replace, write_error
from reflect.media.worker import converse, refuse_early
from reflect.model.sound import Progress
from reflect.model.span import Span

WIDEST_STILL = 1280


@dataclass(frozen=True, slots=True)
class Place:
    """A file's place on the film's clock: film = file · (1 + drift_ppm / 1,000,000) + offset_ms."""

    path: Path
    offset_ms: float = 0.0
    drift_ppm: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a clip comes out. `fade_ms` from and to black and silence; `even`: at the loudness that all clips get; `strips`: drawn over the
    picture.

    `size` (width, height) fits the picture into another one, with black beside it. `whole` encodes everything, as `strips` and
    `size` do too.
    """

    fade_ms: int = 0
    even: bool = False
    strips: tuple[Strip, ...] = ()
    size: tuple[int, int] | None = None
    whole: bool = False


PLAIN = Look()


def cut_clip(
    film: Place | Path,
    target: Path,
    span: Span,
    look: Look = PLAIN,
    *,
    sound: Place | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> CutReport:
    """Writes what the film shows and lets hear during `span` as an MP4 (H.264, AAC; sound only when there is no picture).

    Exact to the picture and the sample, and nothing from outside the span is in the file. Coded pictures are copied where that is
    exact and the rest is encoded. `sound` is another recorder's file. `threads` limits the encoder. `progress` may raise `Stopped`.
    The span must lie inside the film.

    Raises NotFoundError, MediaError, UsageError (an empty span, fades longer than it) and StoreError (the disk is full).
    """
    place = film if isinstance(film, Place) else Place(film)
    name = shown(place.path)
    if span.duration_ms < 1:
        raise UsageError(f"{name}: a clip needs a length; {span.start_ms} to {span.end_ms} ms has none.")
    if look.fade_ms < 0 or 2 * look.fade_ms > span.duration_ms:
        raise UsageError(f"{name}: two fades of {look.fade_ms} ms do not fit in a clip of {span.duration_ms} ms. Give a shorter fade.")
    if sound is not None:
        refuse_early(sound.path)
    task = {
        "start_ms": span.start_ms,
        "end_ms": span.end_ms,
        "offset_ms": place.offset_ms,
        "drift_ppm": place.drift_ppm,
        "sound": None if sound is None else _plain(sound),
        **asdict(look),
        "threads": threads,
    }
    data = _made("cut", place.path, target, {"task": task}, progress)
    return CutReport(**{**data, "warnings": tuple(data["warnings"])})


def make_still(film: Place | Path, target: Path, at_ms: int, widest: int = WIDEST_STILL) -> tuple[int, int]:
    """Writes what is on screen at a moment as a JPEG, upright, no wider than told; returns its width and height.

    Raises NotFoundError, MediaError (no picture) and StoreError.
    """
    place = film if isinstance(film, Place) else Place(film)
    moment = {"at_ms": at_ms, "widest": widest, "offset_ms": place.offset_ms, "drift_ppm": place.drift_ppm}
    width, height = _made("still", place.path, target, {"moment": moment}, None)["size"]
    return width, height


def make_card(
    png: Path, target: Path, length_ms: int, *, rate: Fraction = Fraction(25), heard: Path | None = None, fade_ms: int = 0
) -> None:
    """Writes a drawing as a film of `length_ms`, with the sound of `heard` from its beginning or with silence.

    Width and height of the drawing must be even.
    """
    card = {"out": "", "length_ms": length_ms, "rate": (rate.numerator, rate.denominator), "fade_ms": fade_ms}
    card["heard"] = None if heard is None else os.fspath(heard)
    _made("card", png, target, {"card": {name: value for name, value in card.items() if name != "out"}}, None, media=False)


def join_clips(pieces: Sequence[tuple[Path, int]], size: tuple[int, int], target: Path, progress: Progress | None = None) -> list[int]:
    """Puts clips and cards (path, length in ms) one after the other in a film of `size`; returns [] when it is written.

    Else nothing is written, and these pieces (from 0) must first be made to fit: `Look(size=…)`.
    """
    request = {"size": size, "pieces": [{"path": os.fspath(path), "length_ms": length_ms} for path, length_ms in pieces]}
    misfits: list[int] = _made("join", pieces[0][0], target, request, progress)["misfits"]
    return misfits


def _plain(place: Place) -> dict[str, Any]:
    return {"path": os.fspath(place.path), "offset_ms": place.offset_ms, "drift_ppm": place.drift_ppm}


def _made(job: str, path: Path, target: Path, request: Mapping[str, Any], progress: Progress | None, media: bool = True) -> dict[str, Any]:
    """Runs a job that writes one file; the file appears when it is whole."""
    if media:
        refuse_early(path)
    with _delivered(target) as temp:
        data = converse({"job": job, "path": os.fspath(path), "out": str(temp), "target": str(target), **request}, progress)
    if progress is not None:
        progress(1.0)
    return data


@contextmanager
def _delivered(target: Path) -> Iterator[Path]:
    temp = part_path(target.absolute())
    try:
        yield temp
        if temp.exists():
            try:
                with temp.open("rb") as file:
                    os.fsync(file.fileno())
                temp.chmod(0o600)
                replace(temp, target)
            except OSError as error:
                raise write_error(target, error) from error
    finally:
        temp.unlink(missing_ok=True)
