"""The sound of a cut: decoded, put on the clip's clock to the sample, encoded anew as AAC. Runs in the child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from reflect.media.container import OpenMedia
from reflect.media.cut_plan import Clock
from reflect.media.levels import RATE, sound_frame

CHANNELS = 2
BITS_A_SECOND = 160_000
_BLOCK = 1024
"""Samples in a packet of AAC."""
_CODER = {"aac_coder": "fast"}
"""Half the time of the usual search. On a minute of the demo's talk, 28 dB above what it changes (the search: 30), and nearer in spectrum
(2.1 dB against 2.8); see `tests/bench/sound_coder.py`."""
_MARGIN_S = 1.0
"""Sound decoded before the clip, so that every codec has settled when it begins."""
_JUMP_S, _DRIFT_S, _SMOOTHING = 0.1, 0.008, 0.05
"""As in `placement.py`: what counts as a gap, what as a lasting difference, and how slowly that is believed."""
_SEEK_KINDS = {"mov", "matroska", "wav", "flac"}


class Sound:
    """The samples of one track from `start_s` on, `samples` of them: float32 in blocks of (2, n), silence where there is none."""

    def __init__(self, path: str, track: int, clock: Clock, start_s: float, samples: int) -> None:
        self.path, self.track, self.clock, self.start_s, self.samples = path, track, clock, start_s, samples
        self._written = 0
        self._place = 0
        """Where the next decoded sample belongs, counted from the start of the clip; negative before it."""
        self._error = 0.0
        self._begun = False

    def blocks(self) -> Iterator[np.ndarray]:
        with OpenMedia(self.path) as media:
            stream = media.audio[self.track]
            # Not for the very beginning: a seek there would pass over what the first sound leans on.
            moment = self.clock.file(self.start_s - _MARGIN_S)
            if media.kind in _SEEK_KINDS and moment > self.clock.zero_s:
                media.container.seek(round(moment / stream.time_base), stream=stream, backward=True)
            for frame in _decoded(media, stream):
                yield from self._put(frame)
                if self._written >= self.samples:
                    return
        yield from self._silence(self.samples)

    def _put(self, frame: Any) -> Iterator[np.ndarray]:
        data = _planes(frame)
        if frame.pts is not None:
            self._check(self.clock.film(float(frame.pts * frame.time_base)) - self.start_s)
        place, self._place = self._place, self._place + data.shape[1]
        yield from self._silence(min(place, self.samples))
        data = data[:, max(0, self._written - place) :]
        data = data[:, : self.samples - self._written]
        if data.shape[1]:
            self._written += data.shape[1]
            yield data

    def _check(self, at_s: float) -> None:
        error = at_s - self._place / RATE
        self._error += _SMOOTHING * (error - self._error)
        if not self._begun or abs(error) > _JUMP_S:
            self._place, self._error, self._begun = round(at_s * RATE), 0.0, True
        elif abs(self._error) > _DRIFT_S:
            self._place, self._error = self._place + round(self._error * RATE), 0.0

    def _silence(self, until: int) -> Iterator[np.ndarray]:
        while self._written < until:
            n = min(RATE, until - self._written)
            self._written += n
            yield np.zeros((CHANNELS, n), np.float32)


def _decoded(media: OpenMedia, stream: Any) -> Iterator[Any]:
    """Frames as stereo floats at 48 kHz, with their times."""
    import av

    machine, shape = None, None
    packets = media.container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else []
        except (av.error.FFmpegError, ValueError, UnicodeDecodeError):
            if packet is None:
                return
            continue  # damaged here: silence
        for frame in frames:
            if machine is None or shape != (frame.format.name, frame.layout.name, frame.sample_rate):
                shape = (frame.format.name, frame.layout.name, frame.sample_rate)
                if machine is not None:
                    yield from machine.resample(None)
                machine = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
            yield from machine.resample(frame)
        if packet is None:
            if machine is not None:
                yield from machine.resample(None)
            return


def _planes(frame: Any) -> np.ndarray:
    planes = np.asarray(frame.to_ndarray(), np.float32)
    return planes if np.isfinite(planes.sum()) else np.nan_to_num(planes, nan=0.0, posinf=1.0, neginf=-1.0)


class SoundTrack:
    """Encodes blocks into a stream of the clip, as far as it is asked: sound and picture lie side by side in the file."""

    def __init__(self, output: Any, blocks: Iterator[np.ndarray], send: Callable[[Any], None]) -> None:
        from av.codec.context import Flags

        self.stream = output.add_stream("aac", rate=RATE, options=_CODER)
        self.stream.codec_context.layout = "stereo"
        self.stream.codec_context.bit_rate = BITS_A_SECOND
        self.stream.codec_context.flags |= Flags.bitexact
        self._frames, self._send = self._framed(blocks), send
        self._reached_s = 0.0
        self._done = False

    def until(self, seconds: float) -> None:
        """Everything up to this moment of the clip is sent."""
        while not self._done and self._reached_s <= seconds:
            frame = next(self._frames, None)
            if frame is not None:
                self._reached_s = frame.pts / RATE
            self._done = frame is None
            for packet in self.stream.encode(frame):
                self._send(packet)

    def _framed(self, blocks: Iterator[np.ndarray]) -> Iterator[Any]:
        sent, waiting = 0, np.zeros((CHANNELS, 0), np.float32)
        for block in blocks:
            waiting = np.concatenate([waiting, block], axis=1) if waiting.shape[1] else block
            whole = waiting.shape[1] // _BLOCK * _BLOCK
            for at in range(0, whole, _BLOCK):
                yield sound_frame(waiting[:, at : at + _BLOCK], sent)
                sent += _BLOCK
            waiting = waiting[:, whole:]
        if waiting.shape[1]:
            yield sound_frame(waiting, sent)


def faded(blocks: Iterator[np.ndarray], samples: int, fade: int) -> Iterator[np.ndarray]:
    """The sound rising from and falling to silence over `fade` samples; unchanged when that is 0."""
    at = 0
    for block in blocks:
        n = np.arange(at, at + block.shape[1])
        at += block.shape[1]
        yield block * np.clip(np.minimum(n, samples - 1 - n) / fade, 0.0, 1.0).astype(np.float32) if fade else block
