"""The clips of a session as a file, for the page."""

from __future__ import annotations

import json
import uuid
from typing import Any

from serving_site import POST, Site

from reflect.store import cases, disclosures

KINDS = ("csv", "json", "m3u", "xspf", "edl", "otio", "fcpxml")


def add(what: str, **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), **fields}


def test_a_session_leaves_in_every_format(site: Site) -> None:
    case = cases.of_recording(site.store, site.recording.id)
    assert case is not None
    session = add("session", title="Jansen & co")
    clip = add("clip", session_id=session["id"], recording_id=site.recording.id, span=[1_018, 4_000], place=1, question="Zoë?")
    answer = site.client.post(f"/reflect/case/{case.id}", json={"ops": [session, clip]}, headers=POST)
    assert [ack["status"] for ack in answer.json()["acks"]] == ["stored", "stored"]
    address = f"/reflect/session/{case.id}/{session['id']}/export"
    for name in KINDS:
        found = site.client.get(f"{address}?format={name}")
        assert found.status_code == 200
        assert found.headers["content-disposition"] == f'attachment; filename="clips-{session["id"][:8]}.{name}"'
        lost = [key for key, _ in json.loads(found.headers["x-reflect-lost"])]
        assert lost == {"edl": ["moved", "letters"], "otio": ["moved"], "fcpxml": ["moved"]}.get(name, [])
    named = site.client.get(f"{address}?format=csv&recipient=%20team%0A%20Noord")
    assert named.status_code == 200
    assert [d.recipient for d in disclosures.listing(site.store)] == [""] * len(KINDS) + ["team Noord"]
    for bad in ("111222333", "x" * 201):
        assert site.client.get(f"{address}?format=csv&recipient={bad}").json() == {"error": "recipient"}
    assert site.client.get(f"{address}?format=exe").json() == {"error": "format"}
    assert site.client.get(f"/reflect/session/{case.id}/{uuid.uuid4()}/export").status_code == 404
