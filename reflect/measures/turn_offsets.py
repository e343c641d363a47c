"""How soon after the turn that it answers each turn begins, signs of listening included."""

from __future__ import annotations

from itertools import pairwise

from reflect.measures.measure import Found, Measure, counted, mean_of, median_of, quartiles_of
from reflect.measures.onsets import Onset, Overlap
from reflect.measures.talk import Part
from reflect.measures.transfers import CLASSES

GROUP = "turn_offsets"


def turn_offsets(part: Part) -> tuple[Measure, ...]:
    """Floor transfer offsets of all turns that answer another's: how many of all turns, mean, median and quartiles.

    The offset of a turn is its start minus the end of the turn that it answers, negative in overlap, in the definition of the
    published Dutch corpus IFADV (Dingemanse & Liesenfeld 2022) and of scikit-talk; see `onsets.onsets`. It counts every turn, where
    `transfers` counts only those that take the floor: use this one to compare with other corpora.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.value, m.count) for m in turn_offsets(WHOLE)[:3]]
    [('turn_offset_turns', 0.8333333333333334, 5), ('turn_offset_mean', 60.0, 5), ('turn_offset_median', 200, 5)]
    """
    turns = _onsets(part)
    found = _found(turns)
    return (
        counted(GROUP, "turn_offset_turns", [span for _, span in found], "share", len(turns)),
        mean_of(GROUP, "turn_offset_mean", found, "ms"),
        median_of(GROUP, "turn_offset_median", found, "ms"),
        *quartiles_of(GROUP, "turn_offset", found, "ms"),
    )


def turn_offsets_of_each(part: Part) -> tuple[Measure, ...]:
    """The median offset of each voice's turns, in the definition of Dingemanse & Liesenfeld 2022.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.value) for m in turn_offsets_of_each(WHOLE)]
    [('S1', -200), ('S2', 1650.0)]
    """
    turns = _onsets(part)
    return tuple(
        median_of(GROUP, "turn_offset_median", _found([o for o in turns if o.turn.speaker == label]), "ms", label)
        for label in part.talk.labels
    )


def turn_overlaps(part: Part) -> tuple[Measure, ...]:
    """Turns that lie within a turn of another (full), and those that begin in it and go on longer (partial), of all turns: the
    labels of the same corpora (Dingemanse & Liesenfeld 2022).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.numerator, m.denominator) for m in turn_overlaps(WHOLE)]
    [('turn_overlap_full', 1, 6), ('turn_overlap_partial', 0, 6)]
    """
    turns = _onsets(part)
    kinds = {"turn_overlap_full": Overlap.FULL, "turn_overlap_partial": Overlap.PARTIAL}
    return tuple(
        counted(GROUP, name, [o.turn.span for o in turns if o.overlap is kind], "share", len(turns)) for name, kind in kinds.items()
    )


def turn_offset_classes(part: Part) -> tuple[Measure, ...]:
    """How many offsets of turns lie in each class of `transfers.CLASSES`, of all of them (Stivers et al. 2009).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.low, m.high, m.numerator) for m in turn_offset_classes(WHOLE) if m.numerator]
    [(None, -1000, 1), (-500, 0, 1), (200, 500, 2), (2000, None, 1)]
    """
    found = _found(_onsets(part))
    out = []
    for low, high in pairwise(CLASSES):
        spans = tuple(span for ms, span in found if (low is None or low <= ms) and (high is None or ms < high))
        out.append(Measure(GROUP, "turn_offset_class", len(spans), len(found), "share", len(spans), spans, low=low, high=high))
    return tuple(out)


def _onsets(part: Part) -> list[Onset]:
    return [o for o in part.talk.onsets if part.has(o.turn.span)]


def _found(turns: list[Onset]) -> Found:
    return [(o.offset_ms, o.turn.span) for o in turns if o.offset_ms is not None]
