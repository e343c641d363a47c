"""Fragments as files: CSV for a spreadsheet or statistics program, and our own JSON, which holds all.

    {"schema": "reflect/fragments", "version": 1, "recording": "r…",
     "fragments": [{"id": "<uuid>", "recording": "r…", "start_ms": …, "end_ms": …, "code": "weerstand.vechten",
                    "perspective": "researcher", "coder": …, "codebook": "kijkwijzer 1", "note": …, "questions": […],
                    "revision": 1, "deleted": false, "created_at": …, "updated_at": …}]}

Times are whole milliseconds on the video clock, half-open. Source of the CSV: as `csv_table` (RFC 4180, byte order mark, no formulas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reflect import codebook
from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange.csv_text import csv_text
from reflect.exchange.json_text import Reader, json_lines, moment_text
from reflect.exchange.rows import Cell
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import clock_text

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "csv": (
            "deleted fragments",
            "line breaks and control characters in notes and questions",
            "where one question ends: they stand in one cell, with | between them",
            "text that is a formula, or holds one behind , ; or |, which gets an apostrophe in front of it",
        ),
        "json": (),
    }
)

SCHEMA = "reflect/fragments"
VERSION = 1
AGAIN = "Export the fragments again with: reflect tags ID --format json."

COLUMNS: Mapping[str, str] = {
    "fragment": "id of the fragment",
    "recording": "id of the recording",
    "start": "start as people write it",
    "end": "end as people write it",
    "start_ms": "start on the video clock, ms",
    "end_ms": "end on the video clock, ms; the fragment lasts up to but not including it",
    "theme": "code of the theme; empty for an observation",
    "code": "code of the codebook, which is the theme's or one under it; empty for an observation",
    "label": "the code in Dutch",
    "score": "the number that the code stands for, in a codebook that scores",
    "perspective": "researcher, klantmanager or client",
    "coder": "who made it",
    "codebook": "name and version of the codebook",
    "note": "free text",
    "questions": "ideas for a reflection question, with | between them",
    "revision": "number of its changes, from 1",
    "created_at": "when it was made (UTC)",
    "updated_at": "when it was changed last (UTC)",
}


def dumps(fragments: Sequence[Fragment], format: str, recording: str = "", book: Codebook | None = None) -> str:
    """The fragments in a format; UsageError that lists the names for any other. `book` puts codes into words."""
    match format.strip().lower():
        case "csv":
            return csv_text(list(COLUMNS), _rows(fragments, book or codebook.load()))
        case "json":
            head = {"schema": SCHEMA, "version": VERSION, "recording": recording}
            return json_lines(head, "fragments", [_plain(fragment) for fragment in fragments])
    raise UsageError(f"There is no format {format[:40]!r} for fragments; choose one of: {', '.join(LOSSES)}.")


def loads(text: str | bytes, source: str = "This file of fragments") -> tuple[Fragment, ...]:
    """The fragments in our JSON. FormatError, beginning with `source`, for anything else."""
    return tuple(_fragment(item) for item in Reader.open(text, SCHEMA, VERSION, source, AGAIN).items("fragments"))


def _rows(fragments: Sequence[Fragment], book: Codebook) -> Iterator[tuple[Cell, ...]]:
    for f in fragments:
        if f.deleted:
            continue
        moments = clock_text(f.span.start_ms, fraction=True), clock_text(f.span.end_ms, fraction=True)
        code = f.code.partition(".")[0], f.code, book.title(f.code), book.score(f.code)
        made = f.revision, moment_text(f.created_at), moment_text(f.updated_at)
        who = str(f.perspective), f.coder, f.codebook
        yield f.id, f.recording_id, *moments, f.span.start_ms, f.span.end_ms, *code, *who, f.note, " | ".join(f.questions), *made


def _plain(f: Fragment) -> dict[str, Any]:
    return {
        "id": f.id,
        "recording": f.recording_id,
        "start_ms": f.span.start_ms,
        "end_ms": f.span.end_ms,
        "code": f.code,
        "perspective": str(f.perspective),
        "coder": f.coder,
        "codebook": f.codebook,
        "note": f.note,
        "questions": list(f.questions),
        "revision": f.revision,
        "deleted": f.deleted,
        "created_at": moment_text(f.created_at),
        "updated_at": moment_text(f.updated_at),
    }


def _fragment(item: Reader) -> Fragment:
    try:
        perspective = Perspective(item.text("perspective"))
    except ValueError as error:
        raise item.error("perspective", ", ".join(Perspective)) from error
    return Fragment(
        id=item.text("id"),
        recording_id=item.text("recording"),
        span=item.span("start_ms", "end_ms"),
        code=item.text("code"),
        perspective=perspective,
        coder=item.text("coder"),
        codebook=item.text("codebook"),
        note=item.text("note"),
        questions=item.texts("questions"),
        revision=item.whole("revision"),
        deleted=item.truth("deleted"),
        created_at=item.moment("created_at"),
        updated_at=item.moment("updated_at"),
    )
