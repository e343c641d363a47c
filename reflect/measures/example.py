"""A talk of six turns, for the examples in the documentation of the measures."""

from __future__ import annotations

from reflect.measures.talk import whole
from reflect.model.span import Span
from reflect.model.speech import Activity, Role, Speaker, Transcript, Turn, Word


def said(speaker: str, start_ms: int, end_ms: int, text: str) -> Turn:
    """Words of equal length from start to end."""
    texts = text.split()
    edges = [start_ms + (end_ms - start_ms) * n // len(texts) for n in range(len(texts) + 1)]
    return Turn(speaker, tuple(Word(t, Span(edges[n], edges[n + 1]), 0.9, speaker) for n, t in enumerate(texts)))


def talk_of(*turns: Turn, language: str = "nl") -> Transcript:
    """A transcript of these turns; S1 is the klantmanager and S2 the client."""
    end_ms = max((t.span.end_ms for t in turns), default=0)
    speakers = (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True))
    return Transcript(language, end_ms + 5_000, speakers, turns, tuple(sorted(Activity(t.span, t.speaker) for t in turns)))


TALK = talk_of(
    said("S1", 0, 4_000, "Goedemorgen. Hoe gaat het met u?"),
    said("S2", 4_300, 10_000, "Nou het gaat wel een beetje beter dan eerst."),
    said("S1", 7_000, 7_300, "Hm."),
    said("S1", 9_800, 12_000, "En het werk?"),
    said("S2", 15_000, 19_000, "Dat is nog moeilijk. Snapt u dat?"),
    said("S1", 19_200, 20_000, "Ja zeker."),
)

WHOLE = whole(TALK)
