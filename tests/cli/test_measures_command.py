"""`reflect measures`: the same numbers in every form, for a recording and for a case."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import measures
from reflect.measures.example import TALK, talk_of
from reflect.measures.table import COLUMNS
from reflect.model.speech import Maker, Transcript
from reflect.store import incoming, open_store, people, recordings, transcripts
from reflect.store.values import NewMedia, TranscriptKind

Run = Callable[..., Any]


@pytest.fixture
def add(tmp_path: Path) -> Callable[..., str]:
    """A recording of which only the transcript matters; returns its id."""

    def put(transcript: Transcript | None, case: str | None = None) -> str:
        with open_store() as store:
            film = tmp_path / "film.mp4"
            film.write_bytes(f"film {len(recordings.listing(store))}".encode())
            found = recordings.add(store, [NewMedia(incoming.import_media(store, film))], title="Gesprek", case=case, duration_ms=25_000)
            if transcript is not None:
                transcripts.add(store, found.id, transcript, TranscriptKind.IMPORTED, Maker("test"))
                people.set_speakers(store, found.id, transcript.speakers)
            everybody_agrees(store)
        return found.id

    return put


def test_every_form_holds_the_same_numbers(reflect: Run, add: Callable[..., str], tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    id = add(TALK)
    expected = [m.value for m in (*measures.of(TALK), *measures.of_thirds(TALK))]
    rows = list(csv.DictReader(io.StringIO(reflect("measures", id, "--format", "csv").out.lstrip("\ufeff"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [float(row["value"]) if row["value"] else None for row in rows] == pytest.approx(expected, abs=1e-6)
    data = json.loads(reflect("measures", id, "--format", "json").out, parse_constant=lambda name: pytest.fail(f"{name} in an export"))
    assert data["schema"] == "reflect/measures"
    assert [row["value"] for row in data["measures"]] == pytest.approx(expected, abs=1e-6)
    assert data["measures"][0]["moments"] == [[s.start_ms, s.end_ms] for s in measures.of(TALK)[0].spans]
    said = reflect("measures", id, "--format", "parquet", "-o", tmp_path / "m.parquet")
    assert (said.status, "cannot hold: the moments" in said.err) == (0, True)
    frame = pandas.read_parquet(tmp_path / "m.parquet")
    assert list(frame.columns) == list(COLUMNS)
    assert [None if v is pandas.NA else v for v in frame["value"]] == pytest.approx(expected, abs=1e-6)
    assert not any(isinstance(v, float) and not math.isfinite(v) for column in frame for v in frame[column].array)
    assert str(frame["part"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("transcript", "why"),
    [
        (Transcript("nl", 60_000, TALK.speakers, ()), "nothing was said"),
        (replace(talk_of(TALK.turns[0]), duration_ms=60_000), "only one person speaks"),
        (replace(TALK, duration_ms=60_000), "too short to be cut in thirds"),
    ],
)
def test_what_cannot_be_computed_says_why(reflect: Run, add: Callable[..., str], transcript: Transcript, why: str) -> None:
    id = add(transcript)
    assert f"not computable, because {why}" in " ".join(reflect("measures", id).out.split()) or "thirds" in why
    text = reflect("measures", id, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert any(why in row["reason"] for row in rows)
    assert all((row["value"] == "") == (row["reason"] != "") for row in rows)
    assert "nan" not in text.lower().replace("not computable", "")
    assert "inf," not in text.lower()


def test_a_case_is_a_course_over_its_recordings(reflect: Run, add: Callable[..., str]) -> None:
    first, last = add(TALK, "T1"), add(talk_of(*TALK.turns[:4]), "T1")
    add(TALK, "T2")
    unspoken = add(None, "T1")
    said = reflect("measures", "--case", "t1")
    head = said.out.splitlines()[0].split()
    assert head == ["measure", "who", first, last, "first", "to", "last"]
    assert f"{unspoken} has no transcript yet" in said.err
    line = next(line.split() for line in said.out.splitlines() if line.startswith("transfer count"))
    assert line == ["transfer", "count", "4", "2", "-2"]
    rows = list(csv.DictReader(io.StringIO(reflect("measures", "--case", "T1", "--format", "csv").out.lstrip("\ufeff"))))
    assert {row["recording"] for row in rows} == {first, last}
    assert {row["who"] for row in rows if row["speaker"]} == {"klantmanager", "client"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name a recording, or a case"),
        (("r1", "--case", "T1"), "Name a recording, or a case"),
        (("--case", "T9"), "There is no case 'T9'"),
        (("--case", "T1", "--version", "1"), "Leave it out with --case"),
        (("r1", "--format", "excel"), "Give table, csv, json or parquet"),
        (("r1", "-o", "x.txt"), "A table is for the screen"),
    ],
)
def test_errors_say_what_to_do(reflect: Run, add: Callable[..., str], arguments: tuple[str, ...], said: str) -> None:
    add(None, "T1")
    assert said in reflect("measures", *arguments).err


def test_a_case_without_transcripts(reflect: Run, add: Callable[..., str]) -> None:
    add(None, "T1")
    assert "has a transcript yet" in reflect("measures", "--case", "T1").err
