"""What the page Gezichten reads and writes over its route."""

from __future__ import annotations

import uuid
from typing import Any

from serving_site import POST, Site

from reflect.masking.faces import Face
from reflect.masking.faces.writing import propose
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span
from reflect.store.database import Store


def change(do: str, id: str, base: int | None = None, **fields: Any) -> dict[str, Any]:
    return {"op": str(uuid.uuid4()), "do": do, "id": id, "base": base, **fields}


def send(site: Site, *ops: dict[str, Any]) -> list[dict[str, Any]]:
    answer = site.client.post(f"/reflect/faces/{site.recording.id}", json={"ops": list(ops)}, headers=POST)
    assert answer.status_code == 200
    return answer.json()["acks"]


def shown(site: Site) -> dict[str, Any]:
    return site.client.get(f"/reflect/faces/{site.recording.id}").json()


def test_faces_are_shown_decided_and_drawn(site: Site, store: Store) -> None:
    assert shown(site)["faces"] == []
    track = FaceTrack("", (Box(1_000, 0.4, 0.3, 0.1, 0.2),), doubts=(Span(1_500, 2_000),))
    [proposed] = propose(store, site.recording.id, [Face(Span(1_000, 3_000), track)], "detector 1")
    found = shown(site)
    assert found["undecided"] == 1
    assert found["faces"][0] | {"media": ""} == {
        "id": proposed.id,
        "media": "",
        "start": 1_000,
        "end": 3_000,
        "boxes": [[1_000, 0.4, 0.3, 0.1, 0.2]],
        "decision": "proposed",
        "visible": False,
        "person": "",
        "shape": "ellipse",
        "maker": "detector 1",
        "rev": 1,
        "deleted": False,
    }
    assert {"why": "unsure", "start": 1_500, "end": 2_000, "id": proposed.id, "media": site.film.id} in found["places"]
    drawn = change("add", str(uuid.uuid4()), span=[5_000, 7_000], boxes=[[5_000, 0.1, 0.1, 0.2, 0.2]])
    decided = change("update", proposed.id, 1, decision="confirmed", visible=True)
    acks = send(site, drawn, decided, drawn, change("update", proposed.id, 1, decision="rejected"))
    assert [(a["status"], a["why"]) for a in acks] == [("stored", ""), ("stored", ""), ("stored", ""), ("conflict", "changed")]
    assert acks[3]["face"]["visible"] is True
    assert [face["decision"] for face in shown(site)["faces"]] == ["confirmed", "confirmed"]
    assert shown(site)["undecided"] == 0


def test_strangers_and_bad_requests_are_refused(site: Site) -> None:
    address = f"/reflect/faces/{site.recording.id}"
    assert site.client.get("/reflect/faces/r0000000").status_code == 404
    assert site.client.post("/reflect/faces/r0000000", json={"ops": []}, headers=POST).status_code == 404
    assert site.client.post(address, json={"ops": []}).status_code == 403
    assert site.client.post(address, json={"ops": "x"}, headers=POST).status_code == 400
    assert site.client.post(address, json={"ops": [{}] * 101}, headers=POST).status_code == 400
    assert send(site, {"do": "add"})[0]["why"] == "bad_id"


def test_who_is_who_is_said_and_what_is_left_of_each_is_told(site: Site, store: Store) -> None:
    def client() -> dict[str, Any]:
        return next(p for p in shown(site)["people"] if p["name"] == "C1")

    [film], person = shown(site)["films"], client()["id"]
    assert film == {"id": site.film.id, "start": 0, "end": 60_000}
    left = [{"why": "face_not_looked", "start": 0, "end": 60_000, "media": site.film.id}]
    assert client() == {"id": person, "name": "C1", "role": "client", "face": True, "left": left, "voice": "voice_unknown"}
    away = change("add", str(uuid.uuid4()), span=[0, 2_000], away=person)
    face = change("add", str(uuid.uuid4()), span=[2_000, 60_000], boxes=[[2_000, 0.1, 0.1, 0.2, 0.2]], person=person)
    acks = send(site, away, face)
    assert [(a["status"], a["why"]) for a in acks] == [("stored", ""), ("stored", "")]
    told = {"id": away["id"], "media": site.film.id, "person": person, "start": 0, "end": 2_000, "rev": 1, "deleted": False}
    assert acks[0]["face"] == told
    assert shown(site)["away"] == [told]
    assert (client()["left"], shown(site)["faces"][0]["person"]) == ([], person)


def test_whose_voice_it_is_is_said(site: Site, store: Store) -> None:
    address = f"/reflect/faces/{site.recording.id}/voices"
    who = {p["name"]: p for p in shown(site)["people"]}
    assert who["K1"]["voice"] == "voice_unknown"
    voices = {v["label"]: v for v in shown(site)["voices"]}
    assert voices["S1"] == {"label": "S1", "role": "klantmanager", "person": "", "said": False}
    assert voices["S2"] == {"label": "S2", "role": "client", "person": who["C1"]["id"], "said": False}, "a person confirmed the role"
    answer = site.client.post(address, json={"ops": [{"label": "S1", "person": who["K1"]["id"]}]}, headers=POST)
    assert [(v["person"], v["said"]) for v in answer.json()["voices"]] == [(who["K1"]["id"], True), (who["C1"]["id"], False)]
    assert {p["name"]: p["voice"] for p in shown(site)["people"]} == {"K1": "voice_heard", "C1": "voice_heard"}
    for bad in ([{"label": "S1"}], [{"label": "S1", "person": 3}], [7], [{"label": "S1", "person": ""}] * 51):
        assert site.client.post(address, json={"ops": bad}, headers=POST).status_code == 400
    assert site.client.post(address, json={"ops": [{"label": "S1", "person": "p-nobody"}]}, headers=POST).status_code == 404
    assert site.client.post(address, json={"ops": [{"label": "S9", "person": ""}]}, headers=POST).status_code == 404
