"""Laws of the measures; their examples stand with them as doctests."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect import measures
from reflect.measures import GROUPS, Measure
from reflect.measures.example import TALK
from reflect.measures.stretches import both, holds, length_ms, speech, without
from reflect.measures.transfers import offsets
from reflect.model.span import Span, union
from reflect.model.speech import Activity, Speaker, Transcript, Turn, Word

spans = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)).map(lambda p: Span(p[0], p[0] + p[1])), max_size=12)


def named(transcript: Transcript, name: str) -> dict[str | None, Measure]:
    return {m.speaker: m for m in measures.of(transcript) if m.name == name}


@settings(deadline=None)
@given(spans, spans)
def test_spans_as_sets_of_milliseconds(a: list[Span], b: list[Span]) -> None:
    one, two = union(a), union(b)
    left, right = ({ms for s in some for ms in range(s.start_ms, s.end_ms)} for some in (one, two))
    assert {ms for s in without(one, two) for ms in range(s.start_ms, s.end_ms)} == left - right
    assert {ms for s in both(one, two) for ms in range(s.start_ms, s.end_ms)} == left & right


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    turns = []
    for speaker, start, texts in draw(
        st.lists(
            st.tuples(
                st.sampled_from(["S1", "S2", "S3"]),
                st.integers(0, 20_000),
                st.lists(st.sampled_from(["ja", "ja.", "ja?"]), min_size=1, max_size=5),
            ),
            max_size=8,
        )
    ):
        words = tuple(
            Word(t, Span(start + n * 300, start + n * 300 + draw(st.integers(0, 300))), 0.9, speaker) for n, t in enumerate(texts)
        )
        turns.append(Turn(speaker, words))
    turns.sort(key=lambda t: t.words[0].span.start_ms)
    activities = tuple(sorted(Activity(t.span, t.speaker) for t in turns)) if draw(st.booleans()) else ()
    return Transcript("nl", 30_000, tuple(Speaker(f"S{n}") for n in (1, 2, 3)), tuple(turns), activities)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talks())
def test_every_number_has_its_counts_and_places(talk: Transcript) -> None:
    found = measures.of(talk)
    assert [m.group for m in found] == sorted((m.group for m in found), key=GROUPS.index)
    keys = [(m.name, m.speaker, m.low, m.high) for m in found]
    assert len(set(keys)) == len(keys)
    for m in found:
        assert m.value is None or m.denominator == 0 or m.value == m.numerator / (m.denominator or 1)
        assert all(0 <= s.start_ms <= s.end_ms <= talk.duration_ms for s in m.spans)
        assert m.count >= len(m.spans) or m.name == "talking_share"
        if m.unit == "share" and m.value is not None:
            assert 0 <= m.value <= 1
    shares = [m.value for m in named(talk, "talking_share").values()]
    if None not in shares:
        assert sum(shares) == pytest.approx(1)  # type: ignore[arg-type]
    classes = [m for m in found if m.name == "transfer_class"]
    assert sum(m.numerator for m in classes) == len(offsets(talk))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talks())
def test_floor_transfers_join_the_holds(talk: Transcript) -> None:
    floor = holds(talk.turns)
    assert all(a.speaker != b.speaker and a.span.end_ms < b.span.end_ms for a, b in itertools.pairwise(floor))
    assert [ms for ms, _, _ in offsets(talk)] == [b.span.start_ms - a.span.end_ms for a, b in itertools.pairwise(floor)]


def test_speech_without_words_counts_and_silence_is_where_nobody_speaks() -> None:
    more = replace(TALK, activities=(*TALK.activities, Activity(Span(12_500, 14_900), "S2")))
    assert named(more, "speaking_time")["S2"].value == 9_700 + 2_400
    assert named(more, "silence_count")[None].value == 0
    assert named(TALK, "silence_count")[None].spans == (Span(12_000, 15_000),)


def test_a_corrected_speaker_takes_the_time_along() -> None:
    turns = list(TALK.turns)
    moved = turns[4]
    turns[4] = Turn("S1", tuple(replace(w, speaker="S1") for w in moved.words))
    before, after = speech(TALK), speech(replace(TALK, turns=tuple(turns)))
    assert length_ms(after["S1"]) - length_ms(before["S1"]) == 4_000
    assert length_ms(before["S2"]) - length_ms(after["S2"]) == 4_000
    fresh = replace(TALK, turns=(*TALK.turns[:4], Turn("S3", moved.words), TALK.turns[5]), speakers=(*TALK.speakers, Speaker("S3")))
    assert named(fresh, "talking_share")["S3"].value == pytest.approx(4_000 / 17_000)


def test_without_activities_the_words_count() -> None:
    bare = replace(TALK, activities=())
    assert named(bare, "speaking_time") == named(TALK, "speaking_time")


def test_nothing_said_gives_no_numbers_that_mislead() -> None:
    empty = Transcript("nl", 10_000, (Speaker("S1"),), ())
    found = measures.of(empty)
    assert all(m.value in (None, 0) for m in found)
    assert named(empty, "talking_share")["S1"].value is None
    one = Transcript("nl", 10_000, (Speaker("S1"),), (Turn("S1", (Word("Ja?", Span(0, 500), 0.9, "S1"),)),))
    assert named(one, "talking_share")["S1"].value == 1
    assert named(one, "question_turns")["S1"].value == 1
    assert named(one, "transfer_offset_mean")[None].value is None


def test_a_backchannel_inside_a_turn_takes_no_floor() -> None:
    assert [h.speaker for h in holds(TALK.turns)] == ["S1", "S2", "S1", "S2", "S1"]


def test_measures_of_five_hours_do_not_take_long() -> None:
    from time import process_time

    turns, at = [], 0
    for n in range(7_500):
        speaker = f"S{n % 2 + 1}"
        turns.append(
            Turn(
                speaker,
                tuple(Word("woord?" if k == 5 else "woord", Span(at + k * 400, at + k * 400 + 300), 0.9, speaker) for k in range(6)),
            )
        )
        at += 2_400
    talk = Transcript("nl", at, (Speaker("S1"), Speaker("S2")), tuple(turns), tuple(Activity(t.span, t.speaker) for t in turns))
    began = process_time()
    measures.of(talk)
    assert process_time() - began < 8, "linear in the length; well under a second on a quiet machine"
