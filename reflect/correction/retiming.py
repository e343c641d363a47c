"""A corrected text gets word times: what a person did not touch keeps them, what is new gets a guess.

The old and the new words are aligned on their letters, without capitals, marks and punctuation. Aligned words keep their
times. As many new words as old ones in a stretch take over the times one for one; other numbers share the time of the stretch
in proportion to their length. A guess is at most as wrong as the stretch is long.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from reflect.model.span import Span, hull
from reflect.model.speech import Word
from reflect.model.text import fold

ROOM_MS = 40
"""A pause shorter than this per inserted word holds no word: then the words on both sides are spoken through."""

WORD_MS, LETTER_MS = 150, 90
"""The longest that an inserted word takes of a pause. Slow Dutch speech has some eight letters a second."""

MAX_PRODUCT = 4_000_000
"""Above this many pairs of words no alignment is looked for: the stretch is taken as new."""

_EDGES = string.punctuation + "…–—‘’“”„«»¿¡"

Step = tuple[str, int, int, int, int]


def retimed(words: Sequence[Word], texts: Sequence[str], speaker: str) -> tuple[Word, ...]:
    """The words of a turn with the words `texts` in their place.

    A word that is the same is the same object's value; one that differs in capitals or punctuation keeps its time and
    language; every changed word has probability 1 and is not doubtful. All lie inside the span of `words`, and their starts
    are in order when those of `words` are.
    """
    out: list[Word] = []
    for kind, i, j, m, n in _steps([_letters(w.text) for w in words], [_letters(t) for t in texts]):
        if kind == "equal" or (kind == "replace" and j - i == n - m):
            out.extend(_renamed(w, t) for w, t in zip(words[i:j], texts[m:n], strict=True))
        elif kind == "replace":
            out.extend(_shared(words, i, j, texts[m:n], speaker))
        elif kind == "insert":
            out.extend(_inserted(words, i, texts[m:n], speaker))
    return tuple(out)


def spread(span: Span, texts: Sequence[str]) -> list[Span]:
    """`span` cut into a piece for each text, in proportion to their letters.

    >>> spread(Span(0, 900), ["een", "dakloos"])
    [Span(start_ms=0, end_ms=270), Span(start_ms=270, end_ms=900)]
    """
    total, done, edges = sum(len(t) or 1 for t in texts), 0, [span.start_ms]
    for text in texts:
        done += len(text) or 1
        edges.append(span.start_ms + span.duration_ms * done // total)
    return [Span(a, b) for a, b in pairwise(edges)]


def _letters(text: str) -> str:
    return fold(text).strip(_EDGES) or text


def _renamed(word: Word, text: str) -> Word:
    return word if word.text == text else replace(word, text=text, probability=1.0, doubtful=False)


def _shared(words: Sequence[Word], i: int, j: int, texts: Sequence[str], speaker: str) -> Iterator[Word]:
    """New words in the time of words[i:j]."""
    span = hull(w.span for w in words[i:j])
    if j < len(words):
        # Words may overlap: no new one starts after the one that follows.
        span = Span(span.start_ms, max(span.start_ms, min(span.end_ms, words[j].span.start_ms)))
    for text, piece in zip(texts, spread(span, texts), strict=True):
        yield Word(text, piece, 1.0, speaker, words[i].language)


def _inserted(words: Sequence[Word], i: int, texts: Sequence[str], speaker: str) -> Iterator[Word]:
    """New words between words[i - 1] and words[i]; one of the two may not be there."""
    before = words[i - 1] if i > 0 else None
    after = words[i] if i < len(words) else None
    language = (before or after or Word("", Span(0, 0), 1.0)).language
    for text, piece in zip(texts, _pieces(before, after, words, texts), strict=True):
        yield Word(text, piece, 1.0, speaker, language)


def _pieces(before: Word | None, after: Word | None, words: Sequence[Word], texts: Sequence[str]) -> list[Span]:
    if before is None and after is None:
        return [Span(0, 0)] * len(texts)
    if before is None:
        first = after.span if after is not None else Span(0, 0)
        return [Span(first.start_ms, first.middle_ms)] * len(texts)
    if after is None:
        end_ms = max(w.span.end_ms for w in words)
        return spread(Span(min(before.span.middle_ms, end_ms), end_ms), texts)
    gap_ms = after.span.start_ms - before.span.end_ms
    if gap_ms >= ROOM_MS * len(texts):
        taken = min(gap_ms, sum(WORD_MS + LETTER_MS * len(t) for t in texts))
        start_ms = before.span.end_ms + (gap_ms - taken) // 2
        return spread(Span(start_ms, start_ms + taken), texts)
    start_ms = max(before.span.start_ms, min(before.span.middle_ms, after.span.start_ms))
    return spread(Span(start_ms, max(start_ms, after.span.start_ms)), texts)


# ---- which new word is which old one ----------------------------------------------------------


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """How `old` becomes `new`, as difflib says it: (equal, replace, insert or delete; old from, to; new from, to)."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    middle: list[Step] = []
    if len(a) * len(b) > MAX_PRODUCT:
        middle = [("replace", 0, len(a), 0, len(b))]
    elif a or b:
        middle = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    steps = [("equal", 0, head, 0, head)]
    steps += [(kind, i + head, j + head, m + head, n + head) for kind, i, j, m, n in middle]
    steps.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return steps


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    for n, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return n
    return min(len(a), len(b))
