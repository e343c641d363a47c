"""Clips and cards one after the other in one film, and what goes between them. Runs in the child.

Pictures are copied: every piece was made by `cutting.py` or here, so it is H.264 with its parameter sets in front. Those of all
pieces stand in the reel's header under their own numbers. A piece of another size, or whose sets go by a number that is taken, is a
misfit: the caller encodes it to fit. Every picture keeps its own time, so pieces of different rates stay exact. The sound is encoded anew
in one go, since AAC cannot be put end to end without a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from reflect.errors import MediaError
from reflect.media import nal
from reflect.media.container import OpenMedia
from reflect.media.cut_plan import decode_times
from reflect.media.cut_sound import CHANNELS, SoundTrack
from reflect.media.cut_video import Ready
from reflect.media.cutting import Heard, opened, packet_of, sound_of
from reflect.media.encoding import Encoder, Recipe
from reflect.media.inspection import inspect
from reflect.media.levels import RATE

TICKS = 90_000
CARD_SET = 30
"""The number of the parameter sets of cards; edges of cuts take 31 where it is free, films mostly 0."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A film of ours that the reel shows for `length_ms`."""

    path: str
    length_ms: int


@dataclass(frozen=True, slots=True)
class Card:
    """A still picture (PNG, of the size of the film) for a while, with the sound of `heard` from its beginning, or with silence."""

    png: str
    out: str
    length_ms: int
    rate: tuple[int, int]
    heard: str | None = None
    fade_ms: int = 0


def join(pieces: list[Piece], size: tuple[int, int], out: str, tell: Callable[[float], None]) -> list[int]:
    """Writes the reel, in pictures of `size`, and returns []; or writes nothing and returns the numbers of the misfits (from 0)."""
    sets, misfits = _fitting(pieces, size)
    if misfits or sets is None:
        return misfits
    order, at = [], 0
    for piece in pieces:
        tell(0.0)
        order += [at + moment for moment in _moments(piece)]
        at += _ticks(piece.length_ms)
    ends = dict(zip(sorted(order), [*sorted(order)[1:], at], strict=True))
    times = dict(zip(order, decode_times(order, TICKS // 25), strict=True))
    with OpenMedia(pieces[0].path) as first, opened(out) as output:
        stream = output.add_stream_from_template(first.video, opaque=True)
        stream.codec_context.extradata, stream.time_base = nal.write_avcc(sets), Fraction(1, TICKS)
        sound = SoundTrack(output, _sounds(pieces), output.mux) if _heard(pieces) else None
        for picture in _pictures(pieces):
            when = times[picture.pts]
            if sound is not None:
                sound.until(when / TICKS)
            output.mux(packet_of(picture, stream, TICKS, ends[picture.pts] - picture.pts, when))
            tell(min(1.0, picture.pts / at))
        if sound is not None:
            sound.until(float("inf"))
    return []


def _fitting(pieces: list[Piece], size: tuple[int, int]) -> tuple[nal.Sets | None, list[int]]:
    """The parameter sets of all pieces together, and the numbers of those that cannot be copied into one film of this size."""
    sets: nal.Sets | None = None
    misfits = []
    for number, piece in enumerate(pieces):
        try:
            own = _sets(piece, size)
            sets = nal.joined(own) if sets is None else nal.joined(sets, own)
        except ValueError:
            misfits.append(number)
    return sets, misfits


def _sets(piece: Piece, size: tuple[int, int]) -> nal.Sets:
    """The piece's parameter sets; ValueError when its pictures are of another kind than those of our cards."""
    with OpenMedia(piece.path) as media:
        info, stream = inspect(media), media.video
        if stream is None or info.video is None or info.video.rotation or stream.codec_context.pix_fmt != "yuv420p":
            raise ValueError("no picture that can be copied")
        if (stream.width, stream.height, stream.sample_aspect_ratio or 1) != (*size, 1):
            raise ValueError("another size")
        return nal.read_avcc(stream.codec_context.extradata or b"")


def _packets(piece: Piece) -> Iterator[Any]:
    with OpenMedia(piece.path) as media:
        if media.video is None:
            raise MediaError(f"{media.name}: has no picture any more. Render the clips again.")
        yield from (packet for packet in media.container.demux(media.video) if packet.size)


def _moments(piece: Piece) -> list[int]:
    return [round(packet.pts * packet.time_base * TICKS) for packet in _packets(piece)]


def _pictures(pieces: list[Piece]) -> Iterator[Ready]:
    at = 0
    for piece in pieces:
        for packet in _packets(piece):
            yield Ready(bytes(packet), at + round(packet.pts * packet.time_base * TICKS), packet.is_keyframe)
        at += _ticks(piece.length_ms)


def _ticks(ms: int) -> int:
    return ms * TICKS // 1000


def _heard(pieces: list[Piece]) -> bool:
    return any(_sound(piece) is not None for piece in pieces)


def _sound(piece: Piece) -> Iterator[np.ndarray] | None:
    return sound_of(Heard(piece.path), None, 0.0, piece.length_ms / 1000)


def _sounds(pieces: list[Piece]) -> Iterator[np.ndarray]:
    """One unbroken sound. Lengths are counted from the start, so that rounding never adds up."""
    reached_ms = reached = 0
    for piece in pieces:
        reached_ms += piece.length_ms
        wanted = round(reached_ms * RATE / 1000) - reached
        for block in _sound(piece) or iter(()):
            part = block[:, :wanted]
            wanted, reached = wanted - part.shape[1], reached + part.shape[1]
            yield part
        if wanted > 0:
            reached += wanted
            yield np.zeros((CHANNELS, wanted), np.float32)


def make_card(card: Card, tell: Callable[[float], None]) -> None:
    """Writes a card as a film with sound."""
    import av
    from PIL import Image

    with Image.open(card.png) as image:
        pixels = np.asarray(image.convert("RGB"))
    still = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p", dst_colorspace="ITU709")
    rate = Fraction(*card.rate)
    length_s, fade_s = card.length_ms / 1000, card.fade_ms / 1000
    fades = f"fade=type=in:start_time=0:duration={fade_s},fade=type=out:start_time={length_s - fade_s:.6f}:duration={fade_s}"
    recipe = Recipe(still.width, still.height, "yuv420p", Fraction(1), (1, 1, 1, 1), rate, TICKS, fades if fade_s else "", CARD_SET)
    count = max(1, int(length_s * rate))
    moments = [round(n / rate * TICKS) for n in range(count)]
    ends = dict(zip(moments, [*moments[1:], _ticks(card.length_ms)], strict=True))
    with opened(card.out) as output:
        stream = output.add_stream("libx264", rate=rate)
        encoder = Encoder(recipe, stream.codec_context)
        blocks = None if card.heard is None else sound_of(Heard(card.heard), None, 0.0, length_s)
        sound = SoundTrack(output, blocks or _silence(round(length_s * RATE)), output.mux)
        for packet in _encoded(encoder, still, moments):
            sound.until(packet.dts / TICKS)
            ready = Ready(nal.stripped(bytes(packet)), packet.pts, packet.is_keyframe)
            output.mux(packet_of(ready, stream, TICKS, ends[packet.pts], packet.dts))
            tell(packet.pts / _ticks(card.length_ms))
        sound.until(float("inf"))


def _encoded(encoder: Encoder, still: Any, moments: list[int]) -> Iterator[Any]:
    import av

    planes = still.to_ndarray()
    for at in moments:
        yield from encoder.take(av.VideoFrame.from_ndarray(planes, format="yuv420p"), at)
    yield from encoder.finish()


def _silence(samples: int) -> Iterator[np.ndarray]:
    for at in range(0, samples, RATE):
        yield np.zeros((CHANNELS, min(RATE, samples - at)), np.float32)
