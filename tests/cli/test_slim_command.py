"""`reflect slim` on a recording with readings, with none, and over a case."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import slim
from reflect.exchange import slim as readings_file
from reflect.store import open_store, recordings

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "slim"))

Reflect = Callable[..., Any]


@pytest.fixture
def talks(tmp_path: Path) -> tuple[str, str]:
    """Two recordings of a case; the second one is read by a researcher and a client."""
    from slim_ops import read
    from tag_ops import make_recording

    with open_store() as store:
        first, second = make_recording(store, tmp_path), make_recording(store, tmp_path)
        everybody_agrees(store)
        for month, talk in enumerate((first, second), start=3):
            recordings.change(store, talk, case="A12", title=f"Gesprek {month}", recorded_at=datetime(2026, month, 1, tzinfo=UTC))
        ours = read("wil_en_kan", "leraar", overruled="partial", reason="Hij [b]vroeg erom.", note="Zie 0:10.")
        theirs = read("wil_maar_kan_niet", "leraar", reader="client")
        moment = read("heeft_opgegeven", "leraar", span=[10_000, 20_000])
        assert {a.status for a in slim.apply(store, second, [ours, theirs, moment], "Noor")} == {"stored"}
    return first, second


def test_readings_as_people_read_them(reflect: Reflect, talks: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect import terminal

    monkeypatch.setattr(terminal, "out", terminal.Console(highlight=False, width=240))
    said = reflect("slim", talks[1][:5])
    assert (said.status, said.err) == (0, "")
    head, *rows = [line.strip() for line in said.out.splitlines() if line.strip()]
    assert head.split() == ["moment", "self-image", "approach", "outcome", "reader", "coder", "note"]
    assert rows[0].startswith("whole conversation  Willing and able")
    assert "Partial match (overruled: Hij [b]vroeg erom.)" in rows[0]
    assert re.split(r"\s{2,}", rows[1]) == ["whole conversation", "Willing, not yet able", "Teacher", "Match", "client", "Noor"]
    assert rows[2].startswith("0:10-0:20")
    assert rows[3] == "whole conversation: readers differ about self-image, outcome."


def test_readings_as_programs_read_them(reflect: Reflect, talks: tuple[str, str], tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(reflect("slim", talks[1], "--format", "csv").out.lstrip("\ufeff"))))
    assert [(r["self_image"], r["outcome"]) for r in rows] == [
        ("wil_en_kan", "partial"),
        ("wil_maar_kan_niet", "match"),
        ("heeft_opgegeven", "mismatch"),
    ]
    target = tmp_path / "slim.json"
    assert reflect("slim", talks[0], "--case", "--format", "json", "-o", target).status == 0
    with open_store() as store:
        assert readings_file.loads(target.read_bytes()) == slim.readings(store, talks[1])
    assert reflect("slim", talks[0], "--format", "json", "-o", target).status == 2


def test_the_course_of_a_case(reflect: Reflect, talks: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect import terminal

    monkeypatch.setattr(terminal, "out", terminal.Console(highlight=False, width=240))
    lines = [line.strip() for line in reflect("slim", talks[1], "--case").out.splitlines() if line.strip()]
    assert lines[0].split()[:3] == ["id", "date", "title"]
    assert lines[1].startswith(f"{talks[0]}  2026-03-01  Gesprek 3")
    assert lines[1].endswith("not read yet")
    assert lines[2].startswith(f"{talks[1]}  2026-04-01  Gesprek 4")
    assert len(lines) == 5


def test_nothing_read_and_what_people_mistype(reflect: Reflect, talks: tuple[str, str], tmp_path: Path) -> None:
    assert reflect("slim", talks[0]).out.startswith("Nobody read this recording with SLIM yet.")
    assert reflect("slim", talks[0], "--format", "xml").err == "reflect: --format xml is not known. Give table, csv or json.\n"
    said = reflect("slim", talks[0], "-o", tmp_path / "x.txt")
    assert (said.status, said.err) == (2, "reflect: A table is for the screen. Give --format csv or json with -o.\n")
    assert reflect("slim", "r0000000").status == 3
