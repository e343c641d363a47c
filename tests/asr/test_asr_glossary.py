"""The glossary file, and what it does to recognition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.asr import create, load_glossary
from reflect.errors import FormatError, NotFoundError
from reflect.model.sound import RATE


def test_terms_comments_and_doubles(tmp_path: Path) -> None:
    file = tmp_path / "woorden.txt"
    file.write_bytes("\ufeff# namen\r\nWierda\r\n\r\n  van   der Meer  # collega\r\nKijkwijzer\r\nWierda\r\n".encode())
    assert load_glossary(file) == ("Wierda", "van der Meer", "Kijkwijzer")


def test_an_empty_file_is_an_empty_glossary(tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").write_text("# nog niets\n")
    assert load_glossary(tmp_path / "leeg.txt") == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Café\nRené\n".encode("latin-1"), r"line 1: not UTF-8 text. Save it as plain text with encoding UTF-8"),
        (b"goed\n\x00\x01\x02\n", r"line 2: holds a character that cannot be printed"),
        (b"goed\n" + b"x" * 61, r"line 2: a term of 61 characters. Keep each term under 61"),
        ("\n".join(f"w{i}" for i in range(101)).encode(), r"101 terms of .* at most 100 terms and 600 characters"),
        ("\n".join(f"{i:030d}" for i in range(30)).encode(), r"30 terms of 900 characters"),
        (b"a\n" * 20_000, r"larger than 20 kB. Give a text file with one term a line"),
    ],
)
def test_a_file_that_is_no_list_of_words(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "lijst.txt"
    file.write_bytes(content)
    with pytest.raises(FormatError, match=message) as raised:
        load_glossary(file)
    assert "lijst.txt" in str(raised.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"weg\.txt does not exist"):
        load_glossary(tmp_path / "weg.txt")
    with pytest.raises(FormatError, match="cannot be read"):
        load_glossary(tmp_path)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="abcdeéïñ -'", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool), max_size=20))
def test_what_is_written_comes_back(tmp_path_factory, terms: list[str]) -> None:
    file = tmp_path_factory.mktemp("g") / "terms.txt"
    file.write_text("\n".join(terms) + "\n", encoding="utf-8")
    assert load_glossary(file) == tuple(dict.fromkeys(terms))


@pytest.mark.model
def test_a_glossary_puts_nothing_into_silence_or_noise(as_sound, model_cache) -> None:
    noise = np.random.default_rng(1).standard_normal(5 * RATE) * 0.02
    found = create(model="base", glossary=("Wierda", "Kijkwijzer", "Heuvelrug"), cache=model_cache)
    assert found.recognize(as_sound(noise), lambda _: None).words == ()


JARGON = ("proefplaatsing", "loonkostensubsidie", "participatiewet", "arbeidsdeskundige", "loonwaarde", "vrijwilligerswerk")


@pytest.mark.model
def test_a_glossary_brings_out_rare_words_that_were_said(dutch, as_sound, model_cache) -> None:
    samples, turns = dutch
    turn = max(turns, key=lambda t: sum(term in t["text"].lower() for term in JARGON))
    said = [term for term in JARGON if term in turn["text"].lower()]
    sound = as_sound(samples[turn["start_ms"] * 16 : turn["end_ms"] * 16])

    def found(glossary: tuple[str, ...]) -> int:
        words = create(model="base", glossary=glossary, cache=model_cache).recognize(sound, lambda _: None).words
        text = " ".join(w.text for w in words).lower()
        return sum(term in text for term in said)

    assert said
    assert found(tuple(said)) > found(())
