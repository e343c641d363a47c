"""Hunks on turns: done, and undone where the turns are still as the hunk left them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reflect.correction.refusal import CannotError
from reflect.model.speech import Speaker, Transcript, Turn
from reflect.model.turns import Draft, Hunk, Turns, base_key, turn_key


class Plain:
    """Turns in a list that can be changed: the simple `Draft`."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self.turns = list(turns)

    def __len__(self) -> int:
        return len(self.turns)

    def __getitem__(self, at: int, /) -> Turn:
        return self.turns[at]

    def find(self, key: str) -> int | None:
        wanted, number = base_key(key)
        places = [i for i, turn in enumerate(self.turns) if turn_key(turn) == wanted]
        return places[number - 1] if 0 < number <= len(places) else None

    def splice(self, at: int, removed: int, inserted: Iterable[Turn]) -> None:
        self.turns[at : at + removed] = inserted


def apply_hunks(turns: Sequence[Turn], hunks: Iterable[Hunk]) -> tuple[Turn, ...]:
    """The turns after `hunks`. CannotError("turn_changed") when other turns are there than the hunks take away."""
    out = list(turns)
    for hunk in hunks:
        if tuple(out[hunk.at : hunk.at + len(hunk.removed)]) != hunk.removed:
            raise CannotError("turn_changed")
        out[hunk.at : hunk.at + len(hunk.removed)] = hunk.inserted
    return tuple(out)


def corrected(transcript: Transcript, hunks: Iterable[Hunk]) -> Transcript:
    """The transcript after `hunks`, with a speaker for every label that is new in it."""
    hunks = tuple(hunks)
    if not hunks:
        return transcript
    known = {s.label for s in transcript.speakers}
    new = [t.speaker for h in hunks for t in h.inserted if t.speaker not in known]
    speakers = (*transcript.speakers, *(Speaker(label) for label in dict.fromkeys(new)))
    return replace(transcript, turns=apply_hunks(transcript.turns, hunks), speakers=speakers)


def put_back(draft: Draft, hunks: Iterable[Hunk]) -> tuple[Hunk, ...]:
    """Do `hunks` (the inverse of an earlier correction) wherever their turns are by now; gives them with the new places.

    CannotError("turn_changed"), and `draft` as it was, when another correction changed one of these turns since.
    """
    done: list[Hunk] = []
    for hunk in hunks:
        at = _place_of(draft, hunk)
        if at is None:
            for earlier in reversed(done):
                draft.splice(earlier.at, len(earlier.inserted), earlier.removed)
            raise CannotError("turn_changed")
        draft.splice(at, len(hunk.removed), hunk.inserted)
        done.append(replace(hunk, at=at))
    return tuple(done)


def start_of(turn: Turn) -> int:
    return turn.words[0].span.start_ms if turn.words else 0


def _place_of(draft: Draft, hunk: Hunk) -> int | None:
    if not hunk.removed:
        return place_for(draft, hunk)
    wanted = turn_key(hunk.removed[0])
    for number in range(1, len(draft) + 1):
        at = draft.find(wanted if number == 1 else f"{wanted}#{number}")
        if at is None:
            return None
        if at + len(hunk.removed) <= len(draft) and all(draft[at + k] == turn for k, turn in enumerate(hunk.removed)):
            return at
    return None


def place_for(turns: Turns, hunk: Hunk) -> int:
    """Where turns without a predecessor belong: where they were, when the order of starts allows it, else by their start."""
    start_ms = start_of(hunk.inserted[0])
    at = hunk.at
    fits = 0 <= at <= len(turns)
    fits = fits and (at == 0 or start_of(turns[at - 1]) <= start_ms) and (at == len(turns) or start_ms <= start_of(turns[at]))
    return at if fits else bisect_right(range(len(turns)), start_ms, key=lambda i: start_of(turns[i]))
