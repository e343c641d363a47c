"""Frozen things as rows: the columns of a kind have the names of its fields, a span is two of them, and days and moments are text.

So a thing is the same in its table and in the record of its changes, which is JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Table

from reflect.model.span import Span
from reflect.store import changing

T = TypeVar("T")
Read = Mapping[str, Callable[[Any], Any]]
"""What makes a field of what its column holds, where that is something else."""


def kind(of: type[Any], rows: type[Any], events: type[Any], owner: str, read: Read, *, own: str = "") -> changing.Kind[Any]:
    """How things of this dataclass are written: in these rows and events, under the column `owner`; one table of events serves several
    kinds, so each event says of what it is."""
    return changing.Kind(
        rows=cast(Table, rows.__table__),
        events=cast(Table, events.__table__),
        thing="thing_id",
        value=lambda row: value(of, row, read),
        plain=plain,
        owner=owner,
        mark={"what": of.__name__},
        own=own,
    )


def order(thing: Any) -> tuple[Any, ...]:
    """Clips by their place, all else as it was made."""
    return (getattr(thing, "place", 0.0), thing.created_at, thing.id)


def plain(thing: Any) -> dict[str, Any]:
    """All but the id and the moments of its changes, as a row has it and as JSON takes it."""
    out: dict[str, Any] = {}
    for name in (f.name for f in fields(thing) if f.name not in ("id", "created_at", "updated_at")):
        value = getattr(thing, name)
        if name == "span":
            out["start_ms"], out["end_ms"] = (None, None) if value is None else (value.start_ms, value.end_ms)
        elif isinstance(value, date):
            out[name] = value.isoformat()
        else:
            out[name] = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Enum) else value
    return out


def value(kind: type[T], row: Row[Any], read: Read) -> T:
    """The thing in this row."""
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type] # a frozen dataclass
    values = {name: getattr(row, name) for name in names if name != "span"}
    if "span" in names:
        values["span"] = None if row.start_ms is None else Span(row.start_ms, row.end_ms)
    for name, reader in read.items():
        if values.get(name) is not None:
            values[name] = reader(values[name])
    return kind(**values)
