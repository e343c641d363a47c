"""What a person can do with a turn. Every function gives the hunks that do it; none when nothing changes.

Turns stay in order of their first word: a piece of a turn goes behind a short turn of another that it follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reflect.correction.hunks import start_of
from reflect.correction.refusal import CannotError
from reflect.correction.retiming import retimed
from reflect.model.speech import Turn, Word
from reflect.model.text import clean
from reflect.model.turns import Hunk, Turns

MAX_TEXT = 500_000
MAX_WORD = 200
NEAR = 8
"""Turns this far apart can be merged: a long turn goes on after short ones of others."""


def set_text(turns: Turns, at: int, text: str) -> tuple[Hunk, ...]:
    """Turn `at` says `text`; a turn that says nothing goes."""
    turn = _turn(turns, at)
    if text == turn.text:
        return ()
    texts = words_in(text)
    if texts == [w.text for w in turn.words]:
        return ()
    if not texts:
        return (Hunk(at, (turn,), ()),)
    return placed(turns, at, [Turn(turn.speaker, retimed(turn.words, texts, turn.speaker))])


def set_speaker(turns: Turns, at: int, speaker: str, start: int | None = None, stop: int | None = None) -> tuple[Hunk, ...]:
    """Words `start` to `stop` (half-open; without them the whole turn) were said by `speaker`."""
    turn = _turn(turns, at)
    first, last = _stretch(turn, start, stop)
    if speaker == turn.speaker:
        return ()
    pieces = [
        Turn(turn.speaker, turn.words[:first]),
        Turn(speaker, _said_by(turn.words[first:last], speaker)),
        Turn(turn.speaker, turn.words[last:]),
    ]
    return placed(turns, at, [p for p in pieces if p.words])


def split(turns: Turns, at: int, word: int) -> tuple[Hunk, ...]:
    """Turn `at` becomes two; the second begins with `word`, counted from 0."""
    turn = _turn(turns, at)
    if not 0 < word < len(turn.words):
        raise CannotError("no_such_word")
    return placed(turns, at, [Turn(turn.speaker, turn.words[:word]), Turn(turn.speaker, turn.words[word:])])


def merge(turns: Turns, at: int, other: int) -> tuple[Hunk, ...]:
    """Turn `other`, a little further on, joins turn `at` and its speaker; the words stay in order of time."""
    one, two = _turn(turns, at), _turn(turns, other)
    if not 0 < other - at <= NEAR:
        raise CannotError("not_neighbours")
    words = sorted((*one.words, *_said_by(two.words, one.speaker)), key=lambda w: w.span.start_ms)
    whole = Turn(one.speaker, tuple(words))
    if other == at + 1:
        return (Hunk(at, (one, two), (whole,)),)
    return Hunk(at, (one,), (whole,)), Hunk(other, (two,), ())


def confirm(turns: Turns, at: int, start: int | None = None, stop: int | None = None) -> tuple[Hunk, ...]:
    """Words `start` to `stop` are right as they are."""
    turn = _turn(turns, at)
    first, last = _stretch(turn, start, stop)
    words = tuple(replace(w, probability=1.0, doubtful=False) if first <= i < last else w for i, w in enumerate(turn.words))
    return () if words == turn.words else (Hunk(at, (turn,), (Turn(turn.speaker, words),)),)


# ---- shared -----------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """The words of a typed text. CannotError("too_long") where nobody speaks so long."""
    if len(text) > MAX_TEXT:
        raise CannotError("too_long")
    texts = clean(text).split()
    if any(len(t) > MAX_WORD for t in texts):
        raise CannotError("too_long")
    return texts


def placed(turns: Turns, at: int, pieces: Sequence[Turn]) -> tuple[Hunk, ...]:
    """`pieces` (in order of start) in the place of turn `at`, each where its first word belongs."""
    follows = at + 1
    stay = [p for p in pieces if follows >= len(turns) or start_of(p) <= start_of(turns[follows])]
    hunks = [Hunk(at, (turns[at],), tuple(stay))]
    grown = len(stay) - 1
    for piece in pieces[len(stay) :]:
        while follows < len(turns) and start_of(turns[follows]) < start_of(piece):
            follows += 1
        hunks.append(Hunk(follows + grown, (), (piece,)))
        grown += 1
    return tuple(hunks)


def _said_by(words: Sequence[Word], speaker: str) -> tuple[Word, ...]:
    return tuple(replace(w, speaker=speaker) for w in words)


def _turn(turns: Turns, at: int) -> Turn:
    if not 0 <= at < len(turns) or not turns[at].words:
        raise CannotError("no_such_turn")
    return turns[at]


def _stretch(turn: Turn, start: int | None, stop: int | None) -> tuple[int, int]:
    first = 0 if start is None else start
    last = len(turn.words) if stop is None else stop
    if not 0 <= first < last <= len(turn.words):
        raise CannotError("no_such_word")
    return first, last
