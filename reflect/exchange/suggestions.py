"""Suggestions as files: CSV to look through in a spreadsheet, and our own JSON, which holds all.

    {"schema": "reflect/suggestions", "version": 1, "recording": "r…",
     "suggestions": [{"id": …, "start_ms": …, "end_ms": …, "code": "regie.stapelvraag", "strength": 0.8, "reason": …,
                      "cue": …, "speaker": "S1" | null}]}

Times are whole milliseconds on the video clock, half-open. A suggestion is a proposal and no fragment: a person decides.
Source of the CSV: as `csv_table` (RFC 4180, byte order mark, no formulas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reflect import codebook
from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange.csv_text import csv_text
from reflect.exchange.json_text import Reader, json_lines
from reflect.exchange.rows import Cell
from reflect.model.span import clock_text
from reflect.model.suggestion import Suggestion

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "csv": ("line breaks and control characters in reasons", "text that is a formula, which gets an apostrophe in front of it"),
        "json": (),
    }
)

SCHEMA = "reflect/suggestions"
VERSION = 1
AGAIN = "Make the suggestions again with: reflect suggest ID --format json."

COLUMNS: Mapping[str, str] = {
    "suggestion": "id of the suggestion, the same as long as its cue, code and place are",
    "recording": "id of the recording",
    "start": "start as people write it",
    "end": "end as people write it",
    "start_ms": "start on the video clock, ms",
    "end_ms": "end on the video clock, ms; the suggestion lasts up to but not including it",
    "theme": "code of the theme",
    "code": "code of the codebook, which is the theme's or one under it",
    "label": "the code in Dutch",
    "strength": "0 to 1: how often proposals of this kind were right where they were measured",
    "reason": "why, to check on the film",
    "cue": "the rule that found it",
    "speaker": "the voice it is about; empty for what happens between voices",
}


def dumps(found: Sequence[Suggestion], format: str, recording: str = "", book: Codebook | None = None) -> str:
    """The suggestions in a format; UsageError that lists the names for any other. `book` puts codes into words."""
    match format.strip().lower():
        case "csv":
            return csv_text(list(COLUMNS), _rows(found, recording, book or codebook.load()))
        case "json":
            head = {"schema": SCHEMA, "version": VERSION, "recording": recording}
            return json_lines(head, "suggestions", [_plain(one) for one in found])
    raise UsageError(f"There is no format {format[:40]!r} for suggestions; choose one of: {', '.join(LOSSES)}.")


def loads(text: str | bytes, source: str = "This file of suggestions") -> tuple[Suggestion, ...]:
    """The suggestions in our JSON. FormatError, beginning with `source`, for anything else."""
    return tuple(_suggestion(item) for item in Reader.open(text, SCHEMA, VERSION, source, AGAIN).items("suggestions"))


def _rows(found: Sequence[Suggestion], recording: str, book: Codebook) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        clocks = clock_text(one.span.start_ms, fraction=True), clock_text(one.span.end_ms, fraction=True)
        code = one.code.partition(".")[0], one.code, book.title(one.code)
        why = one.strength, one.reason, one.cue, one.speaker or ""
        yield one.id, recording, *clocks, one.span.start_ms, one.span.end_ms, *code, *why


def _plain(one: Suggestion) -> dict[str, Any]:
    return {
        "id": one.id,
        "start_ms": one.span.start_ms,
        "end_ms": one.span.end_ms,
        "code": one.code,
        "strength": one.strength,
        "reason": one.reason,
        "cue": one.cue,
        "speaker": one.speaker,
    }


def _suggestion(item: Reader) -> Suggestion:
    return Suggestion(
        id=item.text("id"),
        span=item.span("start_ms", "end_ms"),
        code=item.text("code"),
        strength=item.share("strength"),
        reason=item.text("reason"),
        cue=item.text("cue"),
        speaker=item.text_or_none("speaker"),
    )
