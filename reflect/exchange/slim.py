"""SLIM readings as files: CSV for a spreadsheet or statistics program, and our own JSON, which holds all.

    {"schema": "reflect/slim-readings", "version": 1, "recording": "r…",
     "readings": [{"id": "<uuid>", "recording": "r…", "start_ms": … | null, "end_ms": … | null, "self_images": ["wil_en_kan"],
                   "approach": ["leraar"], "reader": "researcher", "coder": …, "codebook": "slim 1", "evidence": ["<uuid>"],
                   "overruled": "partial" | null, "reason": …, "note": …, "revision": 1, "deleted": false,
                   "created_at": …, "updated_at": …}]}

Times are whole milliseconds on the video clock, half-open; both are null for the whole conversation. The computed outcome is not in
the JSON: it follows from the codes. Source of the CSV: as `csv_table` (RFC 4180, byte order mark, no formulas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from reflect.codebook import slim
from reflect.codebook.slim import Slim
from reflect.errors import UsageError
from reflect.exchange.csv_text import csv_text
from reflect.exchange.json_text import Reader, json_lines, moment_text
from reflect.exchange.rows import Cell
from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import clock_text

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "csv": (
            "deleted readings",
            "line breaks and control characters in notes and reasons",
            "text that is a formula, or holds one behind , ; or |, which gets an apostrophe in front of it",
        ),
        "json": (),
    }
)

SCHEMA = "reflect/slim-readings"
VERSION = 1
AGAIN = "Export the readings again with: reflect slim ID --format json."

COLUMNS: Mapping[str, str] = {
    "reading": "id of the reading",
    "recording": "id of the recording",
    "start": "start as people write it; empty for the whole conversation",
    "end": "end as people write it; empty for the whole conversation",
    "start_ms": "start on the video clock, ms; empty for the whole conversation",
    "end_ms": "end on the video clock, ms; the moment lasts up to but not including it",
    "self_image": "how the client sees self",
    "self_image_2": "a second self-image, or empty",
    "approach": "the role of the professional",
    "approach_2": "a second role, or empty",
    "computed": "match, partial or mismatch, as it follows from the codes; empty when it does not, because the model had other codes",
    "outcome": "the outcome that the reader holds",
    "reason": "why the reader holds another outcome than the computed one; empty when it is the same",
    "reader": "through whose eyes: researcher, klantmanager or client",
    "coder": "who wrote it down",
    "codebook": "name and version of the model",
    "evidence": "ids of fragments, with a space between them",
    "note": "free text",
    "revision": "number of its changes, from 1",
    "created_at": "when it was made (UTC)",
    "updated_at": "when it was changed last (UTC)",
}


def dumps(readings: Sequence[SlimReading], format: str, recording: str = "", model: Slim | None = None) -> str:
    """The readings in a format; UsageError that lists the names for any other. `model` computes the outcomes of the CSV."""
    match format.strip().lower():
        case "csv":
            return csv_text(list(COLUMNS), _rows(readings, model or slim.load()))
        case "json":
            head = {"schema": SCHEMA, "version": VERSION, "recording": recording}
            return json_lines(head, "readings", [_plain(reading) for reading in readings])
    raise UsageError(f"There is no format {format[:40]!r} for SLIM readings; choose one of: {', '.join(LOSSES)}.")


def loads(text: str | bytes, source: str = "This file of SLIM readings") -> tuple[SlimReading, ...]:
    """The readings in our JSON. FormatError, beginning with `source`, for anything else."""
    return tuple(_reading(item) for item in Reader.open(text, SCHEMA, VERSION, source, AGAIN).items("readings"))


def _rows(readings: Sequence[SlimReading], model: Slim) -> Iterator[tuple[Cell, ...]]:
    for r in readings:
        if r.deleted:
            continue
        times: tuple[Cell, ...] = ("", "", None, None)
        if r.span is not None:
            clocks = (clock_text(ms, fraction=True) for ms in (r.span.start_ms, r.span.end_ms))
            times = (*clocks, r.span.start_ms, r.span.end_ms)
        codes = (*_two(r.self_images), *_two(r.approach))
        outcomes = str(model.computed(r) or ""), str(model.outcome_of(r) or "")
        who = str(r.reader), r.coder, r.codebook
        made = r.revision, moment_text(r.created_at), moment_text(r.updated_at)
        yield r.id, r.recording_id, *times, *codes, *outcomes, r.reason, *who, " ".join(r.evidence), r.note, *made


def _two(codes: Sequence[str]) -> tuple[str, str]:
    first, second, *_ = (*codes, "", "")
    return first, second


def _plain(r: SlimReading) -> dict[str, Any]:
    return {
        "id": r.id,
        "recording": r.recording_id,
        "start_ms": None if r.span is None else r.span.start_ms,
        "end_ms": None if r.span is None else r.span.end_ms,
        "self_images": list(r.self_images),
        "approach": list(r.approach),
        "reader": str(r.reader),
        "coder": r.coder,
        "codebook": r.codebook,
        "evidence": list(r.evidence),
        "overruled": None if r.overruled is None else str(r.overruled),
        "reason": r.reason,
        "note": r.note,
        "revision": r.revision,
        "deleted": r.deleted,
        "created_at": moment_text(r.created_at),
        "updated_at": moment_text(r.updated_at),
    }


def _reading(item: Reader) -> SlimReading:
    whole = item.data.get("start_ms") is None and item.data.get("end_ms") is None
    return SlimReading(
        id=item.text("id"),
        recording_id=item.text("recording"),
        self_images=item.texts("self_images"),
        approach=item.texts("approach"),
        reader=_one_of(item, "reader", Perspective),
        coder=item.text("coder"),
        codebook=item.text("codebook"),
        span=None if whole else item.span("start_ms", "end_ms"),
        evidence=item.texts("evidence"),
        overruled=None if item.text_or_none("overruled") is None else _one_of(item, "overruled", Outcome),
        reason=item.text("reason"),
        note=item.text("note"),
        revision=item.whole("revision"),
        deleted=item.truth("deleted"),
        created_at=item.moment("created_at"),
        updated_at=item.moment("updated_at"),
    )


E = TypeVar("E", bound=StrEnum)


def _one_of(item: Reader, name: str, values: type[E]) -> E:
    try:
        return values(item.text(name))
    except ValueError as error:
        raise item.error(name, ", ".join(values)) from error
