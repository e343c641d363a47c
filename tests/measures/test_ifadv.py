"""Offsets and overlap against the published ones of thousands of turns of spontaneous Dutch, and against scikit-talk's."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import turn_taking
from turn_taking import SAME, SECOND, THIRD, THIRD_NONE, TIED, Row, compared

from reflect.measures import Talk
from reflect.model.speech import Transcript, Turn, Word

NEITHER = "neither has one: the turn goes on after one's own, or is the first"


@pytest.fixture(scope="module")
def talks() -> list[list[Row]]:
    if not turn_taking.PUBLISHED.is_file():
        pytest.skip("the turns of IFADV do not lie beside this repository (shared/data/ifadv_dev.csv)")
    return turn_taking.read()


def test_offsets_are_the_published_ones(talks: list[list[Row]]) -> None:
    kinds = turn_taking.offset_kinds(talks)
    published = sum(row.offset_ms is not None for talk in talks for row in talk)
    assert published > 3_000
    assert kinds[SAME] / published >= 0.98
    assert (kinds[SAME] + kinds[NEITHER]) / sum(kinds.values()) >= 0.98
    assert set(kinds) == {SAME, NEITHER, SECOND, TIED, THIRD, THIRD_NONE}, "every kind of difference is explained"


def test_the_measures_of_a_transcript_rest_on_the_same_offsets(talks: list[list[Row]]) -> None:
    pairs: list[tuple[int | None, int]] = []
    for rows in talks:
        turns = tuple(Turn(row.turn.speaker, (Word("ja", row.turn.span, 1.0),)) for row in rows)
        ours = {o.turn: o.offset_ms for o in Talk(Transcript("nl", 10**6, (), turns)).onsets}
        pairs += [(ours[row.turn], row.offset_ms) for row in rows if row.offset_ms is not None]
    same = sum(mine is not None and abs(mine - published) <= 1 for mine, published in pairs)
    assert same / len(pairs) >= 0.99


def test_overlap_is_the_published_one(talks: list[list[Row]]) -> None:
    kinds: Counter[str] = Counter()
    for talk in talks:
        for n, row, ours in compared([talk]):
            kinds[turn_taking.overlap_kind(row, ours, talk[n - 1].turn.span if n else None)] += 1
    assert kinds[SAME] / sum(kinds.values()) >= 0.98
    assert {kind.split(": ")[0] for kind in kinds} == {SAME, "ours full, theirs none"}


def test_offsets_are_those_of_scikit_talk_where_its_definition_is_the_same(talks: list[list[Row]]) -> None:
    pytest.importorskip("sktalk", reason="scikit-talk is not installed (it is one of the development packages)")
    kinds: Counter[str] = Counter()
    for talk in talks:
        theirs = turn_taking.scikit_talk(talk)
        kinds.update(turn_taking.scikit_kind(talk, n, theirs[n], ours) for n, _, ours in compared([talk]))
    # All other turns are equal; these begin within 200 ms of the turn before, where the definitions part.
    other = {kind: count for kind, count in kinds.items() if kind not in {SAME, NEITHER}}
    assert kinds[SAME] > 2_900
    assert all("began less than 200 ms earlier" in kind for kind in other), other
