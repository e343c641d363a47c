"""Turns as they are named, replaced and put back: what correcting, its record and the screen share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from reflect.model.speech import Turn


class Turns(Protocol):
    """Turns by their place. A tuple is one; the store has one that reads each turn only when it is asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> Turn: ...


class Draft(Turns, Protocol):
    """Turns that can be changed in place."""

    def find(self, key: str) -> int | None:
        """The place of the turn with this key."""
        ...

    def splice(self, at: int, removed: int, inserted: Iterable[Turn]) -> None:
        """Put `inserted` in the place of the `removed` turns from `at` on."""
        ...


@dataclass(frozen=True, slots=True)
class Hunk:
    """At place `at` the turns `removed` make way for `inserted`; either may be empty.

    Several hunks of one correction hold one after another: the place of each counts the turns as the one before left them.
    """

    at: int
    removed: tuple[Turn, ...]
    inserted: tuple[Turn, ...]

    def inverse(self) -> Hunk:
        return Hunk(self.at, self.inserted, self.removed)


@dataclass(frozen=True, slots=True)
class KeyedTurn:
    key: str
    turn: Turn


def turn_key(turn: Turn) -> str:
    """What a turn is called as long as its times and its speaker stay: start of the first word, end of the last, speaker.

    >>> from reflect.model.speech import Word
    >>> from reflect.model.span import Span
    >>> turn_key(Turn("S1", (Word("Goede", Span(12340, 12700), 0.9), Word("morgen,", Span(12710, 15600), 0.9))))
    '12340-15600-S1'
    """
    if not turn.words:
        return f"0-0-{turn.speaker}"
    return f"{turn.words[0].span.start_ms}-{turn.words[-1].span.end_ms}-{turn.speaker}"


def numbered(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys in the order of the turns, the second of two equal ones with "#2" and so on.

    >>> numbered(["0-9-S1", "3-5-S2", "3-5-S2"])
    ('0-9-S1', '3-5-S2', '3-5-S2#2')
    """
    seen: Counter[str] = Counter()
    out = []
    for key in keys:
        seen[key] += 1
        out.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return tuple(out)


def turn_keys(turns: Iterable[Turn]) -> tuple[str, ...]:
    return numbered(turn_key(t) for t in turns)


def base_key(key: str) -> tuple[str, int]:
    """A key without its number, and that number.

    >>> base_key("3-5-S2#2"), base_key("3-5-S2")
    (('3-5-S2', 2), ('3-5-S2', 1))
    """
    head, mark, number = key.rpartition("#")
    return (head, int(number)) if mark and number.isascii() and number.isdigit() and len(number) < 7 else (key, 1)


def inverse(hunks: Iterable[Hunk]) -> tuple[Hunk, ...]:
    """What undoes `hunks`, in the order in which it must be done."""
    return tuple(h.inverse() for h in reversed(tuple(hunks)))
