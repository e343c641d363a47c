"""How long what may stay, and what is due: soon, or too late already. Nothing is erased by itself: a person decides about each, one
by one (`terms`).

The usual terms are those of the project's privacy plan (`TERMS`); each can be set. Film and words count from the talk, what a session uses
from the last session in which it was shown, what was made for a team or for teaching from its making, and a yes to teaching from the day
it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reflect.errors import UsageError
from reflect.model.consent import Answer, ConsentEvent, Purpose
from reflect.model.reflection import Feedback, Interview, Session, SessionClip
from reflect.model.span import Span
from reflect.privacy.deciding import CONFIRM_DAYS, Register

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import Recording


class Artefact(StrEnum):
    FILM = "film"  # picture and sound as they came in, with their copies and pictures
    WORDS = "words"  # what is read: transcript, tags and notes
    SESSION = "session"  # what is kept of it for the klantmanager
    CLIP = "clip"  # a masked clip for a team or for teaching
    ANSWER = "answer"  # a yes that has to be confirmed


class Takes(StrEnum):
    """What goes when something is erased because its term has ended."""

    FILM = "film"  # every picture and sound but masked clips; what is read stays (`store.films`)
    RECORDING = "recording"  # all of it, with the film that may still be there (`store.erasing`)
    USE = "use"  # what was made of it for the purpose (`store.ending`)
    NOTHING = "nothing"  # an answer is asked again


@dataclass(frozen=True, slots=True)
class Term:
    days: int
    takes: Takes


TERMS: Mapping[tuple[Purpose, Artefact], Term] = {
    (Purpose.RESEARCH, Artefact.FILM): Term(183, Takes.FILM),
    (Purpose.RESEARCH, Artefact.WORDS): Term(3_650, Takes.RECORDING),  # by the data plan: ten years is what plans for research say
    (Purpose.REFLECTION, Artefact.SESSION): Term(92, Takes.USE),
    (Purpose.CLIENT_WORDS, Artefact.SESSION): Term(92, Takes.USE),
    (Purpose.TEAM, Artefact.CLIP): Term(183, Takes.USE),
    (Purpose.TRAINING, Artefact.CLIP): Term(730, Takes.USE),
    (Purpose.TRAINING, Artefact.ANSWER): Term(CONFIRM_DAYS, Takes.NOTHING),
}
"""The usual terms, and what ends with each: which rules are about the film, and which about the rest."""
DAYS: Mapping[tuple[Purpose, Artefact], int] = {kind: term.days for kind, term in TERMS.items()}
MOST_DAYS = 3_660
MOST_CONFIRM_DAYS = 366
"""A yes to teaching is asked again every year, or more often."""


@dataclass(frozen=True, slots=True)
class Rule:
    purpose: Purpose
    artefact: Artefact
    days: int
    usual: bool


@dataclass(frozen=True, slots=True)
class Due:
    """Something of a recording whose term ends on `on`; `left` is how many days that is from today, negative when it is past.

    `kept` says why somebody let it stay longer; `on` is then the day that they chose. An answer is of the person `person_id`, about all of
    the recording or about one clip (`span`).
    """

    recording_id: str
    case: str | None
    purpose: Purpose
    artefact: Artefact
    on: date
    left: int
    kept: str = ""
    person_id: str = ""
    span: Span | None = None


def rules(store: Store) -> tuple[Rule, ...]:
    """Every term, the usual one where none was set."""
    from reflect.store import retention

    chosen = retention.chosen(store)
    return tuple(Rule(p, a, chosen.get((str(p), str(a)), days), (str(p), str(a)) not in chosen) for (p, a), days in DAYS.items())


def days_of(store: Store) -> dict[Purpose, int]:
    """How many days what is used for each purpose stays, as a form says it; not after how many a yes is asked again.

    For research that is the film; what is read stays longer (`words_days`).
    """
    return {rule.purpose: rule.days for rule in rules(store) if rule.artefact not in (Artefact.ANSWER, Artefact.WORDS)}


def words_days(store: Store) -> int:
    """How many days what is read of a recording stays."""
    return next(rule.days for rule in rules(store) if rule.artefact is Artefact.WORDS)


def set_rule(store: Store, purpose: Purpose, artefact: Artefact, days: int, who: str) -> None:
    """Give a purpose another term. UsageError for one that cannot be, or for something that is not kept for that purpose."""
    from reflect.store import audit, retention

    if (purpose, artefact) not in DAYS:
        there = ", ".join(f"{p} {a}" for p, a in DAYS)
        raise UsageError(f"There is no term for {purpose} {artefact}. Choose one of: {there}.")
    most = MOST_CONFIRM_DAYS if artefact is Artefact.ANSWER else MOST_DAYS
    if not 1 <= days <= most:
        raise UsageError(f"A term of {days} days cannot be. Give 1 to {most}.")
    retention.choose(store, purpose, artefact, days, who)
    audit.add(store, who, "retention", {"purpose": str(purpose), "artefact": str(artefact), "days": days})


def due(store: Store, today: date, within_days: int = 30) -> tuple[Due, ...]:
    """What ends within so many days or is past its term, the oldest first."""
    from reflect.store import consents, recordings, retention

    days = {(rule.purpose, rule.artefact): rule.days for rule in rules(store)}
    starts = _Starts(_shown(store), _made(store), consents.registers(store))
    kept = retention.decisions(store)
    found: list[Due] = []
    for line in recordings.listing(store):
        recording = line.recording
        talk = (recording.recorded_at or recording.created_at).date()
        for purpose, artefact, start, person_id, span in _begun(store, recording, talk, starts):
            on = start + timedelta(days=days[purpose, artefact])
            decision = kept.get((recording.id, str(purpose), str(artefact)))
            stays = decision is not None and decision.until > on
            end = decision.until if decision is not None and stays else on
            why = decision.reason if decision is not None and stays else ""
            found.append(Due(recording.id, recording.case, purpose, artefact, end, (end - today).days, why, person_id, span))
    return tuple(sorted((d for d in found if d.left <= within_days), key=lambda d: (d.on, d.recording_id, d.purpose, d.person_id)))


@dataclass(frozen=True, slots=True)
class _Starts:
    """From when a term counts: the last session that shows a recording, the first thing made of it for a purpose, and its answers."""

    shown: Mapping[str, date]
    made: Mapping[tuple[str, Purpose], date]
    registers: Mapping[str, Register]


Begun = tuple[Purpose, Artefact, date, str, Span | None]


def _begun(store: Store, recording: Recording, talk: date, starts: _Starts) -> Iterator[Begun]:
    """What there is of a recording that has a term, with the day from which that counts."""
    from reflect.store import reflection

    recording_id = recording.id
    if recording.media:
        yield Purpose.RESEARCH, Artefact.FILM, talk, "", None
    yield Purpose.RESEARCH, Artefact.WORDS, talk, "", None
    shown = starts.shown.get(recording_id)
    if shown is not None:
        yield Purpose.REFLECTION, Artefact.SESSION, shown, "", None
        if bool(reflection.of(store, Feedback, recording_id)) or bool(reflection.of(store, Interview, recording_id)):
            yield Purpose.CLIENT_WORDS, Artefact.SESSION, shown, "", None
    for purpose in (Purpose.TEAM, Purpose.TRAINING):
        made = starts.made.get((recording_id, purpose))
        if made is not None:
            yield purpose, Artefact.CLIP, made, "", None
    for person_id, span, on in _yeses(starts.registers.get(recording_id)):
        yield Purpose.TRAINING, Artefact.ANSWER, on, person_id, span


def _yeses(register: Register | None) -> Iterator[tuple[str, Span | None, date]]:
    """Who said yes to teaching last, about all of a recording or about a clip, and on which day. A later no about all of it ends both."""
    if register is None:
        return
    there = {a.person_id for a in register.appearances}
    mine = [e for e in register.events if e.purpose is Purpose.TRAINING and e.person_id in there]
    last: dict[tuple[str, Span | None], ConsentEvent] = {}
    for event in sorted(mine, key=lambda e: (e.at, e.number)):
        if event.span is None and event.answer is not Answer.YES:
            last = {key: one for key, one in last.items() if key[0] != event.person_id}
        last[event.person_id, event.span] = event
    now = datetime.now(UTC)
    there_still = (one for one in last.items() if one[1].answer is Answer.YES and (one[1].until is None or one[1].until > now))
    yield from ((person, span, e.at.date()) for (person, span), e in there_still)


def _made(store: Store) -> dict[tuple[str, Purpose], date]:
    """The day of the first thing that lies ready in the data folder, by recording and purpose."""
    from reflect.store import makings

    out: dict[tuple[str, Purpose], date] = {}
    for making in makings.listing(store):
        if making.folder and making.erased_at is None:
            for recording_id in making.recording_ids:
                out.setdefault((recording_id, making.purpose), making.at.date())
    return out


def _shown(store: Store) -> dict[str, date]:
    """The day of the last session that shows each recording: when it was held, else when it was made. Clips taken away show nothing."""
    from reflect.store import cases, reflection

    out: dict[str, date] = {}
    for line in cases.listing(store):
        held = {s.id: s.held_on or (s.created_at.date() if s.created_at else None) for s in reflection.of(store, Session, line.case.id)}
        for clip in reflection.of(store, SessionClip, line.case.id):
            day = held.get(clip.session_id)
            if day is not None and clip.span.duration_ms and (clip.recording_id not in out or out[clip.recording_id] < day):
                out[clip.recording_id] = day
    return out
