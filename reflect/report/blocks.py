"""The content of a report as values: sections of a few kinds of blocks. A writer needs to know these and nothing else.

All text is plain text in the report's language; a line break is \\n. Nothing in it is markup of any kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast


class Kind(StrEnum):
    """VERSLAG: what was shown and said, to keep. WERKBLAD: to write on, before and during the talk."""

    VERSLAG = "verslag"
    WERKBLAD = "werkblad"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`hint` is small print: how to use what follows, or that there is nothing."""

    text: str
    hint: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something is not shown, and why."""

    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A few words with a label above them, such as a tip or a note."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The client's own words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said on the film; `time` is that of its first word."""

    time: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A still, with the question about the fragment beside it. `jpeg` is None when there is no picture; `why` (a key) and `instead`
    (words) then say why."""

    jpeg: bytes | None
    alt: str
    why: str
    instead: str
    facts: tuple[tuple[str, str], ...]
    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under headings. `widths` are parts of the whole width; an empty cell is `room` lines high, to write in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    room: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """Ruled lines to write on."""

    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class Ticks:
    """Things to take along, each with boxes to tick after the next talk. An empty text is a line to write on."""

    items: tuple[str, ...]
    boxes: tuple[str, ...]


Block = Paragraph | Notice | Labelled | Quote | Talk | Picture | Table | Room | Ticks


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 1 is a chapter, 2 a part of the chapter before it."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A whole document. `purpose` says what it is for and what not; `footer` stands on every page, with its number.

    `of` is the text of a page number, with places for the page and their total. `made_at` is in UTC. `name` is that of the file,
    without its end: it has no title and no name of a person.
    """

    kind: Kind
    language: str
    what: str
    title: str
    facts: tuple[tuple[str, str], ...]
    purpose: str
    sections: tuple[Section, ...]
    footer: str
    of: str
    name: str
    made_at: datetime


T = TypeVar("T")


def with_text(value: T, change: Callable[[str], str]) -> T:
    """The value with every text in it changed; for dataclasses, tuples and text, other values stay as they are."""
    return cast(T, _changed(value, change))


def texts_of(report: Report) -> str:
    """All text of a report, one after another."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_text(report, note)
    return "\n".join(found)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _changed(getattr(value, f.name), change) for f in fields(value)})
    return value
