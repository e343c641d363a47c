"""Where a name that was said begins and ends in the sound.

A recogniser's word times are off, so a stretch is hidden with a margin on both sides, and each edge then moves outwards to the quietest
moment nearby: between two words when there is a gap, and never into the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from reflect.model.sound import RATE, Sound
from reflect.model.span import Span

BEFORE_MS, AFTER_MS = 100, 320
"""Margins. Whisper base puts words early: of 30 names in made speech with known times (tests/bench/names.py) the given start lies between
572 ms before the true one and 62 ms after it (half: 124 ms before), the given end 61 to 299 ms before the true one (half: 182 ms). So these
cover all of them, and a bleep takes something of the next word as well.
"""
REACH_MS = 80
"""How far an edge may move outwards to a quieter moment."""
_FRAME_MS = 10
NEAR_MS = 150
"""Two hidden stretches closer than this become one: a syllable between two bleeps is worth nothing."""


def stretches(spans: Iterable[Span], sound: Sound, reach_ms: int = REACH_MS) -> tuple[Span, ...]:
    """The stretches to hide for words at `spans`, in order, none touching another, all inside the sound.

    A span outside the sound hides nothing; one at its very start or end reaches to it.
    """
    length_ms = sound.samples * 1000 // RATE
    found = []
    for span in sorted(spans):
        if span.start_ms >= length_ms or span.end_ms <= 0:
            continue
        start = _quiet(sound, max(0, span.start_ms - BEFORE_MS), -reach_ms, length_ms)
        end = _quiet(sound, min(length_ms, span.end_ms + AFTER_MS), reach_ms, length_ms)
        found.append(Span(start, max(start + 1, end)))
    return joined(found)


def joined(spans: Sequence[Span], near_ms: int = NEAR_MS) -> tuple[Span, ...]:
    """Stretches that meet, or almost, as one.

    >>> joined([Span(0, 500), Span(600, 900), Span(2000, 2100)])
    (Span(start_ms=0, end_ms=900), Span(start_ms=2000, end_ms=2100))
    """
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start_ms - out[-1].end_ms < near_ms:
            out[-1] = Span(out[-1].start_ms, max(out[-1].end_ms, span.end_ms))
        else:
            out.append(span)
    return tuple(out)


def _quiet(sound: Sound, edge_ms: int, reach_ms: int, length_ms: int) -> int:
    """The quietest moment from `edge_ms` to `reach_ms` further; the nearest of equals."""
    low, high = sorted((edge_ms, min(length_ms, max(0, edge_ms + reach_ms))))
    if high - low < _FRAME_MS:
        return edge_ms
    per = RATE * _FRAME_MS // 1000
    samples = sound.read(low * RATE // 1000, low * RATE // 1000 + (high - low) // _FRAME_MS * per)
    power = np.square(samples.reshape(-1, per), dtype=np.float64).mean(axis=1)
    if reach_ms < 0:
        return high - int(np.argmin(power[::-1])) * _FRAME_MS
    return low + int(np.argmin(power)) * _FRAME_MS
