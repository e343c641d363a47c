"""Answers are only added, and the audit tells when a line of it was touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from reflect.errors import NotAllowedError, NotFoundError, UsageError
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Appearance, ConsentEvent, Purpose, Quarantine
from reflect.model.span import Span
from reflect.privacy.deciding import Denied, Reason, Why
from reflect.store import Home, NewMedia, audit, consents, open_store, recordings, views
from reflect.store.database import Store
from reflect.store.incoming import import_media

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def talk(store: Store, tmp_path: Path) -> str:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film that nothing looks into")
    return recordings.add(store, [NewMedia(import_media(store, film))], duration_ms=60_000).id


def on(store: Store, talk: str, pseudonym: str = "C1", **more: Any) -> str:
    """The id of a person who is on the recording."""
    who = consents.named(store, pseudonym)
    consents.put_appearance(store, Appearance(str(uuid4()), talk, who.id, "client", **more))
    return who.id


def answer(talk: str, person: str, given: Answer = Answer.YES, **more: Any) -> ConsentEvent:
    return ConsentEvent(str(uuid4()), person, talk, Purpose.REFLECTION, given, **{"at": YESTERDAY, "asked_by": "Noor", **more})


def test_the_question_is_answered_from_what_is_stored(store: Store, talk: str) -> None:
    clip = Clip(talk, Span(1_000, 2_000), 500, 500)
    assert consents.may_use(store, clip, Purpose.REFLECTION, "Noor") == Denied((Reason(Why.NOBODY_LISTED),))
    person = on(store, talk)
    assert consents.may_use(store, clip, Purpose.REFLECTION, "Noor") == Denied((Reason(Why.NOT_ASKED, person),))
    consents.add(store, answer(talk, person))
    assert consents.may_use(store, clip, Purpose.REFLECTION, "Noor")
    assert not consents.may_use(store, clip, Purpose.RESEARCH, "Noor")
    consents.add(store, answer(talk, person, Answer.NO, span=Span(2_400, 3_000)))
    assert not consents.may_use(store, clip, Purpose.REFLECTION, "Noor"), "its handle touches what was refused"
    assert consents.may_use(store, Clip(talk, Span(1_000, 2_000)), Purpose.REFLECTION, "Noor")


def test_quarantine_is_for_the_importer(store: Store, talk: str) -> None:
    consents.hold(store, Quarantine(talk, "Noor", datetime.now(UTC) + timedelta(days=14)))
    assert consents.may_play(store, talk, "Noor")
    assert not consents.may_play(store, talk, "Sam")
    assert not consents.may_use_all(store, talk, Purpose.RESEARCH, "Noor")
    consents.hold(store, Quarantine(talk, "Noor", datetime.now(UTC)))
    assert not consents.may_play(store, talk, "Noor")


def test_the_same_answer_again_is_there_once(store: Store, talk: str) -> None:
    event = answer(talk, on(store, talk))
    first, again = consents.add(store, event), consents.add(store, event)
    assert first == again == consents.events_of(store, recording_id=talk) == consents.events_of(store, person=event.person_id)
    assert first[0].number == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"at": datetime.now(UTC) + timedelta(days=1)}, "that is still to come. Give the moment when it was given."),
        ({"until": YESTERDAY}, "The term ends before the answer was given. Give a later day."),
    ],
)
def test_an_answer_that_cannot_be_is_refused(store: Store, talk: str, change: dict[str, Any], said: str) -> None:
    good, bad = answer(talk, on(store, talk)), answer(talk, on(store, talk, "C2"), **change)
    with pytest.raises(UsageError, match=said.replace(".", r"\.")):
        consents.add(store, good, bad)
    assert consents.events_of(store) == (), "all or none"


def test_what_was_withdrawn_cannot_be_withdrawn_again(store: Store, talk: str) -> None:
    person = on(store, talk)
    consents.add(store, answer(talk, person), answer(talk, person, Answer.WITHDRAWN))
    with pytest.raises(UsageError, match=r"This was withdrawn already\. Nothing more can be taken back\."):
        consents.add(store, answer(talk, person, Answer.WITHDRAWN))
    consents.add(store, answer(talk, person), answer(talk, person, Answer.WITHDRAWN))
    assert len(consents.events_of(store)) == 4


def test_answers_stay_when_the_recording_goes(store: Store, talk: str) -> None:
    person = on(store, talk)
    consents.add(store, answer(talk, person))
    assert consents.recordings_with(store, person) == (talk,)
    recordings.delete_recording(store, talk)
    assert consents.recordings_with(store, person) == ()
    assert len(consents.events_of(store, person=person)) == 1
    with pytest.raises(NotFoundError, match="There is no recording"):
        consents.may_play(store, talk, "Noor")


def test_people_are_pseudonyms(store: Store, talk: str) -> None:
    assert consents.named(store, " C  1 ") == consents.named(store, "C 1")
    assert [p.pseudonym for p in consents.persons(store)] == ["C 1"]
    with pytest.raises(UsageError, match="A person needs a pseudonym, such as K1 or C1"):
        consents.named(store, " ")
    with pytest.raises(NotFoundError, match="There is no person 'pnobody'"):
        consents.put_appearance(store, Appearance(str(uuid4()), talk, "pnobody", "client"))


# ---- the audit --------------------------------------------------------------------------------


def written(store: Store, count: int = 4) -> None:
    for number in range(count):
        audit.add(store, "Noor", "play", {"recording": f"r{number}"}, "refused" if number % 2 else "done")


def test_the_audit_is_a_chain(store: Store) -> None:
    assert audit.verify(store) is None
    written(store)
    assert audit.verify(store) is None
    assert [(line.number, line.outcome, line.about) for line in audit.lines(store, since=2)] == [
        (3, "done", {"recording": "r2"}),
        (4, "refused", {"recording": "r3"}),
    ]


@pytest.mark.parametrize(
    ("touch", "first"),
    [
        ("UPDATE audit SET who = 'Sam' WHERE number = 2", 2),
        ("UPDATE audit SET outcome = 'done' WHERE number = 4", 4),
        ("UPDATE audit SET about = '{}' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET at = datetime(at, '-1 hour') WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number > 1", 2),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_heads", 1),
        ("UPDATE audit_heads SET lines = 2", 3),
    ],
)
def test_whatever_is_changed_in_the_audit_shows(store: Store, touch: str, first: int) -> None:
    written(store)
    with store.writing() as connection:
        connection.execute(text(touch))
    assert audit.verify(store) == first


def test_what_was_cut_off_stays_missing_when_lines_are_written_after_it(store: Store) -> None:
    written(store)
    with store.writing() as connection:
        connection.execute(text("DELETE FROM audit WHERE number > 2"))
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'audit'"))
    assert audit.verify(store) == 3
    written(store, 3)
    assert audit.verify(store) == 3


def test_a_head_that_was_written_down_shows_a_whole_new_audit(store: Store) -> None:
    written(store)
    known = audit.head(store)
    assert (known.lines, str(known)) == (4, f"4:{known.sha256[:16]}")
    assert audit.Head.parse(f" {known} ".upper()) == audit.Head(4, known.sha256[:16])
    written(store)
    assert audit.since(store, audit.Head.parse(str(known))) is None
    with store.writing() as connection:
        for table in ("audit", "audit_heads", "sqlite_sequence"):
            connection.execute(text(f"DELETE FROM {table}"))
    written(store, 6)
    assert audit.verify(store) is None, "who may write the data folder can make a whole new chain"
    assert audit.since(store, known) == 4, "but not one that a head kept elsewhere fits"
    for bad in ("", "4", "4:xyz", f"-4:{known.sha256}", "4:abc", f"4:{known.sha256}0"):
        with pytest.raises(UsageError, match=r"is no head of the audit\. It looks like 120:"):
            audit.Head.parse(bad)


def test_an_audit_of_before_heads_were_kept_gets_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "old")
    with open_store(home) as old:
        written(old)
        with old.writing() as connection:
            for statement in (
                "DROP TABLE audit_heads", "DROP TABLE clip_requests", "DROP TABLE term_decisions",
                "ALTER TABLE erasures DROP COLUMN purpose", "UPDATE alembic_version SET version_num = '0007'",
            ):  # fmt: skip
                connection.execute(text(statement))
    with open_store(home) as now:
        assert (audit.head(now).lines, audit.verify(now)) == (4, None)
        written(now, 1)
        assert (audit.head(now).lines, audit.verify(now)) == (5, None)


# ---- looking and being refused ----------------------------------------------------------------


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(line.who, line.action, line.outcome) for line in audit.lines(store)]


def test_a_look_is_one_line_in_a_quarter_of_an_hour(store: Store, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at = [datetime(2026, 11, 22, 10, 3, tzinfo=UTC)]
    for module in (views, audit):
        monkeypatch.setattr(module, "now", lambda: at[0])
    for who in ("Noor", "Noor", "Sam"):
        views.seen(store, who, talk)
    views._told.clear()  # as another process: the audit itself says it
    views.seen(store, "Noor", talk)
    views.refused(store, "Noor", talk, views.VIEW, ("no",))
    views.seen(store, "Noor", "another")
    at[0] += timedelta(minutes=11)
    views.seen(store, "Noor", talk)
    at[0] += timedelta(minutes=1)
    views.seen(store, "Noor", talk)
    assert told(store) == [
        ("Noor", "view", "done"), ("Sam", "view", "done"), ("Noor", "view", "refused"), ("Noor", "view", "done"), ("Noor", "view", "done")
    ]  # fmt: skip
    assert audit.verify(store) is None


def test_a_refusal_is_written_with_its_reasons_and_no_words(store: Store, talk: str) -> None:
    person = on(store, talk)
    consents.add(store, answer(talk, person, Answer.NO))
    with pytest.raises(NotAllowedError):
        consents.require_use(store, talk, Purpose.REFLECTION, "Noor")
    assert consents.may_hand_out(store, Clip(talk, Span(1_000, 2_000)), Purpose.REFLECTION, "Noor") == Denied((Reason(Why.NO, person),))
    assert not consents.may_use(store, Clip(talk, Span(1_000, 2_000)), Purpose.TEAM, "Noor"), "asking why is no attempt"
    [line] = audit.lines(store)
    assert (line.who, line.action, line.outcome, line.about) == ("Noor", "use for P2", "refused", {"recording": talk, "why": ["no"]})
