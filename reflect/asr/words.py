"""Words of a chunk → words on the video clock, with their times put right."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from reflect.asr.chunks import Chunk, Region
from reflect.asr.heard import HeardWord
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Word

SHORTEST_MS = 20
LONG_S = 0.6
"""A word longer than this that also covers a pause has probably been stretched over it."""
MARGIN_S = 0.1
"""A word may begin or end so much outside the speech that was detected."""


def attached(words: Sequence[HeardWord]) -> list[HeardWord]:
    """Words without spaces around them; what holds no letter or digit is joined to the word before it."""
    out: list[HeardWord] = []
    for word in words:
        text = "".join(word.text.split())
        if any(c.isalnum() for c in text):
            out.append(replace(word, text=text))
        elif out and text:
            out[-1] = replace(out[-1], text=out[-1].text + text)
    return out


def placed(words: Sequence[HeardWord], chunk: Chunk, regions: Sequence[Region], samples: int, doubtful: bool = False) -> list[Word]:
    """The words of one chunk on the sound's clock.

    `regions` are all stretches of speech (samples, sorted). Times are kept inside the piece that holds
    the word's middle and, when they lie in it for the larger part, inside the speech of that piece.
    """
    out: list[Word] = []
    for word in attached(words):
        start, end = _on_clock(word, chunk)
        start, end = _without_pause(start, end, regions)
        out.append(Word(word.text, Span.from_seconds(start, end), min(max(word.probability, 0.0), 1.0), None, chunk.language, doubtful))
    return ordered(out, samples)


def _on_clock(word: HeardWord, chunk: Chunk) -> tuple[float, float]:
    index, middle = chunk.place((word.start_s + word.end_s) / 2)
    a, b = chunk.pieces[index]
    half = max(word.end_s - word.start_s, 0.0) / 2
    return max(middle - half, a / RATE), min(middle + half, b / RATE)


def _without_pause(start: float, end: float, regions: Sequence[Region]) -> tuple[float, float]:
    """Cut off what lies in silence. A long word over a pause keeps the side on which most of it was spoken."""
    i = max(bisect_left(regions, (int(start * RATE), 0)) - 1, 0)
    parts = []
    for a, b in regions[i:]:
        if a / RATE - MARGIN_S >= end:
            break
        low, high = max(start, a / RATE - MARGIN_S), min(end, b / RATE + MARGIN_S)
        if high > low:
            parts.append((low, high))
    if not parts:
        return start, end
    if end - start > LONG_S:
        return max(parts, key=lambda p: p[1] - p[0])
    return parts[0][0], parts[-1][1]


def ordered(words: Sequence[Word], samples: int) -> list[Word]:
    """The same words, same order: no start before the one before it, none empty, all inside the sound."""
    length_ms = samples * 1000 // RATE
    out: list[Word] = []
    earliest = 0
    for word in words:
        start = min(max(word.span.start_ms, earliest), max(length_ms - SHORTEST_MS, 0))
        end = min(max(word.span.end_ms, start + SHORTEST_MS), length_ms)
        out.append(replace(word, span=Span(start, max(start, end))))
        earliest = start
    return out
