"""What lies between one who holds the floor and the next."""

from __future__ import annotations

from itertools import pairwise

from reflect.measures.measure import Measure, counted, mean_of, median_of, quartiles_of
from reflect.measures.stretches import both, length_ms
from reflect.measures.talk import Part, Talk, Transfer
from reflect.model.span import Span, union

GROUP = "transfers"

CLASSES = (None, -1000, -500, 0, 200, 500, 1000, 2000, None)
"""Edges of the distribution, in ms. People answer a question after 200 ms on average, in all languages that were measured
(Stivers et al. 2009, Universals and cultural variation in turn-taking in conversation, PNAS 106, 10587-10592)."""


def transfers(part: Part) -> tuple[Measure, ...]:
    """Changes of who holds the floor: how many, and their floor transfer offset (FTO): mean, median and quartiles.

    The offset is the start of the next one's turn minus the end of the last one's: positive a gap, negative an overlap (Heldner &
    Edlund 2010, Pauses, gaps and overlaps in conversations, Journal of Phonetics 38, 555-568). A turn inside another one takes no
    floor (see `stretches.holds`). The offset of every turn, "hm" included, is in `turn_offsets`.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.value, m.count) for m in transfers(WHOLE)[:3]]
    [('transfer_count', 4, 4), ('transfer_offset_mean', 825.0, 4), ('transfer_offset_median', 250.0, 4)]
    >>> [t.offset_ms for t in WHOLE.transfers]
    [300, -200, 3000, 200]
    """
    found = [(t.offset_ms, t.span) for t in part.transfers]
    return (
        counted(GROUP, "transfer_count", [span for _, span in found]),
        mean_of(GROUP, "transfer_offset_mean", found, "ms"),
        median_of(GROUP, "transfer_offset_median", found, "ms"),
        *quartiles_of(GROUP, "transfer_offset", found, "ms"),
    )


def gaps_and_overlaps(part: Part) -> tuple[Measure, ...]:
    """Which of the changes have a gap and which an overlap, and how long those are on average.

    No gap and no overlap, 0 ms exactly, counts as a gap: it takes 120 ms for people to hear either (Heldner 2011, Detection thresholds
    for gaps, overlaps, and no-gap-no-overlaps, Journal of the Acoustical Society of America 130, 508-513).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.numerator, m.denominator) for m in gaps_and_overlaps(WHOLE)]
    [('transfer_gaps', 3, 4), ('transfer_overlaps', 1, 4), ('gap_mean', 3500, 3), ('overlap_mean', 200, 1)]
    """
    found = part.transfers
    gaps, overlaps = [t for t in found if t.offset_ms >= 0], [t for t in found if t.offset_ms < 0]
    return (
        counted(GROUP, "transfer_gaps", _spans(gaps), "share", len(found)),
        counted(GROUP, "transfer_overlaps", _spans(overlaps), "share", len(found)),
        mean_of(GROUP, "gap_mean", [(t.span.duration_ms, t.span) for t in gaps], "ms"),
        mean_of(GROUP, "overlap_mean", [(t.span.duration_ms, t.span) for t in overlaps], "ms"),
    )


def transfers_of_each(part: Part) -> tuple[Measure, ...]:
    """How soon each voice takes the floor: the median offset of its turns after another's, and how many of them begin in overlap
    (Heldner & Edlund 2010).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.value) for m in transfers_of_each(WHOLE)][:2]
    [('transfer_offset_median', 'S1', 0.0), ('transfer_overlaps', 'S1', 0.5)]
    """
    out = []
    for label in part.talk.labels:
        own = [t for t in part.transfers if t.after.speaker == label]
        out.append(median_of(GROUP, "transfer_offset_median", [(t.offset_ms, t.span) for t in own], "ms", label))
        out.append(counted(GROUP, "transfer_overlaps", _spans([t for t in own if t.offset_ms < 0]), "share", len(own), label))
    return tuple(out)


def distribution(part: Part) -> tuple[Measure, ...]:
    """How many offsets lie in each class of `CLASSES`, of all of them (Stivers et al. 2009).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.low, m.high, m.numerator) for m in distribution(WHOLE) if m.numerator]
    [(-500, 0, 1), (200, 500, 2), (2000, None, 1)]
    """
    found = part.transfers
    out = []
    for low, high in pairwise(CLASSES):
        spans = tuple(t.span for t in found if (low is None or low <= t.offset_ms) and (high is None or t.offset_ms < high))
        out.append(Measure(GROUP, "transfer_class", len(spans), len(found), "share", len(spans), spans, low=low, high=high))
    return tuple(out)


def together(part: Part) -> tuple[Measure, ...]:
    """Time in which two or more speak at once, of the time in which anybody speaks. It is rare: under 5 % in most talk (Levinson &
    Torreira 2015, Timing in turn-taking and its implications for processing models of language, Frontiers in Psychology 6:731).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.numerator, m.denominator) for m in together(WHOLE)]
    [('together_share', 500, 16500)]
    """
    at_once = part.cut(part.talk.once(_at_once))
    return (Measure(GROUP, "together_share", length_ms(at_once), length_ms(part.cut(part.talk.heard)), "share", len(at_once), at_once),)


def _at_once(talk: Talk) -> tuple[Span, ...]:
    voices = list(talk.speech.values())
    return union(s for n, one in enumerate(voices) for other in voices[n + 1 :] for s in both(one, other))


def _spans(found: list[Transfer]) -> list[Span]:
    return [t.span for t in found]
