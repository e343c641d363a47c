"""Laws of correcting: nothing is lost, nothing else changes, and everything can be taken back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import correction
from reflect.correction import CannotError, Plain
from reflect.model.span import Span
from reflect.model.speech import Speaker, Transcript, Turn, Word
from reflect.model.turns import Hunk, inverse, turn_key, turn_keys

DURATION_MS = 100_000
texts = st.sampled_from(["ja", "Ja,", "nee", "het", "de", "uitkering.", "café", "CAFÉ", "burger", "service", "werk?", "-", "één", "20"])
LABELS = ["S1", "S2"]


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Turns of two voices that may overlap, with words that may touch, overlap or last no time."""
    turns = []
    for speaker in draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=5)):
        at = draw(st.integers(0, 20_000))
        words = []
        for text in draw(st.lists(texts, min_size=1, max_size=7)):
            at += draw(st.sampled_from([0, 0, 30, 200, 3_000]))
            length = draw(st.integers(0, 700))
            words.append(Word(text, Span(at, at + length), draw(st.sampled_from([0.2, 0.9])), speaker, "nl", draw(st.booleans())))
            at += draw(st.integers(0, length))
        turns.append(Turn(speaker, tuple(words)))
    turns.sort(key=lambda t: t.words[0].span.start_ms)
    return Transcript("nl", DURATION_MS, (Speaker("S1"), Speaker("S2")), tuple(turns))


def in_order(turns: tuple[Turn, ...]) -> bool:
    starts = [t.words[0].span.start_ms for t in turns]
    return starts == sorted(starts) and all(a.span.start_ms <= b.span.start_ms for t in turns for a, b in pairwise(t.words))


def said(turns: tuple[Turn, ...]) -> list[tuple[str, Span, float, bool]]:
    return sorted((w.text, w.span, w.probability, w.doubtful) for t in turns for w in t.words)


def lawful(before: Transcript, hunks: tuple[Hunk, ...]) -> Transcript:
    """What holds for every correction; gives the transcript after it."""
    after = correction.corrected(before, hunks)
    assert in_order(after.turns)
    assert all(t.words and t.span.end_ms <= DURATION_MS for t in after.turns)
    assert all(w.speaker == t.speaker for h in hunks for t in h.inserted for w in t.words)
    assert correction.apply_hunks(after.turns, inverse(hunks)) == before.turns
    draft = Plain(after.turns)
    correction.put_back(draft, inverse(hunks))
    assert tuple(draft.turns) == before.turns
    return after


@settings(max_examples=60, deadline=None)
@given(transcripts(), st.data())
def test_a_new_text_is_said_and_what_it_shares_with_the_old_one_stays(before: Transcript, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before.turns) - 1))
    turn = before.turns[at]
    new = data.draw(st.lists(texts | st.just("nieuw"), max_size=9))
    after = lawful(before, correction.set_text(before.turns, at, " ".join(new)))
    if not new:
        assert len(after.turns) == len(before.turns) - 1
        return
    made = set(after.turns) - set(before.turns)
    assert len(made) <= 1
    for whole in made:
        assert whole.text == " ".join(new)
        assert whole.speaker == turn.speaker
        assert turn.span.start_ms <= whole.span.start_ms
        assert whole.span.end_ms <= turn.span.end_ms
        for word in whole.words:
            assert word in turn.words or (word.probability == 1 and not word.doubtful)
    head = 0
    while head < min(len(new), len(turn.words)) and new[head] == turn.words[head].text:
        head += 1
    result = next(iter(made), turn)
    assert result.words[:head] == turn.words[:head], "what comes before the first change is untouched"


@settings(deadline=None)
@given(transcripts())
def test_the_same_text_changes_nothing(before: Transcript) -> None:
    for at, turn in enumerate(before.turns):
        assert correction.set_text(before.turns, at, turn.text) == ()
        assert correction.set_text(before.turns, at, f"  {turn.text.replace(' ', '   ')}\n") == ()


@settings(max_examples=50, deadline=None)
@given(transcripts(), st.data())
def test_no_word_is_lost_by_splitting_merging_or_another_speaker(before: Transcript, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before.turns) - 1))
    words = before.turns[at].words
    if len(words) > 1:
        cut = data.draw(st.integers(1, len(words) - 1))
        after = lawful(before, correction.split(before.turns, at, cut))
        assert len(after.turns) == len(before.turns) + 1
        assert said(after.turns) == said(before.turns)
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start + 1, len(words)))
    after = lawful(before, correction.set_speaker(before.turns, at, "S9", start, stop))
    assert said(after.turns) == said(before.turns)
    assert [w.text for t in after.turns if t.speaker == "S9" for w in t.words] == [w.text for w in words[start:stop]]
    assert after.speakers[-1] == Speaker("S9")
    if at + 1 < len(before.turns):
        other = data.draw(st.integers(at + 1, len(before.turns) - 1))
        after = lawful(before, correction.merge(before.turns, at, other))
        assert len(after.turns) == len(before.turns) - 1
        assert said(after.turns) == said(before.turns)


@settings(deadline=None)
@given(transcripts(), st.data())
def test_confirmed_words_are_sure_and_nothing_else_changes(before: Transcript, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before.turns) - 1))
    after = lawful(before, correction.confirm(before.turns, at))
    assert all(w.probability == 1 and not w.doubtful for w in after.turns[at].words)
    assert [(w.text, w.span) for w in after.words] == [(w.text, w.span) for w in before.words]
    assert correction.confirm(after.turns, at) == ()


@settings(max_examples=60, deadline=None)
@given(transcripts(), st.sampled_from(["ja", "burger service", "de", "é", "service het"]), st.sampled_from(["", "x", "een twee drie"]))
def test_a_replacement_leaves_other_words_alone(before: Transcript, find: str, by: str) -> None:
    if all(find not in t.text.lower() for t in before.turns):
        with pytest.raises(CannotError, match="nothing_found"):
            correction.replace_all(before.turns, find, by, whole=False)
        return
    hunks, count = correction.replace_all(before.turns, find, by, whole=False)
    after = lawful(before, hunks)
    assert count >= 1
    untouched = [w for t in before.turns for w in t.words if not any(part in w.text.lower() for part in find.split())]
    left = [w for t in after.turns for w in t.words]
    assert all(w in left for w in untouched)
    if by == "x":
        assert sum(t.text.count("x") for t in after.turns) == count


@settings(max_examples=40, deadline=None)
@given(transcripts(), st.data())
def test_an_edit_is_taken_back_under_later_ones_unless_they_touch_its_turns(before: Transcript, data: st.DataObject) -> None:
    at, other = (data.draw(st.integers(0, len(before.turns) - 1)) for _ in range(2))
    first = correction.set_text(before.turns, at, "heel iets anders")
    between = correction.apply_hunks(before.turns, first)
    second = correction.set_text(between, other, f"{between[other].text} erbij")
    draft = Plain(correction.apply_hunks(between, second))
    was = list(draft.turns)
    touched = set(second[0].removed) & {t for h in first for t in h.inserted}
    if touched:
        with pytest.raises(CannotError, match="turn_changed"):
            correction.put_back(draft, inverse(first))
        assert draft.turns == was
    else:
        correction.put_back(draft, inverse(first))
        assert before.turns[at] in draft.turns
        assert second[0].inserted[0] in draft.turns


@settings(deadline=None)
@given(transcripts())
def test_every_turn_has_a_key_of_its_own(before: Transcript) -> None:
    turns = (*before.turns, *before.turns)
    keys = turn_keys(turns)
    assert len(set(keys)) == len(keys)
    draft = Plain(turns)
    assert [draft.find(k) for k in keys] == list(range(len(keys)))


# ---- examples ---------------------------------------------------------------------------------


def turn(*words: tuple[str, int, int], speaker: str = "S1") -> Turn:
    return Turn(speaker, tuple(Word(text, Span(a, b), 0.5, speaker, "nl", True) for text, a, b in words))


TALK = (
    turn(("Uw", 0, 200), ("burger", 200, 600), ("service.", 600, 1000), ("nummer?", 2000, 2500)),
    turn(("Ja,", 700, 900), speaker="S2"),
    turn(("Dat", 3000, 3200), ("is", 3200, 3300), ("goed.", 3300, 3600)),
)


def words_after(at: int, text: str) -> list[tuple[str, int, int, float]]:
    turns = correction.apply_hunks(TALK, correction.set_text(TALK, at, text))
    return [(w.text, w.span.start_ms, w.span.end_ms, w.probability) for w in turns[at].words]


def test_times_of_changed_words() -> None:
    assert words_after(2, "Dit is goed.") == [("Dit", 3000, 3200, 1.0), ("is", 3200, 3300, 0.5), ("goed.", 3300, 3600, 0.5)]
    assert words_after(2, "dat is goed") == [("dat", 3000, 3200, 1.0), ("is", 3200, 3300, 0.5), ("goed", 3300, 3600, 1.0)]
    assert words_after(0, "Uw burgerservicenummer?") == [("Uw", 0, 200, 0.5), ("burgerservicenummer?", 200, 2500, 1.0)]


def test_inserted_words_share_a_pause_or_are_spoken_through_a_neighbour() -> None:
    paused = words_after(0, "Uw burger service. en uw nummer?")
    assert [w[0] for w in paused[3:5]] == ["en", "uw"]
    assert 1000 <= paused[3][1] < paused[3][2] == paused[4][1] < paused[4][2] <= 2000
    assert paused[3][1] - 1000 == 2000 - paused[4][2], "in the middle of the pause"
    assert words_after(2, "Dat is heel goed.")[2] == ("heel", 3250, 3300, 1.0)
    assert words_after(2, "Nou Dat is goed.")[0] == ("Nou", 3000, 3100, 1.0)
    assert words_after(2, "Dat is goed. hoor")[3] == ("hoor", 3450, 3600, 1.0)


def test_a_piece_goes_behind_the_short_turn_that_it_follows() -> None:
    turns = correction.apply_hunks(TALK, correction.split(TALK, 0, 3))
    assert [t.text for t in turns] == ["Uw burger service.", "Ja,", "nummer?", "Dat is goed."]
    joined = correction.apply_hunks(turns, correction.merge(turns, 0, 2))
    assert joined == TALK


def test_replacing_over_words_keeps_punctuation_and_counts() -> None:
    hunks, count = correction.replace_all(TALK, "burger service", "burgerservice")
    assert count == 1
    after = correction.apply_hunks(TALK, hunks)
    assert after[0].text == "Uw burgerservice. nummer?"
    assert after[0].words[1].span == Span(200, 1000)
    assert correction.replace_all(TALK, "DAT", "dit")[1] == 1
    for find, case in (("DAT", True), ("goe", False), ("x", False), ("  ", False), (".*", False)):
        with pytest.raises(CannotError, match="nothing_found"):
            correction.replace_all(TALK, find, "dit", case=case)
    assert correction.replace_all(TALK, "goe", "hoe", whole=False)[1] == 1
    gone = correction.apply_hunks(TALK, correction.replace_all(TALK, "ja,", "")[0])
    assert gone == (TALK[0], TALK[2])


@pytest.mark.parametrize(
    ("why", "call"),
    [
        ("no_such_turn", lambda: correction.set_text(TALK, 3, "x")),
        ("no_such_turn", lambda: correction.set_text(TALK, -1, "x")),
        ("too_long", lambda: correction.set_text(TALK, 0, "x" * 201)),
        ("too_long", lambda: correction.set_text(TALK, 0, "x " * 300_000)),
        ("no_such_word", lambda: correction.split(TALK, 0, 0)),
        ("no_such_word", lambda: correction.split(TALK, 0, 4)),
        ("no_such_word", lambda: correction.set_speaker(TALK, 0, "S2", 2, 2)),
        ("no_such_word", lambda: correction.confirm(TALK, 0, -1, 2)),
        ("not_neighbours", lambda: correction.merge(TALK, 1, 0)),
        ("not_neighbours", lambda: correction.merge(TALK, 1, 1)),
        ("too_long", lambda: correction.replace_all(TALK, "a" * 201, "b")),
    ],
)
def test_what_cannot_be_is_refused_with_a_key(why: str, call: object) -> None:
    with pytest.raises(CannotError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.why == why


def test_typed_text_is_cleaned() -> None:
    hunks = correction.set_text(TALK, 1, "Ja\x00,\u202e e\u0301\u00a0n \ud800<b>")
    assert [w.text for w in hunks[0].inserted[0].words] == ["Ja,", "é", "n", "<b>"]


def test_a_text_of_many_hours_is_aligned_without_waiting() -> None:
    long = (Turn("S1", tuple(Word(f"woord{i % 700}", Span(i * 400, i * 400 + 300), 0.5, "S1") for i in range(45_000))),)
    edited = long[0].text.replace("woord5 ", "anders ", 3)
    (hunk,) = correction.set_text(long, 0, edited)
    assert sum(a != b for a, b in zip(hunk.inserted[0].words, long[0].words, strict=True)) == 3
    (hunk,) = correction.set_text(long, 0, " ".join(["nieuw"] * 44_000))
    assert len(hunk.inserted[0].words) == 44_000


def test_versions_are_compared_word_by_word_and_by_speaker() -> None:
    a = Transcript("nl", 9_000, (), TALK)
    text = correction.corrected(a, correction.set_text(TALK, 2, "Dat was goed."))
    b = correction.corrected(text, correction.set_speaker(text.turns, 1, "S1"))
    changes, words = correction.compare(a, b)
    assert [(c.span, c.a, c.b, c.a_speaker, c.b_speaker) for c in changes] == [
        (Span(700, 900), "Ja,", "Ja,", "S2", "S1"),
        (Span(3200, 3300), "is", "was", "S1", "S1"),
    ]
    assert words == 2
    assert correction.compare(a, a) == ((), 0)
    swapped = replace(a, turns=tuple(Turn({"S1": "S2", "S2": "S1"}[t.speaker], t.words) for t in TALK))
    assert correction.compare(a, swapped, {"S1": "S2", "S2": "S1"}) == ((), 0)


@settings(max_examples=50, deadline=None)
@given(transcripts(), st.data())
def test_a_comparison_names_every_difference(before: Transcript, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(before.turns) - 1))
    after = correction.corrected(before, correction.set_text(before.turns, at, " ".join(data.draw(st.lists(texts, max_size=6)))))
    changes, _ = correction.compare(before, after)
    assert bool(changes) == (sorted(before.words, key=_when) != sorted(after.words, key=_when) and _texts(before) != _texts(after))


def _when(word: Word) -> tuple[int, str]:
    return word.span.start_ms, word.text


def _texts(transcript: Transcript) -> list[tuple[str, str | None]]:
    return [(w.text, w.speaker) for w in sorted(transcript.words, key=lambda w: w.span.start_ms)]


def test_keys_of_equal_turns() -> None:
    assert turn_key(TALK[1]) == "700-900-S2"
    assert turn_keys((TALK[1], TALK[1], TALK[2])) == ("700-900-S2", "700-900-S2#2", "3000-3600-S1")


def test_a_turn_that_begins_later_now_passes_one_that_goes_away() -> None:
    """Both turns are found in; what is left of the first comes after the second."""
    said = [Word(text, Span(*times), 0.2, "S1", "nl") for text, times in (("ja", (0, 1)), ("Ja,", (1, 1)), ("ja", (0, 0)))]
    turns = (Turn("S1", tuple(said[:2])), Turn("S1", (said[2],)))
    hunks, count = correction.replace_all(turns, "ja", "", whole=False)
    assert (count, [t.text for t in correction.apply_hunks(turns, hunks)]) == (3, [","])
