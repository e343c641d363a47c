"""A stretch of a film to a file of its own, exact to the picture and the sample. Runs in the child.

`cut_plan.py` says what exact means. The clip holds nothing from outside its span: cutting at a key picture and hiding what comes
before it, as editors do, would leave film of a moment that nobody chose in a file that is handed on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from reflect.errors import MediaError
from reflect.media.container import OpenMedia
from reflect.media.cut_check import difference
from reflect.media.cut_plan import Plan, plan
from reflect.media.cut_sound import RATE, Sound, SoundTrack, faded
from reflect.media.cut_streams import Pictures, recipe_of, smart, whole
from reflect.media.cut_video import Cutter, Inexact, Ready, find, ticks_of
from reflect.media.facts import CutReport, MediaInfo
from reflect.media.inspection import inspect

_OPTIONS = {"movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Task:
    """What to cut: a span of the film's clock and the length of the fades (ms). `whole` encodes all. `threads` 0: as many as help."""

    path: str
    out: str
    start_ms: int
    end_ms: int
    track: int | None = None
    fade_ms: int = 0
    whole: bool = False
    threads: int = 0


def cut(task: Task, tell: Callable[[float], None]) -> CutReport:
    """Writes the clip. Copies what it can; where the result would not be exact, all of it is encoded."""
    with OpenMedia(task.path) as media:
        info = inspect(media)
    if not task.whole and info.video is not None:
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
        self.plan, self.ticks = Plan(()), 0

    def make(self, copying: bool) -> CutReport:
        try:
            with OpenMedia(self.task.path) as media, _opened(self.task.out) as output:
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
        found = find(media, stream, self.info.zero_s, self.start_s, self.end_s)
        fade_s = self.task.fade_ms / 1000
        self.plan, self.ticks = plan(found.coded, self.start_s, self.end_s, fade_s, fade_s), ticks_of(stream.time_base)
        if not self.plan.shown:
            raise Inexact("no picture can be read there")
        cutter = Cutter(media, stream, found, self.plan, self.ticks)
        recipe = recipe_of(stream, self.plan, self.length_s, self.ticks, fade_s, self.task.threads)
        return smart(output, cutter, recipe) if copying else whole(output, cutter, recipe, facts)

    def _sound(self, output: Any) -> SoundTrack | None:
        if not self.info.audio:
            return None
        track = self.task.track if self.task.track is not None else next((t.index for t in self.info.audio if t.default), 0)
        samples = round(self.length_s * RATE)
        sound = Sound(self.task.path, track, self.info.zero_s, self.start_s, samples)
        return SoundTrack(output, faded(sound.blocks(), samples, self.task.fade_ms * RATE // 1000), output.mux)

    def _mux(self, output: Any, pictures: Pictures | None, sound: SoundTrack | None) -> None:
        """Picture and sound side by side, in the order in which they are needed."""
        if pictures is not None:
            stands = {self._tick(p.from_s): self._tick(p.to_s) - self._tick(p.from_s) for p in self.plan.shown}
            for picture in pictures.ready:
                if sound is not None and picture.dts is not None:
                    sound.until(picture.dts / self.ticks)
                output.mux(_packet(picture, pictures.stream, self.ticks, stands[picture.pts]))
                self.tell(min(1.0, max(0.0, picture.pts / self.ticks / self.length_s)))
        if sound is not None:
            sound.until(float("inf"))

    def _tick(self, seconds: float) -> int:
        return round(seconds * self.ticks)

    def _report(self, copying: bool) -> CutReport:
        """What came out. Raises Inexact when it is not what was planned, unless there is no other way."""
        length_ms = self.task.end_ms - self.task.start_ms
        samples = round(self.length_s * RATE) if self.info.audio else 0
        if self.info.video is None:
            return CutReport(length_ms, 0, 0, samples)
        expected = [self._tick(picture.from_s) for picture in self.plan.shown]
        seams = [self._tick(p.from_s) for p in self.plan.shown if copying and p.number == self.plan.copied[0]]
        wrong = difference(self.task.out, expected, self.ticks, seams)
        if wrong and copying:
            raise Inexact(wrong)
        copied = len(expected) - self.plan.encoded if copying else 0
        return CutReport(length_ms, len(expected), copied, samples, warnings=(wrong,) if wrong else ())


def _opened(path: str) -> Any:
    import av
    from av.container.core import Flags

    output: Any = av.open(path, "w", format="mp4", options=_OPTIONS)
    # Neither the name of the program that wrote it nor a date.
    output.flags |= Flags.bitexact.value
    return output


def _packet(picture: Ready, stream: Any, ticks: int, duration: int) -> Any:
    import av

    packet = av.Packet(picture.data)
    packet.stream, packet.time_base = stream, Fraction(1, ticks)
    packet.pts, packet.dts, packet.duration = picture.pts, picture.dts, duration
    packet.is_keyframe = picture.key
    return packet
