"""Which cues are found in which turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from reflect.codebook.cues import WHO, Cue, CueBook, Written
from reflect.errors import FormatError
from reflect.model.text import fold
from reflect.suggestions.asking import asks
from reflect.suggestions.index import Index
from reflect.suggestions.pattern import Grammar, Pattern, PatternError, Piece, compile_list, compile_pattern
from reflect.suggestions.words import Line, Spelling

UNSURE = 0.8
NEVER = "\0"
BEGIN, END = 0.34, 0.6
"""The first and the last part of a talk, as a share of its turns."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for a code. `first` and `last` are places in the words of turn number `turn`."""

    turn: int
    code: str
    cue: str
    strength: float
    reason: str
    first: int
    last: int
    quote: str = ""


class Ear:
    """The cues of a language, ready to listen. Made once per `CueBook`."""

    def __init__(self, book: CueBook, source: str) -> None:
        same = dict(book.same)
        self.spelling = Spelling(same, frozenset(fold(p) for p in book.particles))
        self.cues = book.cues
        lists: dict[str, Piece] = {}
        grammar = Grammar.of(lists, book.starters, book.particles, same)
        for name, entries in book.lists:
            for written in entries:
                with _at(written, source):
                    compile_list((written.text,), grammar)
            lists[name] = compile_list(tuple(e.text for e in entries), grammar)
        self._patterns: list[tuple[int, bool, Pattern]] = []
        for n, cue in enumerate(book.cues):
            for written in cue.say:
                self._patterns.append((n, True, _pattern(written, source, grammar)))
            for written in cue.unless:
                self._patterns.append((n, False, _pattern(written, source, grammar)))
        # Of a voice whose role is known, only the cues of that side are looked for.
        self._index = {side: self._indexed(side) for side in ("", *WHO[:2])}

    def _indexed(self, side: str) -> Index:
        """The patterns for a side; an index numbers all of them, so those of the other side get an anchor that no line has."""
        return Index([p.needs if _may_say(self.cues[n], side) else ((NEVER,),) for n, _, p in self._patterns])

    def found(self, line: Line) -> Iterator[tuple[Cue, int, int]]:
        """The cues in this turn that its speaker may give, with the first and last word of what was found."""
        hits: dict[int, tuple[int, int]] = {}
        refused: set[int] = set()
        for at in self._index[line.side].of(line.words):
            n, speaks, pattern = self._patterns[at]
            if n in refused or (speaks and n in hits):
                continue
            match = pattern.regex.search(line.marked)
            if match is None:
                continue
            if speaks:
                hits[n] = line.part(match.start(), max(match.start() + 1, match.end()))
            else:
                refused.add(n)
        for n, (first, last) in sorted(hits.items()):
            if n not in refused:
                yield self.cues[n], first, last


@lru_cache(maxsize=4)
def ear(book: CueBook) -> Ear:
    return Ear(book, f"cues.{book.language}.yaml")


def _pattern(written: Written, source: str, grammar: Grammar) -> Pattern:
    with _at(written, source):
        return compile_pattern(written.text, grammar)


@contextmanager
def _at(written: Written, source: str) -> Iterator[None]:
    try:
        yield
    except PatternError as error:
        raise FormatError(f"{source}, line {written.line}: the pattern {written.text[:60]!r} {error}.") from error


def heard(book: CueBook, lines: Sequence[Line]) -> Iterator[Evidence]:
    """What the words say, turn by turn."""
    listener = ear(book)
    for n, line in enumerate(lines):
        if not line.words:
            continue
        for cue, first, last in listener.found(line):
            if _fits(cue, lines, n):
                # Without a role nobody knows whether it is the right voice.
                strength = cue.strength if line.side or cue.who == "anyone" else cue.strength * UNSURE
                yield Evidence(n, cue.code, cue.name, strength, cue.reason, first, last, line.quote(first, last))


def _may_say(cue: Cue, side: str) -> bool:
    """Whether a voice on this side may give this cue; a voice without a role may give any."""
    return cue.who == "anyone" or side in ("", cue.who)


def _fits(cue: Cue, lines: Sequence[Line], n: int) -> bool:
    line, count = lines[n], len(lines[n].words)
    if count < cue.least_words or (cue.most_words is not None and count > cue.most_words):
        return False
    before = lines[n - 1] if n else None
    if cue.pause_ms and (before is None or line.span.start_ms - before.span.end_ms < cue.pause_ms):
        return False
    if cue.after_question and not (before is not None and before.turn.speaker != line.turn.speaker and asks(before)):
        return False
    if cue.asks and not asks(line):
        return False
    part = n / max(1, len(lines) - 1)
    return not cue.place or (part <= BEGIN if cue.place == "begin" else part >= END)
