"""`reflect agreement` on a recording, on files, and on what people mistype."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import tagging
from reflect.exchange import fragments
from reflect.resources import resource
from reflect.store import open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

Reflect = Callable[..., Any]
A, B = (resource(f"annotations/demo/coders/codeur_{letter}.json") for letter in "ab")
LENGTH = ("--length", "3:51.6")


@pytest.fixture
def coded(tmp_path: Path) -> str:
    """A recording of a minute that Noor and Sam coded."""
    from tag_ops import add, make_recording

    with open_store() as store:
        recording = make_recording(store, tmp_path)
        spans = [(2_000, 9_000, "emotie"), (12_000, 20_000, "weerstand.vechten"), (30_000, 40_000, "regie.stapelvraag")]
        for who, late, some in (("Noor", 0, spans), ("Sam", 500, spans[:2])):
            made = [add(start=start + late, end=end + late, code=code) for start, end, code in some]
            assert {a.status for a in tagging.apply(store, recording, made, who).acks} == {"stored"}
    return recording


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_two_coders_of_a_recording(reflect: Reflect, coded: str) -> None:
    said = reflect("agreement", coded[:5])
    assert said.status == 0, said.err
    assert "A is Noor, B is Sam; 1:00 of recording" in said.out
    assert "Stacked question" in said.out
    assert "only A" in said.out
    assert "There is none where the code is too rare" in " ".join(said.out.split())


def test_as_csv_and_json_without_what_is_not_a_number(reflect: Reflect, coded: str) -> None:
    refused = reflect("agreement", coded, "--format", "csv")
    assert (refused.status, refused.out) == (8, ""), "what leaves is agreed to"
    with open_store() as store:
        everybody_agrees(store, coded)
    table = rows(reflect("agreement", coded, "--format", "csv").out)
    found = json.loads(reflect("agreement", coded, "--format", "json").out, parse_constant=pytest.fail)
    assert {row["level"] for row in table} == {"all codes", "all themes", "theme", "code"}
    assert not any(word in cell.lower().split() for row in table for cell in row.values() for word in ("nan", "none", "inf"))
    missing = next(row for row in table if row["code"] == "regie.stapelvraag" and row["figure"] == "precision")
    assert (missing["value"], missing["why"]) == ("", "the second coder has no fragments of it")
    assert found["rows"][0]["figures"]["recall"]["value"] == pytest.approx(2 / 3)
    assert found["settings"]["unit_ms"] == 1_000
    places = rows(reflect("agreement", coded, "--format", "csv", "--disagreements").out)
    assert [(p["kind"], p["start_ms"], p["code_a"], p["code_b"]) for p in places] == [("only_a", "30000", "regie.stapelvraag", "")]


def test_the_sample_of_two_coders(reflect: Reflect, tmp_path: Path) -> None:
    target = tmp_path / "found.json"
    said = reflect("agreement", A, B, *LENGTH, "--format", "json", "-o", target)
    assert said.status == 0, said.err
    found = json.loads(target.read_text(encoding="utf-8"))
    assert (found["coder_a"], found["coder_b"]) == ("Codeur A (voorbeeld)", "Codeur B (voorbeeld)")
    assert 0.4 < found["rows"][0]["figures"]["kappa"]["value"] < 0.7
    assert {d["kind"] for d in found["disagreements"]} >= {"only_a", "only_b", "other_subcode", "edges", "split"}
    assert reflect("agreement", B, A, *LENGTH).status == 0
    assert reflect("agreement", A, A, *LENGTH).out.count("They differ nowhere.") == 1


def test_files_without_a_length(reflect: Reflect) -> None:
    said = reflect("agreement", A, B)
    assert said.status == 0
    assert "The files do not say how long the recording is" in said.err


def test_a_code_of_another_version_of_the_codebook(reflect: Reflect, tmp_path: Path) -> None:
    older = [replace(f, code="slim.client.wil_en_kan", codebook="kijkwijzer 1") for f in fragments.loads(A.read_bytes())[:1]]
    file = tmp_path / "older.json"
    file.write_text(fragments.dumps(older, "json", "rdem0000"), encoding="utf-8")
    found = json.loads(reflect("agreement", file, B, *LENGTH, "--format", "json").out)
    assert found["notes"][0]["text"].startswith("1 fragments were coded with an older codebook")
    assert any(row["code"] == "interventielogica.slim" and row["fragments_a"] == 1 for row in found["rows"])


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--coder", "Noor"), 2, "Give --coder twice"),
        (("--coder", "Noor", "--coder", "Bo"), 3, "has no fragments of 'Bo'. It has fragments of 2 coders: Noor, Sam."),
        (("--perspective", "boss"), 2, "--perspective boss is not known. Give researcher, klantmanager, client."),
        (("--unit", "0"), 2, "A unit of 0 s cannot be. Give 0.04 to 60 s."),
        (("--tolerance", "nan"), 2, "nan is no number of seconds."),
        (("--format", "xml"), 2, "--format xml is not known"),
        (("--codebook", "nooit"), 3, "nooit"),
    ],
)
def test_what_cannot_be(reflect: Reflect, coded: str, arguments: tuple[str, ...], status: int, words: str) -> None:
    said = reflect("agreement", coded, *arguments)
    assert said.status == status
    assert words in said.err
    assert said.err.count("\n") == 1


def test_files_that_cannot_be_compared(reflect: Reflect, coded: str, tmp_path: Path) -> None:
    assert "cannot be read" in reflect("agreement", tmp_path / "no.json", B).err
    (tmp_path / "bad.json").write_bytes(b"\xff\xfe{}")
    assert "bad.json, line 1: it is not JSON" in reflect("agreement", tmp_path / "bad.json", B).err
    assert "Give the id of one recording, or two files" in reflect("agreement", coded, B).err
    both = tmp_path / "both.json"
    both.write_text(fragments.dumps([*fragments.loads(A.read_bytes()), *fragments.loads(B.read_bytes())], "json"), encoding="utf-8")
    assert "both.json has fragments of 2 coders" in reflect("agreement", both, A).err
    assert reflect("agreement", both, *LENGTH).status == 0
    assert "lies outside the recording, which lasts 1:00" in reflect("agreement", A, B, "--length", "1:00").err
    empty = tmp_path / "empty.json"
    empty.write_text(fragments.dumps([], "json"), encoding="utf-8")
    assert "hold no fragments" in reflect("agreement", empty, empty).err


def test_a_recording_that_one_person_coded(reflect: Reflect, tmp_path: Path) -> None:
    from tag_ops import add, make_recording

    with open_store() as store:
        recording = make_recording(store, tmp_path)
        tagging.apply(store, recording, [add(code="emotie")], "Noor")
    said = reflect("agreement", recording)
    assert (said.status, f"{recording} has fragments of 1 coder: Noor. Choose two with" in said.err) == (2, True)
