"""All measures, in the order in which a page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reflect.measures import (
    chains,
    metacommunication,
    overlaps,
    questions,
    silences,
    talking,
    transfers,
    turn_offsets,
    turns,
)
from reflect.measures.measure import Measure, Reason
from reflect.measures.talk import Part, Talk, thirds
from reflect.model.speech import Transcript

GROUPS = (
    talking.GROUP,
    turns.GROUP,
    transfers.GROUP,
    turn_offsets.GROUP,
    silences.GROUP,
    overlaps.GROUP,
    chains.GROUP,
    questions.GROUP,
    metacommunication.GROUP,
)

BETWEEN_PEOPLE = (transfers.GROUP, turn_offsets.GROUP, overlaps.GROUP, chains.GROUP)
"""Groups that need two who speak."""

_ALL: tuple[Callable[[Part], tuple[Measure, ...]], ...] = (
    talking.talking_share,
    talking.speaking_time,
    talking.speech_rate,
    talking.longest_monologue,
    turns.turn_counts,
    turns.turn_lengths,
    turns.turn_words,
    transfers.transfers,
    transfers.gaps_and_overlaps,
    transfers.transfers_of_each,
    transfers.together,
    transfers.distribution,
    turn_offsets.turn_offsets,
    turn_offsets.turn_offsets_of_each,
    turn_offsets.turn_overlaps,
    turn_offsets.turn_offset_classes,
    silences.silences,
    silences.what_follows,
    overlaps.starts,
    overlaps.interruptions_against_backchannels,
    chains.chains,
    questions.questions,
    questions.kinds,
    questions.stacked,
    questions.answer_times,
    metacommunication.metacommunicative_turns,
)


def of(talk: Transcript | Talk) -> tuple[Measure, ...]:
    """Every measure of the whole talk, group by group. A number that cannot be computed has its reason.

    Hand in a `Talk` when its thirds are wanted too: what both need is then found once.

    >>> from reflect.measures.example import TALK
    >>> found = of(TALK)
    >>> {m.group for m in found} == set(GROUPS), next((m.name, m.speaker, m.said) for m in found if m.reason)
    (True, ('interruption_share', 'S2', 'not computable, because there is nothing of the kind here'))
    """
    return _of(Part(_talk(talk)))


def of_thirds(talk: Transcript | Talk) -> tuple[Measure, ...]:
    """The same of each third of the talk (`part` is 1, 2, 3). Of a talk that is too short for it every number has that reason.

    >>> from reflect.measures.example import TALK
    >>> {m.part for m in of_thirds(TALK)}, {m.said for m in of_thirds(TALK)}
    ({1, 2, 3}, {'not computable, because the talk is too short to be cut in thirds'})
    """
    talk = _talk(talk)
    parts = thirds(talk)
    if parts:
        return tuple(m for part in parts for m in _of(part))
    reason = Reason.SHORT if talk.heard else Reason.EMPTY
    return tuple(
        replace(m, numerator=None, denominator=None, count=0, spans=(), part=n, reason=reason) for n in (1, 2, 3) for m in _of(Part(talk))
    )


def _talk(talk: Transcript | Talk) -> Talk:
    return talk if isinstance(talk, Talk) else Talk(talk)


def _of(part: Part) -> tuple[Measure, ...]:
    return tuple(_with_reason(part, m) for measure in _ALL for m in _together(measure(part)))


def _together(found: tuple[Measure, ...]) -> list[Measure]:
    """Voices next to each other under each name."""
    names = list(dict.fromkeys(m.name for m in found))
    return sorted(found, key=lambda m: names.index(m.name))


def _with_reason(part: Part, m: Measure) -> Measure:
    """Why there is no number, where there is none. Nothing is counted of a talk that cannot have it: no interruptions of nobody."""
    if m.reason is not None:
        return replace(m, part=part.number)
    reason = None
    if not part.talk.heard:
        reason = Reason.EMPTY
    elif len(part.talk.labels) < 2 and m.group in BETWEEN_PEOPLE:
        reason = Reason.ALONE
    elif m.value is None:
        reason = Reason.NONE
    if reason in (Reason.EMPTY, Reason.ALONE):
        return replace(m, numerator=None, denominator=None, part=part.number, reason=reason)
    return replace(m, part=part.number, reason=reason)
