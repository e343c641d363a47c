"""The words of a turn as patterns see them: small letters, no accents, no punctuation, spoken short forms written out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Mapping
from dataclasses import dataclass

from reflect.model.span import Span, hull
from reflect.model.speech import Role, Turn
from reflect.model.text import fold

SIDES = {
    Role.CLIENT: "client",
    Role.INTERPRETER: "client",
    Role.KLANTMANAGER: "klantmanager",
    Role.COLLEAGUE: "klantmanager",
}
"""An interpreter says in Dutch what the client said; a colleague sits on the klantmanager's side of the table."""
SMALL = "~"
"""Stands before a particle, so that a pattern can pass over it."""
_MARKS = (". ", "? ")
SILENT = "-"
"""Stands for a sound that says nothing, such as "eh"."""

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_ENDS = (".", "!", "…")
_QUOTES = "\"'”’»)"


@dataclass(frozen=True, slots=True)
class Line:
    """A turn for patterns. `text` is its words with a space after each and "." or "?" after each sentence, beginning with ". ";
    `marked` is the same with `SMALL` before each particle.

    `offsets` holds the place in `marked` of every word, `origins` the place of that word in `turn.words`.
    """

    turn: Turn
    span: Span
    role: Role
    text: str
    marked: str
    words: tuple[str, ...]
    offsets: tuple[int, ...]
    origins: tuple[int, ...]

    @property
    def side(self) -> str:
        """On whose side this voice speaks, "client" or "klantmanager"; empty when that is not known."""
        return SIDES.get(self.role, "")

    def part(self, start: int, end: int) -> tuple[int, int]:
        """First and last place in `turn.words` of what lies at `start` to `end` in `marked`."""
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


class Spelling:
    """How the words of a language are written for patterns: `same` gives for a spoken form the words that stand for it ("'k" → "ik",
    "da's" → "dat is"), `particles` are the small words that a pattern may pass over."""

    def __init__(self, same: Mapping[str, str], particles: Container[str] = ()) -> None:
        self._same, self._particles = same, particles
        self._known: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {}

    def line(self, turn: Turn, role: Role = Role.UNKNOWN) -> Line:
        plain, marked = [". "], [". "]
        words: list[str] = []
        offsets: list[int] = []
        origins: list[int] = []
        at = 2
        for n, spoken in enumerate(turn.words):
            found = self._known.get(spoken.text)
            if found is None:
                found = self._known[spoken.text] = self._written(spoken.text)
            for word, seen in found[0]:
                words.append(word)
                offsets.append(at)
                origins.append(n)
                plain.append(word + " ")
                marked.append(seen)
                at += len(seen)
            if found[1] and plain[-1] not in _MARKS:
                plain.append(found[1])
                marked.append(found[1])
                at += 2
        if plain[-1] not in _MARKS:
            plain.append(". ")
            marked.append(". ")
        return Line(turn, turn.span, role, "".join(plain), "".join(marked), tuple(words), tuple(offsets), tuple(origins))

    def _written(self, text: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """The words that stand for a spoken one, each as it is and as a pattern sees it, and the end of a sentence after it."""
        pairs = ((w, (SMALL + w if w in self._particles else w) + " ") for w in _plain(text, self._same))
        return tuple(pairs), _end_mark(text)


def _plain(text: str, same: Mapping[str, str]) -> list[str]:
    if text.startswith("["):
        return []
    lower = fold(text).replace("’", "'").replace("‘", "'")
    known = same.get(lower.strip('.,!?…;:"-')) or same.get(_EDGES.sub("", lower))
    if known:
        return [] if known == SILENT else known.split()
    # "uitkering/inkomen" is two words; "re-integratie" is one.
    return [w for w in (_EDGES.sub("", part) for part in re.split(r"[/…~.?]+", lower)) if w]


def _end_mark(text: str) -> str:
    bare = text.rstrip(_QUOTES)
    if "?" in bare[-3:]:
        return "? "
    return ". " if bare.endswith(_ENDS) else ""


def _ends(text: str) -> bool:
    return bool(_end_mark(text))
