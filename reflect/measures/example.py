"""A talk of six turns, for the examples in the documentation of the measures."""

from __future__ import annotations

from reflect.model.span import Span
from reflect.model.speech import Activity, Role, Speaker, Transcript, Turn, Word


def _turn(speaker: str, start_ms: int, end_ms: int, text: str) -> Turn:
    """Words of equal length from start to end."""
    texts = text.split()
    edges = [start_ms + (end_ms - start_ms) * n // len(texts) for n in range(len(texts) + 1)]
    return Turn(speaker, tuple(Word(t, Span(edges[n], edges[n + 1]), 0.9, speaker) for n, t in enumerate(texts)))


_TURNS = (
    _turn("S1", 0, 4_000, "Goedemorgen. Hoe gaat het met u?"),
    _turn("S2", 4_300, 10_000, "Nou het gaat wel een beetje beter dan eerst."),
    _turn("S1", 7_000, 7_300, "Hm."),
    _turn("S1", 9_800, 12_000, "En het werk?"),
    _turn("S2", 15_000, 19_000, "Dat is nog moeilijk. Snapt u dat?"),
    _turn("S1", 19_200, 20_000, "Ja zeker."),
)

TALK = Transcript(
    "nl",
    25_000,
    (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True)),
    _TURNS,
    tuple(sorted(Activity(t.span, t.speaker) for t in _TURNS)),
)
