"""The pictures of a cut: found in the film, copied where that is exact, encoded where it is not. Runs in the child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from reflect.media import nal
from reflect.media.container import OpenMedia
from reflect.media.cut_plan import Clock, Coded, Plan, Shown
from reflect.media.encoding import Encoder

_SURE = 40
"""So many pictures in a row after the end of the span, in the order of the file: no earlier one follows (H.264 reorders 16)."""
_STEPS_BACK_S = (0.0, 1.0, 4.0, 12.0, 30.0, 120.0, 600.0, float("inf"))


class Inexact(Exception):
    """The film cannot be copied exactly here; all of the clip is encoded. The text says why."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A coded picture of the clip, in the order of decoding. Times in ticks of the clip's clock; `dts` None: not known yet."""

    data: bytes
    pts: int
    key: bool
    dts: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The coded pictures around a span, in the order of the file, and where to seek to meet them again (seconds of the file).

    Decoding begins at picture `decode_from`; `avcc` is None for what cannot be copied.
    """

    coded: tuple[Coded, ...]
    seek_s: float
    decode_from: int
    avcc: nal.Sets | None


Alive = Callable[[], None]
"""Said again and again while something long is done: a child that says nothing for a minute is taken for stuck."""


def silent() -> None:
    """For who needs no sign of life."""


def find(media: OpenMedia, stream: Any, clock: Clock, start_s: float, end_s: float, alive: Alive = silent) -> Found:
    """Reads the packets around the span. Inexact when the file does not tell when its pictures are shown."""
    avcc = _avcc(stream)
    for back_s in _STEPS_BACK_S:
        seek_s = clock.file(start_s - back_s)
        coded, keys = _packets(media, stream, clock, (seek_s, end_s), avcc, alive)
        begins = _decode_from(coded, keys, start_s)
        if begins is not None or seek_s < min(0.0, clock.zero_s) - 1:
            return Found(tuple(coded), seek_s, begins or 0, avcc)
    raise Inexact("no picture begins before the clip")


def _avcc(stream: Any) -> nal.Sets | None:
    if stream.codec_context.name != "h264":
        return None
    try:
        return nal.read_avcc(stream.codec_context.extradata or b"")
    except ValueError:
        return None


def walk(media: OpenMedia, stream: Any, seek_s: float) -> Iterator[Any]:
    """Packets with data of one stream, from the last place to begin before `seek_s` (the file's own seconds)."""
    import av

    begin = stream.start_time or 0
    early = round(_STEPS_BACK_S[3] / stream.time_base)
    wanted = round(seek_s / stream.time_base) if seek_s > float("-inf") else begin - early
    try:
        # Transport streams find their first picture only when one asks for what lies before it; AVI refuses such a moment.
        media.container.seek(max(begin - early, wanted), stream=stream, backward=True)
    except av.error.FFmpegError:
        media.container.seek(begin, stream=stream, backward=True)
    return (packet for packet in media.container.demux(stream) if packet.size)


def _packets(
    media: OpenMedia, stream: Any, clock: Clock, part: tuple[float, float], avcc: nal.Sets | None, alive: Alive
) -> tuple[list[Coded], list[int]]:
    seek_s, end_s = part
    coded: list[Coded] = []
    keys: list[int] = []
    after = 0
    for packet in walk(media, stream, seek_s):
        alive()
        if packet.pts is None:
            raise Inexact("the file does not say when its pictures are shown")
        at_s = clock.film(float(packet.pts * packet.time_base))
        if packet.is_keyframe:
            keys.append(len(coded))
        elif not keys:
            continue
        anew = bool(packet.is_keyframe and avcc and _starts_anew(bytes(packet), avcc))
        coded.append(Coded(at_s, packet.pts, anew, not packet.is_discard))
        after = after + 1 if at_s >= end_s else 0
        if after >= _SURE:
            break
    return coded, keys


def _starts_anew(data: bytes, avcc: nal.Sets) -> bool:
    try:
        return nal.starts_anew(data, avcc.length_size)
    except ValueError:
        return False


def _decode_from(coded: list[Coded], keys: list[int], start_s: float) -> int | None:
    """The place to begin decoding so that the picture at the start is whole; None when it lies earlier.

    From an IDR all is whole. A key picture of another kind may lean on the group before, so one more is taken along.
    """
    before = [n for n in keys if coded[n].at_s <= start_s + 0.0005]
    anew = [n for n in before if coded[n].anew]
    if anew and anew[-1] == before[-1]:
        return anew[-1]
    return before[-2] if len(before) > 1 else None


class Cutter:
    """Makes the coded pictures of a clip, by a plan. `ticks` are how many there are in a second of the clip's clock."""

    def __init__(self, media: OpenMedia, stream: Any, found: Found, plan: Plan, ticks: int, alive: Alive = silent) -> None:
        self.media, self.stream, self.found, self.plan, self.ticks = media, stream, found, plan, ticks
        self.alive = alive
        self.wanted = {picture.pts: picture for picture in plan.shown}
        self.sent: set[int] = set()

    def at(self, picture: Shown) -> int:
        return round(picture.from_s * self.ticks)

    def first(self, shown: tuple[Shown, ...]) -> Any:
        """The first of these pictures, decoded. Inexact when none can be."""
        self.wanted = {picture.pts: picture for picture in shown}
        frame = next(self._frames(self.found.decode_from, len(self.found.coded)), None)
        if frame is None:
            raise Inexact("the picture cannot be decoded")
        return frame

    def whole(self, encoder: Encoder) -> Iterator[Ready]:
        """Every picture encoded."""
        for picture in self._piece(encoder, self.found.decode_from, len(self.found.coded)):
            yield replace(picture, data=nal.stripped(picture.data))

    def smart(self, start: Callable[[], Encoder]) -> Iterator[Ready]:
        """Encoded up to the first copied picture, copied, encoded to the end. Raises Inexact. `start` gives a fresh encoder."""
        first, end = self.plan.copied
        numbers = [picture.number for picture in self.plan.shown]
        if min(numbers) < first:
            yield from _with_lengths(self._piece(start(), self.found.decode_from, first))
        yield from self._copied(first, end)
        if max(numbers) >= end:
            last = max(n for n in range(first, end) if self.found.coded[n].anew)
            yield from _with_lengths(self._piece(start(), last, len(self.found.coded)))

    def _piece(self, encoder: Encoder, first: int, end: int) -> Iterator[Ready]:
        for frame in self._frames(first, end):
            yield from self._encoded(encoder, frame)
        yield from _ready(encoder.finish())

    def _copied(self, first: int, end: int) -> Iterator[Ready]:
        sets = self.found.avcc
        if sets is None:
            raise Inexact("not H.264 with its parameter sets in front")
        known = {*sets.sps, *sets.pps}
        for n, packet in self._packets(first, end):
            data, size = bytes(packet), sets.length_size
            try:
                if not nal.parameter_sets(data, size) <= known:
                    raise Inexact("the film changes its parameter sets")
                units = nal.packed(nal.units(data, size))
            except ValueError as error:
                raise Inexact(str(error)) from error
            picture = self.wanted[packet.pts]
            self.sent.add(packet.pts)
            yield Ready(units, self.at(picture), self.found.coded[n].anew)

    def _packets(self, first: int, end: int) -> Iterator[tuple[int, Any]]:
        """Packets `first` to `end` of the order in which `find` met them."""
        number = -1
        for packet in walk(self.media, self.stream, self.found.seek_s):
            self.alive()
            if number < 0 and not packet.is_keyframe:
                continue
            number += 1
            if number >= end:
                return
            if packet.pts != self.found.coded[number].pts:
                raise Inexact("the file reads differently the second time")
            if number >= first:
                yield number, packet

    def _frames(self, first: int, end: int) -> Iterator[Any]:
        """Decoded pictures that are wanted and were not sent yet."""
        import av

        decoder = self.stream.codec_context
        decoder.flush_buffers()
        missing = set(self.wanted) - self.sent
        for _, packet in self._packets(first, end):
            try:
                frames = decoder.decode(packet)
            except av.error.FFmpegError:
                continue  # damaged here; the picture before stands longer
            yield from (frame for frame in frames if frame.pts in missing)
            # What is decoded beyond the last wanted picture only costs time.
            if first and self.sent >= set(self.wanted):
                return
        yield from (frame for frame in decoder.decode(None) if frame.pts in missing)
        decoder.flush_buffers()

    def _encoded(self, encoder: Encoder, frame: Any) -> Iterator[Ready]:
        picture = self.wanted[frame.pts]
        self.sent.add(frame.pts)
        yield from _ready(encoder.take(frame, self.at(picture)))


def _ready(packets: Iterator[Any]) -> Iterator[Ready]:
    for packet in packets:
        yield Ready(bytes(packet), packet.pts, packet.is_keyframe, packet.dts)


def _with_lengths(pictures: Iterator[Ready]) -> Iterator[Ready]:
    for picture in pictures:
        yield replace(picture, data=nal.packed(nal.units_of_stream(picture.data)))


def ticks_of(time_base: Fraction) -> int:
    """Ticks a second for the clip: the film's own, times a whole number so that a millisecond is never lost."""
    ticks = time_base.denominator
    return ticks * -(-10_000 // ticks)
