"""Sound as the rooms hand it on: a clock, a length, and blocks on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np

RATE = 16_000
"""Samples per second of every `Sound`: what the speech models were trained on."""

Progress = Callable[[float], None]
"""Called with the finished part, 0 to 1. It may raise `Stopped`."""


class Sound(Protocol):
    """Mono sound at `RATE` on the video clock: sample i is heard at i / RATE seconds.

    It may lie on disk: read it in blocks, never whole.
    """

    @property
    def samples(self) -> int:
        """Length in samples."""
        ...

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop) as float32 in −1 to 1, shape (stop − start,); zeros outside the sound."""
        ...


class SoundPart:
    """The part [start_ms, end_ms) of a sound, with its own zero at `start_ms`."""

    def __init__(self, whole: Sound, start_ms: int, end_ms: int) -> None:
        self._whole = whole
        self._first = start_ms * RATE // 1000
        self.samples = max(0, min(whole.samples, end_ms * RATE // 1000) - self._first)

    def read(self, start: int, stop: int) -> np.ndarray:
        import numpy as np

        block = np.zeros(max(0, stop - start), dtype=np.float32)
        low, high = max(start, 0), min(stop, self.samples)
        if low < high:
            block[low - start : high - start] = self._whole.read(self._first + low, self._first + high)
        return block
