"""`reflect suggest` on a recording, and `reflect evaluate-suggestions` on coded dialogues."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect.exchange import suggestions as formats
from reflect.model.speech import Maker
from reflect.resources import resource
from reflect.store import incoming, open_store, people, recordings, transcripts
from reflect.store.values import NewMedia, TranscriptKind
from reflect.suggestions import propose
from reflect.suggestions.dialogues import load_dialogue

Run = Callable[..., Any]
DEMO = resource("annotations/demo/gesprek.json")


@pytest.fixture
def demo(tmp_path: Path) -> str:
    """The demo's talk as it was written, under the id of a recording."""
    talk = load_dialogue(DEMO).transcript
    with open_store() as store:
        film = tmp_path / "film.mp4"
        film.write_bytes(b"film")
        found = recordings.add(store, [NewMedia(incoming.import_media(store, film))], title="Gesprek", duration_ms=talk.duration_ms)
        transcripts.add(store, found.id, talk, TranscriptKind.IMPORTED, Maker("test"))
        people.set_speakers(store, found.id, talk.speakers)
        everybody_agrees(store)
    return found.id


def test_suggestions_of_a_recording_in_every_form(reflect: Run, demo: str, tmp_path: Path) -> None:
    expected = propose(load_dialogue(DEMO).transcript)
    table = reflect("suggest", demo[:5])
    assert table.status == 0, table.err
    assert "Regie: Stapelvraag" in table.out
    assert "vragen in één beurt" in " ".join(table.out.split())
    assert formats.loads(reflect("suggest", demo, "--format", "json").out) == expected
    rows = list(csv.DictReader(io.StringIO(reflect("suggest", demo, "--format", "csv").out.lstrip("\ufeff"))))
    assert [row["suggestion"] for row in rows] == [s.id for s in expected]
    said = reflect("suggest", demo, "--format", "csv", "-o", tmp_path / "s.csv")
    assert (said.status, (tmp_path / "s.csv").exists()) == (0, True)


def test_suggest_says_what_cannot_be(reflect: Run, demo: str, tmp_path: Path) -> None:
    assert reflect("suggest", "geen").status == 3
    assert "A table is for the screen" in reflect("suggest", demo, "-o", tmp_path / "s.txt").err
    assert reflect("suggest", demo, "--format", "xml").status == 2


def test_evaluation_as_a_table_and_as_json(reflect: Run) -> None:
    table = reflect("evaluate-suggestions", DEMO, "--codes")
    assert table.status == 0, table.err
    assert "micro-averaged" in table.out
    assert "regie.stapelvraag" in table.out
    found = json.loads(reflect("evaluate-suggestions", DEMO, "--format", "json").out)
    assert found["dialogues"] == 1
    assert found["turns"] == 45
    assert sum(theme["coded"] for theme in found["themes"].values()) == found["micro"]["coded"] == 42
    assert found["micro"]["precision"] == round(found["micro"]["right"] / found["micro"]["proposed"], 4)


def test_evaluation_says_which_dialogue_cannot_be_used(reflect: Run, tmp_path: Path) -> None:
    broken = tmp_path / "kapot.json"
    broken.write_text('{"turns": [{"speaker": "client"}]}', encoding="utf-8")
    assert reflect("evaluate-suggestions", tmp_path / "weg.json").status == 3
    said = reflect("evaluate-suggestions", DEMO, broken)
    assert said.status == 4
    assert "kapot.json, turn 1" in said.err
