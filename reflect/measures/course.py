"""The measures of several talks next to each other: the course over a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.measures.measure import Measure
from reflect.model.speech import Role, Speaker


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over all talks. `who` is a role ("client"), a voice where the role does not tell them apart, or "" for the talk.
    `found` has a place for each talk; None where that talk has no such voice."""

    group: str
    name: str
    who: str
    low: int | None
    high: int | None
    found: tuple[Measure | None, ...]

    @property
    def change(self) -> float | None:
        """The last value minus the first; None where either is missing, or there is only one talk."""
        first, last = self.found[0], self.found[-1]
        if len(self.found) < 2 or first is None or last is None or first.value is None or last.value is None:
            return None
        return last.value - first.value


def course(talks: Sequence[tuple[Sequence[Speaker], Sequence[Measure]]]) -> tuple[Line, ...]:
    """The measures of talks in their order, each talk with who speaks in it. People are told apart by their roles: labels of voices
    differ in each recording.

    >>> from reflect.measures.all import of
    >>> from reflect.measures.example import TALK
    >>> lines = course([(TALK.speakers, of(TALK)), (TALK.speakers, of(TALK))])
    >>> [(line.name, line.who, [round(m.value, 2) for m in line.found], line.change) for line in lines[:2]]
    [('talking_share', 'klantmanager', [0.43, 0.43], 0.0), ('talking_share', 'client', [0.57, 0.57], 0.0)]
    """
    rows: dict[tuple[str, str, str, int | None, int | None], dict[int, Measure]] = {}
    for place, (speakers, measures) in enumerate(talks):
        names = whos(speakers)
        for m in measures:
            rows.setdefault((m.group, m.name, _who(names, m), m.low, m.high), {})[place] = m
    # A voice that first speaks in a later talk still stands with the others of its measure.
    names_in_order = list(dict.fromkeys(key[:2] for key in rows))
    ordered = sorted(rows, key=lambda key: names_in_order.index(key[:2]))
    return tuple(Line(*key, tuple(rows[key].get(n) for n in range(len(talks)))) for key in ordered)


def whos(speakers: Sequence[Speaker]) -> dict[str, str]:
    """Label → the role of that voice, or the label where two voices have the role, or nobody knows it.

    >>> from reflect.measures.example import TALK
    >>> whos(TALK.speakers)
    {'S1': 'klantmanager', 'S2': 'client'}
    """
    roles = [s.role for s in speakers]
    return {s.label: str(s.role) if s.role is not Role.UNKNOWN and roles.count(s.role) == 1 else s.label for s in speakers}


def _who(names: dict[str, str], m: Measure) -> str:
    return "" if m.speaker is None else names.get(m.speaker, m.speaker)
