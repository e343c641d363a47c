"""What lies between one speaker and the next."""

from __future__ import annotations

from itertools import pairwise

from reflect.measures.measure import Measure, mean_of, median_of
from reflect.measures.stretches import Hold, holds
from reflect.model.span import Span
from reflect.model.speech import Transcript

GROUP = "transfers"

CLASSES = (None, -1000, -500, 0, 200, 500, 1000, 2000, None)
"""Edges of the distribution, in ms. People answer a question after 200 ms on average, in all languages that were measured
(Stivers et al. 2009, PNAS 106, 10587-10592)."""


def offsets(transcript: Transcript) -> tuple[tuple[int, Span, str], ...]:
    """(floor transfer offset in ms, where it lies, who takes the floor) of every change of speakers.

    The offset is the start of the next one's turn minus the end of the last one's: positive a gap, negative an overlap (Heldner &
    Edlund 2010, Pauses, gaps and overlaps in conversations, Journal of Phonetics 38, 555-568; Levinson & Torreira 2015,
    Frontiers in Psychology 6:731). A turn inside another one takes no floor (see `stretches.holds`).

    >>> from reflect.measures.example import TALK
    >>> [(ms, who) for ms, _, who in offsets(TALK)]
    [(300, 'S2'), (-200, 'S1'), (3000, 'S2'), (200, 'S1')]
    """
    return tuple((b.span.start_ms - a.span.end_ms, _between(a, b), b.speaker) for a, b in pairwise(holds(transcript.turns)))


def transfers(transcript: Transcript) -> tuple[Measure, ...]:
    """Changes of speakers: how many, their mean and median offset, the gaps and the overlaps among them.

    >>> from reflect.measures.example import TALK
    >>> [(m.name, m.value, m.count) for m in transfers(TALK)[:3]]
    [('transfer_count', 4, 4), ('transfer_offset_mean', 825.0, 4), ('transfer_offset_median', 250.0, 4)]
    >>> [(m.name, m.numerator, m.denominator) for m in transfers(TALK)[3:5]]
    [('transfer_gaps', 3, 4), ('transfer_overlaps', 1, 4)]
    """
    found = offsets(transcript)
    values, spans = [ms for ms, _, _ in found], [span for _, span, _ in found]
    gaps = tuple(span for ms, span, _ in found if ms >= 0)
    overlaps = tuple(span for ms, span, _ in found if ms < 0)
    return (
        Measure(GROUP, "transfer_count", len(found), None, "times", len(found), tuple(spans)),
        mean_of(GROUP, "transfer_offset_mean", values, "ms", spans),
        *median_of(GROUP, "transfer_offset_median", values, "ms", spans),
        Measure(GROUP, "transfer_gaps", len(gaps), len(found), "share", len(gaps), gaps),
        Measure(GROUP, "transfer_overlaps", len(overlaps), len(found), "share", len(overlaps), overlaps),
    )


def transfers_of_each(transcript: Transcript) -> tuple[Measure, ...]:
    """How soon each voice takes the floor: the median offset of its turns after another's.

    >>> from reflect.measures.example import TALK
    >>> [(m.speaker, m.value) for m in transfers_of_each(TALK)]
    [('S1', 0.0), ('S2', 1650.0)]
    """
    found = offsets(transcript)
    out: list[Measure] = []
    for speaker in transcript.speakers:
        own = [(ms, span) for ms, span, who in found if who == speaker.label]
        out.extend(median_of(GROUP, "transfer_offset_median", [ms for ms, _ in own], "ms", [s for _, s in own], speaker.label))
    return tuple(out)


def distribution(transcript: Transcript) -> tuple[Measure, ...]:
    """How many offsets lie in each class of `CLASSES`, of all of them.

    >>> from reflect.measures.example import TALK
    >>> [(m.low, m.high, m.numerator) for m in distribution(TALK) if m.numerator]
    [(-500, 0, 1), (200, 500, 2), (2000, None, 1)]
    """
    found = offsets(transcript)
    out = []
    for low, high in pairwise(CLASSES):
        spans = tuple(span for ms, span, _ in found if (low is None or low <= ms) and (high is None or ms < high))
        out.append(Measure(GROUP, "transfer_class", len(spans), len(found), "share", len(spans), spans, low=low, high=high))
    return tuple(out)


def _between(a: Hold, b: Hold) -> Span:
    edges = sorted((a.span.end_ms, b.span.start_ms))
    return Span(edges[0], edges[1])
