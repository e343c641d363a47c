"""The example of the whole cycle: it fits both films, is put there once, and keeps what the client did not release."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reflect import reflection
from reflect.app import example, example_cycle
from reflect.errors import StoreError
from reflect.model import reflection as kinds
from reflect.model.consent import Purpose
from reflect.model.reflection import Leading, Verdict, Voice
from reflect.privacy.deciding import decide
from reflect.resources import resource
from reflect.store import cases, consents, fragments, recordings
from reflect.store import reflection as rows
from reflect.store.database import Store


def plan() -> dict[str, Any]:
    return json.loads(resource("annotations/demo/cyclus.json").read_text(encoding="utf-8"))


@pytest.fixture
def talks(store: Store) -> dict[str, str]:
    return example.bring_in_all(store)


def everything(store: Store, talks: dict[str, str]) -> list[Any]:
    owned = [(kind, case_of(store)) for kind in example_cycle.OF_CASE]
    owned += [(kind, id) for kind in example_cycle.OF_RECORDING for id in talks.values()]
    things = [thing for kind, owner in owned for thing in rows.of(store, kind, owner, deleted=True)]
    return things + [f for id in talks.values() for f in fragments.of_recording(store, id, deleted=True)]


def case_of(store: Store) -> str:
    return cases.get(store, example.CASE).id


def test_two_talks_three_weeks_apart(store: Store, talks: dict[str, str]) -> None:
    file = reflection.case_file(store, case_of(store))
    assert [visit.recording.id for visit in file.visits] == list(talks.values())
    assert [visit.days for visit in file.visits] == [None, 21]
    assert [str(s.role) for s in file.visits[1].people] == ["klantmanager", "client"]
    assert example.bring_in(store) == talks["gesprek"]
    assert [example.is_it(visit.recording) for visit in file.visits] == [True, False]


def test_the_made_up_people_agree_to_everything_once(store: Store, talks: dict[str, str]) -> None:
    """So that the demo can still be watched when its quarantine is over, and its client's words can be shown."""
    example.bring_in_all(store)
    for id in talks.values():
        register = consents.register(store, id)
        assert sorted(a.role for a in register.appearances) == ["client", "klantmanager"]
        assert len(register.events) == 2 * len(Purpose)
        late = datetime.now(UTC) + timedelta(days=365)
        assert all(
            decide(register, None, purpose, "coach", late) for purpose in (Purpose.RESEARCH, Purpose.REFLECTION, Purpose.CLIENT_WORDS)
        )


def test_a_date_that_somebody_gave_stays(store: Store, talks: dict[str, str]) -> None:
    other = example.HELD_AT["gesprek"].replace(day=5)
    recordings.change(store, talks["gesprek"], recorded_at=other)
    example.bring_in_all(store)
    assert recordings.get(store, talks["gesprek"]).recorded_at == other


def test_the_cycle_is_whole(store: Store, talks: dict[str, str]) -> None:
    assert example_cycle.is_offered(store, case_of(store))
    session_id = example_cycle.walk_through(store)
    assert not example_cycle.is_offered(store, case_of(store))

    case = reflection.case_file(store, case_of(store))
    assert [s.title for s in case.sessions] == ["Reflectiesessie 1"]
    assert (case.clips[session_id], len(case.points)) == (5, 3)
    shown = reflection.session_file(store, case_of(store), session_id)
    assert all(s.clip.question and s.clip.tip and s.clip.code and s.recording is not None for s in shown.clips)
    assert [s.clip.place for s in shown.clips] == sorted(s.clip.place for s in shown.clips)
    leading = {(r.about, r.by) for r in shown.remarks if r.about in set(Leading)}
    assert leading == {(str(question), voice) for question in Leading for voice in Voice}
    assert {r.about for r in shown.remarks} >= {s.clip.id for s in shown.clips}
    assert {p.clip_id for p in shown.points} <= {s.clip.id for s in shown.clips}


def test_one_point_worked_one_partly_and_one_is_open(store: Store, talks: dict[str, str]) -> None:
    example_cycle.walk_through(store)
    case = reflection.case_file(store, case_of(store))
    said = [f for p in case.points for f in case.follow_ups.get(p.id, ())]
    assert [f.worked for f in said] == [Verdict.YES, Verdict.PARTLY]
    assert {f.recording_id for f in said} == {talks["vervolg"]}
    assert all(f.span is not None for f in said), "each says where it is seen"
    assert sum(p.id not in case.follow_ups for p in case.points) == 1


def test_words_that_were_not_released_stay_with_the_interviewer(store: Store, talks: dict[str, str]) -> None:
    session_id = example_cycle.walk_through(store)
    shown = reflection.session_file(store, case_of(store), session_id)
    words = plan()["interview"]["words"] + plan()["interview"]["closing"]
    hidden = {w["text"] for w in words if not w["released"]}
    released = {w["text"] for w in words if w["released"]}
    heard = {f.text for s in shown.clips for f in s.said} | {f.text for f in shown.closing}
    assert heard == released
    assert len(hidden) == 3
    elsewhere = " ".join([*(r.text for r in shown.remarks), *(p.text for p in shown.points), shown.session.note])
    assert not any(text in elsewhere for text in hidden)
    [interview] = rows.of(store, kinds.Interview, talks["gesprek"])
    file = reflection.interview_file(store, talks["gesprek"], interview.id)
    assert {f.text for f in file.feedback.values()} == hidden | released
    assert {f.may_hear for f in file.feedback.values()} == {Verdict.YES, Verdict.NO, Verdict.OPEN}
    assert file.days == 5


def test_again_changes_nothing(store: Store, talks: dict[str, str]) -> None:
    first = example_cycle.walk_through(store)
    before = everything(store, talks)
    assert example_cycle.walk_through(store) == first
    assert everything(store, talks) == before


def test_what_was_deleted_comes_back_and_what_was_changed_stays(store: Store, talks: dict[str, str]) -> None:
    session_id = example_cycle.walk_through(store)
    case = case_of(store)
    [session] = rows.of(store, kinds.Session, case)
    point = rows.of(store, kinds.AttentionPoint, case)[0]
    ops = [
        {"what": "point", "op": example_cycle.op_id("x"), "do": "update", "id": point.id, "base": 1, "text": "Ik wacht."},
        {"what": "session", "op": example_cycle.op_id("y"), "do": "delete", "id": session.id, "base": 1},
    ]
    assert {ack.status for ack in reflection.apply(store, case, ops, "Jo")} == {"stored"}
    assert example_cycle.is_offered(store, case)
    assert example_cycle.walk_through(store) == session_id
    assert [s.id for s in rows.of(store, kinds.Session, case)] == [session_id]
    assert rows.of(store, kinds.AttentionPoint, case)[0].text == "Ik wacht."


@pytest.mark.parametrize("code", ["A12", "DEMO"])
def test_another_case_is_not_offered_the_example(store: Store, add: Any, code: str) -> None:
    """Also when somebody's own case has the name of the demo's."""
    add("Intake", case=code)
    assert not example_cycle.is_offered(store, cases.get(store, code).id)


def test_the_page_of_the_case_offers_it_once(pages: Any, store: Store, talks: dict[str, str]) -> None:
    app = pages.open("traject", traject=case_of(store))
    [button] = [b for b in app.button if b.label == "Zet een voorbeeld klaar"]
    button.click().run()
    assert not app.exception
    assert [s.title for s in rows.of(store, kinds.Session, case_of(store))] == ["Reflectiesessie 1"]
    assert "Zet een voorbeeld klaar" not in {b.label for b in app.button}


def test_an_example_that_does_not_fit_says_so(store: Store, talks: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = plan()
    wrong["fragments"]["gesprek"][0] |= {"start_ms": 800_000, "end_ms": 900_000}
    monkeypatch.setattr(example_cycle, "read_plan", lambda: wrong)
    with pytest.raises(StoreError, match=r"does not fit what is there \(beyond_end\)"):
        example_cycle.walk_through(store)


@pytest.mark.parametrize("talk", ["gesprek", "vervolg"])
def test_fragments_fit_the_film_and_hold_whole_turns(talk: str) -> None:
    truth = json.loads(resource(f"annotations/demo/{talk}.json").read_text(encoding="utf-8"))
    for f in plan()["fragments"][talk]:
        assert 0 <= f["start_ms"] < f["end_ms"] <= truth["film"]["duration_ms"]
        inside = [t for t in truth["turns"] if t["start_ms"] >= f["start_ms"] - 100 and t["end_ms"] <= f["end_ms"] + 300]
        theme = f["code"].split(".")[0]
        assert any(code.split(".")[0] == theme for t in inside for code in t["codes"]), f["name"]
        edges = {abs(f["start_ms"] - t["start_ms"]) <= 100 for t in inside}
        assert True in edges, f"{f['name']} begins where somebody begins"
