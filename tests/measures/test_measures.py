"""Laws of the measures; their examples stand with them as doctests."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect import measures
from reflect.measures import GROUPS, Measure, Reason, questions
from reflect.measures.all import _ALL
from reflect.measures.example import TALK, said, talk_of
from reflect.measures.stretches import Spoken, both, holds, length_ms, speech, without
from reflect.measures.talk import Talk, thirds
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
        assert (m.value is None) == (m.reason is not None), "a number, or the reason why there is none"
        if m.value is not None and m.numerator is not None:
            assert isfinite(m.value)
            assert m.value == (m.numerator / m.denominator if m.denominator is not None else m.numerator)
        assert all(0 <= s.start_ms <= s.end_ms <= talk.duration_ms for s in m.spans)
        assert m.count >= len(m.spans)
        if m.unit == "share" and m.value is not None:
            assert 0 <= m.value <= 1
    shares = [m.value for m in named(talk, "talking_share").values()]
    if shares and None not in shares:
        assert sum(shares) == pytest.approx(1)  # type: ignore[arg-type]
    classes = [m for m in found if m.name == "transfer_class"]
    assert sum(m.numerator or 0 for m in classes) == (len(Talk(talk).transfers) if classes[0].reason is None else 0)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talks(), st.integers(0, 400_000))
def test_thirds_add_up_to_the_whole(talk: Transcript, last_ms: int) -> None:
    late = Turn("S1", (Word("Ja.", Span(last_ms, last_ms + 200), 0.9, "S1"),))
    longer = replace(talk, duration_ms=500_000, turns=(*talk.turns, late), activities=())
    cut = measures.of_thirds(longer)
    if not thirds(Talk(longer)):
        assert {m.reason for m in cut} == {Reason.SHORT}
        return
    assert [m.part for m in cut] == sorted(m.part or 0 for m in cut)
    for m in measures.of(longer):
        parts = [c for c in cut if (c.name, c.speaker, c.low, c.high) == (m.name, m.speaker, m.low, m.high)]
        assert len(parts) == 3
        # A stretch of speech, a silence or a chain that goes over the edge has a bit in both thirds.
        over_the_edge = m.name in {"talking_share", "speaking_time", "silence_share", "chain_time_share", "together_share"}
        if not over_the_edge:
            assert sum(c.count for c in parts) == m.count, m.name
        if m.unit == "share" or m.name.endswith(("_count", "_mean")) or m.name in {"speech_rate", "speaking_time"}:
            assert sum(c.numerator or 0 for c in parts) == (m.numerator or 0), m.name
            assert sum(c.denominator or 0 for c in parts) == pytest.approx(m.denominator or 0), m.name


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(talks())
def test_floor_transfers_join_the_holds(transcript: Transcript) -> None:
    talk = Talk(transcript)
    assert all(a.speaker != b.speaker and a.span.end_ms < b.span.end_ms for a, b in itertools.pairwise(talk.holds))
    assert [t.offset_ms for t in talk.transfers] == [b.span.start_ms - a.span.end_ms for a, b in itertools.pairwise(talk.holds)]
    assert len(talk.onsets) == len(talk.turns)


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


@pytest.mark.parametrize("measure", _ALL, ids=lambda measure: measure.__name__)
def test_every_measure_has_its_formula_source_and_example(measure: Callable[..., object]) -> None:
    about = measure.__doc__ or ""
    assert ">>>" in about
    assert re.search(r"\b(19|20)\d\d\b", about), "a source, with its year"


def test_what_cannot_be_computed_says_why() -> None:
    empty = Transcript("nl", 10_000, (Speaker("S1"),), ())
    for found in (measures.of(empty), measures.of_thirds(empty)):
        assert found
        assert {(m.value, m.said) for m in found} == {(None, "not computable, because nothing was said")}
    one = Transcript("nl", 10_000, (Speaker("S1"),), (Turn("S1", (Word("Ja?", Span(0, 500), 0.9, "S1"),)),))
    assert named(one, "talking_share")["S1"].value == 1
    assert named(one, "question_turns")["S1"].value == 1
    assert named(one, "transfer_offset_mean")[None].said == "not computable, because only one person speaks"
    assert named(one, "chain_count")[None].value is None
    assert {m.reason for m in measures.of_thirds(one)} == {Reason.SHORT}
    assert named(TALK, "overlap_mean")[None].value == 200
    quiet = named(replace(TALK, turns=TALK.turns[:2]), "overlap_mean")[None]
    assert quiet.said == "not computable, because there is nothing of the kind here"


def test_a_recording_of_one_minute_has_numbers_but_no_thirds() -> None:
    minute = replace(TALK, duration_ms=60_000)
    assert named(minute, "transfer_count")[None].value == 4
    assert {m.said for m in measures.of_thirds(minute)} == {"not computable, because the talk is too short to be cut in thirds"}


def test_words_of_another_language_are_not_judged() -> None:
    turkish = replace(TALK, language="tr")
    for name in ("questions_open", "questions_stacked", "backchannel_turns", "interruption_share", "metacommunicative_turns"):
        assert {m.said for m in named(turkish, name).values()} == {
            "not computable, because the words that tell it are not known for this language"
        }
    assert named(turkish, "question_turns")["S1"].value == 0.5


def test_a_backchannel_inside_a_turn_takes_no_floor() -> None:
    assert [h.speaker for h in Talk(TALK).holds] == ["S1", "S2", "S1", "S2", "S1"]
    assert holds([]) == ()
    assert holds([Spoken("S1", Span(0, 9)), Spoken("S2", Span(1, 9))]) == (Spoken("S1", Span(0, 9)),)


def test_an_interruption_is_no_sign_of_listening() -> None:
    story = said("S2", 0, 9_000, "En toen liep ik naar huis en toen")
    cases = {
        "Ja ja.": ("backchannel_turns", 4_000, 4_500),
        "Maar waarom dan?": ("interruptions_tried", 4_000, 5_500),
        "Nee, wacht, dat klopt niet.": ("interruptions_taken", 8_000, 11_000),
        "En toen?": ("edge_overlaps", 8_800, 9_900),
    }
    for text, (name, start, end) in cases.items():
        talk = talk_of(story, said("S1", start, end, text))
        kinds = {n: named(talk, n)["S1"].numerator for n, _, _ in cases.values()}
        assert kinds == {n: int(n == name) for n in kinds}, text


def test_an_answer_is_no_sign_of_listening() -> None:
    asked = talk_of(said("S1", 0, 2_000, "Werkt u daar?"), said("S2", 2_300, 2_600, "Ja."), said("S1", 3_000, 5_000, "Mooi zo dan."))
    told = talk_of(said("S1", 0, 2_000, "U werkt daar."), said("S2", 2_300, 2_600, "Ja."), said("S1", 3_000, 5_000, "Mooi zo dan."))
    assert [named(talk, "backchannel_turns")["S2"].numerator for talk in (asked, told)] == [0, 1]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Hoe gaat het?", ("S2", "Goed."), "silence_then_answer"),
        ("Hoe gaat het?", ("S1", "Met u?"), "silence_then_asker"),
        ("Zo is het.", ("S2", "Ja."), "silence_then_other"),
        ("Zo is het.", ("S1", "Dus."), "silence_then_same"),
    ],
)
def test_what_follows_a_silence(before: str, after: tuple[str, str], kind: str) -> None:
    talk = talk_of(said("S1", 0, 2_000, before), said(after[0], 3_500, 4_000, after[1]))
    assert named(talk, kind)[None].spans == (Span(2_000, 3_500),)
    assert named(talk, "silence_ended")[after[0]].value == 1
    assert named(talk_of(said("S1", 0, 2_000, before), said(after[0], 3_000, 4_000, after[1])), kind)[None].value is None


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Hoe gaat het met u?", ["OPEN"]),
        ("En wat kan ik de volgende keer anders doen?", ["OPEN"]),
        ("Sorry, wat betekent dat?", ["OPEN"]),
        ("Op welke dag komt u?", ["CLOSED"]),
        ("Heeft u kinderen?", ["CLOSED"]),
        ("U bent toch niet ziek?", ["LEADING"]),
        ("Vindt u niet dat het sneller moet?", ["LEADING"]),
        ("Bent u er niet?", ["CLOSED"]),
        ("Hoe lang zit u in de bijstand, wanneer kwam de brief, en heeft u al gebeld?", ["CLOSED", "CLOSED", "CLOSED"]),
        ("Waarom belde u niet en wat zei uw zus?", ["OPEN", "OPEN"]),
        ("Weet u nog, wat u toen zei?", ["CLOSED"]),
        ("Wilt u koffie, thee of water?", ["CLOSED"]),
        ("Morgen?", ["CLOSED"]),
        ("Toch?", ["LEADING"]),
        ("Wat erg hè?", ["LEADING"]),
        ("Wat is dat toch?", ["OPEN"]),
        ("?", ["CLOSED"]),
    ],
)
def test_forms_of_questions(text: str, forms: list[str]) -> None:
    assert [q.form.name for q in questions.found_in(Talk(talk_of(said("S1", 0, 5_000, text))))] == forms


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Voordat we verder gaan wil ik iets zeggen.", True),
        ("Ik ga u eerst uitleggen waarom.", True),
        ("Zullen we het even over uw werk hebben?", True),
        ("Ik merk dat ik veel praat.", True),
        ("Daar komen we straks op terug.", True),
        ("Ik ga morgen naar de winkel.", False),
        ("Ik wil graag werken.", False),
        ("Dat viel mij tegen.", False),
        ("Ik zie haar iedere dag.", False),
    ],
)
def test_talk_about_the_talk(text: str, about: bool) -> None:
    assert named(talk_of(said("S1", 0, 4_000, text)), "metacommunicative_turns")["S1"].value == float(about)


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
    measures.of_thirds(talk)
    assert process_time() - began < 8, "linear in the length; well under a second on a quiet machine"
