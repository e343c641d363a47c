"""Who is on a recording and what they answered; and the one question, with what is stored (`may_use`, `may_play`).

Answers are only added. What a person may see of this is decided in `reflect.privacy`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, delete, insert, select

from reflect.errors import NotAllowedError, NotFoundError, UsageError
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Appearance, Asked, ConsentEvent, Person, Purpose, Quarantine
from reflect.model.span import Span
from reflect.privacy.deciding import CONFIRM_DAYS, Allowed, Denied, Register, Why, decide
from reflect.privacy.deciding import may_play as playable
from reflect.store import views
from reflect.store.common import now, require_recording, storable
from reflect.store.consent_tables import AppearanceRow, ConsentEventRow, QuarantineRow, RetentionRuleRow
from reflect.store.database import Store
from reflect.store.people import person_id
from reflect.store.tables import PersonRow, RecordingRow

_APPEARANCES = cast(Table, AppearanceRow.__table__)
_EVENTS = cast(Table, ConsentEventRow.__table__)
_QUARANTINES = cast(Table, QuarantineRow.__table__)
_PERSONS = cast(Table, PersonRow.__table__)


ANSWER = "answer"
"""The kind of artefact that an answer is, among the terms."""


# ---- the one question -------------------------------------------------------------------------


def may_use(store: Store, clip: Clip, purpose: Purpose, viewer: str, masked: Collection[str] | None = None) -> Allowed | Denied:
    """Whether `viewer` may use the clip, its handles included, for this purpose; `masked` as in `privacy.decide`.

    NotFoundError when the recording is gone.
    """
    found, duration_ms = _register(store, clip.recording_id)
    return decide(found, clip.shown(duration_ms), purpose, viewer, now(), masked)


def may_use_all(store: Store, recording_id: str, purpose: Purpose, viewer: str, masked: Collection[str] | None = None) -> Allowed | Denied:
    """The same about all of a recording: its transcript, its tags, its numbers."""
    return decide(_register(store, recording_id)[0], None, purpose, viewer, now(), masked)


def may_play(store: Store, recording_id: str, viewer: str) -> Allowed | Denied:
    """Whether `viewer` may play and work on the recording; its importer may while it is in quarantine."""
    return playable(_register(store, recording_id)[0], viewer, now())


def require_play(store: Store, recording_id: str, viewer: str, to: str = views.VIEW) -> None:
    """NotAllowedError, with the reasons, when this viewer may not play and work on the recording. Both are in the audit, with what they
    wanted `to` do: `views.VIEW` or `views.PROCESS`."""
    answer = may_play(store, recording_id, viewer)
    if answer:
        views.seen(store, viewer, recording_id, to)
    _require(store, recording_id, answer, viewer, to, "be looked at here" if to == views.VIEW else "be processed here")


def require_use(store: Store, recording_id: str, purpose: Purpose, viewer: str, masked: Collection[str] | None = None) -> None:
    """NotAllowedError, with the reasons, when all of the recording may not be used for this purpose; that is in the audit."""
    _require(store, recording_id, may_use_all(store, recording_id, purpose, viewer, masked), viewer, purpose, f"be used for {purpose}")


def may_hand_out(store: Store, clip: Clip, purpose: Purpose, viewer: str, masked: Collection[str] | None = None) -> Allowed | Denied:
    """`may_use`, where something leaves or is made: a refusal is in the audit."""
    answer = may_use(store, clip, purpose, viewer, masked)
    if isinstance(answer, Denied):
        views.refused(store, viewer, clip.recording_id, purpose, answer.whys)
    return answer


def closed(store: Store, viewer: str) -> frozenset[str]:
    """The recordings that this viewer may not play, however many there are in five queries."""
    moment = now()
    return frozenset(id for id, found in registers(store).items() if not playable(found, viewer, moment))


def registers(store: Store) -> dict[str, Register]:
    """What is known of every recording, however many there are in five queries."""
    with store.reading() as connection:
        there = list(connection.execute(select(RecordingRow.id)).scalars())
        appearances = _by_recording(map(_appearance, connection.execute(select(_APPEARANCES))))
        events = _by_recording(map(_event, connection.execute(select(_EVENTS).order_by(_EVENTS.c.number))))
        held = {r.recording_id: Quarantine(r.recording_id, r.importer, r.until) for r in connection.execute(select(_QUARANTINES))}
        confirm = _confirm_days(connection)
    return {id: Register(id, appearances.get(id, ()), events.get(id, ()), held.get(id), confirm) for id in there}


def register(store: Store, recording_id: str) -> Register:
    """What is known of the recording. NotFoundError when there is none such."""
    return _register(store, recording_id)[0]


# ---- people -----------------------------------------------------------------------------------


def named(store: Store, pseudonym: str) -> Person:
    """The person with this pseudonym, made when there is none."""
    name = " ".join(storable(pseudonym, 100).split())
    if not name:
        raise UsageError("A person needs a pseudonym, such as K1 or C1.")
    with store.writing() as connection:
        return Person(person_id(connection, name), name)


def persons(store: Store) -> tuple[Person, ...]:
    """Everybody, by pseudonym."""
    with store.reading() as connection:
        return tuple(Person(*row) for row in connection.execute(select(_PERSONS.c.id, _PERSONS.c.pseudonym).order_by(_PERSONS.c.pseudonym)))


def put_appearance(store: Store, appearance: Appearance) -> None:
    """Write down, or change, how a person is on a recording. NotFoundError when recording or person is not there."""
    with store.writing() as connection:
        require_recording(connection, appearance.recording_id)
        if connection.execute(select(_PERSONS.c.id).where(_PERSONS.c.id == appearance.person_id)).first() is None:
            raise NotFoundError(f"There is no person {appearance.person_id[:20]!r}. Type reflect consent to list them.")
        connection.execute(delete(_APPEARANCES).where(_APPEARANCES.c.id == appearance.id))
        connection.execute(insert(_APPEARANCES).values(_appearance_row(appearance)))


def remove_appearance(store: Store, recording_id: str, appearance_id: str) -> bool:
    """Somebody is not on the recording after all; False when that was so already. Their answers stay."""
    same = (_APPEARANCES.c.id == appearance_id, _APPEARANCES.c.recording_id == recording_id)
    with store.writing() as connection:
        return connection.execute(delete(_APPEARANCES).where(*same)).rowcount > 0


# ---- answers ----------------------------------------------------------------------------------


def add(store: Store, *events: ConsentEvent) -> tuple[ConsentEvent, ...]:
    """Write the answers, all or none; the same again (by id) changes nothing. They come back with their numbers.

    UsageError for an answer that is dated in the future, ends before it begins, or withdraws what was withdrawn.
    """
    moment = now()
    with store.writing() as connection:
        out = []
        for event in events:
            there = connection.execute(select(_EVENTS).where(_EVENTS.c.id == event.id)).first()
            if there is None:
                _check(connection, event, moment)
                connection.execute(insert(_EVENTS).values(_event_row(event, moment)))
                there = connection.execute(select(_EVENTS).where(_EVENTS.c.id == event.id)).one()
            out.append(_event(there))
    return tuple(out)


def put_back(store: Store, events: Iterable[ConsentEvent]) -> None:
    """Answers of another copy of this data folder; those that are here already stay as they are."""
    moment = now()
    with store.writing() as connection:
        there = set(connection.execute(select(_EVENTS.c.id)).scalars())
        for event in events:
            if event.id not in there:
                connection.execute(insert(_EVENTS).values(_event_row(event, moment)))


def events_of(store: Store, *, person: str | None = None, recording_id: str | None = None) -> tuple[ConsentEvent, ...]:
    """Every answer, of a person or about a recording when asked, in the order in which they were written."""
    query = select(_EVENTS).order_by(_EVENTS.c.number)
    if person is not None:
        query = query.where(_EVENTS.c.person_id == person)
    if recording_id is not None:
        query = query.where(_EVENTS.c.recording_id == recording_id)
    with store.reading() as connection:
        return tuple(map(_event, connection.execute(query)))


def written(connection: Connection, recording_id: str) -> tuple[ConsentEvent, ...]:
    """Every answer about a recording, inside a transaction."""
    said = connection.execute(select(_EVENTS).where(_EVENTS.c.recording_id == recording_id).order_by(_EVENTS.c.number))
    return tuple(map(_event, said))


def recordings_with(store: Store, person: str) -> tuple[str, ...]:
    """The recordings on which this person is."""
    query = select(_APPEARANCES.c.recording_id).where(_APPEARANCES.c.person_id == person).distinct().order_by(_APPEARANCES.c.recording_id)
    with store.reading() as connection:
        return tuple(connection.execute(query).scalars())


def hold(store: Store, quarantine: Quarantine) -> None:
    """Put a recording in quarantine, or give it another term."""
    with store.writing() as connection:
        require_recording(connection, quarantine.recording_id)
        connection.execute(delete(_QUARANTINES).where(_QUARANTINES.c.recording_id == quarantine.recording_id))
        importer = storable(quarantine.importer, 200)
        connection.execute(insert(_QUARANTINES).values(recording_id=quarantine.recording_id, importer=importer, until=quarantine.until))


# ---- inside -----------------------------------------------------------------------------------


def _register(store: Store, recording_id: str) -> tuple[Register, int | None]:
    with store.reading() as connection:
        row = connection.execute(select(RecordingRow.duration_ms).where(RecordingRow.id == recording_id)).first()
        if row is None:
            raise NotFoundError(f"There is no recording {storable(recording_id, 60)!r}. Type reflect status to list them.")
        there = connection.execute(select(_APPEARANCES).where(_APPEARANCES.c.recording_id == recording_id))
        appearances = tuple(map(_appearance, there))
        events = written(connection, recording_id)
        confirm = _confirm_days(connection)
        held = connection.execute(select(_QUARANTINES).where(_QUARANTINES.c.recording_id == recording_id)).first()
    quarantine = None if held is None else Quarantine(held.recording_id, held.importer, held.until)
    return Register(recording_id, appearances, events, quarantine, confirm), row.duration_ms


def _confirm_days(connection: Connection) -> int:
    """After how many days a yes to teaching is asked again."""
    same = (RetentionRuleRow.purpose == str(Purpose.TRAINING), RetentionRuleRow.artefact == ANSWER)
    return connection.execute(select(RetentionRuleRow.days).where(*same)).scalar() or CONFIRM_DAYS


WORDS = {
    Why.NO_VIEWER: "nobody is named who asks",
    Why.NOBODY_LISTED: "who is on it was not written down",
    Why.NOT_ASKED: "somebody was not asked",
    Why.NO: "somebody said no",
    Why.WITHDRAWN: "somebody took their consent back",
    Why.EXPIRED: "somebody's consent has ended",
    Why.UNCONFIRMED: "somebody's yes to teaching is over a year old and was not confirmed",
    Why.NOT_MASKED: "it is not masked",
}


def _require(store: Store, recording_id: str, answer: Allowed | Denied, viewer: str, use: str, what: str) -> None:
    if isinstance(answer, Denied):
        views.refused(store, viewer, recording_id, use, answer.whys)
        reasons = ", ".join(WORDS[why] for why in dict.fromkeys(r.why for r in answer.reasons))
        raise NotAllowedError(f"Recording {recording_id} may not {what}: {reasons}. See: reflect consent show {recording_id}")


def _by_recording(things: Iterable[Any]) -> dict[str, list[Any]]:
    out: dict[str, list[Any]] = {}
    for thing in things:
        out.setdefault(thing.recording_id, []).append(thing)
    return out


def _check(connection: Connection, event: ConsentEvent, moment: datetime) -> None:
    if event.at > moment:
        raise UsageError(f"An answer cannot be dated {event.at:%Y-%m-%d %H:%M}: that is still to come. Give the moment when it was given.")
    if event.until is not None and event.until <= event.at:
        raise UsageError("The term ends before the answer was given. Give a later day.")
    if event.answer is not Answer.WITHDRAWN:
        return
    mine = (_EVENTS.c.person_id == event.person_id, _EVENTS.c.recording_id == event.recording_id, _EVENTS.c.purpose == event.purpose)
    before = map(_event, connection.execute(select(_EVENTS).where(*mine).order_by(_EVENTS.c.at, _EVENTS.c.number)))
    same = [one for one in before if one.span == event.span]
    if same and same[-1].answer is Answer.WITHDRAWN:
        raise UsageError("This was withdrawn already. Nothing more can be taken back.")


def _times(span: Span | None) -> dict[str, int | None]:
    return {"start_ms": None if span is None else span.start_ms, "end_ms": None if span is None else span.end_ms}


def _span(row: Row[Any]) -> Span | None:
    return None if row.start_ms is None else Span(row.start_ms, row.end_ms)


def _appearance_row(a: Appearance) -> dict[str, Any]:
    plain = {"id": a.id, "recording_id": a.recording_id, "person_id": a.person_id, "role": storable(a.role, 60)}
    return {**plain, **_times(a.span), "face": a.face, "voice": a.voice, "named": a.named}


def _appearance(row: Row[Any]) -> Appearance:
    return Appearance(row.id, row.recording_id, row.person_id, row.role, _span(row), row.face, row.voice, row.named)


def _event_row(e: ConsentEvent, moment: datetime) -> dict[str, Any]:
    return {
        "id": e.id,
        "person_id": e.person_id,
        "recording_id": e.recording_id,
        "purpose": str(e.purpose),
        "answer": str(e.answer),
        "at": e.at,
        "asked_by": storable(e.asked_by, 200),
        "asked": str(e.asked),
        **_times(e.span),
        "until": e.until,
        "form": storable(e.form, 200),
        "form_sha256": e.form_sha256,
        "recorded_at": moment,
    }


def _event(row: Row[Any]) -> ConsentEvent:
    return ConsentEvent(
        id=row.id,
        person_id=row.person_id,
        recording_id=row.recording_id,
        purpose=Purpose(row.purpose),
        answer=Answer(row.answer),
        at=row.at,
        asked_by=row.asked_by,
        asked=Asked(row.asked),
        span=_span(row),
        until=row.until,
        form=row.form,
        form_sha256=row.form_sha256,
        number=row.number,
    )
