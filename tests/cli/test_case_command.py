"""`reflect case`: all cases, and one of them, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reflect.store import open_store, recordings

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "reflection"))

Reflect = Callable[..., Any]


@pytest.fixture
def talks(tmp_path: Path) -> tuple[str, str]:
    """Two talks of a case, an interview that is nobody's business, a session, and a point that was followed."""
    from cycle import Cycle
    from tag_ops import make_recording

    with open_store() as store:
        first, second = make_recording(store, tmp_path), make_recording(store, tmp_path)
        for month, talk in enumerate((first, second), start=9):
            recordings.change(store, talk, case="T-1", title=f"Gesprek {month}", recorded_at=datetime(2026, month, 3, 10, tzinfo=UTC))
        cycle = Cycle(store, first, second)
        interview = cycle.made("interview", held_on="2026-09-05", fragments=[cycle.tags[first]], note="GEHEIM")
        cycle.made("feedback", interview_id=interview.id, about=cycle.tags[first], text="GEHEIM", may_hear="yes")
        session = cycle.made("session", title="Sessie [b]1", held_on="2026-09-10")
        point = cycle.made("point", session_id=session.id, text="Eerst luisteren")
        cycle.made("follow_up", point_id=point.id, recording_id=second, tried="yes", seen="yes", span=[1_000, 5_000], note="ging goed")
    return first, second


def test_without_a_case_it_says_what_to_do(reflect: Reflect) -> None:
    said = reflect("case")
    assert (said.status, said.out.split(".")[0]) == (0, "There are no cases yet")
    assert "--case CODE" in said.out


def test_all_cases_and_one_for_people(reflect: Reflect, talks: tuple[str, str]) -> None:
    head, row = (line.split() for line in reflect("case").out.splitlines() if line.strip())
    assert (head, row) == (["case", "recordings", "sessions", "points", "last", "talk"], ["T-1", "2", "1", "1", "2026-10-03"])
    said = reflect("case", "T-1")
    lines = [" ".join(line.split()) for line in said.out.splitlines() if line.strip()]
    assert lines[0] == "T-1"
    assert [line.split()[:2] for line in lines[2:6]] == [
        ["2026-09-03", "talk"],
        ["2026-09-05", "interview"],
        ["2026-09-10", "session"],
        ["2026-10-03", "talk"],
    ]
    assert "Sessie [b]1, 0 clips" in lines[4]
    assert lines[5].endswith("Gesprek 10, 30 days later")
    assert lines[6:] == ["Eerst luisteren (An, open)", f"2026-10-03 {talks[1]}: tried yes, seen yes, at 0:01-0:05, ging goed"]
    assert "GEHEIM" not in said.out


def test_for_programs(reflect: Reflect, talks: tuple[str, str]) -> None:
    all_cases = json.loads(reflect("case", "--format", "json").out)
    assert (all_cases["schema"], all_cases["cases"][0]["code"]) == ("reflect/case", "T-1")
    text = reflect("case", all_cases["cases"][0]["id"], "--format", "json").out
    found = json.loads(text)
    assert [(talk["recording"], talk["days_after_previous"], talk["released"]) for talk in found["talks"]] == [
        (talks[0], None, 0),
        (talks[1], 30, 0),
    ]
    assert found["talks"][0]["interviews"][0]["fragments"] == 1
    assert found["points"][0]["follow_ups"][0]["span_ms"] == [1_000, 5_000]
    assert "GEHEIM" not in text


def test_an_unknown_case_names_those_that_are_there(reflect: Reflect, talks: tuple[str, str]) -> None:
    said = reflect("case", "T-2")
    assert said.status == 3
    assert "There is no case 'T-2'. There are: T-1." in said.err
    assert reflect("case", "--format", "csv").status == 2
