"""What is asked of a pack, what comes out, and what its page shows: values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

LANGUAGES = ("nl", "en")

Tell = Callable[[float], None]
"""Called with the part that is done, 0 to 1; may raise `Stopped`."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a session is packed.

    `tips` takes the tips along; `cards` shows the question large before each clip plays. A `passphrase` encrypts the zip.
    `force` replaces an earlier pack or file at the target. `workers` is how many clips are made at once. `recipient` is who gets it,
    written down with its SHA-256 before it leaves.
    """

    language: str = "nl"
    tips: bool = True
    cards: bool = True
    passphrase: str | None = field(default=None, repr=False)
    force: bool = False
    workers: int | None = None
    recipient: str = ""


class Why(StrEnum):
    """Why a clip is a card without a film."""

    GONE = "gone"  # the recording is not there any more
    FILM = "film"  # its film is not on this disk
    ERASED = "erased"  # its film was erased, because its term had ended
    BEYOND = "beyond"  # it begins after the end of the film
    DENIED = "denied"  # it may not be used for reflection
    BROKEN = "broken"  # its film cannot be read


@dataclass(frozen=True, slots=True)
class Gap:
    """A clip without a film; `reasons` are keys of `reflect.privacy` for one that was denied."""

    number: int
    why: Why
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """What lies at `path` now: `clips` films, all files together of `size` bytes, and the clips that are no more than a card.

    `warnings` are sentences for a person, without words of the talk. `kept` counts the films that an interrupted run had made.
    """

    path: Path
    clips: int
    size: int
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()
    kept: int = 0
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What is heard from `start_ms` to `end_ms` of the clip, and by a voice of which role."""

    start_ms: int
    end_ms: int
    who: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A clip as the page shows it. `number` counts from 1 in the session. A clip with a `gap` has no words of anybody but its question."""

    id: str
    number: int
    recording_id: str
    theme: str = ""
    colour: str = ""
    where: str = ""
    day: str = ""
    question: str = ""
    tip: str = ""
    said: tuple[str, ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A client's released answer to a question that ends an interview: keys, and words."""

    about: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the page says, without its films. `id` is the session's; days are ISO dates or ""."""

    id: str
    title: str
    day: str
    clips: tuple[Shown, ...]
    closing: tuple[Answer, ...] = ()
    points: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Film:
    """The files of a clip, as paths inside the pack, and what is said in it."""

    path: str
    still: str
    duration_ms: int
    lines: tuple[Line, ...] = ()
