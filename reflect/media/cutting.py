"""A stretch of a film to a file of its own, exact to the picture and the sample. Runs in the child.

`cut_plan.py` says what exact means. The clip holds nothing from outside its span: cutting at a key picture and hiding what comes
before it, as editors do, would leave film of a moment that nobody chose in a file that is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from reflect.errors import MediaError
from reflect.media.container import OpenMedia
from reflect.media.cut_check import difference
from reflect.media.cut_plan import Clock, Plan, plan
from reflect.media.cut_sound import Sound, SoundTrack, faded
from reflect.media.cut_streams import Pictures, recipe_of, smart, whole
from reflect.media.cut_video import Cutter, Inexact, Ready, find, ticks_of
from reflect.media.facts import CutReport, MediaInfo
from reflect.media.inspection import inspect
from reflect.media.levels import RATE, gain_db, louder, loudness
from reflect.media.strips import Strip

FITTED_TICKS = 90_000
"""Alike for all that is made to fit a reel."""
_OPTIONS = {"movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the sound comes from: a track of a file (None: its default one) and the file's place on the film's clock."""

    path: str
    track: int | None = None
    offset_ms: float = 0.0
    drift_ppm: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """What to cut: a span of the film's clock and the length of the fades (ms).

    `offset_ms` and `drift_ppm` put the file's picture on the film's clock. `sound` None: this file's own. `even` brings it to the
    loudness of `levels.TARGET_LUFS`. `whole` encodes all, and so do `strips` and a `size` (width, height) to fit into. `threads` 0:
    as many as help.
    """

    path: str
    out: str
    start_ms: int
    end_ms: int
    offset_ms: float = 0.0
    drift_ppm: float = 0.0
    sound: Heard | None = None
    even: bool = False
    fade_ms: int = 0
    strips: tuple[Strip, ...] = ()
    size: tuple[int, int] | None = None
    whole: bool = False
    threads: int = 0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Task:
        sound = data.get("sound")
        strips = tuple(Strip(**strip) for strip in data.get("strips", ()))
        size = tuple(data["size"]) if data.get("size") else None
        return cls(**{**data, "sound": None if sound is None else Heard(**sound), "strips": strips, "size": size})


def cut(task: Task, tell: Callable[[float], None]) -> CutReport:
    """Writes the clip. Copies what it can; where the result would not be exact, all of it is encoded."""
    with OpenMedia(task.path) as media:
        info = inspect(media)
    if not (task.whole or task.strips or task.size) and info.video is not None:
        try:
            return _Clip(task, info, tell).make(copying=True)
        except Inexact as reason:
            return replace(_Clip(task, info, tell).make(copying=False), encoded_whole=str(reason))
    return _Clip(task, info, tell).make(copying=False)


class _Clip:
    """One attempt."""

    def __init__(self, task: Task, info: MediaInfo, tell: Callable[[float], None]) -> None:
        self.task, self.info, self.tell = task, info, tell
        self.start_s, self.end_s = task.start_ms / 1000, task.end_ms / 1000
        self.length_s = self.end_s - self.start_s
        self.plan, self.ticks, self.samples = Plan(()), 0, 0
        self.part = 0.0

    def make(self, copying: bool) -> CutReport:
        try:
            with OpenMedia(self.task.path) as media, opened(self.task.out) as output:
                self._mux(output, self._pictures(media, output, copying), self._sound(output))
        except Inexact:
            if copying:
                raise
            raise MediaError(f"{media.name}: nothing of its picture can be read there. Choose another stretch.") from None
        return self._report(copying)

    def _pictures(self, media: OpenMedia, output: Any, copying: bool) -> Pictures | None:
        stream, facts = media.video, self.info.video
        if stream is None or facts is None:
            return None
        stream.thread_type = "AUTO"
        clock = clock_of(self.info, self.task.offset_ms, self.task.drift_ppm)
        found = find(media, stream, clock, self.start_s, self.end_s, self._alive)
        fade_s = self.task.fade_ms / 1000
        self.plan, self.ticks = (
            plan(found.coded, self.start_s, self.end_s, fade_s, fade_s),
            FITTED_TICKS if self.task.size else ticks_of(stream.time_base),
        )
        if not self.plan.shown:
            raise Inexact("no picture can be read there")
        cutter = Cutter(media, stream, found, self.plan, self.ticks, self._alive)
        recipe = recipe_of(stream, self.plan, self.length_s, self.ticks, fade_s, self.task.threads)
        return smart(output, cutter, recipe) if copying else whole(output, cutter, recipe, facts, self.task.strips, self.task.size)

    def _sound(self, output: Any) -> SoundTrack | None:
        task = self.task
        blocks = self._heard()
        if blocks is None:
            return None
        if task.even:
            blocks = louder(blocks, gain_db(loudness(self._heard() or iter(()))))
        self.samples = round(self.length_s * RATE)
        return SoundTrack(output, faded(blocks, self.samples, task.fade_ms * RATE // 1000), output.mux)

    def _heard(self) -> Iterator[np.ndarray] | None:
        heard = self.task.sound or Heard(self.task.path, None, self.task.offset_ms, self.task.drift_ppm)
        blocks = sound_of(heard, self.info if heard.path == self.task.path else None, self.start_s, self.length_s)
        return None if blocks is None else self._living(blocks)

    def _living(self, blocks: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        for block in blocks:
            self._alive()
            yield block

    def _alive(self) -> None:
        self.tell(self.part)

    def _mux(self, output: Any, pictures: Pictures | None, sound: SoundTrack | None) -> None:
        """Picture and sound side by side, in the order in which they are needed."""
        if pictures is not None:
            stands = {self._tick(p.from_s): self._tick(p.to_s) - self._tick(p.from_s) for p in self.plan.shown}
            for picture in pictures.ready:
                if sound is not None and picture.dts is not None:
                    sound.until(picture.dts / self.ticks)
                output.mux(packet_of(picture, pictures.stream, self.ticks, stands[picture.pts], picture.dts))
                self.part = min(1.0, max(0.0, picture.pts / self.ticks / self.length_s))
                self._alive()
        if sound is not None:
            sound.until(float("inf"))

    def _tick(self, seconds: float) -> int:
        return round(seconds * self.ticks)

    def _report(self, copying: bool) -> CutReport:
        """What came out. Raises Inexact when it is not what was planned, unless there is no other way."""
        length_ms = self.task.end_ms - self.task.start_ms
        if self.info.video is None:
            return CutReport(length_ms, 0, 0, self.samples)
        expected = [self._tick(picture.from_s) for picture in self.plan.shown]
        seams = [self._tick(p.from_s) for p in self.plan.shown if copying and p.number == self.plan.copied[0]]
        wrong = difference(self.task.out, expected, self.ticks, seams, self._alive)
        if wrong and copying:
            raise Inexact(wrong)
        copied = len(expected) - self.plan.encoded if copying else 0
        return CutReport(length_ms, len(expected), copied, self.samples, warnings=(wrong,) if wrong else ())


def sound_of(heard: Heard, info: MediaInfo | None, start_s: float, length_s: float) -> Iterator[np.ndarray] | None:
    """The samples of a stretch of the film's clock, None when the file has no sound. `info` is known or found here."""
    if info is None:
        with OpenMedia(heard.path) as media:
            info = inspect(media)
    if not info.audio:
        return None
    track = heard.track if heard.track is not None else next((t.index for t in info.audio if t.default), 0)
    clock = clock_of(info, heard.offset_ms, heard.drift_ppm)
    return Sound(heard.path, track, clock, start_s, round(length_s * RATE)).blocks()


def clock_of(info: MediaInfo, offset_ms: float, drift_ppm: float) -> Clock:
    return Clock(info.zero_s, offset_ms / 1000, 1 + drift_ppm * 1e-6)


def opened(path: str) -> Any:
    """An MP4 to write that will hold no metadata."""
    import av
    from av.container.core import Flags

    output: Any = av.open(path, "w", format="mp4", options=_OPTIONS)
    # Neither the name of the program that wrote it nor a date.
    output.flags |= Flags.bitexact.value
    return output


def packet_of(picture: Ready, stream: Any, ticks: int, duration: int, dts: int | None) -> Any:
    """A packet for a stream; times in ticks."""
    import av

    packet = av.Packet(picture.data)
    packet.stream, packet.time_base = stream, Fraction(1, ticks)
    packet.pts, packet.dts, packet.duration = picture.pts, dts, duration
    packet.is_keyframe = picture.key
    return packet
