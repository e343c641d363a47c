"""Speaking time by person: whose is whose, and how much of it went to the right one.

People of the reference and voices of the transcript are paired one to one so that the time they speak
together is longest (assignment problem, Kuhn 1955, solved by scipy). No collar.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reflect.model.span import Span, union

Times = Mapping[str, tuple[Span, ...]]
"""Speaker → sorted spans without overlap (see `times_of`)."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """`voice_of` maps a person of the reference to the paired voice; `shared_ms` is their common time."""

    voice_of: Mapping[str, str]
    shared_ms: Mapping[str, int]


def times_of(parts: Iterable[tuple[str, Span]], window: Span) -> dict[str, tuple[Span, ...]]:
    """When each speaker speaks inside `window`. What one speaker says over himself counts once."""
    spans: dict[str, list[Span]] = {}
    for speaker, span in parts:
        if span.overlap_ms(window):
            spans.setdefault(speaker, []).append(span.within(window))
    return {speaker: union(s) for speaker, s in spans.items()}


def length_ms(spans: Iterable[Span]) -> int:
    return sum(s.duration_ms for s in spans)


def intersection(first: Sequence[Span], second: Sequence[Span]) -> tuple[Span, ...]:
    """Common time of two sorted lists without overlap inside, as such a list."""
    out: list[Span] = []
    # Straight to where they can meet: a minute is compared with a whole talk.
    i = bisect_left(first, second[0].start_ms, key=_end) if second else 0
    j = bisect_left(second, first[0].start_ms, key=_end) if first else 0
    while i < len(first) and j < len(second):
        if first[i].overlap_ms(second[j]):
            out.append(first[i].within(second[j]))
        if first[i].end_ms <= second[j].end_ms:
            i += 1
        else:
            j += 1
    return tuple(out)


def _end(span: Span) -> int:
    return span.end_ms


def shared_ms(first: Sequence[Span], second: Sequence[Span]) -> int:
    return length_ms(intersection(first, second))


def gaps(spans: Iterable[Span], window: Span) -> tuple[Span, ...]:
    """What of `window` none of `spans` covers."""
    out, at = [], window.start_ms
    for span in union(spans):
        if at < min(span.start_ms, window.end_ms):
            out.append(Span(at, min(span.start_ms, window.end_ms)))
        at = max(at, span.end_ms)
    return (*out, Span(at, window.end_ms)) if at < window.end_ms else tuple(out)


def cut_to(times: Times, kept: Sequence[Span]) -> dict[str, tuple[Span, ...]]:
    """`times` inside `kept` (sorted, without overlap); speakers of whom nothing is left are gone."""
    cut = {speaker: intersection(spans, kept) for speaker, spans in times.items()}
    return {speaker: spans for speaker, spans in cut.items() if spans}


def pairing(reference: Times, found: Times) -> Pairing:
    """The pairing with the longest common time; pairs that never speak together are no pairs."""
    if not reference or not found:
        return Pairing({}, {})
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    people, voices = list(reference), list(found)
    common = np.array([[shared_ms(reference[p], found[v]) for v in voices] for p in people])
    rows, columns = linear_sum_assignment(common, maximize=True)
    pairs = [(people[r], voices[c], int(common[r, c])) for r, c in zip(rows, columns, strict=True) if common[r, c]]
    return Pairing({p: v for p, v, _ in pairs}, {p: ms for p, _, ms in pairs})
