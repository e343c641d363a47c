"""One picture of a film, as it is on screen at a moment. Runs in the child."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reflect.errors import MediaError
from reflect.media.container import OpenMedia
from reflect.media.cut_plan import plan
from reflect.media.cut_video import Cutter, Inexact, find, ticks_of
from reflect.media.cutting import clock_of
from reflect.media.inspection import inspect

QUALITY = 88
_MOMENT_S = 0.002


@dataclass(frozen=True, slots=True)
class Moment:
    """What to take: a moment of the film's clock (ms) and the widest that the picture may be. The rest is as in `cutting.Task`."""

    path: str
    out: str
    at_ms: int
    widest: int
    offset_ms: float = 0.0
    drift_ppm: float = 0.0


def take(moment: Moment) -> tuple[int, int]:
    """Writes the picture as a JPEG without metadata, upright and with square points; returns its width and height."""
    with OpenMedia(moment.path) as media:
        info = inspect(media)
        if info.video is None:
            raise MediaError(f"{media.name}: has no picture. Choose a film.")
    with OpenMedia(moment.path) as media:
        image = _image(media, moment, clock_of(info, moment.offset_ms, moment.drift_ppm), info.video.rotation)
    if image.width > moment.widest:
        image = image.resize((moment.widest, max(1, round(image.height * moment.widest / image.width))))
    with Path(moment.out).open("wb") as file:
        image.save(file, "JPEG", quality=QUALITY)
    return image.width, image.height


def _image(media: OpenMedia, moment: Moment, clock: Any, rotation: int) -> Any:
    stream, start_s = media.video, moment.at_ms / 1000
    try:
        if stream is None:
            raise Inexact("no picture")
        found = find(media, stream, clock, start_s, start_s + _MOMENT_S)
        shown = plan(found.coded, start_s, start_s + _MOMENT_S)
        frame = Cutter(media, stream, found, shown, ticks_of(stream.time_base)).first(shown.shown[:1])
    except Inexact as error:
        raise MediaError(f"{media.name}: its picture cannot be read at {start_s:.3f} s. Choose another moment.") from error
    image = frame.to_image()
    shape = stream.sample_aspect_ratio
    if shape and shape != 1:
        image = image.resize((max(1, round(image.width * shape)), image.height))
    return image.rotate(-rotation, expand=True) if rotation else image
