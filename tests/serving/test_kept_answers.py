"""What a page asks for every few seconds is worked out anew only when something was written, and then at once."""

from __future__ import annotations

import shutil
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from serving_site import POST, Site

from reflect import consenting, teaching
from reflect.model.consent import Answer, Purpose
from reflect.serving import kept
from reflect.store import Home, changes, consents, open_store, preferences
from reflect.store.database import Store


def op(what: str, **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), **fields}


@pytest.fixture
def set_id(site: Site, store: Store) -> str:
    made = op("set", title="Luisteren")
    teaching.begin(store, [made], "Noor")
    clip = op("clip", recording_id=site.recording.id, span=[1_000, 3_000])
    assert [a.status for a in teaching.apply(store, made["id"], [clip], "Noor")] == ["stored"]
    return str(made["id"])


def test_nothing_is_decided_when_nothing_changed_and_a_withdrawal_counts_at_once(
    site: Site, set_id: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = consenting.appear(store, site.recording.id, "C1", "client", "Noor").person_id
    consenting.answer(store, site.recording.id, person, [Purpose.RESEARCH, Purpose.TRAINING], Answer.YES, "Noor")
    decided: list[str] = []
    really = teaching.set_file
    monkeypatch.setattr(teaching, "set_file", lambda store, set_id, *more: decided.append(set_id) or really(store, set_id, *more))  # type: ignore[func-returns-value]

    def whys(address: str = "") -> list[str]:
        found = site.client.get(f"/reflect/teaching/{set_id}{address}").json()
        return [reason["why"] for clip in found["clips"] for reason in clip["reasons"]]

    whys(), whys("/presses")  # the first look at a recording is a line in the audit
    decided.clear()
    first = whys()
    assert "no" not in first
    assert [whys() for _ in range(5)] == [first] * 5
    assert len(decided) <= 1
    with open_store() as other:  # as another window or a command
        consenting.answer(other, site.recording.id, person, [Purpose.TRAINING], Answer.NO, "Noor")
    begun = time.monotonic()
    assert "no" in whys()
    assert "no" in whys("/presses")
    assert time.monotonic() - begun < 10, "on a machine that does ten other things; the answer itself is the next one"
    before = len(decided)
    site.client.post(f"/reflect/teaching/{set_id}", json={"ops": [op("clip", recording_id=site.recording.id, span=[0, 900])]}, headers=POST)
    assert len(site.client.get(f"/reflect/teaching/{set_id}").json()["clips"]) == 2
    assert len(decided) > before


def test_another_viewer_and_another_language_get_their_own(site: Site, set_id: str, store: Store) -> None:
    def viewer(query: str = "") -> str:
        return str(site.client.get(f"/reflect/teaching/{set_id}{query}").json()["viewer"])

    assert viewer() == viewer("?lang=en")
    preferences.put(store, "app.coder", "Sam")
    assert viewer() == "Sam"


def test_a_mark_tells_that_something_was_written(store: Store) -> None:
    first = changes.mark(store)
    assert first is not None
    with store.reading():
        assert changes.mark(store) == first
    consents.named(store, "C1")
    second = changes.mark(store)
    assert second != first
    with open_store() as other:
        consents.named(other, "C2")
    assert changes.mark(store) not in (first, second)


def test_another_database_in_the_same_place_is_seen(tmp_path: Path) -> None:
    with open_store(Home(tmp_path / "home")) as store:
        before = changes.mark(store)
        shutil.copyfile(store.home.database, tmp_path / "copy")
        store.home.database.unlink()
        shutil.copyfile(tmp_path / "copy", store.home.database)
        assert changes.mark(store) != before


def test_what_may_have_ended_by_the_clock_is_asked_again_after_a_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[int] = []

    def ask() -> bytes:
        return kept.same(store, "test", lambda: said.append(1) or b"x")  # type: ignore[func-returns-value]

    ask(), ask()
    assert len(said) == 1
    now = time.monotonic()
    monkeypatch.setattr("reflect.serving.kept.time.monotonic", lambda: now + kept.SAME_S + 1)
    ask()
    assert len(said) == 2
    monkeypatch.setattr(changes, "mark", lambda store: None)
    ask(), ask()
    assert len(said) == 4, "a database that cannot tell is asked each time"
