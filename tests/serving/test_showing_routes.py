"""What a session's pages read: fragments to choose from with what is said in them, and clips with lines and released words alone."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
from serving_site import POST, Site

from reflect import tagging
from reflect.privacy import Denied, Purpose, Reason, Why
from reflect.store import audit, cases, disclosures, recordings

SAID = "Ik voelde me gezien."


def op(what: str, **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), **fields}


def send(site: Site, address: str, *ops: dict[str, Any]) -> list[dict[str, Any]]:
    acks = site.client.post(f"/reflect/{address}", json={"ops": list(ops)}, headers=POST).json()["acks"]
    assert [(a["status"], a["why"]) for a in acks] == [("stored", "")] * len(ops)
    return [a["thing"] for a in acks]


class Made:
    """A case with a tagged talk, a session of one clip, and the client's words about it, released or not."""

    def __init__(self, site: Site, *, released: bool = True, **clip: Any) -> None:
        self.site = site
        rid = site.recording.id
        case = cases.of_recording(site.store, rid)
        assert case is not None
        self.cid = case.id
        tag = {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": 1_000, "end": 3_000, "code": "emotie"}
        self.tag = str(tag["id"])
        tagging.apply(site.store, rid, [{**tag, "perspective": "researcher", "note": "zucht"}], "Noor")
        interview = op("interview", held_on="2099-01-02")
        said = op("feedback", interview_id=interview["id"], about=self.tag, text=SAID, may_hear="yes", released=released)
        send(site, f"interview/{rid}", interview, said)
        session = op("session", title="Sessie <b>1</b>", held_on="2099-01-03")
        self.sid = str(session["id"])
        made = op("clip", session_id=self.sid, recording_id=rid, fragment_id=self.tag, place=1, before_ms=500, after_ms=500)
        send(site, f"case/{self.cid}", session, made | clip)

    def read(self, more: str = "") -> dict[str, Any]:
        return dict(self.site.client.get(f"/reflect/session/{self.cid}/{self.sid}{more}").json())


def test_fragments_come_with_what_is_said_and_what_may_be_heard(site: Site) -> None:
    made = Made(site)
    found = site.client.get(f"/reflect/case/{made.cid}/fragments").json()
    [one] = found["fragments"]
    assert (one["id"], one["words"], one["note"]) == (made.tag, "woord2 woord3 woord4 woord5 woord6 woord7", "zucht")
    assert [f["text"] for f in one["said"]] == [SAID]
    assert one["question"] in one["questions"]
    assert one["tips"]
    film = found["recordings"][site.recording.id]
    assert (film["durationMs"], film["media"][0]["url"]) == (60_000, site.film_url)


def test_words_that_were_not_released_are_in_neither(site: Site) -> None:
    made = Made(site, released=False)
    for address in (f"case/{made.cid}/fragments", f"session/{made.cid}/{made.sid}", f"session/{made.cid}/{made.sid}?part=words"):
        assert SAID.encode() not in site.client.get(f"/reflect/{address}").content


def test_a_clip_has_its_lines_and_its_words(site: Site) -> None:
    made = Made(site)
    found = made.read()
    [clip] = found["clips"]
    assert (clip["state"], clip["shown"], [f["text"] for f in clip["said"]]) == ("here", [500, 3_500], [SAID])
    assert [(line["who"], line["role"]) for line in clip["lines"]] == [
        ("Klantmanager ?", "klantmanager"),
        ("Cliënt", "client"),
        ("Klantmanager ?", "klantmanager"),
    ]
    assert clip["lines"][1]["text"] == "woord4 woord5 woord6 woord7"
    assert clip["questions"]
    assert found["session"]["title"] == "Sessie <b>1</b>"


def test_the_words_alone_are_short(site: Site) -> None:
    made = Made(site)
    found = made.read("?part=words")
    assert set(found) == {"case", "viewer", "session", "remarks", "points", "clips"}
    assert "lines" not in found["clips"][0]


def test_the_clients_words_can_be_left_out(site: Site) -> None:
    assert Made(site, with_feedback=False).read()["clips"][0]["said"] == []


def test_a_recording_that_left_the_case_leaves_the_question(site: Site) -> None:
    made = Made(site, question="Wat zie je?")
    recordings.change(site.store, site.recording.id, case="Een ander")
    [clip] = made.read()["clips"]
    assert (clip["state"], clip["question"], clip["lines"], clip["said"], clip["shown"]) == ("gone", "Wat zie je?", [], [], None)


def test_a_film_that_is_not_on_the_disk_is_told(site: Site) -> None:
    made = Made(site)
    os.unlink(site.film.path)
    assert made.read()["recordings"][site.recording.id]["media"][0]["onDisk"] is False


def test_what_may_not_be_shown_has_reasons_and_no_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(site)
    monkeypatch.setattr("reflect.store.consents.may_use", lambda *_: Denied((Reason(Why.WITHDRAWN),)))
    [clip] = made.read()["clips"]
    assert (clip["state"], clip["why"], clip["lines"], clip["said"], clip["shown"]) == ("denied", ["withdrawn"], [], [], None)


def test_a_session_of_another_case_is_not_there(site: Site) -> None:
    made = Made(site)
    for address in (
        f"session/{made.cid}/{uuid.uuid4()}",
        f"session/{made.cid}/x",
        f"session/c000000000000/{made.sid}",
        "case/c000000000000/fragments",
    ):
        answer = site.client.get(f"/reflect/{address}")
        assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


def test_a_session_that_is_shown_is_written_down_once(site: Site) -> None:
    made = Made(site)
    address = f"/reflect/session/{made.cid}/{made.sid}/played"
    for _ in range(3):
        assert site.client.post(address, json={}, headers=POST).status_code == 200
    [shown] = disclosures.listing(site.store)
    assert (shown.what, shown.purpose, shown.recording_ids) == (f"session {made.sid[:8]}", Purpose.REFLECTION, (site.recording.id,))
    assert site.client.post(f"/reflect/session/{made.cid}/{uuid.uuid4()}/played", json={}, headers=POST).status_code == 404
    assert site.client.post(address, json={}).status_code == 403


def test_a_session_of_which_nothing_may_be_shown_was_not_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(site)
    monkeypatch.setattr("reflect.store.consents.may_use", lambda *asked: Denied((Reason(Why.WITHDRAWN, "p1"),)))
    assert site.client.post(f"/reflect/session/{made.cid}/{made.sid}/played", json={}, headers=POST).status_code == 200
    assert disclosures.listing(site.store) == ()
    assert [line.about["why"] for line in audit.lines(site.store) if line.outcome == "refused"] == [["withdrawn"]]
