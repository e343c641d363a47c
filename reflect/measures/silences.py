"""Where nobody speaks, and what follows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from reflect.measures.measure import Measure, counted, longest_of
from reflect.measures.stretches import length_ms
from reflect.measures.talk import Part, Talk
from reflect.model.span import Span

GROUP = "silences"

SILENCE_MS = 1_000
"""A silence is longer than this: about the longest that talk bears before somebody does something about it (Jefferson 1989,
Preliminary notes on a possible metric which provides for a "standard maximum" silence of approximately one second in conversation,
in Roger & Bull, Conversation: an interdisciplinary perspective, 166-196)."""


class Then(StrEnum):
    """What follows a silence: who speaks, and whether a question was asked just before."""

    ANSWER = "silence_then_answer"
    ASKER = "silence_then_asker"
    OTHER = "silence_then_other"
    SAME = "silence_then_same"


@dataclass(frozen=True, slots=True)
class Silence:
    span: Span
    then: Then
    speaker: str
    """Who ends it."""


def silences(part: Part) -> tuple[Measure, ...]:
    """Stretches of more than `SILENCE_MS` without speech, between the first and the last speech: how many, how long together (of
    the time between first and last speech), and the longest. Why one second: Jefferson 1989, at `SILENCE_MS`.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.numerator, m.denominator) for m in silences(WHOLE)]
    [('silence_count', 1, None), ('silence_share', 3000, 20000), ('silence_longest', 3000, None)]
    >>> silences(WHOLE)[0].spans
    (Span(start_ms=12000, end_ms=15000),)
    """
    every = tuple(s for s in part.talk.quiet if s.duration_ms > SILENCE_MS)
    own, cut = [s for s in every if part.has(s)], part.cut(every)
    return (
        counted(GROUP, "silence_count", own),
        Measure(GROUP, "silence_share", length_ms(cut), part.length_ms, "share", len(cut), cut),
        longest_of(GROUP, "silence_longest", own),
    )


def what_follows(part: Part) -> tuple[Measure, ...]:
    """Of all silences: after a question, the other one answers or the asker goes on; without a question, the other one speaks or the
    same one goes on. And for each voice how many silences it ends.

    A silence within one's own talk is a pause, between two speakers a gap or a lapse (Sacks, Schegloff & Jefferson 1974). Who asks
    and then waits gets longer answers (Rowe 1974, Wait-time and rewards as instructional variables, Journal of Research in Science
    Teaching 11, 81-94). A question is what has a question mark.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.numerator, m.denominator) for m in what_follows(WHOLE) if m.numerator]
    [('silence_then_answer', None, 1, 1), ('silence_ended', 'S2', 1, 1)]
    """
    found = [s for s in part.talk.once(found_in) if part.has(s.span)]
    kinds = [counted(GROUP, kind.value, [s.span for s in found if s.then is kind], "share", len(found)) for kind in Then]
    each = [
        counted(GROUP, "silence_ended", [s.span for s in found if s.speaker == label], "share", len(found), label)
        for label in part.talk.labels
    ]
    return (*kinds, *each)


def found_in(talk: Talk) -> tuple[Silence, ...]:
    """Every silence between two words, with what follows it."""
    words = [(w.span, turn.speaker, "?" in w.text) for turn in talk.turns for w in turn.words]
    by_start, by_end = sorted(words, key=lambda w: w[0].start_ms), sorted(words, key=lambda w: w[0].end_ms)
    starts, ends = [w[0].start_ms for w in by_start], [w[0].end_ms for w in by_end]
    out = []
    for span in talk.quiet:
        before, after = bisect_right(ends, span.start_ms) - 1, bisect_left(starts, span.end_ms)
        if span.duration_ms > SILENCE_MS and before >= 0 and after < len(starts):
            (_, last, asked), (_, following, _) = by_end[before], by_start[after]
            then = (Then.ASKER if asked else Then.SAME) if last == following else (Then.ANSWER if asked else Then.OTHER)
            out.append(Silence(span, then, following))
    return tuple(out)
