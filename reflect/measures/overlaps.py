"""Who begins to speak while another speaks: to interrupt, or to show that they listen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reflect.measures import dutch
from reflect.measures.measure import Measure, Reason, counted, unknown
from reflect.measures.sentences import plain
from reflect.measures.talk import Part, Talk
from reflect.measures.turns import of_each
from reflect.model.span import Span

GROUP = "overlaps"

DEEP_MS = 400
"""An interruption has at least so much of the other's turn still to come: two syllables, which is where Zimmerman & West (1975, Sex
roles, interruptions and silences in conversation, in Thorne & Henley, Language and sex, 105-129) draw the line, at five a second."""

MOST_WORDS = 3
"""A sign of listening has at most so many words."""


class Kind(StrEnum):
    """LISTENING: a sign of listening ("hm", "ja"), after which the other goes on. TAKEN: an interruption that takes the floor. TRIED:
    one that ends before the other's turn does. EDGE: the last bit of the other's turn is overlapped, as often happens when people
    see its end coming."""

    LISTENING = "backchannel_turns"
    TAKEN = "interruptions_taken"
    TRIED = "interruptions_tried"
    EDGE = "edge_overlaps"


@dataclass(frozen=True, slots=True)
class Start:
    """A turn that is a sign of listening, or that begins while another speaks."""

    span: Span
    speaker: str
    kind: Kind


def starts(part: Part) -> tuple[Measure, ...]:
    """Of each voice's turns: how many are signs of listening (backchannels), how many interrupt (and took the floor, or tried), how
    many overlap only the end of the other's turn.

    A sign of listening is a turn of at most `MOST_WORDS` words, all of them words of listening, after which the other goes on and
    which is no answer to a question (Yngve 1970, On getting a word in edgewise, Chicago Linguistic Society 6, 567-578). An
    interruption is another turn that begins while the other speaks, at least `DEEP_MS` before the end; that it takes the floor or is
    only tried is the distinction of Ferguson (1977, Simultaneous speech, interruptions and dominance, British Journal of Social and
    Clinical Psychology 16, 295-302). Times alone do not tell help from hindrance: look at the film.

    >>> from reflect.measures.example import WHOLE
    >>> [(m.name, m.speaker, m.numerator, m.denominator) for m in starts(WHOLE) if m.numerator]
    [('backchannel_turns', 'S1', 1, 4), ('edge_overlaps', 'S1', 1, 4)]
    """
    known = dutch.knows(part.talk.transcript)
    out = []
    for label, own in of_each(part).items():
        found = [s for s in part.talk.once(found_in) if s.speaker == label and part.has(s.span)]
        for kind in Kind:
            if not known:
                out.append(unknown(GROUP, kind.value, "share", Reason.LANGUAGE, label))
                continue
            out.append(counted(GROUP, kind.value, [s.span for s in found if s.kind is kind], "share", len(own), label))
    return tuple(out)


def interruptions_against_backchannels(part: Part) -> tuple[Measure, ...]:
    """Interruptions, taken or tried, of all that a voice says into another's talk: of interruptions and signs of listening together
    (Ferguson 1977 shows why neither alone is a measure of dominance).

    >>> from reflect.measures.example import WHOLE
    >>> [(m.speaker, m.numerator, m.denominator, m.value) for m in interruptions_against_backchannels(WHOLE)]
    [('S1', 0, 1, 0.0), ('S2', 0, 0, None)]
    """
    if not dutch.knows(part.talk.transcript):
        return tuple(unknown(GROUP, "interruption_share", "share", Reason.LANGUAGE, label) for label in part.talk.labels)
    out = []
    for label in part.talk.labels:
        own = [s for s in part.talk.once(found_in) if s.speaker == label and part.has(s.span)]
        broken = [s.span for s in own if s.kind in (Kind.TAKEN, Kind.TRIED)]
        signs = sum(s.kind is Kind.LISTENING for s in own)
        out.append(counted(GROUP, "interruption_share", broken, "share", len(broken) + signs, label))
    return tuple(out)


def found_in(talk: Talk) -> tuple[Start, ...]:
    """In order of time."""
    out: list[Start] = []
    open_end: dict[str, Span] = {}  # the turn of each voice that ends last so far
    for n, turn in enumerate(talk.turns):
        around = max((s for label, s in open_end.items() if label != turn.speaker), key=lambda s: s.end_ms, default=None)
        kind = _kind(talk, n, around)
        if kind is not None:
            out.append(Start(turn.span, turn.speaker, kind))
        last = open_end.get(turn.speaker)
        if last is None or turn.span.end_ms > last.end_ms:
            open_end[turn.speaker] = turn.span
    return tuple(out)


def _kind(talk: Talk, n: int, around: Span | None) -> Kind | None:
    """Of turn n; `around` is the turn of another that ends last of those that began before."""
    span = talk.turns[n].span
    if around is None:
        return None
    left_ms = around.end_ms - span.start_ms
    within = span.end_ms <= around.end_ms
    if _listens(talk, n) and (within or _goes_on(talk, n)):
        return Kind.LISTENING
    if left_ms <= 0:
        return None
    if left_ms < DEEP_MS:
        return Kind.EDGE
    return Kind.TRIED if within else Kind.TAKEN


def _listens(talk: Talk, n: int) -> bool:
    words = plain(talk.turns[n].words)
    return 0 < len(words) <= MOST_WORDS and all(word in dutch.LISTENING for word in words)


def _goes_on(talk: Talk, n: int) -> bool:
    """The one who spoke before goes on after it, and had not asked anything."""
    if not 0 < n < len(talk.turns) - 1:
        return False
    before, turn, after = talk.turns[n - 1 : n + 2]
    return before.speaker == after.speaker != turn.speaker and not before.sentences[-1].asks
