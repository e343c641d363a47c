"""Traject and Cliëntgesprek: what the components are given, recordings without a case, and that unreleased words are on no page."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from reflect import reflection
from reflect.app import going, words
from reflect.app.shell import PAGES, SECTIONS
from reflect.store import cases, recordings

SECRET = "Onvrijgegevenwaterval"


def test_every_page_is_in_the_navigation_once() -> None:
    placed = [name for members in SECTIONS.values() for name in members]
    assert sorted(placed) == sorted(PAGES)


def test_the_list_of_cases_says_how_much_there_is(pages, add) -> None:
    add("Eerste", case="A12", recorded_at=datetime(2026, 9, 3, 10, tzinfo=UTC))
    app = pages.open("traject")
    data = pages.component("reflect_case")
    [line] = data["cases"]
    assert (data["cid"], line["code"], line["recordings"], line["sessions"], line["last"]) == ("", "A12", 1, 0, "2026-09-03")
    assert all(key.startswith(("cycle.", "case.", "slim.")) for key in data["texts"])
    assert not app.expander


def test_a_recording_without_a_case_is_put_in_one(pages, add, store) -> None:
    loose = add("Los")
    add("Ander", case="B7")
    app = pages.open("traject")
    assert app.expander[0].label == "Opnames zonder traject: 1"
    assert app.button(key="loose-put").disabled
    app.selectbox(key="loose-case").set_value("B7").run()
    app.button(key="loose-put").click().run()
    assert not app.exception
    case = cases.of_recording(store, loose.id)
    assert case is not None
    assert case.code == "B7"
    assert pages.component("reflect_case")["cid"] == case.id
    assert not app.expander
    assert len(cases.sittings_of(store, case.id)) == 2


def test_the_case_of_the_address_is_shown_and_one_that_is_gone_is_said(pages, add, store) -> None:
    recording = add("Een", case="A12")
    case = cases.of_recording(store, recording.id)
    assert case is not None
    pages.open("traject", traject=case.id)
    assert pages.component("reflect_case")["cid"] == case.id
    app = pages.open("traject", traject="c000000000000")
    assert app.warning[0].value == words.say("nl", "case.gone")
    app = pages.open("traject", traject="<script>")
    assert pages.component("reflect_case")["cid"] == ""


def test_the_interview_gets_the_recording(pages, add) -> None:
    recording = add("Gesprek")
    iid = str(uuid.uuid4())
    pages.open("clientgesprek", opname=recording.id, gesprek=iid)
    data = pages.component("reflect_interview")
    assert (data["rid"], data["iid"], data["lang"]) == (recording.id, iid, "nl")


def test_unreleased_words_are_on_no_page(pages, add, store) -> None:
    recording = add("Een", case="A12")
    interview = {"what": "interview", "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "note": SECRET}
    said = {"what": "feedback", "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "interview_id": interview["id"]}
    said |= {"about": "nearer", "text": SECRET, "may_hear": "yes"}
    assert [a.status for a in reflection.apply_to_recording(store, recording.id, [interview, said], "Ineke")] == ["stored", "stored"]
    recordings.change(store, recording.id, title="Te vinden")
    found = {}
    for name, (_, path, _) in PAGES.items():
        app = pages.open(path, opname=recording.id) if path else pages.open()
        found[name] = str(app.main) + str([getattr(e, "proto", "") for e in app.main])
    assert "Te vinden" in found["watch"] + found["library"] + found["measures"]
    assert [name for name, text in found.items() if SECRET in text] == []


def test_only_ids_and_pages_that_are_there_are_followed(monkeypatch) -> None:
    went = []

    class Page:
        url_path = "bekijken"

    monkeypatch.setattr(going.st, "session_state", {"pages": {"watch": Page}})
    monkeypatch.setattr(going.st, "switch_page", lambda page, query_params: went.append((page.url_path, query_params)))
    for wanted in (None, 3, {"page": "elders"}, {"page": ["bekijken"]}):
        going.follow(wanted)
    going.follow({"page": "bekijken", "rid": "r1234567", "t": 1_500, "traject": "<script>", "gesprek": "x", "sessie": 3})
    going.follow({"page": "bekijken", "rid": "../x", "t": -1})
    assert went == [("bekijken", {"opname": "r1234567", "t": "1500"}), ("bekijken", {})]
