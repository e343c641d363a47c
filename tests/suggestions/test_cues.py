"""Every cue that comes with reflect is found in its own examples and in none of its counter-examples."""

from __future__ import annotations

import pytest

from reflect.codebook import load
from reflect.codebook.cues import Cue, load_cues
from reflect.model.span import Span
from reflect.model.speech import Turn, Word
from reflect.suggestions.hearing import ear

BOOK = load_cues()
assert BOOK is not None


def finds(cue: Cue, text: str) -> bool:
    assert BOOK is not None
    listener = ear(BOOK)
    words = tuple(Word(w, Span(n * 300, n * 300 + 300), 1.0) for n, w in enumerate(text.split()))
    return cue in [found for found, _, _ in listener.found(listener.spelling.line(Turn("S1", words)))]


@pytest.mark.parametrize("cue", BOOK.cues, ids=lambda c: c.name)
def test_examples_of_a_cue(cue: Cue) -> None:
    assert [text for text in cue.yes if not finds(cue, text)] == []
    assert [text for text in cue.no if finds(cue, text)] == []


def test_every_code_with_cues_is_in_the_kijkwijzer() -> None:
    assert BOOK is not None
    book = load()
    assert [c.name for c in BOOK.cues if book.find(c.code) is None] == []
