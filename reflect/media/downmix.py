"""Several channels to one, safely. numpy only."""

from __future__ import annotations

import numpy as np

_FLIP_BELOW, _KEEP_ABOVE = -0.6, -0.3
_FADE_S = 0.02
_MEMORY = 0.6


class Downmix:
    """The mean of the channels, in which no channel may cancel another.

    A channel that runs against the loudest one (a cable with swapped poles; correlation below -0.6 over
    about two seconds) is turned over before the mean is taken, with a fade of 20 ms, and back when the
    correlation rises above -0.3. The mean never clips; with one silent channel it is 6 dB softer, and
    with one speaker per channel both are heard equally.
    """

    def __init__(self, channels: int, rate: int) -> None:
        self._covariance = np.zeros((channels, channels))
        self._signs = np.ones(channels)
        self._fade = max(1, int(rate * _FADE_S))

    def mix(self, block: np.ndarray) -> np.ndarray:
        """Float32, shape (channels, n) → (n,)."""
        if block.shape[0] == 1:
            return np.asarray(block[0])
        before = self._signs
        self._signs = self._update(block)
        if np.array_equal(before, self._signs):
            return np.asarray(self._signs @ block / len(self._signs), dtype=np.float32)
        ramp = np.minimum(np.arange(block.shape[1]) / self._fade, 1.0)
        gains = before[:, None] * (1 - ramp) + self._signs[:, None] * ramp
        return np.asarray((gains * block).mean(axis=0), dtype=np.float32)

    def _update(self, block: np.ndarray) -> np.ndarray:
        self._covariance = _MEMORY * self._covariance + block @ block.T
        power = np.diag(self._covariance)
        loudest = int(np.argmax(power))
        scale = np.sqrt(power * power[loudest]) + 1e-12
        correlation = self._covariance[loudest] / scale
        relative = self._signs * self._signs[loudest]
        relative = np.where(correlation < _FLIP_BELOW, -1.0, np.where(correlation > _KEEP_ABOVE, 1.0, relative))
        relative[loudest] = 1.0
        # Keep the overall sign when the loudest channel changes, so that nothing turns over without need.
        return relative if float(relative @ self._signs) >= 0 else -relative
