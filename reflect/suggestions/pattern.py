"""What a person writes to say which words to listen for, made into a regular expression.

A pattern is words in their order:

    bang                     a word
    schrok*, *bang*          any word that begins (or ends) so
    ik|we                    one of these words
    (laat maar | hou op)     one of these phrases: in brackets a bar parts phrases
    [zo] moe                 what stands in square brackets may be absent
    ik .. bang, ik ... bang  at most two, at most five other words between
    wil .... maar            at most twelve, also over the end of a sentence
    @ik                      one of the words or phrases of the list called "ik"
    ^ ja maar                at the beginning of a sentence (after "ja", "nou", "eh" and the like)
    laat maar $              at the end of a sentence
    klopt dat ?              a sentence that ends with a question mark

Text is compared in small letters without accents and punctuation, see `words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from reflect.model.text import fold
from reflect.suggestions.words import SMALL

_TOKEN = re.compile(r"\s\|\s|\.{2,}|[()\[\]^$?]|[^\s()\[\]^$?.]+")
_WORD = re.compile(r"\*?[\w'@-]+\*?(?:\|\*?[\w'@-]+\*?)*")
_ANY = "[^ .?]"
GAPS = {"..": (_ANY, 2), "...": (_ANY, 5), "....": ("[^ ]", 12)}

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


Anchors = tuple[str, ...]
"""Words of which one must be there; "schrok*" stands for every word that begins so."""
MOST_NEEDS = 3


@dataclass(frozen=True, slots=True)
class Pattern:
    """`source` is the regular expression that finds it in a `words.Line`. Each of `needs` must be in a line for the pattern to be there;
    without needs any line may have it. It is compiled when a line may hold it: a talk needs few of them, and all of them take seconds.
    """

    text: str
    source: str
    needs: tuple[Anchors, ...]

    @property
    def regex(self) -> re.Pattern[str]:
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern as a regular expression, and what must be in a line that has it, the rarest first."""

    regex: str
    needs: tuple[Anchors, ...] = ()
    skips: bool = True
    """Whether particles may stand before and after it."""


def _commonness(anchors: Anchors) -> float:
    """About how many lines have one of these words."""
    return sum(300.0 if a in COMMON else 100.0 if len(a.strip("*")) < 3 else 1.0 for a in anchors)


Lists = Mapping[str, Piece]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What all patterns of a language share: lists by their name, words that may begin a sentence, particles that may stand anywhere."""

    lists: Lists
    starters: str = ""
    particles: frozenset[str] = frozenset()
    same: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, lists: Lists, starters: Sequence[str] = (), particles: Sequence[str] = (), same: Mapping[str, str] | None = None
    ) -> Grammar:
        marked = frozenset(fold(p) for p in particles)
        before = "|".join(" ".join(_marked(word, marked) for word in fold(s).split()) for s in starters)
        return cls(lists, f"(?:(?:{before}) ){{0,4}}?" if starters else "", marked, same or {})


_SKIP = f"(?:{SMALL}{_ANY}+ ){{0,3}}?"


def _marked(word: str, particles: Container[str]) -> str:
    return SMALL + word if word in particles else word


def compile_pattern(text: str, grammar: Grammar) -> Pattern:
    """The pattern that `text` describes; PatternError says what cannot be read.

    >>> found = compile_pattern("ik ben .. bang", Grammar({}))
    >>> bool(found.regex.search(". ja ik ben wel bang . ")), found.needs
    (True, (('bang',), ('ik',), ('ben',)))
    """
    tokens = _Tokens(text)
    piece = _sequence(tokens, grammar)
    if tokens.rest:
        raise PatternError(f"has {tokens.rest[0]!r} without its partner")
    return Pattern(text, r"(?<![^ ])" + piece.regex, piece.needs[:MOST_NEEDS])


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
    regex = pieces[0].regex
    for a, b in pairwise(pieces):
        regex += (_SKIP if grammar.particles and a.skips and b.skips else "") + b.regex
    needs = sorted((n for p in pieces for n in p.needs), key=_commonness)
    return Piece(regex, tuple(dict.fromkeys(needs)))


def _piece(tokens: _Tokens, grammar: Grammar) -> Piece:
    token = tokens.take()
    if token in GAPS:
        word, most = GAPS[token]
        return Piece(f"(?:{word}+ ){{0,{most}}}?", skips=False)
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
    if word.startswith("@"):
        if word[1:] not in grammar.lists:
            raise PatternError(f"names the list {word}, which is not there. Allowed: {', '.join('@' + n for n in grammar.lists) or 'none'}")
        return grammar.lists[word[1:]]
    # Lines have the written form of a spoken one, which may be more than one word.
    words = grammar.same.get(word, word).split()
    if "*" not in word:
        return Piece("".join(re.escape(_marked(w, grammar.particles)) + " " for w in words), tuple((w,) for w in words))
    return Piece(f"{SMALL}?" + re.escape(word).replace(r"\*", f"{_ANY}*") + " ", ((word,),))


def _either(choices: list[Piece]) -> Piece:
    """One of several pieces: one of their rarest words must be there, if each of them has any."""
    regex = "(?:" + "|".join(c.regex for c in choices) + ")"
    if not all(c.needs for c in choices):
        return Piece(regex)
    if len(choices) == 1:
        return Piece(regex, choices[0].needs)
    return Piece(regex, (tuple(dict.fromkeys(anchor for c in choices for anchor in c.needs[0])),))
