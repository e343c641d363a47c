"""Counting right proposals, and dialogues that cannot be used."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reflect.codebook import load
from reflect.errors import FormatError
from reflect.model.span import Span
from reflect.model.suggestion import Suggestion
from reflect.suggestions import evaluation
from reflect.suggestions.dialogues import loads_dialogue
from reflect.suggestions.evaluation import Counts, evaluate, pair


def one(code: str, start_ms: int, end_ms: int) -> Suggestion:
    return Suggestion("id", Span(start_ms, end_ms), code, 0.5, "reden", "cue")


PLACES = [(Span(0, 1_000), "weerstand.vechten"), (Span(1_000, 3_000), "emotie"), (Span(1_000, 3_000), "weerstand.afhaken")]


def test_codes_must_agree_and_a_theme_matches_its_codes() -> None:
    assert pair([one("weerstand", 0, 900)], PLACES) == {0: 0}
    assert pair([one("weerstand.afhaken", 0, 900)], PLACES) == {}
    assert pair([one("weerstand.vechten", 0, 900)], [(Span(0, 900), "weerstand")]) == {0: 0}
    assert pair([one("emotie", 1_500, 2_000)], PLACES) == {0: 1}


def test_a_place_is_found_once_and_a_proposal_finds_one() -> None:
    assert len(pair([one("emotie", 1_000, 2_000), one("emotie", 2_000, 3_000)], PLACES)) == 1
    everything = one("weerstand", 0, 100_000)
    assert len(pair([everything], PLACES)) == 1


def test_as_many_pairs_as_can_be() -> None:
    """The first proposal can find either place, the second only the first one."""
    both, first = one("weerstand", 0, 3_000), one("weerstand.vechten", 0, 1_000)
    assert len(pair([both, first], PLACES)) == 2


def test_a_neighbour_that_is_talked_over_is_not_found() -> None:
    assert pair([one("emotie", 800, 1_800)], [(Span(0, 1_000), "emotie")]) == {}


def test_figures() -> None:
    counts = Counts("emotie", 3, 4, 6)
    assert (counts.precision, counts.recall, counts.f) == (0.75, 0.5, 0.6)
    assert Counts("x", 0, 0, 0).f is None
    assert (Counts("x", 0, 0, 2).precision, Counts("x", 0, 0, 2).recall, Counts("x", 0, 0, 2).f) == (None, 0, 0)


def dialogue(*turns: dict[str, Any]) -> str:
    return json.dumps({"turns": turns})


TURN = {"speaker": "client", "start_ms": 0, "end_ms": 1_000, "text": "Laat maar.", "codes": ["weerstand.afhaken"]}


def test_perfect_empty_and_none(monkeypatch: pytest.MonkeyPatch) -> None:
    coded = loads_dialogue(
        dialogue(TURN, {**TURN, "start_ms": 1_000, "end_ms": 2_000, "codes": ["slim.client.wil_en_kan", "interventielogica.slim"]})
    )
    assert [c.codes for c in coded.coded] == [("weerstand.afhaken",), ("interventielogica.slim",)]
    right = (one("weerstand.afhaken", 0, 1_000), one("interventielogica.slim", 1_000, 2_000))
    monkeypatch.setattr(evaluation, "propose", lambda transcript, book: right)
    perfect = evaluate([coded])
    assert (perfect.micro.right, perfect.micro.proposed, perfect.micro.coded, perfect.micro.f) == (2, 2, 2, 1.0)
    assert {t.name: t.right for t in perfect.themes if t.right} == {"weerstand": 1, "interventielogica": 1}
    assert [t.name for t in perfect.themes] == [t.code for t in load().themes]
    monkeypatch.setattr(evaluation, "propose", lambda transcript, book: ())
    assert (evaluate([coded]).micro.f, evaluate([coded]).micro.precision) == (0, None)
    assert evaluate([]).micro.f is None
    assert evaluate([loads_dialogue(dialogue())]).turns == 0


def test_codes_that_no_codebook_knows_count_for_nothing() -> None:
    assert evaluate([loads_dialogue(dialogue({**TURN, "codes": ["onbekend.iets"]}))]).micro.coded == 0


def test_times_are_estimated_when_there_are_none() -> None:
    plain = {"speaker": "client", "text": "Een twee drie.", "codes": []}
    found = loads_dialogue(dialogue(plain, {**plain, "gap_ms": 1_000}))
    assert [c.span for c in found.coded] == [Span(300, 1_320), Span(2_320, 3_340)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "d.json, line 1: it is not JSON in UTF-8. Give a JSON object with"),
        ("[]", "d.json: it has no list of turns."),
        (b"\xff\xfe{", "d.json: it is not JSON in UTF-8."),
        (dialogue({**TURN, "end_ms": 0}), "d.json, turn 1: it ends at 0 ms and must end after it starts, at 0 ms."),
        (dialogue({**TURN, "start_ms": -5}), "d.json, turn 1: start_ms must be a whole number of milliseconds from 0."),
        (dialogue({**TURN, "start_ms": 1.5}), "d.json, turn 1: start_ms must be a whole number of milliseconds from 0."),
        (dialogue(TURN, {**TURN, "speaker": ""}), "d.json, turn 2: speaker must be a name, such as klantmanager or client."),
        (dialogue({**TURN, "text": None}), "d.json, turn 1: text must be text of at most 20000 characters."),
        (
            dialogue({**TURN, "codes": "emotie"}),
            "d.json, turn 1: codes must be a list of codes, such as weerstand.vechten; it may be empty.",
        ),
        ('{"turns": [3]}', "d.json, turn 1: it must be an object with speaker"),
    ],
)
def test_a_dialogue_that_cannot_be_used(text: str | bytes, said: str) -> None:
    with pytest.raises(FormatError) as error:
        loads_dialogue(text, "d.json")
    assert str(error.value).startswith(said)
