"""A film → a new film in which faces are covered: every picture decoded, painted and encoded anew. Runs in the child.

Nothing of the film's own file is copied but its sound's samples and its pictures' times, so nothing else can come along: no metadata, no
thumbnails, no second track, no subtitles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from reflect.errors import MediaError
from reflect.masking.faces.cameras import FILM, CameraClock
from reflect.masking.faces.looking import pictured, shown
from reflect.masking.faces.painting import GREY, paint
from reflect.media import nal
from reflect.media.container import OpenMedia
from reflect.media.cut_plan import Clock
from reflect.media.cut_sound import Sound, SoundTrack
from reflect.media.cut_video import ticks_of
from reflect.media.encoding import Encoder, Recipe
from reflect.media.facts import MediaInfo, VideoFacts
from reflect.media.inspection import inspect
from reflect.media.levels import RATE
from reflect.media.strips import Strip
from reflect.model.mask import Box, FaceTrack, Shape
from reflect.model.span import Span

_PLANAR = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p"}
"""Formats that can be painted as they are: one plane of brightness and two of colour, 8 bits. Others become the first."""
_TURNS = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}
_UNCOLOURED = 128
_ALL = FaceTrack("", (Box(0, 0.0, 0.0, 1.0, 1.0),), shape=Shape.BOX)
"""A cover over the whole picture."""


@dataclass(frozen=True, slots=True)
class Job:
    """`sound` is the file whose first track is heard instead of the film's own, "" for silence without a track, None for its own.

    `clock` is that of another camera: `faces` and what is made are then on the film's clock, from 0 to `length_ms`. `strips` are drawn over
    the covered picture.
    """

    path: str
    out: str
    faces: Sequence[tuple[Span, FaceTrack]]
    sound: str | None = None
    threads: int = 0
    clock: CameraClock = FILM
    length_ms: int | None = None
    strips: tuple[Strip, ...] = ()


def cover(job: Job, tell: Callable[[float], None]) -> dict[str, int]:
    """Writes the film. Returns how many pictures it has and how many of them are painted."""
    info, facts = pictured(job.path)
    with OpenMedia(job.path) as media, _opened(job.out) as output:
        return _Film(job, media, info, facts, output).make(tell)


class _Film:
    def __init__(self, job: Job, media: OpenMedia, info: MediaInfo, facts: VideoFacts, output: Any) -> None:
        self.job, self.media, self.info, self.output = job, media, info, output
        self.rotation = facts.rotation
        self.ticks = ticks_of(media.video.time_base)  # type: ignore[union-attr] # there is a picture
        recipe = replace(_recipe(media.video, facts, self.ticks, job.threads), strips=job.strips)
        self.stream = output.add_stream("libx264", rate=recipe.rate)
        self.encoder = Encoder(recipe, self.stream.codec_context)
        self.step = max(1, round(self.ticks / recipe.rate))
        self.sound = self._sound()

    def make(self, tell: Callable[[float], None]) -> dict[str, int]:
        pictures = painted = 0
        length_ms = self.job.length_ms or self.info.duration_ms or 1
        for at_ms, frame in self._shown():
            # A picture stands until the next one: what begins to be covered meanwhile is covered from its first moment on.
            gone_ms = at_ms + self._stands_ms(frame)
            boxes = [(track, track.at(max(at_ms, span.start_ms))) for span, track in self.job.faces if _meets(span, at_ms, gone_ms)]
            at = max(0, round(self._moment(frame) * self.ticks))
            if not pictures and at > self.step and self.job.length_ms is not None:
                # The camera began after the film: until then there is a grey picture, so that both begin at 0.
                at, boxes = 0, [(_ALL, _ALL.boxes[0])]
            pictures, painted = pictures + 1, painted + bool(boxes)
            self._send(self.encoder.take(_covered(frame, boxes, self.rotation), at))
            tell(min(1.0, at_ms / length_ms))
        if not pictures:
            raise MediaError(f"{self.media.name}: nothing of its picture can be read. Copy it again from the camera.")
        self._send(self.encoder.finish())
        if self.sound is not None:
            self.sound.until(float("inf"))
        return {"pictures": pictures, "painted": painted}

    def _shown(self) -> Iterator[tuple[int, Any]]:
        """The pictures with their moments (ms): of another camera those that fall in the film."""
        if self.job.length_ms is None:
            yield from shown(self.media, self.info.zero_s, 0, None)
            return
        part = self.job.clock.own_span(Span(0, self.job.length_ms))
        for own_ms, frame in shown(self.media, self.info.zero_s, part.start_ms, part.end_ms):
            yield max(0, self.job.clock.film(own_ms)), frame

    def _stands_ms(self, frame: Any) -> int:
        """How long a picture is shown, in ms rounded up: as it says, and no shorter than the usual."""
        usual = Fraction(self.step, self.ticks)
        said = (frame.duration or 0) * frame.time_base if frame.time_base else 0
        return math.ceil(1000 * max(usual, said))

    def _moment(self, frame: Any) -> Fraction:
        """When a picture is shown, in seconds of the clock of what is made."""
        own = frame.pts * frame.time_base - Fraction(self.info.zero_s).limit_denominator(1_000_000)
        if self.job.length_ms is None:
            return Fraction(own)
        return Fraction(own) * Fraction(self.job.clock.pace) + Fraction(self.job.clock.offset_ms) / 1000

    def _send(self, packets: Any) -> None:
        import av

        for packet in packets:
            clean = av.Packet(nal.stripped(bytes(packet)))
            clean.stream, clean.time_base = self.stream, Fraction(1, self.ticks)
            clean.pts, clean.dts, clean.duration = packet.pts, packet.dts, packet.duration or self.step
            clean.is_keyframe = packet.is_keyframe
            if self.sound is not None and packet.dts is not None:
                self.sound.until(packet.dts / self.ticks)
            self.output.mux(clean)

    def _sound(self) -> SoundTrack | None:
        if self.job.sound == "" or (self.job.sound is None and not self.info.audio):
            return None
        # Of another camera's own sound nothing is known: it is heard only when it is given, on the film's clock.
        if self.job.sound is None and self.job.length_ms is not None:
            return None
        path, track, zero_s = self.job.path, next((t.index for t in self.info.audio if t.default), 0), self.info.zero_s
        length_ms = self.info.duration_ms or 0
        if self.job.sound is not None:
            path, track = self.job.sound, 0
            with OpenMedia(path) as given:
                theirs = inspect(given)
            if not theirs.audio:
                raise MediaError(f"{given.name}: has no sound to put under the film.")
            zero_s, length_ms = theirs.zero_s, self.job.length_ms or length_ms or theirs.duration_ms or 0
        sound = Sound(path, track, Clock(zero_s), 0.0, length_ms * RATE // 1000)
        return SoundTrack(self.output, sound.blocks(), self.output.mux)


def _recipe(stream: Any, facts: VideoFacts, ticks: int, threads: int) -> Recipe:
    """Pictures like those of the film: upright, in even sizes, 8 bits."""
    context = stream.codec_context
    rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
    lies = facts.rotation in (90, 270)
    shape = stream.sample_aspect_ratio or None
    odd = context.width % 2 or context.height % 2
    filters = (_TURNS.get(facts.rotation, ""), "pad=w=ceil(iw/2)*2:h=ceil(ih/2)*2" if odd else "")
    colours = (int(context.color_range), int(context.colorspace), int(context.color_primaries), int(context.color_trc))
    return Recipe(
        width=-(-facts.width // 2) * 2,
        height=-(-facts.height // 2) * 2,
        pixels="yuv420p",
        shape=1 / shape if shape and lies else shape,
        colours=(1, *colours[1:]) if (context.pix_fmt or "").startswith("yuvj") else colours,
        rate=min(Fraction(240), max(Fraction(1), rate)).limit_denominator(1001),
        ticks=ticks,
        filters=",".join(part for part in filters if part),
        threads=threads,
    )


def _covered(frame: Any, boxes: Sequence[tuple[FaceTrack, Box]], rotation: int) -> Any:
    """The frame with these faces covered: itself, or a copy where the decoder still needs it."""
    if not boxes:
        return frame
    if frame.format.name not in _PLANAR:
        # A conversion loses the moment of the picture.
        pts, time_base = frame.pts, frame.time_base
        frame = frame.reformat(format="yuv420p")
        frame.pts, frame.time_base = pts, time_base
    frame.make_writable()
    for n, plane in enumerate(frame.planes):
        values = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for track, box in boxes:
            paint(values, _lying(box, rotation), track.style, track.shape, GREY if n == 0 else _UNCOLOURED)
    return frame


def _meets(span: Span, at_ms: int, gone_ms: int) -> bool:
    return span.start_ms < gone_ms and at_ms < span.end_ms


def _lying(box: Box, rotation: int) -> Box:
    """The box in the picture as it lies in the file, which is shown turned clockwise by `rotation`."""
    if rotation == 90:
        return Box(box.at_ms, box.y, 1 - box.x - box.w, box.h, box.w)
    if rotation == 180:
        return Box(box.at_ms, 1 - box.x - box.w, 1 - box.y - box.h, box.w, box.h)
    if rotation == 270:
        return Box(box.at_ms, 1 - box.y - box.h, box.x, box.h, box.w)
    return box


def _opened(path: str) -> Any:
    import av
    from av.container.core import Flags

    output: Any = av.open(path, "w", format="mp4", options={"movflags": "+faststart"})
    # Neither the name of the program that wrote it nor a date.
    output.flags |= Flags.bitexact.value
    return output
