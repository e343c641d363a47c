"""The thirteen published interactions load with our own readers and say what was published."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from reflect import codebook
from reflect.codebook import slim
from reflect.exchange import interactions as interactions_file
from reflect.exchange import slim as readings_file
from reflect.model.interaction import Interaction
from reflect.model.slim import Outcome, SlimReading

MODEL = slim.load()


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "annotations" / "spreekkamerverhalen"


@pytest.fixture(scope="module")
def interactions(folder: Path) -> tuple[Interaction, ...]:
    return interactions_file.loads((folder / "interactions.json").read_bytes())


@pytest.fixture(scope="module")
def readings(folder: Path) -> tuple[SlimReading, ...]:
    return readings_file.loads((folder / "slim_readings.json").read_bytes())


def number(reading: SlimReading) -> int:
    return int(reading.recording_id.split("-")[1])


def test_there_are_thirteen_with_twenty_recordings(interactions: tuple[Interaction, ...]) -> None:
    assert [i.number for i in interactions] == list(range(1, 14))
    assert len({r for i in interactions for r in i.recordings}) == 20


def test_every_code_is_one_of_the_codebook(interactions: tuple[Interaction, ...], readings: tuple[SlimReading, ...]) -> None:
    book = codebook.load()
    used = {c for i in interactions for c in (*i.themes, *(p.about for p in i.attention_points))}
    assert [c for c in used if book.find(c) is None] == []
    assert all(MODEL.computed(r) for r in readings)
    assert {r.recording_id for r in readings} <= {r for i in interactions for r in i.recordings}


def test_the_outcome_is_computed_or_overruled_with_a_reason(readings: tuple[SlimReading, ...]) -> None:
    held = [r for r in readings if r.overruled]
    assert [number(r) for r in held] == [1, 3]
    assert all(r.reason and r.overruled is Outcome.PARTIAL and MODEL.computed(r) is not Outcome.PARTIAL for r in held)
    assert not any(r.reason for r in readings if not r.overruled)
    assert Counter(MODEL.outcome_of(r) for r in readings) == {Outcome.MISMATCH: 10, Outcome.MATCH: 6, Outcome.PARTIAL: 2}


def test_the_files_are_as_our_writer_writes_them(folder: Path, readings: tuple[SlimReading, ...]) -> None:
    assert readings_file.dumps(readings, "json") == (folder / "slim_readings.json").read_text(encoding="utf-8")
    assert len({r.id for r in readings}) == len(readings) == 18


def test_it_says_what_the_facts_say(repository: Path, interactions: tuple[Interaction, ...], readings: tuple[SlimReading, ...]) -> None:
    path = repository.parent / "shared" / "data" / "spreekkamerverhalen.json"
    if not path.is_file():
        pytest.skip("the facts do not lie beside this repository")
    facts = json.loads(path.read_text(encoding="utf-8"))
    for interaction, fact in zip(interactions, facts["interactions"], strict=True):
        told = [(r.approach, r.self_images, str(MODEL.outcome_of(r))) for r in readings if number(r) == interaction.number]
        assert told == [(tuple(r["approach"]), tuple(r["self_image"]), r["outcome"]) for r in fact["readings"]]
        assert [p.text for p in interaction.attention_points] == fact["attention_points"]
        assert len(interaction.recordings) == fact["recordings"]
        of = {t["code"] for t in facts["themes"] if t["illustrated_by"] == "alle" or interaction.number in (t["illustrated_by"] or ())}
        assert set(interaction.themes) == of
