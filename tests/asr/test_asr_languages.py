"""Which language a stretch is in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.asr import create
from reflect.asr.languages import CODES, check_language, smooth_languages
from reflect.errors import UsageError
from reflect.model.sound import RATE


def test_sure_stretches_keep_their_language() -> None:
    evidence = [{"nl": 0.95}, {"tr": 0.97, "nl": 0.01}, {"nl": 0.9}, {"tr": 0.9}]
    assert smooth_languages(evidence, [8, 8, 6, 6]) == ["nl", "tr", "nl", "tr"]


def test_a_short_doubtful_stretch_follows_its_neighbours() -> None:
    evidence = [{"tr": 0.95}, {"nl": 0.5, "tr": 0.4}, {"tr": 0.95}]
    assert smooth_languages(evidence, [8, 1, 8]) == ["tr", "tr", "tr"]


def test_an_accent_the_detector_cannot_place_is_dutch() -> None:
    evidence = [{"la": 0.7, "en": 0.07}, {"lv": 0.45, "en": 0.16}, {"en": 0.97}, {"la": 0.8, "uk": 0.05}]
    assert smooth_languages(evidence, [7, 7, 7, 4]) == ["nl", "nl", "en", "nl"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.dictionaries(st.sampled_from(["nl", "en", "tr", "la"]), st.floats(0, 1)), st.floats(0.1, 30)), max_size=12))
def test_every_stretch_gets_one_language_and_one_that_was_heard_or_dutch(parts) -> None:
    out = smooth_languages([e for e, _ in parts], [s for _, s in parts])
    assert len(out) == len(parts)
    assert set(out) <= {"nl"} | {n for e, _ in parts for n in e}
    assert "la" not in out


def test_codes() -> None:
    assert check_language(" NL ") == "nl"
    assert {check_language(c) for c in ("auto", "de", "tr", "ar", "so", "uk")} <= CODES | {"auto"}
    with pytest.raises(UsageError, match="The language 'nld' is not known"):
        check_language("nld")


@pytest.mark.model
def test_a_conversation_with_an_interpreter_is_not_forced_into_dutch(dutch, shared_speech, decode_file, as_sound, model_cache) -> None:
    samples, turns = dutch
    english = decode_file(shared_speech / "read_d0_clean.flac")
    longest = sorted((t for t in turns if t["end_ms"] - t["start_ms"] > 6000), key=lambda t: t["start_ms"])[:2]
    pieces = [("nl", samples[t["start_ms"] * 16 : t["end_ms"] * 16]) for t in longest]
    pieces[1:1] = [("en", english[int(27.5 * RATE) : int(34.2 * RATE)])]
    truth, parts, at = [], [], 0
    for language, piece in pieces:
        truth.append((language, at // 16, (at + len(piece)) // 16))
        parts += [piece, np.zeros(RATE // 2)]
        at += len(piece) + RATE // 2
    words = create(model="base", language="auto", cache=model_cache).recognize(as_sound(np.concatenate(parts)), lambda _: None).words
    assert {w.language for w in words} == {"nl", "en"}
    right = sum(any(w.language == name and a <= w.span.middle_ms < b for name, a, b in truth) for w in words)
    assert right >= 0.9 * len(words)
