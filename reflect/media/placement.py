"""Puts decoded sound on the film's clock: silence for what is missing, nothing twice, no slow drift."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reflect.media.downmix import Downmix
from reflect.media.wave_sound import WaveWriter
from reflect.model.sound import RATE

_JUMP_S = 0.1
"""A timestamp this far from the count of samples is a gap or an overlap and is obeyed at once."""
_DRIFT_S = 0.008
"""A smaller difference is obeyed when it lasts: containers round timestamps, by up to a few ms."""
_SMOOTHING = 0.05
_BREAK_BACK_S, _BREAK_AHEAD_S = 10.0, 3600.0
"""Beyond these the file's clock itself broke (films joined without care); the sound goes on unbroken."""
_BLOCK_S = 0.5


class Placement:
    """Takes frames of native sound with their times on the film's clock; writes mono at 16 kHz.

    The sound is cut into runs in which timestamps and samples agree. Each run is resampled on its own
    and begins at its own time; silence fills the way to it, and what would overlap is left out.
    """

    def __init__(self, writer: WaveWriter, start_s: float, end_s: float | None) -> None:
        self.writer = writer
        self.padded = self.dropped = self.breaks = 0
        self._start, self._end = round(start_s * RATE), None if end_s is None else round(end_s * RATE)
        self._shift = 0.0
        self._run: _Run | None = None
        self._error = 0.0
        self.now_s = 0.0

    def take(self, samples: np.ndarray, rate: int, at_s: float | None) -> None:
        """Float32 (channels, n) that is heard from `at_s` on; None means right after the last."""
        run = self._run
        if run is None or run.rate != rate or run.channels != samples.shape[0]:
            self._begin(rate, samples.shape[0], self.now_s if at_s is None else at_s + self._shift)
        elif at_s is not None:
            self._check(run, at_s + self._shift)
        run = self._run
        if run is not None:
            self._write(run, run.take(samples))
            self.now_s = run.end_s

    def finish(self) -> None:
        if self._run is not None:
            self._write(self._run, self._run.finish())
            self._run = None

    @property
    def full(self) -> bool:
        return self._end is not None and self.now_s * RATE >= self._end

    def _check(self, run: _Run, at_s: float) -> None:
        error = at_s - run.end_s
        if error < -_BREAK_BACK_S or error > _BREAK_AHEAD_S:
            self._shift -= error
            self.breaks += 1
            return
        self._error += _SMOOTHING * (error - self._error)
        if abs(error) > _JUMP_S:
            self._begin(run.rate, run.channels, at_s)
        elif abs(self._error) > _DRIFT_S:
            self._begin(run.rate, run.channels, run.end_s + self._error)

    def _begin(self, rate: int, channels: int, at_s: float) -> None:
        self.finish()
        self._error = 0.0
        self._run = _Run(rate, channels, at_s)

    def _write(self, run: _Run, mono: np.ndarray) -> None:
        """Appends the run's next samples where they belong; `run.at` counts 16 kHz samples of the clock."""
        if not mono.size:
            return
        here = self._start + self.writer.samples
        first, run.at = run.at, run.at + mono.size
        if first < here:
            # What lies before the wanted stretch was never wanted; only what was written twice counts.
            self.dropped += max(0, min(here, run.at) - max(first, self._start))
            mono = mono[here - first :]
        elif first > here:
            gap = first - here if self._end is None else min(first, self._end) - here
            self.padded += max(0, gap)
            self.writer.silence(gap)
        if self._end is not None:
            mono = mono[: max(0, self._end - self._start - self.writer.samples)]
        self.writer.append(mono)


class _Run:
    """Sound without a break: downmix and resampling in blocks of half a second."""

    def __init__(self, rate: int, channels: int, at_s: float) -> None:
        self.rate, self.channels = rate, channels
        self.at = round(at_s * RATE)
        self._begin_s = at_s
        self._taken = 0
        self._waiting: list[np.ndarray] = []
        self._waiting_samples = 0
        self._downmix = Downmix(channels, rate)
        self._resample = _resampler(rate)

    @property
    def end_s(self) -> float:
        return self._begin_s + self._taken / self.rate

    def take(self, samples: np.ndarray) -> np.ndarray:
        self._waiting.append(samples)
        self._taken += samples.shape[1]
        self._waiting_samples += samples.shape[1]
        return self._flush() if self._waiting_samples >= self.rate * _BLOCK_S else _NOTHING

    def finish(self) -> np.ndarray:
        return np.concatenate([self._flush(), self._resample(None)])

    def _flush(self) -> np.ndarray:
        if not self._waiting:
            return _NOTHING
        block = self._waiting[0] if len(self._waiting) == 1 else np.concatenate(self._waiting, axis=1)
        self._waiting, self._waiting_samples = [], 0
        # Float sound can hold what is no number, which would spoil everything after it.
        return self._resample(self._downmix.mix(np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)))


_NOTHING = np.zeros(0, dtype=np.float32)


def _resampler(rate: int) -> Callable[[np.ndarray | None], np.ndarray]:
    """A function from blocks at `rate` to blocks at 16 kHz; None asks for what is left inside."""
    if rate == RATE:
        return lambda block: _NOTHING if block is None else block
    import av

    machine = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def resample(block: np.ndarray | None) -> np.ndarray:
        frame: Any = None
        if block is not None:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block, dtype=np.float32)[None, :], format="flt", layout="mono")
            frame.sample_rate = rate
        out = [piece.to_ndarray()[0] for piece in machine.resample(frame)]
        return np.concatenate(out) if out else _NOTHING

    return resample
