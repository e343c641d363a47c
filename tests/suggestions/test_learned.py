"""What was learned from coded dialogues, and that it only weighs."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reflect.codebook import load
from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn
from reflect.suggestions import propose, proposing
from reflect.suggestions.dialogues import spread
from reflect.suggestions.learned import Weights, loads, observed, weights
from reflect.suggestions.words import Line, Spelling


def turn(who: str, text: str, start_ms: int) -> Turn:
    words = text.split()
    return Turn(who, spread(words, Span(start_ms, start_ms + 340 * len(words)), who))


def lines(*texts: str, pause_ms: int = 300) -> list[Line]:
    out, at = [], 0
    for n, text in enumerate(texts):
        one = turn("KC"[n % 2], text, at)
        at = one.span.end_ms + pause_ms
        out.append(Spelling({}).line(one, (Role.KLANTMANAGER, Role.CLIENT)[n % 2]))
    return out


SMALL = loads(
    json.dumps({"codes": ["emotie", "resultaten"], "bias": [-300, -300], "weights": {"c:bang": [600, 0], "c/na_vraag": [100, 0]}})
)


def test_a_strength_grows_with_what_speaks_for_it() -> None:
    found = SMALL.strengths([{"c:bang": 1.0, "c/na_vraag": 1.0}, {"c:bang": 1.0}, {"c:nooit": 1.0}, {}], 0.0)
    assert found[0]["emotie"] > found[1]["emotie"] > found[2]["emotie"] == found[3]["emotie"]
    assert all(0 < s < 1 for row in found for s in row.values())


def test_only_what_is_strong_enough_is_given() -> None:
    assert [list(row) for row in SMALL.strengths([{"c:bang": 1.0}, {}], 0.45)] == [["emotie"], []]
    assert SMALL.strengths([], 0.45) == []


def test_the_scale_is_that_of_the_cues() -> None:
    even = Weights(("emotie",), np.array([np.log(0.28 / 0.72)]), {"x": 0}, np.zeros((1, 1)))
    assert even.strengths([{}], 0.0)[0]["emotie"] == pytest.approx(0.45)


def test_observations_of_a_turn() -> None:
    talk = lines("Hoe slaapt u?", "Slecht. Ik was bang.", pause_ms=1500)
    row = observed(talk, [{"contact.beleving": 0.5}, {}], [{}, {"emotie": 0.6}])[1]
    assert {"c:bang", "c:was bang", "c^slech", "c/na_vraag", "c/stil>1.2", "c/na:contact.beleving", "cue:emotie"} <= set(row)


def test_weights_alone_propose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """However sure the weights are: without a cue there is no reason that a person could check."""
    sure = loads(json.dumps({"codes": ["emotie"], "bias": [-300], "weights": {"c:fiets": [900]}}))
    monkeypatch.setattr(proposing, "weights", lambda language: sure)
    turns = tuple(line.turn for line in lines("Waar staat hij?", "De fiets staat in de schuur."))
    speakers = (Speaker("K", Role.KLANTMANAGER, True), Speaker("C", Role.CLIENT, True))
    assert propose(Transcript("nl", turns[-1].span.end_ms, speakers, turns)) == ()


def test_weights_that_come_with_reflect_know_only_codes_of_the_kijkwijzer() -> None:
    made = weights("nl")
    assert made is not None
    assert [code for code in made.codes if load().find(code) is None] == []
    assert made.table.shape == (len(made.numbers), len(made.codes))


def test_a_language_without_weights_has_none() -> None:
    assert weights("xx") is None


def test_every_proposal_has_a_reason_and_a_span_in_its_turn() -> None:
    said = [
        "Hoe was het om daar te zitten?",
        "Ik zat daar maar, ik kon er gewoon niet meer tegen.",
        "Dat lijkt me naar voor u.",
        "Ja. Heel naar.",
    ]
    turns = tuple(line.turn for line in lines(*said, pause_ms=1600))
    speakers = (Speaker("K", Role.KLANTMANAGER, True), Speaker("C", Role.CLIENT, True))
    found = propose(Transcript("nl", turns[-1].span.end_ms, speakers, turns))
    assert found
    assert all(s.reason and any(t.span.overlap_ms(s.span) == s.span.duration_ms for t in turns) for s in found)
