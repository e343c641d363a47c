"""Readings side by side, and over the recordings of a case."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from slim_ops import read

from reflect import slim
from reflect.codebook import slim as model_of
from reflect.errors import NotFoundError
from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import Span
from reflect.store.database import Store

MODEL = model_of.load()
SPANS = st.none() | st.tuples(st.integers(0, 50_000), st.integers(40, 20_000)).map(lambda t: Span(t[0], sum(t)))
READINGS = st.lists(
    st.builds(
        SlimReading,
        id=st.uuids().map(str),
        recording_id=st.just("r1"),
        self_images=st.lists(st.sampled_from([i.code for i in MODEL.self_images]), min_size=1, max_size=2).map(tuple),
        approach=st.lists(st.sampled_from([r.code for r in MODEL.roles]), min_size=1, max_size=2).map(tuple),
        reader=st.sampled_from(Perspective),
        coder=st.just("Noor"),
        codebook=st.just("slim 1"),
        span=SPANS,
    ),
    max_size=8,
    unique_by=lambda reading: reading.id,
)


@given(READINGS, st.randoms())
def test_every_reading_is_in_one_moment_however_they_come(readings: list[SlimReading], chance: object) -> None:
    found = slim.moments(readings, MODEL)
    assert sorted(r.id for m in found for r in m.readings) == sorted(r.id for r in readings)
    shuffled = list(readings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert slim.moments(shuffled, MODEL) == found
    assert [m.span for m in found] == sorted((m.span for m in found), key=lambda s: (s is not None, s or Span(0, 0)))
    assert sum(m.span is None for m in found) <= 1


@given(READINGS)
def test_who_sees_the_same_does_not_differ(readings: list[SlimReading]) -> None:
    for moment in slim.moments(readings, MODEL):
        told = {(d.aspect, d.one.id, d.other.id) for d in moment.differences}
        for n, one in enumerate(moment.readings):
            for other in moment.readings[n + 1 :]:
                assert (("self_images", one.id, other.id) in told) == (set(one.self_images) != set(other.self_images))
                assert (("approach", one.id, other.id) in told) == (set(one.approach) != set(other.approach))
                assert (("outcome", one.id, other.id) in told) == (MODEL.outcome_of(one) is not MODEL.outcome_of(other))


def test_researcher_and_client_differ_about_the_self_image() -> None:
    ours = SlimReading("1", "r1", ("wil_en_kan",), ("leraar",), Perspective.RESEARCHER, "Noor", "slim 1")
    theirs = replace(ours, id="2", reader=Perspective.CLIENT, self_images=("wil_maar_kan_niet",))
    (moment,) = slim.moments([ours, theirs], MODEL)
    assert {d.aspect for d in moment.differences} == {"self_images", "outcome"}
    assert [r.reader for r in moment.readings] == ["client", "researcher"]


def test_the_course_is_in_the_order_of_the_talks(store: Store, record: Callable[..., str]) -> None:
    later = record(case="A12", recorded_at=datetime(2026, 5, 1, tzinfo=UTC), title="Tweede")
    first = record(case="A12", recorded_at=datetime(2026, 3, 1, tzinfo=UTC), title="Eerste")
    alone, other = record(title="Los"), record(case="B7")
    slim.apply(store, first, [read("wil_en_kan", "leraar"), read("wil_en_kan", "facilitator", span=[1_000, 5_000])], "Noor")
    slim.apply(store, later, [read("wil_en_kan", "leraar", overruled="partial", reason="Bijna.")], "Noor")
    slim.apply(store, other, [read()], "Noor")
    for asked in (first, later):
        steps = slim.course(store, asked, MODEL)
        assert [step.sitting.title for step in steps] == ["Eerste", "Tweede"]
        assert [[outcome for _, outcome in step.readings] for step in steps] == [[Outcome.MISMATCH, Outcome.MATCH], [Outcome.PARTIAL]]
    assert [(step.sitting.recording_id, step.readings) for step in slim.course(store, alone, MODEL)] == [(alone, ())]
    with pytest.raises(NotFoundError):
        slim.course(store, "r0000000", MODEL)
