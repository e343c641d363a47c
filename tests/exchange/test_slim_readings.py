"""SLIM readings as files: all of them come back from the JSON, and the CSV is one that a spreadsheet can be trusted with."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.errors import FormatError, UsageError
from reflect.exchange import interactions, slim
from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import Span

NOON = datetime(2026, 11, 22, 12, 0, 0, 250, tzinfo=UTC)
READING = SlimReading(
    id="6f1c2b1e-0000-4000-8000-00000000000a",
    recording_id="r1",
    self_images=("wil_en_kan", "andere_plannen"),
    approach=("leraar",),
    reader=Perspective.CLIENT,
    coder="Noor",
    codebook="slim 1",
    span=Span(12_340, 15_600),
    evidence=("6f1c2b1e-0000-4000-8000-00000000000b", "6f1c2b1e-0000-4000-8000-00000000000c"),
    overruled=Outcome.PARTIAL,
    reason="=1+1\nBijna.",
    note="Zie; @daar",
    revision=2,
    created_at=NOON,
)
WHOLE = SlimReading("2", "r1", ("oud",), ("leraar",), Perspective.RESEARCHER, "Noor", "slim 0")
GONE = SlimReading("3", "r1", ("wil_en_kan",), ("leraar",), Perspective.RESEARCHER, "Noor", "slim 1", deleted=True)

TEXT = st.text(max_size=20)
MOMENTS = st.none() | st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))
ANY = st.builds(
    SlimReading,
    id=TEXT,
    recording_id=TEXT,
    self_images=st.lists(TEXT, max_size=2).map(tuple),
    approach=st.lists(TEXT, max_size=2).map(tuple),
    reader=st.sampled_from(Perspective),
    coder=TEXT,
    codebook=TEXT,
    span=st.none() | st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)).map(lambda t: Span(t[0], sum(t))),
    evidence=st.lists(TEXT, max_size=3).map(tuple),
    overruled=st.none() | st.sampled_from(Outcome),
    reason=TEXT,
    note=TEXT,
    revision=st.integers(1, 99),
    deleted=st.booleans(),
    created_at=MOMENTS,
    updated_at=MOMENTS,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(ANY, max_size=3).map(tuple))
def test_json_holds_all(readings: tuple[SlimReading, ...]) -> None:
    assert slim.loads(slim.dumps(readings, "json", "r1").encode("utf-8")) == readings


def test_csv_has_a_row_for_each_reading_that_is_there() -> None:
    text = slim.dumps([READING, WHOLE, GONE], "csv")
    assert text.startswith("\ufeffreading,recording,start,")
    one, whole = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert list(one) == list(slim.COLUMNS)
    assert (one["start"], one["start_ms"], one["end_ms"]) == ("0:12.340", "12340", "15600")
    assert (one["self_image"], one["self_image_2"], one["approach"], one["approach_2"]) == ("wil_en_kan", "andere_plannen", "leraar", "")
    assert (one["computed"], one["outcome"], one["reason"]) == ("mismatch", "partial", "'=1+1 Bijna.")
    assert (one["evidence"].count(" "), one["note"]) == (1, "Zie;' @daar")
    assert (whole["start"], whole["start_ms"], whole["computed"], whole["outcome"]) == ("", "", "", "")


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="There is no format 'xml' for SLIM readings; choose one of: csv, json"):
        slim.dumps([], "xml")


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"reader": "buurman"}, "readings[0].reader must be researcher, klantmanager, client."),
    ({"overruled": "goed"}, "readings[0].overruled must be match, partial, mismatch."),
    ({"start_ms": None}, "readings[0].start_ms must be a whole number"),
    ({"end_ms": 3}, "readings[0].end_ms must be no less than start_ms"),
    ({"self_images": "wil_en_kan"}, "readings[0].self_images must be a list of texts"),
    ({"deleted": 0}, "readings[0].deleted must be true or false"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN)
def test_a_broken_file_says_where_and_what(change: dict[str, Any], says: str) -> None:
    data = json.loads(slim.dumps([READING], "json"))
    data["readings"][0] |= change
    with pytest.raises(FormatError) as caught:
        slim.loads(json.dumps(data), "lezingen.json")
    assert str(caught.value).startswith(f"lezingen.json: {says}")
    assert str(caught.value).endswith("Export the readings again with: reflect slim ID --format json.")


def test_interactions_say_where_they_are_broken() -> None:
    one = {"number": 1, "recordings": [], "themes": [], "attention_points": [{"text": "x"}]}
    text = json.dumps({"schema": interactions.SCHEMA, "version": 1, "interactions": [one]})
    with pytest.raises(FormatError, match=r"interactions\[0\]\.attention_points\[0\]\.about must be text"):
        interactions.loads(text)
