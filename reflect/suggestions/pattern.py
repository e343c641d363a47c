"""What a person writes to say which words to listen for, made into a regular expression.

A pattern is words in their order:

    bang                     a word
    schrok*, *bang*          any word that begins (or ends) so
    ik|we                    one of these words
    (laat maar | hou op)     one of these phrases: in brackets a bar parts phrases
    [zo] moe                 what stands in square brackets may be absent
    ik .. bang, ik ... bang  at most two, at most five other words between
    @ik                      one of the words or phrases of the list called "ik"
    ^ ja maar                at the beginning of a sentence (after "ja", "nou", "eh" and the like)
    laat maar $              at the end of a sentence
    klopt dat ?              a sentence that ends with a question mark

Words between never reach over the end of a sentence. Text is compared in small letters without accents and punctuation, see `words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from reflect.model.text import fold

GAPS = {"..": 2, "...": 5}
_TOKEN = re.compile(r"\s\|\s|\.{2,}|[()\[\]^$?]|[^\s()\[\]^$?.]+")
_WORD = re.compile(r"\*?[\w'@-]+\*?(?:\|\*?[\w'@-]+\*?)*")
_ANY = "[^ .?]"

COMMON = frozenset(
    """
    aan al als alle alles ben bij daar dan dat de deze die dit doe doen door dus echt een eens en er even gaan gaat gewoon goed
    had heb hebben heel heeft het hij hoe hoor iets ik in is ja jij je jullie kan kun kunt laat maar me meer met mij mijn moet na
    naar nee niet nog nou nu of om omdat ook op over toch toen u uit uw van vind voor waar want was wat we weet wel wil wie word
    wordt zal ze zeg zegt zelf zij zijn zo zou
    """.split()
)
"""Words that stand in most sentences, and so say little about where a pattern may be found."""


class PatternError(ValueError):
    """What is wrong with a pattern; its reader knows the file and the line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`regex` finds it in a line of `words.Line`. A line holds it only if it holds one of the words `anchors` ("schrok*" stands for
    every word that begins so); no anchors means that any line may. It is compiled when a line may hold it: a talk needs few of them,
    and all of them take seconds.
    """

    text: str
    source: str
    anchors: tuple[str, ...]

    @property
    def regex(self) -> re.Pattern[str]:
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern as a regular expression, and the words of which one must be there (None: no word is certain)."""

    regex: str
    anchors: tuple[str, ...] | None = None
    skips: bool = True
    """Whether particles may stand before and after it."""

    @property
    def cost(self) -> float:
        """About how many lines have one of the anchors."""
        if not self.anchors:
            return 1e9
        return sum(40.0 if a in COMMON else 8.0 if len(a.strip("*")) < 3 else 1.0 for a in self.anchors)


Lists = Mapping[str, Piece]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What all patterns of a language share: lists by their name, words that may begin a sentence, particles that may stand anywhere."""

    lists: Lists
    starters: str = ""
    particles: str = ""
    same: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, lists: Lists, starters: Sequence[str] = (), particles: Sequence[str] = (), same: Mapping[str, str] | None = None
    ) -> Grammar:
        return cls(
            lists, f"(?:(?:{_any(starters)}) ){{0,4}}?" if starters else "", f"(?:(?:{_any(particles)}) ){{0,3}}?" if particles else ""
        )


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(fold(w)).replace(r"\ ", " ") for w in words)


def compile_pattern(text: str, grammar: Grammar) -> Pattern:
    """The pattern that `text` describes; PatternError says what cannot be read.

    >>> found = compile_pattern("ik ben .. bang", Grammar({}))
    >>> bool(found.regex.search(". ja ik ben wel bang . ")), found.anchors
    (True, ('bang',))
    """
    tokens = _Tokens(text)
    piece = _sequence(tokens, grammar)
    if tokens.rest:
        raise PatternError(f"has {tokens.rest[0]!r} without its partner")
    return Pattern(text, r"(?<![^ ])" + piece.regex, piece.anchors or ())


def compile_list(entries: tuple[str, ...], grammar: Grammar) -> Piece:
    """What "@name" stands for: one of these words or phrases."""
    return _either([_sequence(_Tokens(entry), grammar) for entry in entries])


class _Tokens:
    def __init__(self, text: str) -> None:
        plain = _bars(fold(text))
        self.rest = [t.strip() for t in _TOKEN.findall(plain)]
        left = _TOKEN.sub("", plain).strip()
        if left:
            raise PatternError(f"has {left[0]!r}, which has no meaning here")
        if not self.rest:
            raise PatternError("is empty")

    def take(self) -> str:
        token: str = self.rest.pop(0)
        return token


def _bars(text: str) -> str:
    """Spaces round the bars in brackets, none round the others."""
    depth, out = 0, []
    for part in re.split(r"(\s*\|\s*|[()\[\]])", text):
        depth += (part in tuple("([")) - (part in tuple(")]"))
        out.append((" | " if depth > 0 else "|") if part.strip() == "|" else part)
    return "".join(out)


def _sequence(tokens: _Tokens, grammar: Grammar) -> Piece:
    """Pieces one after another, up to a closing bracket or a bar between phrases."""
    pieces: list[Piece] = []
    while tokens.rest and tokens.rest[0] not in (")", "]", "|"):
        pieces.append(_piece(tokens, grammar))
    if not pieces:
        raise PatternError("has nothing where a word should stand")
    best = min(pieces, key=lambda p: p.cost)
    regex = pieces[0].regex
    for a, b in pairwise(pieces):
        regex += (grammar.particles if a.skips and b.skips else "") + b.regex
    return Piece(regex, best.anchors)


def _piece(tokens: _Tokens, grammar: Grammar) -> Piece:
    token = tokens.take()
    if token in GAPS:
        return Piece(f"(?:{_ANY}+ ){{0,{GAPS[token]}}}?", skips=False)
    if token == "^":
        return Piece(r"(?<=[.?] )" + grammar.starters, skips=False)
    if token == "$":
        return Piece(r"(?=[.?] )")
    if token == "?":
        return Piece(rf"(?=(?:{_ANY}+ )*\? )")
    if token in "([":
        return _group(tokens, grammar, "]" if token == "[" else ")")
    return _words(token, grammar)


def _group(tokens: _Tokens, grammar: Grammar, close: str) -> Piece:
    choices = [_sequence(tokens, grammar)]
    while tokens.rest and tokens.rest[0] == "|":
        tokens.take()
        choices.append(_sequence(tokens, grammar))
    if not tokens.rest or tokens.take() != close:
        raise PatternError(f"lacks a {close!r}")
    found = _either(choices)
    return Piece(found.regex + "?") if close == "]" else found


def _words(token: str, grammar: Grammar) -> Piece:
    if token == "*":
        return Piece(f"{_ANY}+ ")
    if not _WORD.fullmatch(token):
        raise PatternError(f"has {token!r}, which is no word. A word has letters, digits, ' and -, and * at its begin or end")
    return _either(list(_word(word, grammar) for word in token.split("|")))


def _word(word: str, grammar: Grammar) -> Piece:
    lists = grammar.lists
    if word in grammar.same:
        # Lines have the other form of it, which may be more than one word.
        return Piece("".join(re.escape(w) + " " for w in grammar.same[word].split()), (grammar.same[word].split()[0],))
    if not word.startswith("@"):
        return Piece(re.escape(word).replace(r"\*", f"{_ANY}*") + " ", (word,))
    if word[1:] not in lists:
        raise PatternError(f"names the list {word}, which is not there. Allowed: {', '.join('@' + name for name in lists) or 'none'}")
    return lists[word[1:]]


def _either(choices: list[Piece]) -> Piece:
    anchors: list[str] | None = []
    for choice in choices:
        anchors = None if anchors is None or choice.anchors is None else [*anchors, *choice.anchors]
    regex = "|".join(c.regex for c in choices)
    return Piece(f"(?:{regex})", None if anchors is None else tuple(dict.fromkeys(anchors)))


class Index:
    """Which patterns may be in a line, by its words."""

    def __init__(self, anchors: list[tuple[str, ...]]) -> None:
        self._whole: dict[str, list[int]] = {}
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._holds: list[tuple[str, int]] = []
        self._always: list[int] = []
        self._known: dict[str, tuple[int, ...]] = {}
        for n, words in enumerate(anchors):
            for word in words:
                self._add(word, n)
            if not words:
                self._always.append(n)

    def _add(self, anchor: str, n: int) -> None:
        word = anchor.strip("*")
        if anchor.startswith("*") and anchor.endswith("*"):
            self._holds.append((word, n))
        else:
            kind = self._begins if anchor.endswith("*") else self._ends if anchor.startswith("*") else self._whole
            kind.setdefault(word, []).append(n)

    def of(self, words: Iterator[str] | tuple[str, ...]) -> list[int]:
        """The numbers of the patterns that a line with these words may hold, in their order."""
        found: set[int] = set(self._always)
        for word in words:
            numbers = self._known.get(word)
            if numbers is None:
                numbers = self._known[word] = tuple(self._look_up(word))
            found.update(numbers)
        return sorted(found)

    def _look_up(self, word: str) -> Iterator[int]:
        yield from self._whole.get(word, ())
        for n in range(1, len(word) + 1):
            yield from self._begins.get(word[:n], ())
            yield from self._ends.get(word[-n:], ())
        yield from (n for part, n in self._holds if part in word)
