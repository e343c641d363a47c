"""Where each turn begins, seen from the turn before it: the floor transfer offset of every turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reflect.measures.stretches import Spoken
from reflect.model.span import Span

PLANNING_MS = 200
"""Nobody answers a turn that began less than this before: to hear and to speak takes longer (Levinson & Torreira 2015)."""

TURNS_BACK = 3
"""So many turns are looked back for one that began early enough to be answered."""


class By(StrEnum):
    """Whose turn came before this one. SELF_DURING_OTHER: one's own, and it lay within a turn of another."""

    NOBODY = "nobody"
    OTHER = "other"
    SELF = "self"
    SELF_DURING_OTHER = "self_during_other"


class Overlap(StrEnum):
    """How a turn lies to a turn of another. FULL: within it, also after more of one's own within it; PARTIAL: begins in the turn
    just before and goes on longer. Whoever went on from within a turn of another to after it is NONE; its offset tells."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Onset:
    """The beginning of a turn. `offset_ms` is its floor transfer offset, negative in overlap; None for a turn that only goes on."""

    turn: Spoken
    by: By
    overlap: Overlap
    offset_ms: int | None


def onsets(turns: Sequence[Spoken]) -> tuple[Onset, ...]:
    """One `Onset` for each of the turns, which come in order of their start.

    The floor transfer offset is the start of a turn minus the end of the turn that it answers. That one is:

    - after a turn of another: the last of the `TURNS_BACK` turns before that is another's and began at least `PLANNING_MS` earlier;
      where there is none, the turn before;
    - after turns of one's own that lay within a turn of another: that turn;
    - after a turn of one's own otherwise: none. It goes on, and has no offset.

    So a "hm" in the middle of a story has an offset of minus what was left of the story. This is the definition with which the
    elpaco project published its corpora (Dingemanse & Liesenfeld 2022, From text to talk, Proceedings of ACL, 5614-5633) and, but
    for how far it looks back, that of scikit-talk. For the time between two who hold the floor see `transfers`.

    >>> said = ("A", 0, 2_000), ("B", 900, 1_200), ("B", 2_300, 3_000), ("B", 3_500, 4_000)
    >>> found = onsets([Spoken(speaker, Span(start, end)) for speaker, start, end in said])
    >>> [(o.by.value, o.overlap.value, o.offset_ms) for o in found]
    [('nobody', 'none', None), ('other', 'full', -1100), ('self_during_other', 'none', 300), ('self', 'none', None)]
    """
    out: list[Onset] = []
    around: Span | None = None  # the turn of another within which all lay that this speaker said since
    for n, turn in enumerate(turns):
        before = turns[n - 1] if n else None
        if before is None:
            found = Onset(turn, By.NOBODY, Overlap.NONE, None)
        elif before.speaker != turn.speaker:
            around = before.span
            found = Onset(turn, By.OTHER, overlap(turn.span, around), turn.span.start_ms - _answered(turns, n).end_ms)
        elif around is not None:
            lies = Overlap.FULL if overlap(turn.span, around) is Overlap.FULL else Overlap.NONE
            found = Onset(turn, By.SELF_DURING_OTHER, lies, turn.span.start_ms - around.end_ms)
        else:
            found = Onset(turn, By.SELF, Overlap.NONE, None)
        if found.overlap is not Overlap.FULL:
            around = None
        out.append(found)
    return tuple(out)


def _answered(turns: Sequence[Spoken], n: int) -> Span:
    turn = turns[n]
    for other in reversed(turns[max(0, n - TURNS_BACK) : n]):
        if other.speaker != turn.speaker and turn.span.start_ms - other.span.start_ms >= PLANNING_MS:
            return other.span
    return turns[n - 1].span


def overlap(span: Span, before: Span) -> Overlap:
    """How `span` lies to a turn that began no later.

    >>> [overlap(Span(a, b), Span(10, 20)).value for a, b in ((20, 30), (15, 25), (12, 20), (10, 20))]
    ['none', 'partial', 'full', 'full']
    """
    if span.start_ms >= before.end_ms:
        return Overlap.NONE
    return Overlap.FULL if span.end_ms <= before.end_ms else Overlap.PARTIAL
