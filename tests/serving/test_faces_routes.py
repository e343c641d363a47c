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
        "shape": "ellipse",
        "maker": "detector 1",
        "rev": 1,
        "deleted": False,
    }
    assert {"why": "unsure", "start": 1_500, "end": 2_000, "id": proposed.id} in found["places"]
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
