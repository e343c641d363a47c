"""What is past its term is erased or kept by a person, one by one, and a yes to teaching is asked every year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cycle import Cycle, new

from reflect import consenting, reflection
from reflect.consenting import retention
from reflect.consenting.retention import Artefact
from reflect.errors import NotFoundError, UsageError
from reflect.model.consent import Answer, Purpose
from reflect.model.teaching import Making
from reflect.privacy.deciding import Denied
from reflect.store import audit, consents, erasures, makings, recordings

TODAY = date(2027, 6, 1)
P5_ANSWER = (Purpose.TRAINING, Artefact.ANSWER)


def due(cycle: Cycle, purpose: Purpose, artefact: Artefact, today: date = TODAY) -> list[retention.Due]:
    return [
        d for d in retention.due(cycle.store, today, 100_000) if (d.recording_id, d.purpose, d.artefact) == (cycle.first, purpose, artefact)
    ]


def yes(cycle: Cycle, *purposes: Purpose, days_ago: int = 0, **more: Any) -> str:
    person = consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor").person_id
    at = datetime.now(UTC) - timedelta(days=days_ago, seconds=1)
    consenting.answer(cycle.store, cycle.first, person, purposes, Answer.YES, "Noor", at=at, **more)
    return person


def test_what_stays_longer_has_a_day_and_a_reason(cycle: Cycle) -> None:
    store = cycle.store
    [late] = due(cycle, Purpose.RESEARCH, Artefact.FILM)
    assert (late.on, late.left < 0, late.kept) == (date(2026, 9, 3) + timedelta(days=183), True, "")
    until = TODAY + timedelta(days=30)
    consenting.keep(store, cycle.first, Purpose.RESEARCH, Artefact.FILM, until, " bezwaar   loopt ", "Noor", TODAY)
    [kept] = due(cycle, Purpose.RESEARCH, Artefact.FILM)
    assert (kept.on, kept.left, kept.kept) == (until, 30, "bezwaar loopt")
    [again] = due(cycle, Purpose.RESEARCH, Artefact.FILM, until + timedelta(days=1))
    assert again.left == -1, "after that day somebody decides anew"
    [line] = [line for line in audit.lines(store) if line.action == "kept after its term"]
    assert line.about == {"recording": cycle.first, "purpose": "P1", "artefact": "film", "until": until.isoformat()}


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        (TODAY, "daarom", r"not after 2027-12-01, which is one more term"),
        (TODAY + timedelta(days=184), "daarom", r"It can stay until a day after today and not after 2027-12-01"),
        (TODAY + timedelta(days=3), "  ", "Say why it stays"),
        (TODAY + timedelta(days=3), "dossier 111222333", "Take it out of the reason"),
    ],
)
def test_nothing_stays_for_ever_or_without_a_reason(cycle: Cycle, until: date, reason: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        consenting.keep(cycle.store, cycle.first, Purpose.RESEARCH, Artefact.FILM, until, reason, "Noor", TODAY)
    with pytest.raises(UsageError, match="There is no term for P6 film"):
        consenting.keep(cycle.store, cycle.first, Purpose.PUBLICATION, Artefact.FILM, TODAY + timedelta(days=3), "daarom", "Noor", TODAY)
    with pytest.raises(UsageError, match="A yes cannot be kept by somebody else"):
        consenting.keep(cycle.store, cycle.first, *P5_ANSWER, TODAY + timedelta(days=3), "daarom", "Noor", TODAY)


def test_a_recording_past_its_term_is_erased_by_a_person(cycle: Cycle) -> None:
    erased, left = consenting.erase_due(cycle.store, cycle.first, Purpose.RESEARCH, Artefact.WORDS, "Noor")
    assert (erased["media_files"], left) == (1, ())
    assert not recordings.exists(cycle.store, cycle.first)
    [one] = erasures.listing(cycle.store)
    assert (one.why, one.purpose, one.who, one.verified_at is not None) == ("end of term", "", "Noor", True)


def test_what_a_session_used_goes_and_the_recording_stays(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    cycle.send(*[{**new("remark", session_id=session.id, about=clip.id, text="Zonnewijzer in het park vanmorgen")}])
    [there] = due(cycle, Purpose.REFLECTION, Artefact.SESSION)
    assert there.artefact is Artefact.SESSION
    erased, left = consenting.erase_due(cycle.store, cycle.first, Purpose.REFLECTION, Artefact.SESSION, "Noor")
    assert (erased, left) == ({"session_clips": 1, "remarks": 1}, ())
    file = reflection.session_file(cycle.store, cycle.case.id, session.id)
    assert [(s.clip.id, s.recording) for s in file.clips] == [(clip.id, None)], "an empty place is left"
    assert due(cycle, Purpose.REFLECTION, Artefact.SESSION) == []
    assert recordings.exists(cycle.store, cycle.first)
    assert [p for p in cycle.store.home.path.rglob("*") if p.is_file() and b"onnewijzer" in p.read_bytes()] == []
    assert consenting.erase_due(cycle.store, cycle.first, Purpose.REFLECTION, Artefact.SESSION, "Noor") == ({}, ())


def made(cycle: Cycle, purpose: Purpose = Purpose.TRAINING) -> str:
    """A reel of both talks that lies ready, made a year before `TODAY`."""
    folder = cycle.store.home.made("abc123")
    folder.mkdir(parents=True)
    (folder / "reel.mp4").write_bytes(b"masked film")
    both = (cycle.first, cycle.second)
    at = datetime(2026, 6, 1, tzinfo=UTC)
    one = Making(str(uuid4()), at, "Noor", "reel", purpose, "groep 4", None, "0" * 64, 1, both, str(uuid4()), "abc123")
    makings.add(cycle.store, one)
    return one.id


def test_what_was_made_for_teaching_has_a_term_of_its_own(cycle: Cycle) -> None:
    made(cycle)
    [there] = due(cycle, Purpose.TRAINING, Artefact.CLIP)
    assert (there.on, there.left) == (date(2028, 5, 31), 365)
    erased, left = consenting.erase_due(cycle.store, cycle.first, Purpose.TRAINING, Artefact.CLIP, "Noor")
    assert (erased, left) == ({"makings": 1}, ())
    assert not cycle.store.home.made("abc123").exists()
    assert due(cycle, Purpose.TRAINING, Artefact.CLIP) == []


def test_a_yes_to_teaching_is_due_every_year(cycle: Cycle) -> None:
    store, today = cycle.store, datetime.now(UTC).date()
    person = yes(cycle, Purpose.TRAINING, Purpose.TEAM, days_ago=364)
    assert [(d.person_id, d.left) for d in due(cycle, *P5_ANSWER, today)] == [(person, 1)]
    assert consents.may_use_all(store, cycle.first, Purpose.TRAINING, "Noor", masked=())
    retention.set_rule(store, *P5_ANSWER, 300, "Noor")
    answer = consents.may_use_all(store, cycle.first, Purpose.TRAINING, "Noor", masked=())
    assert isinstance(answer, Denied)
    assert answer.whys == ("unconfirmed",)
    assert consents.may_use_all(store, cycle.first, Purpose.TEAM, "Noor", masked=()), "only a yes to teaching is asked again"
    assert consenting.sheet(store, cycle.first, "uid 1").people[0].answers[Purpose.TRAINING].state == "unconfirmed"
    consenting.confirm(store, cycle.first, person, "Noor")
    assert consents.may_use_all(store, cycle.first, Purpose.TRAINING, "Noor", masked=())
    assert [d.left for d in due(cycle, *P5_ANSWER, today)] == [300]
    with pytest.raises(UsageError, match=r"A term of 400 days cannot be\. Give 1 to 366"):
        retention.set_rule(store, *P5_ANSWER, 400, "Noor")


def test_only_a_yes_is_confirmed_and_its_own_end_stays(cycle: Cycle) -> None:
    store = cycle.store
    end = datetime.now(UTC) + timedelta(days=30)
    person = yes(cycle, Purpose.TRAINING, days_ago=400, until=end)
    assert consenting.confirm(store, cycle.first, person, "Noor").until == end
    consenting.answer(store, cycle.first, person, [Purpose.TRAINING], Answer.NO, "Noor")
    assert due(cycle, *P5_ANSWER) == []
    with pytest.raises(NotFoundError, match=r"There is no yes to confirm\. Ask the person"):
        consenting.confirm(store, cycle.first, person, "Noor")


def test_the_form_says_how_long_things_stay_not_when_a_yes_is_asked_again(cycle: Cycle) -> None:
    assert retention.days_of(cycle.store)[Purpose.TRAINING] == 730
