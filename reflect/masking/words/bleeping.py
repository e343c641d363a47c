"""Stretches of sound replaced by a tone or by silence, to the sample, without a click. numpy only.

Nothing of what lay in a stretch is left: the fades lie outside it. The tone is as loud as a voice half as strong as the one it takes the
place of, and never loud in itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from reflect.model.span import Span

FADE_MS = 6
TONE_HZ = 1000
SOFTER = 0.5
"""Of the effective value of what was there: a tone of 1000 Hz sounds louder than a voice of the same power."""
FAINTEST, LOUDEST = 0.004, 0.06
"""Effective values, −48 and −24 dB of full scale: heard as a tone in a quiet room, and no pain under headphones."""

Stretch = tuple[int, int]
"""Samples [first, stop)."""


def in_samples(spans: Sequence[Span], rate: int) -> list[Stretch]:
    return [(span.start_ms * rate // 1000, -(-span.end_ms * rate // 1000)) for span in spans]


def hidden(blocks: Iterator[np.ndarray], stretches: Sequence[Stretch], rate: int, *, bleep: bool = True) -> Iterator[np.ndarray]:
    """The same blocks of (channels, n), with these stretches (in order, apart) replaced; every other sample but the fades is untouched."""
    fade = rate * FADE_MS // 1000
    waiting = np.zeros((0, 0), np.float32)
    at = 0
    """Where `waiting` begins."""
    todo = list(stretches)
    for block in blocks:
        waiting = np.concatenate([waiting, block], axis=1) if waiting.size else block.copy()
        while todo and todo[0][1] + fade <= at + waiting.shape[1]:
            _hide(waiting, at, todo.pop(0), fade, rate, bleep)
        # What a stretch may still reach back to stays here until the stretch is whole.
        free = min(waiting.shape[1], max(0, todo[0][0] - fade - at)) if todo else waiting.shape[1]
        if free:
            yield waiting[:, :free]
            waiting, at = waiting[:, free:], at + free
    if waiting.size:
        for stretch in todo:
            _hide(waiting, at, stretch, fade, rate, bleep)
        yield waiting


def _hide(block: np.ndarray, at: int, stretch: Stretch, fade: int, rate: int, bleep: bool) -> None:
    """In place. `block` begins at sample `at`; the stretch may go on after its end."""
    first, stop = max(0, stretch[0] - at), min(block.shape[1], stretch[1] - at)
    if stop <= first:
        return
    level = float(np.sqrt(np.mean(np.square(block[:, first:stop], dtype=np.float64))))
    before, after = min(fade, first), min(fade, block.shape[1] - stop)
    block[:, first - before : first] *= np.linspace(1.0, 0.0, before + 1, dtype=np.float32)[:before]
    block[:, stop : stop + after] *= np.linspace(0.0, 1.0, after + 1, dtype=np.float32)[:after]
    block[:, first:stop] = _tone(stop - first, level, fade, rate) if bleep else 0.0


def _tone(samples: int, level: float, fade: int, rate: int) -> np.ndarray:
    effective = min(LOUDEST, max(FAINTEST, SOFTER * level))
    n = np.arange(samples, dtype=np.float64)
    shape = np.clip(np.minimum(n, samples - 1 - n) / max(1, fade), 0.0, 1.0)
    return np.asarray(np.sqrt(2) * effective * shape * np.sin(2 * np.pi * TONE_HZ / rate * n), dtype=np.float32)
