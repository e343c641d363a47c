"""Suggestions as files: read back, and what a spreadsheet gets."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import codebook
from reflect.errors import FormatError, UsageError
from reflect.exchange import suggestions
from reflect.model.span import Span
from reflect.model.suggestion import Suggestion

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**7), st.integers(0, 10**6))
FOUND = st.builds(
    Suggestion,
    id=WORDS,
    span=SPANS,
    code=st.sampled_from([code.code for code in codebook.load().codes]),
    strength=st.floats(0, 1),
    reason=WORDS,
    cue=WORDS,
    speaker=st.none() | WORDS,
)
ONE = Suggestion("s1", Span(12_340, 15_600), "regie.stapelvraag", 0.8, "=drie vragen in één beurt", "regie.stapelvraag.drie", "S1")


@given(st.lists(FOUND, max_size=4).map(tuple))
def test_our_json_gives_the_suggestions_back(found: tuple[Suggestion, ...]) -> None:
    assert suggestions.loads(suggestions.dumps(found, "json", "r1").encode()) == found


def test_a_spreadsheet_gets_a_line_for_each() -> None:
    (row,) = csv.DictReader(io.StringIO(suggestions.dumps([ONE], "csv", "r1").lstrip("\ufeff")))
    assert tuple(row) == tuple(suggestions.COLUMNS)
    assert (row["recording"], row["start"], row["theme"], row["label"]) == ("r1", "0:12.340", "regie", "Regie: Stapelvraag")
    assert (row["strength"], row["reason"], row["speaker"]) == ("0.8", "'=drie vragen in één beurt", "S1")


@pytest.mark.parametrize(("name", "value"), [("strength", 1.5), ("strength", True), ("strength", "1"), ("reason", None), ("speaker", 3)])
def test_what_was_changed_by_hand_is_refused_with_its_place(name: str, value: object) -> None:
    data = json.loads(suggestions.dumps([ONE, ONE], "json"))
    data["suggestions"][1][name] = value
    with pytest.raises(
        FormatError, match=rf"^a\.json: suggestions\[1\]\.{name} must be .* Make the suggestions again with: reflect suggest"
    ):
        suggestions.loads(json.dumps(data), "a.json")


def test_there_are_two_formats() -> None:
    with pytest.raises(UsageError, match=r"There is no format 'eaf' for suggestions; choose one of: csv, json\."):
        suggestions.dumps([ONE], "eaf")
