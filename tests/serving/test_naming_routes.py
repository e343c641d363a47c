"""What the page Namen reads and writes over its routes."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from serving_site import POST, Site

from reflect.model.speech import Maker
from reflect.store import transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

sys.path.insert(0, str(Path(__file__).parent.parent / "masking"))

from name_talks import talk_of


@pytest.fixture
def talking(site: Site, store: Store) -> Site:
    transcripts.add(store, site.recording.id, talk_of(["Ik ben Fatma uit Delft."]), TranscriptKind.CORRECTED, Maker("test"))
    return site


def send(site: Site, *ops: dict[str, Any]) -> dict[str, Any]:
    answer = site.client.post(f"/reflect/names/{site.recording.id}", json={"ops": list(ops)}, headers=POST)
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_name_is_added_and_the_masked_text_comes_with_the_answer(talking: Site) -> None:
    page = talking.client.get(f"/reflect/names/{talking.recording.id}").json()
    assert (page["hits"], page["turns"][0]["masked"]) == ([], "Ik ben Fatma uit Delft.")
    _, start, end = page["turns"][0]["words"][2]
    op = {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "span": [start, end], "kind": "person"}
    told = send(talking, op, {"op": "x"})
    assert [(ack["status"], ack["why"]) for ack in told["acks"]] == [("stored", ""), ("refused", "bad_id")]
    [hit] = told["page"]["hits"]
    assert (hit["text"], hit["decision"], hit["replacement"], hit["sound"]) == ("Fatma", "confirmed", "[naam 1]", "bleep")
    assert told["page"]["turns"][0]["masked"] == "Ik ben [naam 1] uit Delft."


def test_without_deduce_finding_says_so_and_adding_still_works(talking: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.serving.naming._can_find", lambda: False)
    answer = talking.client.post(f"/reflect/names/{talking.recording.id}/find", json={}, headers=POST)
    assert (answer.status_code, answer.json()) == (409, {"error": "no_deduce"})


def test_finding_proposes(talking: Site) -> None:
    pytest.importorskip("deduce", reason="names are found with the extra mask")
    answer = talking.client.post(f"/reflect/names/{talking.recording.id}/find", json={}, headers=POST).json()
    assert [(hit["text"], hit["decision"]) for hit in answer["hits"]] == [("Fatma", "proposed"), ("Delft.", "proposed")]
    assert answer["undecided"] == 2


def test_another_recording_is_not_there(talking: Site) -> None:
    assert talking.client.get("/reflect/names/r0000000").status_code == 404
    assert talking.client.post("/reflect/names/r0000000/find", json={}, headers=POST).status_code == 404
