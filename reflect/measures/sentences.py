"""What is said, in sentences and in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reflect.model.span import Span, hull
from reflect.model.speech import Turn, Word

SENTENCE_ENDS = (".", "?", "!", "…")
_QUOTES = "\"'”’»)"
_NO_LETTER = re.compile(r"[^\w'’-]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one speaker up to the end of a sentence; the last one of a turn need not have an end."""

    speaker: str
    span: Span
    words: tuple[Word, ...]

    @property
    def asks(self) -> bool:
        """It has a question mark: "?!" and "?..." ask too."""
        return "?" in self.words[-1].text

    @property
    def plain(self) -> tuple[str, ...]:
        """Its words in small letters, without marks."""
        return plain(self.words)


def plain(words: tuple[Word, ...]) -> tuple[str, ...]:
    """
    >>> plain(tuple(Word(t, Span(0, 1), 1.0) for t in ("Hè,", "zo'n", "?", "DAG!")))
    ('hè', "zo'n", 'dag')
    """
    found = (w.text.lower() if w.text.isalpha() else _bare(w.text) for w in words)
    return tuple(text for text in found if text)


def _bare(text: str) -> str:
    return _NO_LETTER.sub("", text.lower()).replace("’", "'").strip("'-")


def sentences_of(turn: Turn) -> tuple[Sentence, ...]:
    return tuple(Sentence(turn.speaker, hull(w.span for w in words), words) for words in _split(turn))


def _split(turn: Turn) -> Iterator[tuple[Word, ...]]:
    begin = 0
    for n, word in enumerate(turn.words, start=1):
        if word.text.rstrip(_QUOTES).endswith(SENTENCE_ENDS) or n == len(turn.words):
            yield turn.words[begin:n]
            begin = n
