"""What correcting answers: values for whoever shows or sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.correction import Change
from reflect.model.speech import Speaker, Transcript
from reflect.model.turns import KeyedTurn

if TYPE_CHECKING:
    from reflect.store.values import Version

STORED, CONFLICT, REFUSED = "stored", "conflict", "refused"

WHY = (
    "bad_op",  # not an operation: no such `do`, missing fields, wrong types
    "bad_id",  # `op` is no UUID in small letters, or is another recording's
    "no_such_turn",  # `turn` is no key
    "no_such_word",  # `from`, `to` or `at` lie outside the turn
    "no_such_speaker",
    "no_such_version",
    "turn_changed",  # conflict; for undo and redo: another correction lies on top of it
    "not_neighbours",  # turns too far apart, or in the wrong order, to merge
    "nothing_found",  # to replace
    "nothing_to_undo",
    "nothing_to_redo",
    "too_long",  # a word, a text, a name
    "too_many",  # voices
    "bad_role",
    "bsn",  # refused in a name; with "stored": kept, but the text holds a burgerservicenummer
)
"""Why an operation was not stored, as a key for the words on the screen."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation: its id, what became of it, why (of `WHY`), the turns that are there now when it was a
    conflict, and how many places a replacement changed."""

    op: str
    status: str
    why: str = ""
    now: tuple[KeyedTurn, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """At place `at` of the turns, `removed` make way for `turns`; to be done in order."""

    at: int
    removed: int
    turns: tuple[KeyedTurn, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The answers in the order of the operations, and the transcript's stamp after them. `patches` turn what the sender had
    into what there is now; None when its stamp was an old one: fetch the transcript again."""

    acks: tuple[Ack, ...]
    stamp: str
    patches: tuple[Patch, ...] | None
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A transcript with the keys of its turns. `newer` is the number of a later recognition that waits."""

    version: Version
    edits: int
    stamp: str
    transcript: Transcript
    keys: tuple[str, ...]
    newer: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Where two versions differ, in order of time, and the number of words in those places."""

    changes: tuple[Change, ...]
    words: int
