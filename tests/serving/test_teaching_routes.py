"""The routes of teaching sets: what a trainer sees, what a trainee's screen may have, and what is made."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from serving_site import POST, Site

from reflect import consenting
from reflect.masking.faces.writing import propose
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.teaching import Making
from reflect.store import consents, makings
from reflect.store.database import Store


@pytest.fixture
def set_id(site: Site) -> str:
    made = post(site, "/reflect/teaching", ops=[op("set", title="Luisteren", goal="Zien")])["acks"][0]
    assert (made["status"], made["thing"]["title"]) == ("stored", "Luisteren")
    return str(made["thing"]["id"])


def op(what: str, do: str = "add", **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": str(uuid.uuid4()), "do": do, "id": str(uuid.uuid4()), **fields}


def post(site: Site, address: str, **body: Any) -> Any:
    answer = site.client.post(address, json=body, headers=POST)
    assert answer.status_code in (200, 202), answer.text
    return answer.json()


def get(site: Site, address: str) -> Any:
    answer = site.client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def clip(site: Site, set_id: str, **fields: Any) -> dict[str, Any]:
    more = {"recording_id": site.recording.id, "span": [1_000, 3_000], "question": "Wat zie je?", "answer": "Zij wacht", **fields}
    ack = post(site, f"/reflect/teaching/{set_id}", ops=[op("clip", **more)])["acks"][0]
    assert ack["status"] == "stored", ack
    return dict(ack["thing"])


def test_a_set_is_listed_and_shown_with_what_keeps_each_clip_out(site: Site, set_id: str, store: Store) -> None:
    made = clip(site, set_id, theme="weerstand.vechten")
    (line,) = get(site, "/reflect/teaching")["sets"]
    assert (line["title"], line["clips"], line["refused"], line["stale"]) == ("Luisteren", 1, 1, False)
    found = get(site, f"/reflect/teaching/{set_id}?lang=nl")
    assert (found["set"]["goal"], found["makings"], found["spottings"]) == ("Zien", [], 0)
    (shown,) = found["clips"]
    assert (shown["id"], shown["number"], shown["shown"], shown["allowed"]) == (made["id"], 1, [1_000, 3_000], False)
    assert [r["why"] for r in shown["reasons"]] == ["faces_not_looked"]
    assert (shown["title"], shown["theme"], shown["answer"]) != ("", "", "")
    assert found["recordings"][site.recording.id]["media"][0]["url"] == site.film_url
    visitor = consenting.appear(store, site.recording.id, "V1", "visitor", "Noor").person_id
    consenting.answer(store, site.recording.id, visitor, [Purpose.RESEARCH], Answer.YES, "Noor")
    (shown,) = get(site, f"/reflect/teaching/{set_id}")["clips"]
    refused = next(r for r in shown["reasons"] if r["person"])
    assert (refused["why"], refused["pseudonym"], refused["role"]) == ("not_asked", "V1", "visitor")
    assert "face_not_looked" in refused["lacks"]


def test_a_trainees_screen_has_no_answers_names_or_tags(site: Site, set_id: str, store: Store) -> None:
    made = clip(site, set_id)
    answer = site.client.get(f"/reflect/teaching/{set_id}/trainee")
    assert answer.json()["clips"] == [
        {"id": made["id"], "number": 1, "gap": True, "film": None, "start": 0, "ms": 0, "question": "", "title": ""}
    ], "not masked yet"
    assert answer.json()["open"] is True
    for hidden in ("Zij wacht", "K1", "C1", "onderzoeker", site.recording.id, "span", "gesprek"):
        assert hidden not in answer.text


def test_presses_are_kept_by_the_trainees_route_alone(site: Site, set_id: str) -> None:
    made = clip(site, set_id)
    spotting = op("spotting", trainee="Vink")
    press = op("press", spotting_id=spotting["id"], clip_id=made["id"], at_ms=2_000)
    assert [a["why"] for a in post(site, f"/reflect/teaching/{set_id}", ops=[spotting])["acks"]] == ["bad_op"]
    acks = post(site, f"/reflect/teaching/{set_id}/presses", ops=[spotting, press, op("set", title="X")])["acks"]
    assert [(a["status"], a["why"]) for a in acks] == [("stored", ""), ("stored", ""), ("refused", "bad_op")]
    found = get(site, f"/reflect/teaching/{set_id}/presses")
    assert [(t["trainee"], t["hits"], t["misses"], t["extra"]) for t in found["trainees"]] == [("Vink", 1, 0, 0)]
    assert [(p["at_ms"], p["inside"]) for p in found["clips"][0]["presses"]] == [(2_000, True)]
    erase = f"/reflect/teaching/{set_id}/presses/{spotting['id']}/erase"
    for wrong in (
        erase.replace(spotting["id"], str(uuid.uuid4())),
        erase.replace(spotting["id"], "x"),
        erase.replace(set_id, str(uuid.uuid4())),
    ):
        assert site.client.post(wrong, json={}, headers=POST).status_code == 404
    assert site.client.post(erase, json={}).status_code == 403, "only from our own pages"
    assert post(site, erase) == {"presses": 1}
    found = get(site, f"/reflect/teaching/{set_id}/presses")
    assert (found["trainees"], found["clips"][0]["presses"]) == ([], [])


def test_another_set_or_clip_is_not_there(site: Site, set_id: str, store: Store) -> None:
    made = clip(site, set_id)
    nobody = uuid.uuid4()
    for address in (
        f"/reflect/teaching/{nobody}",
        f"/reflect/teaching/{nobody}/trainee",
        f"/reflect/teaching/{set_id}/film/{made['id']}",
        f"/reflect/teaching/{set_id}/film/{nobody}",
        f"/reflect/teaching/{nobody}/film/{made['id']}",
        f"/reflect/teaching/{set_id}/film/..%2f..%2freflect.db",
        "/reflect/teaching/..%2f..%2fetc",
    ):
        answer = site.client.get(address)
        assert (answer.status_code, answer.content) == (404, b'{"error":"not found"}'), address
    assert consents.registers(store).keys() == {site.recording.id}


def test_a_trainee_plays_the_masked_film_until_somebody_takes_back(site: Site, set_id: str, store: Store) -> None:
    made = clip(site, set_id)
    propose(store, site.recording.id, [], "test", media_id=site.film.id, looked=Span(0, 60_000))
    folder = store.home.made("a" * 32)
    folder.mkdir(parents=True)
    (folder / "01.mp4").write_bytes(b"masked film")
    more = {"set_id": set_id, "folder": folder.name, "files": {made["id"]: ("01.mp4", 1_000, 3_000)}}
    until = date.today() + timedelta(days=9)
    head = (str(uuid.uuid4()), datetime.now(UTC), "An", "clips", Purpose.TRAINING, "Team", until, "0" * 64, 1, (site.recording.id,))
    makings.add(store, Making(*head, **more))  # type: ignore[arg-type]
    (shown,) = get(site, f"/reflect/teaching/{set_id}/trainee")["clips"]
    assert (shown["gap"], shown["start"], shown["ms"], shown["question"]) == (False, 1_000, 2_000, "Wat zie je?")
    answer = site.client.get(shown["film"], headers={"range": "bytes=0-5"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (206, b"masked", "video/mp4")
    assert site.client.get(shown["film"], headers={"range": "bytes=1-2,3-4"}).status_code == 416
    (making,) = get(site, f"/reflect/teaching/{set_id}")["makings"]
    assert (making["recipient"], making["here"], making["expired"], making["clips"]) == ("Team", True, False, 1)
    client = next(p.id for p in consents.persons(store) if p.pseudonym == "C1")
    consenting.withdraw(store, client, "Noor", recording_id=site.recording.id, purposes=[Purpose.TRAINING])
    assert site.client.get(shown["film"]).status_code == 404
    assert get(site, f"/reflect/teaching/{set_id}/trainee")["clips"][0]["gap"] is True
    assert not folder.exists(), "and its file is gone"
