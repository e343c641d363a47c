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
