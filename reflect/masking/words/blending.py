"""One sound in some stretches and another in the rest, on one clock, without a click. numpy only.

Inside a stretch nothing of the first sound is left: it fades out before the stretch begins and comes back after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from reflect.masking.words.bleeping import FADE_MS, Stretch


def blended(first: Iterator[np.ndarray], second: Iterator[np.ndarray], stretches: Sequence[Stretch], rate: int) -> Iterator[np.ndarray]:
    """Blocks of (channels, n) float32: `second` in the stretches (in order, apart), `first` outside them and their fades."""
    fade = rate * FADE_MS // 1000
    at = 0
    for one, two in _paired(first, second):
        share = _share(at, one.shape[1], stretches, fade)
        yield (one * (1 - share) + two * share).astype(np.float32) if share.any() else one
        at += one.shape[1]


def _share(at: int, samples: int, stretches: Sequence[Stretch], fade: int) -> np.ndarray:
    """How much of the second sound is heard, 0 to 1, for each sample from `at` on."""
    share = np.zeros(samples, np.float32)
    n = np.arange(at, at + samples)
    for start, stop in stretches:
        if start - fade >= at + samples or stop + fade <= at:
            continue
        rising, falling = 1 - (start - n) / (fade + 1), 1 - (n - stop + 1) / (fade + 1)
        np.maximum(share, np.clip(np.minimum(rising, falling), 0, 1), out=share)
    return share


def _paired(first: Iterator[np.ndarray], second: Iterator[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Blocks of the same length of both; where the second has ended it is silent."""
    waiting = np.zeros((0, 0), np.float32)
    for one in first:
        while waiting.shape[1] < one.shape[1]:
            more = next(second, None)
            if more is None:
                more = np.zeros((one.shape[0], one.shape[1] - waiting.shape[1]), np.float32)
            waiting = np.concatenate([waiting, more], axis=1) if waiting.size else more
        yield one, waiting[:, : one.shape[1]]
        waiting = waiting[:, one.shape[1] :]
