"""Search and replace through all turns: plain text, also over several words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reflect.correction.hunks import apply_hunks
from reflect.correction.operations import placed, words_in
from reflect.correction.refusal import CannotError
from reflect.correction.retiming import spread
from reflect.model.span import Span, hull
from reflect.model.speech import Turn, Word
from reflect.model.turns import Hunk, Turns

MAX_FIND = 200


def replace_all(turns: Turns, find: str, by: str, *, case: bool = False, whole: bool = True) -> tuple[tuple[Hunk, ...], int]:
    """(hunks, how many places) with `by` wherever `find` is said within a turn.

    `whole`: only whole words ("uur" is not found in "buurt"). Not `case`: capitals do not matter. A turn that says nothing
    any more goes. Other words of the turns keep everything. CannotError("nothing_found") where there is nothing to do.
    """
    pattern = _pattern(find, case, whole)
    new = " ".join(words_in(by))
    if len(by) > MAX_FIND:
        raise CannotError("too_long")
    hunks: list[Hunk] = []
    count = 0
    now: tuple[Turn, ...] = tuple(turns[at] for at in range(len(turns)))
    # From the last to the first: a turn that begins later than before may pass others, and those have been looked at by then.
    for at in reversed(range(len(turns))):
        turn = turns[at]
        found = [m for m in pattern.finditer(turn.text) if m.end() > m.start()]
        if not found:
            continue
        count += len(found)
        words = _replaced(turn, found, new)
        if words == turn.words:
            continue
        more = placed(now, at, [Turn(turn.speaker, words)]) if words else (Hunk(at, (turn,), ()),)
        now = apply_hunks(now, more)
        hunks.extend(more)
    if not count:
        raise CannotError("nothing_found")
    return tuple(hunks), count


def _pattern(find: str, case: bool, whole: bool) -> re.Pattern[str]:
    if len(find) > MAX_FIND:
        raise CannotError("too_long")
    wanted = " ".join(words_in(find))
    if not wanted:
        raise CannotError("nothing_found")
    text = re.escape(wanted)
    return re.compile(rf"(?<!\w){text}(?!\w)" if whole else text, 0 if case else re.IGNORECASE)


def _replaced(turn: Turn, found: Sequence[re.Match[str]], new: str) -> tuple[Word, ...]:
    """The words of the turn with `new` in the places `found` in its text."""
    text, words = turn.text, turn.words
    edges = _edges(words)
    out: list[Word] = []
    done = 0  # words before this one are in `out`
    n = 0
    while n < len(found):
        first = next(i for i in range(done, len(words)) if found[n].start() < edges[i][1])
        # Places that touch the same word are one piece of text.
        start, piece = edges[first][0], ""
        at = start
        while True:
            piece += text[at : found[n].start()] + new
            at = found[n].end()
            last = next(i for i in range(first, len(words)) if at <= edges[i][1])
            n += 1
            if n == len(found) or found[n].start() >= edges[last][1]:
                break
        piece += text[at : edges[last][1]]
        out.extend(words[done:first])
        out.extend(_timed(words[first : last + 1], piece.split(), _next_start(words, last), turn.speaker))
        done = last + 1
    return (*out, *words[done:])


def _edges(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where each word lies in the text of its turn."""
    out, at = [], 0
    for word in words:
        out.append((at, at + len(word.text)))
        at += len(word.text) + 1
    return out


def _next_start(words: Sequence[Word], last: int) -> int | None:
    return words[last + 1].span.start_ms if last + 1 < len(words) else None


def _timed(old: Sequence[Word], texts: Sequence[str], next_ms: int | None, speaker: str) -> list[Word]:
    """`texts` in the time of `old`: one for one where there are as many, else in proportion to their length."""
    if len(texts) == len(old):
        return [w if w.text == t else Word(t, w.span, 1.0, speaker, w.language) for w, t in zip(old, texts, strict=True)]
    if not texts:
        return []
    span = hull(w.span for w in old)
    if next_ms is not None:
        span = Span(span.start_ms, max(span.start_ms, min(span.end_ms, next_ms)))
    return [Word(t, piece, 1.0, speaker, old[0].language) for t, piece in zip(texts, spread(span, texts), strict=True)]
