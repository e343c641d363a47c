"""An agreement as plain rows and data, for tables, files and notebooks. A number that is not there is None, with the reason beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from reflect.agreement.disagreeing import Disagreement
from reflect.agreement.result import Agreement, Figure, Row
from reflect.codebook import Codebook
from reflect.model.fragment import Fragment
from reflect.model.span import clock_text

SCHEMA, VERSION = "reflect/agreement", 1

Cell = str | int | float | None

FIGURE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "coder_a": "the first coder",
        "coder_b": "the second coder",
        "level": "all codes, all themes, theme or code",
        "code": "code of the codebook; empty for all of them",
        "label": "the code in words",
        "figure": "name of the figure",
        "value": "numerator / denominator; empty when it cannot be computed",
        "low": "lower bound of its interval",
        "high": "upper bound of its interval",
        "numerator": "what is divided",
        "denominator": "what it is divided by",
        "why": "why there is no value",
        "why_no_interval": "why there is no interval",
        "fragments_a": "fragments of the first coder",
        "fragments_b": "fragments of the second coder",
        "units": "units of time that were compared",
    }
)

DISAGREEMENT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "start": "from where, as people write it",
        "end": "to where",
        "start_ms": "the first of the edges, on the video clock",
        "end_ms": "the last of the edges",
        "kind": "only_a, only_b, other_code, other_subcode, edges or split",
        "code_a": "code of the first coder",
        "label_a": "that code in words",
        "start_a_ms": "start of the first coder's fragment",
        "end_a_ms": "its end",
        "code_b": "code of the second coder",
        "label_b": "that code in words",
        "start_b_ms": "start of the second coder's fragment",
        "end_b_ms": "its end",
        "fragment_a": "id of the first coder's fragment",
        "fragment_b": "id of the second coder's fragment",
    }
)


def figure_rows(found: Agreement, book: Codebook, language: str = "nl") -> Iterator[tuple[Cell, ...]]:
    """A row for each figure of each code, with the columns of `FIGURE_COLUMNS`."""
    for row in found.rows:
        head = found.coder_a, found.coder_b, str(row.level), row.code, label(row, book, language)
        for f in row.figures:
            yield *head, f.name, *(_figure(f)), row.fragments_a, row.fragments_b, row.units


def disagreement_rows(found: Agreement, book: Codebook, language: str = "nl") -> Iterator[tuple[Cell, ...]]:
    """A row for each disagreement, with the columns of `DISAGREEMENT_COLUMNS`."""
    for one in found.disagreements:
        moments = clock_text(one.span.start_ms, fraction=True), clock_text(one.span.end_ms, fraction=True)
        sides = [cell for f in (one.a, one.b) for cell in _side(f, book, language)]
        yield *moments, one.span.start_ms, one.span.end_ms, str(one.kind), *sides, *("" if f is None else f.id for f in (one.a, one.b))


def label(row: Row, book: Codebook, language: str = "nl") -> str:
    """The code of a row in words; of all of them nothing."""
    return book.title(row.code, language) if row.code else ""


def to_plain(found: Agreement, book: Codebook, language: str = "nl") -> dict[str, Any]:
    """Everything, as JSON data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "coder_a": found.coder_a,
        "coder_b": found.coder_b,
        "duration_ms": found.duration_ms,
        "codebook": found.codebook,
        "perspective": None if found.perspective is None else str(found.perspective),
        "settings": asdict(found.settings),
        "notes": [{"key": note.key, "text": str(note)} for note in found.notes],
        "rows": [_row(row, book, language) for row in found.rows],
        "disagreements": [_disagreement(one) for one in found.disagreements],
    }


def _row(row: Row, book: Codebook, language: str) -> dict[str, Any]:
    counts = ("fragments_a", "fragments_b", "pairs", "edge_pairs", "units", "both", "only_a", "only_b", "other", "neither")
    names = ("value", "low", "high", "numerator", "denominator", "why", "why_no_interval")
    return {
        "level": str(row.level),
        "code": row.code,
        "label": label(row, book, language),
        **{name: getattr(row, name) for name in counts},
        "figures": {f.name: dict(zip(names, _figure(f), strict=True)) for f in row.figures},
    }


def _figure(f: Figure) -> tuple[Cell, ...]:
    whys = ("" if why is None else str(why) for why in (f.why, f.why_no_interval))
    parts = (None, None) if f.value is None else (f.numerator, f.denominator)
    return f.value, f.low, f.high, *parts, *whys


def _disagreement(one: Disagreement) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "start_ms": one.span.start_ms,
        "end_ms": one.span.end_ms,
        **{name: None if f is None else _fragment(f) for name, f in (("a", one.a), ("b", one.b))},
    }


def _fragment(f: Fragment) -> dict[str, Any]:
    return {"id": f.id, "code": f.code, "start_ms": f.span.start_ms, "end_ms": f.span.end_ms, "note": f.note}


def _side(f: Fragment | None, book: Codebook, language: str) -> tuple[Cell, ...]:
    return ("", "", None, None) if f is None else (f.code, book.title(f.code, language), f.span.start_ms, f.span.end_ms)
