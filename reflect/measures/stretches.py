"""Who speaks when: the stretches that every measure of time rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reflect.model.span import Span, union
from reflect.model.speech import Transcript

BRIDGE_MS = 500
"""Words of one speaker less than this apart are one stretch of speech."""

Spans = tuple[Span, ...]


def speech(transcript: Transcript) -> dict[str, Spans]:
    """Label → when that voice speaks, sorted and without overlap.

    These are the diarization's activities, which also hold speech that was not recognised. Where the words are
    another voice's than the diarization heard (a person corrected it), the activity goes with them. A voice without
    activities speaks where its words are, bridged over pauses of less than `BRIDGE_MS`.
    """
    words = _words(transcript)
    labels = dict.fromkeys([*(s.label for s in transcript.speakers), *words, *(a.speaker for a in transcript.activities)])
    active = {label: union(a.span for a in transcript.activities if a.speaker == label) for label in labels}
    moved: dict[str, list[Span]] = {}
    for label, own in words.items():
        unheard = without(own, active[label])
        for other in labels:
            if other == label or not unheard:
                continue
            taken = both(unheard, without(active[other], words.get(other, ())))
            moved.setdefault(label, []).extend(taken)
            active[other] = without(active[other], taken)
    return {
        label: union([*active[label], *moved.get(label, ())]) if active[label] or moved.get(label) else words.get(label, ())
        for label in labels
    }


def without(spans: Sequence[Span], less: Iterable[Span]) -> Spans:
    """What of sorted `spans` lies outside of sorted `less`.

    >>> without([Span(0, 10), Span(20, 30)], [Span(4, 6), Span(8, 25)])
    (Span(start_ms=0, end_ms=4), Span(start_ms=6, end_ms=8), Span(start_ms=25, end_ms=30))
    """
    cuts, out, first = list(less), [], 0
    for span in spans:
        start_ms = span.start_ms
        while first < len(cuts) and cuts[first].end_ms <= span.start_ms:
            first += 1
        at = first
        while at < len(cuts) and cuts[at].start_ms < span.end_ms:
            cut = cuts[at]
            at += 1
            if cut.start_ms > start_ms:
                out.append(Span(start_ms, cut.start_ms))
            start_ms = max(start_ms, cut.end_ms)
        if start_ms < span.end_ms:
            out.append(Span(start_ms, span.end_ms))
    return tuple(out)


def both(a: Sequence[Span], b: Sequence[Span]) -> Spans:
    """Where sorted `a` and sorted `b` are both.

    >>> both([Span(0, 10), Span(20, 30)], [Span(5, 25)])
    (Span(start_ms=5, end_ms=10), Span(start_ms=20, end_ms=25))
    """
    return without(a, without(a, b))


def length_ms(spans: Iterable[Span]) -> int:
    return sum(s.duration_ms for s in spans)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn, or a stretch in which one speaker has the floor."""

    speaker: str
    span: Span


def holds(turns: Iterable[Spoken]) -> tuple[Spoken, ...]:
    """Who has the floor, one after another, from turns in order of their start.

    A turn that ends before the floor-holder's turn does (a backchannel, a failed attempt) does not take the floor; consecutive
    turns of one speaker are one stretch. So holds of two speakers overlap exactly where the next one began before the other
    was done (Heldner & Edlund 2010: between-speaker overlap; what lies inside a turn is within-speaker overlap).

    >>> said = [Spoken("A", Span(0, 20)), Spoken("B", Span(8, 12)), Spoken("A", Span(21, 30)), Spoken("B", Span(28, 40))]
    >>> [(h.speaker, h.span.start_ms, h.span.end_ms) for h in holds(said)]
    [('A', 0, 30), ('B', 28, 40)]
    """
    out: list[Spoken] = []
    for turn in turns:
        if not out:
            out.append(turn)
        elif turn.span.end_ms <= out[-1].span.end_ms:
            continue
        elif turn.speaker == out[-1].speaker:
            out[-1] = Spoken(turn.speaker, Span(out[-1].span.start_ms, turn.span.end_ms))
        else:
            out.append(turn)
    return tuple(out)


def _words(transcript: Transcript) -> dict[str, Spans]:
    found: dict[str, list[Span]] = {}
    for turn in transcript.turns:
        found.setdefault(turn.speaker, []).extend(w.span for w in turn.words)
    return {label: union(spans, BRIDGE_MS - 1) for label, spans in found.items()}
