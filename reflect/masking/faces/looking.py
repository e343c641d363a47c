"""Every so many milliseconds of a film a look for faces. Runs in the child, where untrusted films are decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from reflect.errors import MediaError
from reflect.masking.faces.centerface import Detector, Found
from reflect.masking.faces.following import Follower
from reflect.masking.faces.tracking import Sample, Tracker
from reflect.media.container import OpenMedia
from reflect.media.facts import MediaInfo, VideoFacts
from reflect.media.inspection import inspect

EVERY_MS = 100
"""Between two looks: at 25 pictures a second every third one."""
CLOSER_MS = 1_000
"""Between two looks at a larger picture, for faces that are small."""
PIXELS, CLOSER_PIXELS = 640 * 360, 960 * 540
_MARGIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking: the samples of each face, and where the last picture was (ms of the film's clock)."""

    faces: list[list[Sample]]
    pictures: int
    end_ms: int


def look(path: str, start_ms: int, end_ms: int | None, tell: Callable[[float], None]) -> Seen:
    """Looks through the film, or the part of it from `start_ms` to `end_ms`."""
    detector, follower, tracker = Detector(), Follower(), Tracker()
    looked_ms, closer_ms, pictures, last_ms = -EVERY_MS, -CLOSER_MS, 0, start_ms
    info, facts = pictured(path)
    with OpenMedia(path) as media:
        until = end_ms or info.duration_ms or 0
        for at_ms, frame in shown(media, info.zero_s, start_ms, end_ms):
            pictures, last_ms = pictures + 1, at_ms
            # Half a picture early is on time: at 25 a second every third, at 30 too.
            if at_ms - looked_ms < EVERY_MS - 10:
                continue
            close = at_ms - closer_ms >= CLOSER_MS
            picture = upright(frame, facts.rotation, CLOSER_PIXELS if close else PIXELS)
            looked_ms, closer_ms = at_ms, at_ms if close else closer_ms
            follower.keep(at_ms, picture)
            tracker.look(at_ms, inside(detector.find(picture)), follower)
            tell(min(1.0, (at_ms - start_ms) / max(1, until - start_ms)))
    return Seen(tracker.finish(), pictures, last_ms)


def pictured(path: str) -> tuple[MediaInfo, VideoFacts]:
    """What the file holds, and its picture. Raises MediaError when it has none."""
    with OpenMedia(path) as media:
        info = inspect(media)
    if info.video is None:
        raise MediaError(f"{media.name}: has no picture, so there are no faces to cover. Choose the recording with the film.")
    return info, info.video


def shown(media: OpenMedia, zero_s: float, start_ms: int, end_ms: int | None) -> Iterator[tuple[int, Any]]:
    """The film's pictures with their moments on its clock (ms), in order, those of the stretch only."""
    import av

    stream = media.video
    if stream is None:
        return
    stream.thread_type = "AUTO"
    if start_ms:
        media.container.seek(round((zero_s + start_ms / 1000 - _MARGIN_S) * 1_000_000), backward=True)
    for packet in media.container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            continue  # damaged here; the picture before stands longer
        for frame in frames:
            if frame.pts is None:
                continue
            at_ms = round((frame.pts * frame.time_base - zero_s) * 1000)
            if end_ms is not None and at_ms >= end_ms:
                return
            if at_ms >= start_ms:
                yield at_ms, frame


def upright(frame: Any, rotation: int, pixels: int) -> np.ndarray:
    """A frame as it is shown, in BGR, with about so many pixels; never larger than it is."""
    part = min(1.0, (pixels / (frame.width * frame.height)) ** 0.5)
    width, height = max(32, round(frame.width * part)), max(32, round(frame.height * part))
    picture = frame.reformat(width=width, height=height, format="bgr24").to_ndarray()
    return np.ascontiguousarray(np.rot90(picture, -rotation // 90 % 4)) if rotation else np.asarray(picture)


def inside(found: list[Found]) -> list[Found]:
    """Without what lies outside the picture, where the network sees the filled edge."""
    return [f for f in found if f.x + f.w / 2 < 1.02 and f.y + f.h / 2 < 1.02]
