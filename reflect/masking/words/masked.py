"""The transcript without what was confirmed: a new value, for exports and teaching. The protected one stays as it is.

`cautious` is for what is printed before anybody decided: what may be a name counts as one there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from reflect.errors import UsageError
from reflect.masking.words.hits import Hit
from reflect.masking.words.placing import Placed, placed
from reflect.model.mask import Decision, Mask
from reflect.model.span import Span, hull
from reflect.model.speech import Transcript, Turn, Word

_ENDS = re.compile(r"^(\W*).*?(['’]s)?(\W*)$", re.S)


def masked(transcript: Transcript, masks: Iterable[Mask]) -> Transcript:
    """The same talk with the replacements of confirmed masks in place of their words. Whoever hands it out asks `undecided` first."""
    return _without(transcript, [_place(one) for one in placed(masks, transcript) if one.decision is Decision.CONFIRMED])


def cautious(transcript: Transcript, found: Iterable[Placed], hits: Iterable[Hit] = ()) -> Transcript:
    """The same talk without what was confirmed or proposed, and without `hits` that are no mask yet. What a person rejected stays."""
    there = tuple(found)
    missed = [hit for hit in hits if not any(one.meets(hit) for one in there)]
    hidden = [_place(one) for one in there if one.decision is not Decision.REJECTED]
    return _without(transcript, hidden + [_Place(hit.turn, hit.first, hit.last, "") for hit in missed])


class _Place(NamedTuple):
    """Words of a turn, both ends included, and what takes their place; turn -1 is none."""

    turn: int
    first: int
    last: int
    replacement: str


def _place(one: Placed) -> _Place:
    return _Place(one.turn, one.first, one.last, one.name.replacement)


def _without(transcript: Transcript, places: Iterable[_Place]) -> Transcript:
    by_turn: dict[int, list[_Place]] = {}
    for one in places:
        by_turn.setdefault(one.turn, []).append(one)
    return replace(transcript, turns=tuple(_masked_turn(turn, by_turn.get(at, ())) for at, turn in enumerate(transcript.turns)))


def _masked_turn(turn: Turn, hits: Sequence[_Place]) -> Turn:
    words: list[Word] = []
    at = 0
    for first, last, replacement in _apart(hits):
        words += turn.words[at:first]
        words += replaced(turn.words[first : last + 1], replacement)
        at = last + 1
    return replace(turn, words=(*words, *turn.words[at:])) if hits else turn


def _apart(hits: Sequence[_Place]) -> list[tuple[int, int, str]]:
    """Masks that meet become one with the replacement of the longest: nothing of what any of them hides may stay."""
    out: list[tuple[int, int, str]] = []
    for hit in sorted(hits, key=lambda h: (h.first, -h.last)):
        if out and hit.first <= out[-1][1]:
            first, last, replacement = out[-1]
            longer = hit.last - hit.first > last - first
            out[-1] = (first, max(last, hit.last), hit.replacement if longer else replacement)
        else:
            out.append((hit.first, hit.last, hit.replacement))
    return out


def replaced(words: Sequence[Word], replacement: str) -> tuple[Word, ...]:
    """The replacement as words over the same time, with the punctuation around the name and its genitive."""
    before = _ENDS.sub(r"\1", words[0].text)
    found = _ENDS.match(words[-1].text)
    genitive, after = (found.group(2) or "", found.group(3)) if found else ("", "")
    parts = f"{before}{replacement or '[…]'}{genitive}{after}".split()
    whole = hull(word.span for word in words)
    edges = [whole.start_ms + whole.duration_ms * n // len(parts) for n in range(len(parts) + 1)]
    return tuple(replace(words[0], text=text, span=Span(*edge)) for text, edge in zip(parts, pairwise(edges), strict=True))


def undecided(found: Iterable[Placed]) -> tuple[Placed, ...]:
    """Those that a person still has to look at."""
    return tuple(one for one in found if one.decision is Decision.PROPOSED)


def require_decided(found: Sequence[Placed], recording_id: str) -> None:
    """UsageError while there is something that nobody decided about."""
    open_ = len(undecided(found))
    if open_:
        what = "name or number is" if open_ == 1 else "names or numbers are"
        raise UsageError(
            f"{open_} {what} still to be decided about in {recording_id}. Open the page Namen of the app and decide: reflect app"
        )
