"""Two people code the same recording, each alone: what the other did is not there, wherever one looks."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from serving_site import Site

from reflect.app import finding
from reflect.app.words import say
from reflect.serving.calls import BLIND, CODER
from reflect.store import fragments, preferences, searching, tagged
from reflect.store.database import Store

POST = {"x-reflect": "1", "content-type": "application/json"}


def sit_down(store: Store, name: str, blind: bool) -> None:
    preferences.put(store, CODER, name)
    preferences.put(store, BLIND, True if blind else None)


def send(site: Site, path: str, body: dict[str, Any]) -> Any:
    return site.client.post(f"/reflect/{path}", content=json.dumps(body), headers=POST)


def add(site: Site, note: str, code: str = "emotie") -> str:
    made = str(uuid.uuid4())
    op = {"op": str(uuid.uuid4()), "do": "add", "id": made, "start": 1_000, "end": 5_000, "code": code, "note": note}
    assert send(site, f"tags/{site.recording.id}", {"ops": [op]}).json()["acks"][0]["status"] == "stored"
    return made


@pytest.fixture
def of_anna(site: Site, store: Store) -> str:
    """What Anna tagged before Bram sits down, who codes blind."""
    sit_down(store, "Anna", blind=False)
    made = add(site, "geheim van Anna")
    send(site, f"cliplists/{site.recording.id}", {"id": str(uuid.uuid4()), "title": "Lijst van Anna", "base": None, "clips": []})
    sit_down(store, "Bram", blind=True)
    return made


def get(site: Site, path: str) -> str:
    return str(site.client.get(f"/reflect/{path}").text)


def test_nothing_of_another_coder_is_sent(site: Site, of_anna: str) -> None:
    rid = site.recording.id
    told = get(site, f"doc/{rid}") + get(site, f"news/{rid}?since=0") + get(site, f"cliplists/{rid}")
    assert of_anna not in told
    assert "Anna" not in told
    doc = json.loads(get(site, f"doc/{rid}"))
    assert (doc["blind"], doc["coder"], doc["fragments"]) == (True, "Bram", [])


def test_own_work_is_there(site: Site, of_anna: str) -> None:
    own = add(site, "van mij")
    rid = site.recording.id
    assert [f["id"] for f in json.loads(get(site, f"doc/{rid}"))["fragments"]] == [own]
    assert [f["id"] for f in json.loads(get(site, f"news/{rid}?since=0"))["fragments"]] == [own]


@pytest.mark.parametrize(
    "more", [{"do": "update", "note": "x"}, {"do": "delete"}, {"do": "restore"}, {"do": "add", "start": 0, "end": 900}]
)
def test_what_another_coder_made_can_not_be_changed_nor_looked_at(site: Site, store: Store, of_anna: str, more: dict[str, Any]) -> None:
    before = fragments.of_recording(store, site.recording.id)
    answer = send(site, f"tags/{site.recording.id}", {"ops": [{"op": str(uuid.uuid4()), "id": of_anna, "base": 7, **more} | more]})
    assert answer.json()["acks"][0] | {"op": ""} == {"op": "", "status": "refused", "fragment": None, "why": "bad_id"}
    assert fragments.of_recording(store, site.recording.id) == before


def test_another_coders_clip_list_is_not_there(site: Site, store: Store, of_anna: str) -> None:
    sit_down(store, "Anna", blind=False)
    rid = site.recording.id
    (theirs,) = json.loads(get(site, f"cliplists/{rid}"))["lists"]
    sit_down(store, "Bram", blind=True)
    assert site.client.get(f"/reflect/cliplists/{rid}/{theirs['id']}/export?format=json").status_code == 404
    assert send(site, f"cliplists/{rid}/{theirs['id']}/delete", {}).status_code == 404
    assert send(site, f"cliplists/{rid}", {"id": theirs["id"], "title": "x", "base": 9, "clips": []}).status_code == 404
    sit_down(store, "Anna", blind=False)
    assert json.loads(get(site, f"cliplists/{rid}"))["lists"] == [theirs]


def test_counts_and_search_tell_nothing(site: Site, store: Store, of_anna: str) -> None:
    from reflect import codebook

    rid = site.recording.id
    assert fragments.counts(store) == {rid: {"emotie": 1}}
    assert fragments.counts(store, "Bram") == {}
    assert [h.kind for h in searching.search(store, "geheim")] == ["note"]
    assert searching.search(store, "geheim", coder="Bram") == ()
    assert searching.search(store, "woord1", coder="Bram"), "what was said may be found"
    assert tagged.with_codes(store, ["emotie"], coder="Bram") == ()
    words = lambda key, **values: say("nl", key, **values)  # noqa: E731
    seen = [finding.hits(store, text, [codebook.load()], words, "nl", who) for text in ("geheim", "emotie") for who in ("Anna", "Bram")]
    assert [len(found["items"]) for found in seen if found] == [1, 0, 1, 0]


def test_who_is_done_sees_everything_again(site: Site, store: Store, of_anna: str) -> None:
    sit_down(store, "Bram", blind=False)
    doc = json.loads(get(site, f"doc/{site.recording.id}"))
    assert (doc["blind"], [f["id"] for f in doc["fragments"]]) == (False, [of_anna])
