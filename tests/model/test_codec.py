"""The stored form of the values: nothing lost, nothing wrong let in, quick enough for long recordings."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflect.errors import FormatError
from reflect.model import codec
from reflect.model.codec import Kind, from_json, from_plain, to_json, to_plain
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker, Recognition, Role, Speaker, Transcript, Turn, Word

texts = st.text(st.characters(codec="utf-8") | st.sampled_from(["\ud800", "\x00", '"', "\n", "🙂"]), max_size=12)
labels = st.sampled_from(["S1", "S2", "S10", "", "spreker 'één'"])
spans = st.tuples(st.integers(0, 10**8), st.integers(0, 10**6)).map(lambda p: Span(p[0], p[0] + p[1]))
words = st.builds(Word, texts, spans, st.floats(0, 1), st.none() | labels, st.sampled_from(["nl", "de", "ar"]), st.booleans())
activities = st.builds(Activity, spans, labels)
makers = st.builds(Maker, texts, texts, texts, st.lists(st.tuples(texts, texts), max_size=3).map(tuple))
speakers = st.builds(Speaker, labels, st.sampled_from(Role), st.booleans(), texts, texts)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, max_size=4).map(tuple)


turns = st.builds(Turn, labels, some(words))
diarizations = st.builds(Diarization, some(activities), makers, some(texts))
recognitions = st.builds(Recognition, some(words), some(spans), makers, some(texts))
transcripts = st.builds(
    Transcript, st.just("nl"), st.integers(0, 10**9), some(speakers), some(turns), some(activities), some(makers), some(texts)
)
anything = st.one_of(spans, words, turns, activities, makers, speakers, diarizations, recognitions, transcripts, st.sampled_from(Role))

MAKER = Maker("faster-whisper", "base", "r1", (("beam", "5"),))
WORD = Word("dag", Span(100, 400), 0.9, "S1")
TRANSCRIPT = Transcript(
    "nl", 5000, (Speaker("S1", Role.CLIENT),), (Turn("S1", (WORD, WORD)),), (Activity(Span(90, 410), "S1"),), (MAKER,), ("let op",)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_everything_comes_back_equal(value: Any) -> None:
    again = from_json(type(value), to_json(value))
    assert again == value
    assert type(again) is type(value)


def test_the_form_is_compact_and_names_its_version() -> None:
    data = to_plain(TRANSCRIPT)
    assert (data["schema"], data["version"]) == ("reflect/transcript", 1)
    assert data["turns"][0]["words"][0] == ["dag", 100, 400, 0.9, "S1", "nl", False]
    assert data["activities"] == [[90, 410, "S1"]]
    assert to_plain(Span(1, 2)) == {"schema": "reflect/span", "version": 1, "value": [1, 2]}


def _changed(change: Any) -> Any:
    data = copy.deepcopy(to_plain(TRANSCRIPT))
    change(data)
    return data


def _set_word(index: int, value: object) -> Any:
    return lambda d: d["turns"][0]["words"][1].__setitem__(index, value)


BROKEN: list[tuple[Any, str]] = [
    (lambda d: d.pop("schema"), "it has no schema and version"),
    (lambda d: d.update(schema="reflect/other"), "its schema is 'reflect/other'"),
    (lambda d: d.update(version="1"), "no whole version number"),
    (lambda d: d.update(version=True), "no whole version number"),
    (lambda d: d.update(version=0), "no whole version number"),
    (lambda d: d.update(version=2), "is version 2; this reflect reads up to 1. Update reflect."),
    (lambda d: d.pop("turns"), "the transcript lacks turns"),
    (lambda d: d.update(extra=1), "unknown field 'extra'"),
    (lambda d: d.update(turns={}), "turns is not a list"),
    (lambda d: d.update(turns=[1]), "turns[0]: a turn is not an object"),
    (lambda d: d.update(duration_ms=1.5), "the duration is not a whole number"),
    (lambda d: d.update(duration_ms=True), "the duration is not a whole number"),
    (lambda d: d.update(language=None), "the language is not text"),
    (lambda d: d.update(warnings=["x" * 20_001]), "warnings[0]: a warning is longer than 20000"),
    (lambda d: d["turns"][0].pop("speaker"), "turns[0]: a turn lacks speaker"),
    (lambda d: d["turns"][0]["words"].append(["dag"]), "turns[0].words[2]: a word is not a list of 7"),
    (_set_word(0, 5), "turns[0].words[1]: the text is not text"),
    (_set_word(0, "x" * 2001), "turns[0].words[1]: the text is longer than 2000"),
    (_set_word(1, -1), "start and end are not whole milliseconds"),
    (_set_word(1, 401), "start and end are not whole milliseconds"),
    (_set_word(2, 10**12), "start and end are not whole milliseconds"),
    (_set_word(2, 400.0), "start and end are not whole milliseconds"),
    (_set_word(3, math.nan), "turns[0].words[1]: the probability is not a number from 0 to 1"),
    (_set_word(3, 1.01), "the probability is not a number from 0 to 1"),
    (_set_word(3, True), "the probability is not a number from 0 to 1"),
    (_set_word(3, "0.5"), "the probability is not a number from 0 to 1"),
    (_set_word(4, 1), "the speaker is not text"),
    (_set_word(4, "S" * 201), "the speaker is longer than 200"),
    (_set_word(5, None), "the language is not text"),
    (_set_word(6, 0), "doubtful is not true or false"),
    (lambda d: d["activities"].append([1, 2]), "activities[1]: an activity is not a list of 3"),
    (lambda d: d["speakers"][0].update(role="boss"), "speakers[0]: the role is not one of klantmanager, client"),
    (lambda d: d["speakers"][0].update(confirmed="yes"), "speakers[0]: confirmed is not true or false"),
    (lambda d: d["makers"][0].update(settings=[["a"]]), "makers[0].settings[0]: a setting is not a name with a value"),
]


@pytest.mark.parametrize(("change", "says"), BROKEN, ids=[says[:40] for _, says in BROKEN])
def test_anything_else_is_refused_by_place(change: Any, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        from_plain(Transcript, _changed(change))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "dag" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000, '{"schema": "reflect/transcript"}', b"\xff\xfe\xfa"])
def test_text_that_is_no_stored_value(text: str | bytes) -> None:
    with pytest.raises(FormatError, match="reflect/transcript"):
        from_json(Transcript, text)


@pytest.mark.parametrize(
    "value",
    [
        replace(WORD, probability=math.nan),
        replace(WORD, probability=1.1),
        replace(WORD, text="x" * 2001),
        replace(WORD, span=Span(0, codec.MAX_MS + 1)),
        replace(MAKER, settings=(("beam", 5),)),
    ],
)
def test_what_could_not_be_read_is_not_written(value: Any) -> None:
    with pytest.raises(FormatError, match="cannot be written"):
        to_plain(value)


def test_rounding_beside_the_ends_of_a_probability_is_wiped_off() -> None:
    assert from_plain(Word, to_plain(replace(WORD, probability=1.0000001))).probability == 1.0


def test_a_class_without_a_stored_form() -> None:
    with pytest.raises(FormatError, match="dict has no stored form; these have one: Span, Word"):
        to_plain({})


def test_an_older_version_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    now = codec.KINDS[Maker]
    upgrades = {1: lambda d: {**d, "name": d["name"] + " two"}, 2: lambda d: {**d, "name": d["name"] + " three"}}
    monkeypatch.setitem(codec.KINDS, Maker, Kind(now.schema, 3, now.encode, now.decode, upgrades))
    old = {**to_plain(MAKER), "version": 1}
    assert from_plain(Maker, old).name == "faster-whisper two three"
    monkeypatch.setitem(codec.KINDS, Maker, Kind(now.schema, 3, now.encode, now.decode, {}))
    with pytest.raises(FormatError, match="version 1, which reflect can no longer read"):
        from_plain(Maker, old)


def test_a_long_consultation_is_quick() -> None:
    """12,000 words take 25 ms out and 50 ms in of processor time; the bound leaves room for a busy machine."""
    long = replace(TRANSCRIPT, turns=tuple(Turn("S1", (WORD,) * 20) for _ in range(600)))
    out = min(_seconds(lambda: to_plain(long)) for _ in range(5))
    data = json.loads(json.dumps(to_plain(long)))
    back = min(_seconds(lambda: from_plain(Transcript, data)) for _ in range(5))
    print(f"12,000 words: {out * 1000:.0f} ms out, {back * 1000:.0f} ms in")
    assert out < 0.25
    assert back < 0.25


def _seconds(work: Any) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
