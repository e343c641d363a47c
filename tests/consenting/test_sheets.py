"""What a consent sheet says of a recording, of a person, and of the ground that a purpose rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cycle import Cycle

from reflect import consenting
from reflect.consenting import Basis, Mark
from reflect.errors import StoreError, UsageError
from reflect.model.consent import Answer, Purpose
from reflect.model.speech import Role, Speaker
from reflect.store import audit, consents, disclosures, erasures, legal, people, recordings
from reflect.store.account import account

BSN = "111222333"


def states(cycle: Cycle, recording: str) -> dict[Purpose, str]:
    [person] = consenting.sheet(cycle.store, recording, account()).people
    return {purpose: given.state for purpose, given in person.answers.items()}


def test_a_recording_goes_from_quarantine_to_complete_and_one_voice_more_is_missing(cycle: Cycle) -> None:
    store, rid = cycle.store, cycle.first
    people.set_speakers(store, rid, [Speaker("S1", Role.CLIENT)])
    found = consenting.sheet(store, rid, account())
    assert (found.mark, found.people, found.voices) == (Mark.QUARANTINE, (), 1)
    assert found.quarantine is not None
    assert consenting.marks(store, account())[rid] == (Mark.QUARANTINE, found.quarantine.until)
    assert consenting.sheet(store, rid, "uid 424242").mark is Mark.CLOSED
    person = consenting.appear(store, rid, "C1", "client", "Noor").person_id
    consenting.answer(store, rid, person, [Purpose.RESEARCH], Answer.YES, "Noor")
    assert consenting.sheet(store, rid, account()).mark is Mark.COMPLETE
    people.set_speakers(store, rid, [Speaker("S1", Role.CLIENT), Speaker("S2", Role.UNKNOWN)])
    assert consenting.sheet(store, rid, account()).mark is Mark.MISSING
    assert consenting.marks(store, account())[rid] == (Mark.MISSING, None)


def test_every_answer_has_its_state(cycle: Cycle) -> None:
    store, rid = cycle.store, cycle.first
    person = consenting.appear(store, rid, "C1", "client", "Noor").person_id
    past = datetime.now(UTC) - timedelta(days=9)
    consenting.answer(store, rid, person, [Purpose.RESEARCH], Answer.YES, "Noor", at=past, until=past + timedelta(days=2))
    consenting.answer(store, rid, person, [Purpose.REFLECTION, Purpose.TEAM], Answer.YES, "Noor", at=past)
    consenting.answer(store, rid, person, [Purpose.TRAINING], Answer.NO, "Noor")
    consenting.withdraw(store, person, "Noor", recording_id=rid, purposes=[Purpose.TEAM])
    assert states(cycle, rid) == {
        Purpose.RESEARCH: "expired",
        Purpose.REFLECTION: "yes",
        Purpose.CLIENT_WORDS: "not_asked",
        Purpose.TEAM: "withdrawn",
        Purpose.TRAINING: "no",
        Purpose.PUBLICATION: "not_asked",
    }


def test_a_client_sees_what_is_kept_and_who_got_it(cycle: Cycle) -> None:
    store = cycle.store
    person = consenting.appear(store, cycle.first, "C1", "client", "Noor").person_id
    consenting.answer(store, cycle.first, person, [Purpose.REFLECTION], Answer.YES, "Noor")
    disclosures.add(store, "Noor", "report pdf", Purpose.REFLECTION, recording_ids=[cycle.first], recipient="K1")
    disclosures.add(store, "Noor", "report pdf", Purpose.REFLECTION, recording_ids=[cycle.second])
    found = consenting.client_file(store, consents.named(store, "C1"), "Noor")
    [kept] = found.kept
    assert kept.recording_id == cycle.first
    assert kept.counts["media_files"] == 1
    assert kept.answers[Purpose.REFLECTION].state == "yes"
    assert [d.recipient for d in found.handed_out] == ["K1"]
    assert [line.about["person"] for line in audit.lines(store) if line.action == "client overview"] == [person]


def test_a_ground_is_kept_beside_permission_with_its_line_in_the_audit(cycle: Cycle) -> None:
    store = cycle.store
    consenting.ground(store, Purpose.RESEARCH, Basis.PUBLIC_TASK, "Noor", " artikel 7 van de wet ")
    consenting.ground(store, Purpose.RESEARCH, Basis.CONSENT, "Noor")
    kept = legal.listing(store)
    assert {p: (one.basis, one.note, one.who) for p, one in kept.items()} == {Purpose.RESEARCH: ("consent", "", "Noor")}
    lines = [line.about for line in audit.lines(store) if line.action == "legal basis"]
    assert lines == [{"purpose": "P1", "basis": "public_task"}, {"purpose": "P1", "basis": "consent"}]
    assert audit.verify(store) is None


def test_no_burgerservicenummer_gets_in(cycle: Cycle) -> None:
    store, rid = cycle.store, cycle.first
    with pytest.raises(UsageError, match="A burgerservicenummer is no pseudonym"):
        consenting.appear(store, rid, f"C {BSN}", "client", "Noor")
    with pytest.raises(UsageError, match="Take it out of the note"):
        consenting.ground(store, Purpose.RESEARCH, Basis.CONSENT, "Noor", f"dossier {BSN}")
    person = consenting.appear(store, rid, "C1", "client", "Noor").person_id
    with pytest.raises(UsageError, match="Give the version of the form another name"):
        consenting.answer(store, rid, person, [Purpose.RESEARCH], Answer.YES, "Noor", form=BSN)
    assert consents.events_of(store) == ()


def test_an_erasure_that_broke_off_is_carried_out_later(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    store, rid = cycle.store, cycle.first
    person = consenting.appear(store, rid, "C1", "client", "Noor").person_id
    consenting.answer(store, rid, person, [Purpose.RESEARCH], Answer.YES, "Noor")
    with monkeypatch.context() as broken:
        broken.setattr(recordings, "require_idle", _busy)
        with pytest.raises(StoreError, match="busy"):
            consenting.withdraw(store, person, "Noor", recording_id=rid)
    assert consenting.sheet(store, rid, account()).mark is Mark.CLOSED
    assert [one.recording_id for one in consenting.unfinished(store)] == [rid]
    assert consenting.resume(store, "Noor") == 1
    assert not recordings.exists(store, rid)
    assert consenting.unfinished(store) == ()
    [done] = erasures.listing(store)
    assert done.verified_at is not None
    erasures.begin(store, person, rid, "withdrawal", "Noor")  # as when it broke off after the recording was gone
    assert consenting.resume(store, "Noor") == 1
    assert erasures.listing(store)[-1].verified_at is not None


def _busy(store: object, recording_id: str) -> None:
    raise StoreError("The recording is busy. Wait.")
