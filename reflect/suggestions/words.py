"""The words of a turn as patterns see them: small letters, no accents, no punctuation, spoken short forms written out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from reflect.model.span import Span, hull
from reflect.model.speech import Role, Turn
from reflect.model.text import fold

SILENT = "-"
"""Stands for a sound that says nothing, such as "eh"."""

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_ENDS = (".", "!", "…")
_QUOTES = "\"'”’»)"


@dataclass(frozen=True, slots=True)
class Line:
    """A turn for patterns. `text` is its words with a space after each and "." or "?" after each sentence, beginning with ". ".

    `offsets` holds the place in `text` of every word, `origins` the place of that word in `turn.words`.
    """

    turn: Turn
    role: Role
    certain: bool
    text: str
    words: tuple[str, ...]
    offsets: tuple[int, ...]
    origins: tuple[int, ...]

    @property
    def span(self) -> Span:
        return self.turn.span

    def part(self, start: int, end: int) -> tuple[int, int]:
        """First and last place in `turn.words` of what lies at `start` to `end` in `text`."""
        first = max(0, bisect_right(self.offsets, start) - 1)
        last = max(first, bisect_right(self.offsets, end - 1) - 1)
        return self.origins[first], self.origins[last]

    def quote(self, first: int, last: int, most: int = 9) -> str:
        """Words of the turn as they were said, without the punctuation round them."""
        words = [w.text for w in self.turn.words[first : last + 1]]
        text = " ".join(words) if len(words) <= most else " ".join([*words[: most - 2], "…", words[-1]])
        return text.strip(" .,!?…;:-\"'”“„’‘")

    def sentences(self) -> list[tuple[int, int]]:
        """(first, last) place in `turn.words` of each sentence; a turn without punctuation is one."""
        out, begin = [], 0
        for n, word in enumerate(self.turn.words):
            if _ends(word.text) or n == len(self.turn.words) - 1:
                out.append((begin, n))
                begin = n + 1
        return out

    def around(self, first: int, last: int) -> Span:
        """The sentences in which words `first` to `last` stand."""
        parts = [(a, b) for a, b in self.sentences() if a <= last and b >= first]
        begin, end = (parts[0][0], parts[-1][1]) if parts else (first, last)
        return hull(w.span for w in self.turn.words[begin : end + 1])


def line(turn: Turn, role: Role, certain: bool, same: Mapping[str, str]) -> Line:
    """`same` gives for a spoken form the words that stand for it ("'k" → "ik", "da's" → "dat is")."""
    parts, words, offsets, origins = [". "], [], [], []
    at = 2
    for n, word in enumerate(turn.words):
        for plain in _plain(word.text, same):
            parts.append(plain + " ")
            words.append(plain)
            offsets.append(at)
            origins.append(n)
            at += len(plain) + 1
        end = _end_mark(word.text)
        if end and len(parts) > 1 and parts[-1] not in (". ", "? "):
            parts.append(end)
            at += 2
    if parts[-1] not in (". ", "? "):
        parts.append(". ")
    return Line(turn, role, certain, "".join(parts), tuple(words), tuple(offsets), tuple(origins))


def _plain(text: str, same: Mapping[str, str]) -> list[str]:
    if text.startswith("["):
        return []
    lower = fold(text).replace("’", "'").replace("‘", "'")
    known = same.get(lower.strip('.,!?…;:"-')) or same.get(_EDGES.sub("", lower))
    if known:
        return [] if known == SILENT else known.split()
    # "drie-vier" and "uitkering/inkomen" are two words each; "re-integratie" is one, so a hyphen stays.
    return [w for w in (_EDGES.sub("", part) for part in re.split(r"[/…]|\.\.+", lower)) if w]


def _end_mark(text: str) -> str:
    bare = text.rstrip(_QUOTES)
    if "?" in bare[-3:]:
        return "? "
    return ". " if bare.endswith(_ENDS) else ""


def _ends(text: str) -> bool:
    return bool(_end_mark(text))
