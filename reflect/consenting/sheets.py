"""What is known of a recording about consent, put together to read: who is on it, what each of them last answered, and where that leads.

Pure reading; who may see what is decided in `reflect.privacy`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from reflect.model.consent import Appearance, ClipRequest, ConsentEvent, Purpose, Quarantine
from reflect.privacy.deciding import CONFIRM_DAYS, Allowed, Register, Why, may_play, standing

if TYPE_CHECKING:
    from reflect.store.database import Store


class Mark(StrEnum):
    """How a recording stands, for one who looks through all of them."""

    COMPLETE = "complete"  # everybody who is written down agreed to research
    MISSING = "missing"  # the same, but more voices speak than persons are written down
    QUARANTINE = "quarantine"  # only the importer may play it, until a day
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Given:
    """How a person stands towards a purpose about all of a recording. `why` is None for a yes that holds; `last` is the last answer of
    any kind, None when nobody asked; `parts` is how many answers are about one clip, `only_parts` says that none is about all of it."""

    why: Why | None
    last: ConsentEvent | None
    parts: int = 0
    only_parts: bool = False

    @property
    def state(self) -> str:
        """ "yes", "no", "withdrawn", "expired", "unconfirmed" or "not_asked"."""
        return "yes" if self.why is None else str(self.why)


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person on a recording: where and how, and their answers by purpose."""

    person_id: str
    pseudonym: str
    appearances: tuple[Appearance, ...]
    answers: Mapping[Purpose, Given]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The consent sheet of one recording. `events` are all answers about it, oldest first, also of who is no longer on it; `asked` are the
    questions about one clip, answered or not."""

    recording_id: str
    people: tuple[Attendee, ...]
    events: tuple[ConsentEvent, ...]
    names: Mapping[str, str]
    quarantine: Quarantine | None
    mark: Mark
    voices: int
    asked: tuple[ClipRequest, ...] = ()

    @property
    def heard(self) -> int:
        """How many of the persons are written down with a voice."""
        return sum(any(a.voice for a in person.appearances) for person in self.people)


def sheet(store: Store, recording_id: str, viewer: str) -> Sheet:
    """The sheet as `viewer` (an account) finds it. NotFoundError when the recording is gone."""
    from reflect.store import clip_requests, consents, voices

    register = consents.register(store, recording_id)
    names = {person.id: person.pseudonym for person in consents.persons(store)}
    spoken = len(voices.of_all(store).get(recording_id, ()))
    now = datetime.now(UTC)
    held = register.quarantine if register.quarantine is not None and now < register.quarantine.until else None
    events = tuple(register.events)
    mark, asked = mark_of(register, spoken, viewer, now), clip_requests.of(store, recording_id)
    return Sheet(recording_id, _people(register, names, now), events, names, held, mark, spoken, asked)


def marks(store: Store, viewer: str) -> dict[str, tuple[Mark, datetime | None]]:
    """How every recording stands, with the end of its quarantine, in five queries."""
    from reflect.store import consents, voices

    now, spoken = datetime.now(UTC), voices.of_all(store)
    return {
        id: (mark, register.quarantine.until if register.quarantine and mark is Mark.QUARANTINE else None)
        for id, register in consents.registers(store).items()
        for mark in [mark_of(register, len(spoken.get(id, ())), viewer, now)]
    }


def mark_of(register: Register, voices: int, viewer: str, now: datetime) -> Mark:
    """How the recording stands; `voices` is how many its transcript has."""
    answer = may_play(register, viewer, now)
    if not isinstance(answer, Allowed):
        return Mark.CLOSED
    if answer.quarantine is not None:
        return Mark.QUARANTINE
    heard = {a.person_id for a in register.appearances if a.voice}
    return Mark.MISSING if voices > len(heard) else Mark.COMPLETE


def given(events: Sequence[ConsentEvent], person_id: str, purpose: Purpose, now: datetime, confirm_days: int = CONFIRM_DAYS) -> Given:
    """How the person stands towards the purpose about all of the recording that the events are of."""
    mine = sorted((e for e in events if e.person_id == person_id and e.purpose is purpose), key=lambda e: (e.at, e.number))
    parts = sum(e.span is not None for e in mine)
    why = standing(events, person_id, purpose, None, now, confirm_days)
    return Given(why, mine[-1] if mine else None, parts, bool(mine) and parts == len(mine))


def _people(register: Register, names: Mapping[str, str], now: datetime) -> tuple[Attendee, ...]:
    """In the order of the alphabet, as people look for them."""
    found: dict[str, list[Appearance]] = {}
    for appearance in register.appearances:
        found.setdefault(appearance.person_id, []).append(appearance)
    people = (
        Attendee(id, names.get(id, id), tuple(there), {p: given(register.events, id, p, now, register.confirm_days) for p in Purpose})
        for id, there in found.items()
    )
    return tuple(sorted(people, key=lambda person: person.pseudonym))
