"""Words and activities become turns: what must always hold, and what people rely on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.alignment import assign_speakers, build_transcript, build_turns, guess_roles
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker, Recognition, Role, Turn, Word

MAKER = Maker("test")


def word(text: str, start_ms: int, end_ms: int, speaker: str | None = None, language: str = "nl") -> Word:
    return Word(text, Span(start_ms, end_ms), 0.9, speaker, language)


def say(text: str, start_ms: int, speaker: str | None = None, each_ms: int = 250, language: str = "nl") -> list[Word]:
    return [word(t, start_ms + i * each_ms, start_ms + (i + 1) * each_ms, speaker, language) for i, t in enumerate(text.split())]


spans = st.builds(lambda a, d: Span(a, a + d), st.integers(0, 70_000), st.integers(0, 4_000))
texts = st.sampled_from(["ja", "hm.", "maar", "waarom?", "Goed.", "dat,", "weet", "ik"])
words = st.lists(st.builds(Word, texts, spans, st.floats(0, 1)), max_size=40)
activities = st.lists(st.builds(Activity, spans, st.sampled_from(["S1", "S2", "S3"])), max_size=20)


@settings(deadline=None)
@given(words, activities)
def test_no_word_is_lost_and_order_is_kept(heard: list[Word], active: list[Activity]) -> None:
    duration_ms = 60_000
    transcript = build_transcript(Recognition(tuple(heard), (), MAKER), Diarization(tuple(active), MAKER), duration_ms)
    expected = sorted(heard, key=lambda w: w.span.start_ms)
    found = sorted(enumerate(transcript.words), key=lambda iw: iw[1].span.start_ms)
    assert Counter(w.text for w in expected) == Counter(w.text for _, w in found)
    for turn in transcript.turns:
        starts = [w.span.start_ms for w in turn.words]
        assert starts == sorted(starts)
        assert {w.speaker for w in turn.words} == {turn.speaker}
    assert [t.words[0].span.start_ms for t in transcript.turns] == sorted(t.words[0].span.start_ms for t in transcript.turns)
    whole = Span(0, duration_ms)
    assert all(w.span.within(whole) == w.span for w in transcript.words)
    assert all(a.span.within(whole) == a.span and a.span.duration_ms for a in transcript.activities)
    assert {t.speaker for t in transcript.turns} <= {s.label for s in transcript.speakers}


@settings(deadline=None)
@given(words, activities)
def test_turns_of_one_speaker_in_a_row_have_another_speaker_between(heard: list[Word], active: list[Activity]) -> None:
    numbered = [replace(w, probability=i) for i, w in enumerate(sorted(heard, key=lambda w: w.span.start_ms))]
    assigned = assign_speakers(numbered, active)
    for a, b in pairwise(build_turns(assigned)):
        if a.speaker == b.speaker:
            between = assigned[int(a.words[-1].probability) + 1 : int(b.words[0].probability)]
            assert any(w.speaker != a.speaker for w in between)


def test_the_last_word_of_a_question_stays_with_who_asks() -> None:
    # The diarization changes speaker 150 ms too early: by time alone "u?" goes to the answer.
    heard = [*say("hoe gaat het met u?", 0), *say("Het gaat wel.", 1_300)]
    active = [Activity(Span(0, 1_020), "S1"), Activity(Span(1_020, 2_100), "S2")]
    assert [w.speaker for w in assign_speakers(heard, active)] == ["S1"] * 5 + ["S2"] * 3


def test_a_word_where_nobody_is_heard_goes_to_the_nearest() -> None:
    active = [Activity(Span(0, 1_000), "S1"), Activity(Span(9_000, 9_500), "S2")]
    assert [w.speaker for w in assign_speakers([word("ja", 0, 500), word("nou", 8_000, 8_300)], active)] == ["S1", "S2"]


def test_a_backchannel_does_not_chop_the_turn_it_falls_in() -> None:
    talk = [*say("Ik heb gisteren gebeld", 0, "S1"), word("ja", 1_000, 1_200, "S2"), *say("en niemand nam op.", 1_250, "S1")]
    turns = build_turns(talk)
    assert [(t.speaker, t.text) for t in turns] == [("S1", "Ik heb gisteren gebeld en niemand nam op."), ("S2", "ja")]


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [("Heeft u gebeld?", "ja", "Mooi zo."), ("Ik heb gebeld", "wanneer was dat dan", "gisteren"), ("Ik heb gebeld", "hoor", "gisteren")],
    ids=["answer to a question", "a real turn", "no sign of listening"],
)
def test_what_is_no_backchannel_ends_the_turn(before: str, answer: str, after: str) -> None:
    talk = [*say(before, 0, "S1"), *say(answer, 1_000, "S2"), *say(after, 2_100, "S1")]
    assert [t.speaker for t in build_turns(talk)] == ["S1", "S2", "S1"]


def test_a_long_wait_ends_the_turn() -> None:
    talk = [*say("Ik heb gebeld", 0, "S1"), word("ja", 800, 1_000, "S2"), *say("Verder nog iets", 6_000, "S1")]
    assert [t.speaker for t in build_turns(talk)] == ["S1", "S2", "S1"]


def turn(speaker: str, text: str, start_ms: int, language: str = "nl") -> Turn:
    return Turn(speaker, tuple(say(text, start_ms, speaker, language=language)))


CONSULTATION = [
    turn("S2", "Goedemorgen, fijn dat u er bent.", 0),
    turn("S1", "Goedemorgen.", 3_000),
    turn("S2", "Vertel eens, hoe gaat het met de sollicitaties?", 4_000),
    turn("S1", "Nou, ik heb er niet veel gedaan, ik was ziek en mijn dochter ook.", 8_000),
    turn("S2", "Wat wilt u vandaag op de agenda zetten?", 12_000),
    turn("S1", "Ik weet het niet.", 15_000),
]


def test_roles_are_guessed_with_a_reason_and_not_confirmed() -> None:
    client, lead = guess_roles(CONSULTATION, ["S1", "S2"])
    assert (lead.role, client.role) == (Role.KLANTMANAGER, Role.CLIENT)
    assert lead.reason == "stelt 2 van de 2 vragen, leidt het gesprek met 5 van de 6 wendingen, spreekt als eerste"
    assert not lead.confirmed
    assert not client.confirmed


def test_a_third_voice_in_two_languages_is_an_interpreter() -> None:
    talk = [
        *CONSULTATION,
        turn("S3", "Wie geht es Ihnen heute denn so", 18_000, "de"),
        turn("S1", "Es geht mir nicht so gut", 20_000, "de"),
        turn("S3", "Het gaat niet zo goed met hem", 22_000),
    ]
    assert [s.role for s in guess_roles(talk, ["S1", "S2", "S3"])] == [Role.CLIENT, Role.KLANTMANAGER, Role.INTERPRETER]


def test_a_third_voice_in_the_same_language_is_a_colleague() -> None:
    talk = [*CONSULTATION, turn("S3", "Ik ben van de gemeente.", 18_000)]
    assert guess_roles(talk, ["S1", "S2", "S3"])[2].role is Role.COLLEAGUE


def test_nothing_is_guessed_about_one_voice() -> None:
    assert guess_roles([turn("S1", "Hallo, is daar iemand?", 0)], ["S1"])[0].role is Role.UNKNOWN


def test_without_diarization_everything_is_one_speaker() -> None:
    transcript = build_transcript(Recognition(tuple(say("een twee drie", 0)), (), MAKER), Diarization((), MAKER), 1_000)
    assert [s.label for s in transcript.speakers] == ["S1"]
    assert transcript.turns[0].text == "een twee drie"


def test_reference_words_and_speakers_are_put_together_again(shared_speech: Path) -> None:
    """With true times every word goes to who said it, also where turns follow each other closely."""
    dialogue = json.loads((shared_speech / "nl_de_brief.json").read_text(encoding="utf-8"))
    heard, active, truth = [], [], []
    for t in dialogue["turns"]:
        said = t["text"].split()
        active.append(Activity(Span(t["start_ms"], t["end_ms"]), t["speaker"]))
        step = (t["end_ms"] - t["start_ms"]) / len(said)
        for i, text in enumerate(said):
            heard.append(word(text, round(t["start_ms"] + i * step), round(t["start_ms"] + (i + 1) * step)))
            truth.append(t["speaker"])
    assert [w.speaker for w in assign_speakers(heard, active)] == truth
    roles = {
        s.label: s.role for s in build_transcript(Recognition(tuple(heard), (), MAKER), Diarization(tuple(active), MAKER), 165_000).speakers
    }
    assert roles == {"klantmanager": Role.KLANTMANAGER, "client": Role.CLIENT}
