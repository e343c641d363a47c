"""What the page SLIM reads and writes over its route."""

from __future__ import annotations

import uuid
from typing import Any

from serving_site import POST, Site

from reflect.codebook import slim as model_of
from reflect.exchange import slim as readings_file
from reflect.model.slim import Outcome
from reflect.store import disclosures, preferences
from reflect.store.database import Store


def op(**fields: Any) -> dict[str, Any]:
    ids = {"op": str(uuid.uuid4()), "id": str(uuid.uuid4())}
    return {**ids, "do": "add", "self_images": ["wil_en_kan"], "approach": ["leraar"], **fields}


def send(site: Site, *ops: dict[str, Any]) -> list[dict[str, Any]]:
    answer = site.client.post(f"/reflect/slim/{site.recording.id}", json={"ops": list(ops)}, headers=POST)
    assert answer.status_code == 200
    return answer.json()["acks"]


def shown(site: Site, lang: str = "nl") -> dict[str, Any]:
    return site.client.get(f"/reflect/slim/{site.recording.id}?lang={lang}").json()


def test_the_model_is_there_in_both_languages_with_the_outcome_of_every_choice(standing: Site) -> None:
    dutch, english = (shown(standing, lang)["model"] for lang in ("nl", "en"))
    assert [image["label"] for image in dutch["images"]][:2] == ["Wil en kan", "Wil wel, kan het nog niet"]
    assert [role["label"] for role in english["roles"]] == ["Facilitator", "Teacher", "Parental figure", "Entrepreneur"]
    assert dutch["outcomes"]["mismatch"]["label"] == "Past niet"
    model = model_of.load()
    assert len(dutch["rule"]) == 10 * 10
    for choice, outcome in dutch["rule"].items():
        images, roles = (codes.split("+") for codes in choice.split("|"))
        assert model.outcome(images, roles) is Outcome(outcome)


def test_a_reading_is_stored_shown_and_in_the_course(site: Site) -> None:
    ours, theirs = op(note="=1+1"), op(reader="client", self_images=["wil_maar_kan_niet"], span=[1_000, 5_000])
    acks = send(site, ours, theirs, ours, op(approach=["juf"]))
    assert [(a["status"], a["why"]) for a in acks] == [("stored", ""), ("stored", ""), ("stored", ""), ("refused", "unknown_code")]
    assert acks[0]["reading"] == {
        "id": ours["id"],
        "start": None,
        "end": None,
        "images": ["wil_en_kan"],
        "roles": ["leraar"],
        "reader": "researcher",
        "coder": acks[0]["reading"]["coder"],
        "evidence": [],
        "computed": "mismatch",
        "outcome": "mismatch",
        "overruled": "",
        "reason": "",
        "note": "=1+1",
        "rev": 1,
        "deleted": False,
    }
    page = shown(site)
    assert [[r["id"] for r in m["readings"]] for m in page["moments"]] == [[ours["id"]], [theirs["id"]]]
    [step] = page["course"]
    assert (step["rid"], [m["outcome"] for m in step["marks"]]) == (site.recording.id, ["mismatch", "match"])
    assert page["coder"]


def test_where_readers_differ_is_said(site: Site) -> None:
    send(site, op(), op(reader="client", approach=["facilitator"]))
    [moment] = shown(site)["moments"]
    assert moment["differs"] == ["approach", "outcome"]


def test_who_works_blind_sees_own_readings_only(site: Site, store: Store) -> None:
    preferences.put(store, "app.coder", "Bas")
    send(site, op())
    preferences.put(store, "app.coder", "Noor")
    preferences.put(store, "app.blind", True)
    page = shown(site)
    assert (page["moments"], page["course"][0]["marks"]) == ([], [])


def test_a_stranger_and_bad_bodies_are_refused(site: Site) -> None:
    address = f"/reflect/slim/{site.recording.id}"
    assert site.client.get("/reflect/slim/r0000000").status_code == 404
    assert site.client.post(address, json={"ops": []}, headers={"content-type": "application/json"}).status_code == 403
    assert site.client.post(address, json={"ops": "x"}, headers=POST).status_code == 400
    assert site.client.post(address, json={"ops": [op()] * 101}, headers=POST).status_code == 400
    assert send(site, {"do": "add"}) == [{"op": "", "status": "refused", "reading": None, "why": "bad_id"}]


def test_the_readings_as_files_to_take_along(site: Site) -> None:
    send(site, op(note="=1+1"))
    address = f"/reflect/slim/{site.recording.id}/export"
    table = site.client.get(f"{address}?format=csv")
    assert table.headers["content-disposition"] == f'attachment; filename="slim-{site.recording.id}.csv"'
    assert "'=1+1" in table.text
    with_all = site.client.get(f"{address}?format=json")
    assert [r.note for r in readings_file.loads(with_all.content)] == ["=1+1"]
    assert site.client.get(f"{address}?format=xml").status_code == 400
    assert site.client.get(f"{address}?format=csv&recipient=K1").status_code == 200
    assert [d.recipient for d in disclosures.listing(site.store)] == ["", "", "K1"]
    assert site.client.get(f"{address}?format=csv&recipient=111222333").json() == {"error": "recipient"}
