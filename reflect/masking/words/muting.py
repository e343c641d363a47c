"""A film's sound with stretches hidden, and a film of a picture and such a sound. Runs in the child.

Nothing of the source's file comes along but samples and coded pictures: no metadata, no other tracks (on which the names could be heard),
no subtitles, no messages between the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from reflect.errors import MediaError
from reflect.masking.words.bleeping import Stretch, hidden
from reflect.masking.words.blending import blended
from reflect.media.container import OpenMedia
from reflect.media.cut_plan import Clock
from reflect.media.cut_sound import Sound, SoundTrack
from reflect.media.cutting import opened
from reflect.media.inspection import inspect
from reflect.media.levels import RATE

COPIED = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39-40"}
"""Codecs of pictures that an MP4 takes as they are, and what takes the messages out from between them."""
_FULL = 32767.0


@dataclass(frozen=True, slots=True)
class Wish:
    """The sound of `path`, its track `track` (None: the default one), with `stretches` (samples at 48 kHz) hidden, as a FLAC file."""

    path: str
    out: str
    stretches: Sequence[Stretch]
    bleep: bool = True
    track: int | None = None


def mute(wish: Wish, tell: Callable[[float], None]) -> dict[str, int]:
    """Writes the sound. Returns its samples."""
    with OpenMedia(wish.path) as media:
        info = inspect(media)
    if not info.audio:
        raise MediaError(f"{media.name}: has no sound, so there is nothing to hide in it. Choose the recording with sound.")
    track = wish.track if wish.track is not None else next((t.index for t in info.audio if t.default), 0)
    samples = (info.duration_ms or 0) * RATE // 1000
    blocks = Sound(wish.path, track, Clock(info.zero_s), 0.0, samples).blocks()
    return {"samples": _write_flac(hidden(blocks, wish.stretches, RATE, bleep=wish.bleep), wish.out, samples, tell)}


def blend(first: str, second: str, out: str, stretches: Sequence[Stretch], samples: int, tell: Callable[[float], None]) -> dict[str, int]:
    """Writes `first` with `second` in the stretches; two sounds of `samples` samples."""
    one, two = (Sound(path, 0, Clock(0.0), 0.0, samples).blocks() for path in (first, second))
    return {"samples": _write_flac(blended(one, two, stretches, RATE), out, samples, tell)}


def _write_flac(blocks: Iterator[np.ndarray], out: str, samples: int, tell: Callable[[float], None]) -> int:
    import av
    from av.container.core import Flags

    written = 0
    output: Any
    with av.open(out, "w", format="flac") as output:
        output.flags |= Flags.bitexact.value
        stream = output.add_stream("flac", rate=RATE)
        stream.codec_context.layout, stream.codec_context.format = "stereo", "s16"
        for block in blocks:
            whole = np.clip(np.rint(block * _FULL), -32768, 32767).astype(np.int16)
            for at in range(0, whole.shape[1], RATE):
                part = np.ascontiguousarray(whole[:, at : at + RATE].T).reshape(1, -1)
                frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = RATE, written, Fraction(1, RATE)
                written += part.shape[1] // 2
                for packet in stream.encode(frame):
                    output.mux(packet)
            tell(min(1.0, written / max(1, samples)))
        for packet in stream.encode(None):
            output.mux(packet)
    return written


def can_copy(path: str) -> bool:
    """Whether the picture can stand in an MP4 as it is."""
    with OpenMedia(path) as media:
        return media.video is not None and media.video.codec_context.name in COPIED


def mux(picture: str | None, sound: str, out: str, tell: Callable[[float], None]) -> dict[str, int]:
    """Writes an MP4 of the picture of one file, copied, and the sound of another; both begin at the zero of their clocks."""
    with OpenMedia(sound) as heard:
        length_ms = inspect(heard).duration_ms or 0
    blocks = Sound(sound, 0, Clock(0.0), 0.0, length_ms * RATE // 1000).blocks()
    with opened(out) as output:
        pictures = 0
        if picture is None:
            SoundTrack(output, blocks, output.mux).until(float("inf"))
        else:
            pictures = _pictures(picture, blocks, output, tell)
    return {"pictures": pictures}


def _pictures(path: str, blocks: Iterator[np.ndarray], output: Any, tell: Callable[[float], None]) -> int:
    from av.bitstream import BitStreamFilterContext

    with OpenMedia(path) as media:
        info = inspect(media)
    # Opened again: looking at a file reads on in it.
    with OpenMedia(path) as media:
        stream = media.video
        if stream is None:
            raise MediaError(f"{media.name}: has no picture to put the sound under.")
        target = output.add_stream_from_template(stream, opaque=True)
        target.metadata.clear()
        sound = SoundTrack(output, blocks, output.mux)
        clean = BitStreamFilterContext(COPIED[stream.codec_context.name], in_stream=stream)
        base = stream.time_base
        zero = round(Fraction(info.zero_s).limit_denominator(1_000_000) / base)
        pictures = 0
        for packet in _packets(media, stream):
            for kept in clean.filter(packet):
                if kept.dts is None or not kept.size:
                    continue
                kept.pts, kept.dts = kept.pts - zero, kept.dts - zero
                kept.stream, kept.time_base = target, base
                sound.until(float(kept.dts * base))
                tell(min(1.0, float(kept.pts * base) * 1000 / (info.duration_ms or 1)))
                output.mux(kept)
                pictures += 1
        sound.until(float("inf"))
        return pictures


def _packets(media: OpenMedia, stream: Any) -> Iterator[Any]:
    import av

    packets = media.container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.error.FFmpegError, UnicodeDecodeError):
            return  # the file breaks off here
        if packet is None:
            return
        if packet.size:
            yield packet
