"""SLIM readings and the record of every change of them; see `changing` for how both are written."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Any, cast

from sqlalchemy import Row, Table, select

from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import Span
from reflect.store import changing as changes
from reflect.store.database import Store
from reflect.store.tables import SlimEventRow, SlimReadingRow

Changing = changes.Changing[SlimReading]


def changing(store: Store, recording_id: str) -> AbstractContextManager[Changing]:
    """A transaction for changes of this recording's readings. NotFoundError when there is no such recording."""
    return changes.changing(store, _KIND, recording_id)


def of_recording(store: Store, recording_id: str) -> tuple[SlimReading, ...]:
    """The recording's readings without the deleted ones: of the whole talk first, then by time."""
    return tuple(sorted(changes.since(store, _KIND, recording_id, deleted=False)[1], key=_place))


def of_recordings(store: Store, recording_ids: Collection[str]) -> dict[str, tuple[SlimReading, ...]]:
    """The readings of each recording that has any, in one query, in the order of `of_recording`."""
    rows = _KIND.rows
    query = select(rows).where(rows.c.recording_id.in_(recording_ids), rows.c.deleted.is_(False))
    with store.reading() as connection:
        found = sorted(map(_reading, connection.execute(query)), key=_place)
    return {id: tuple(r for r in found if r.recording_id == id) for id in {r.recording_id for r in found}}


# ---- inside -----------------------------------------------------------------------------------


def _place(reading: SlimReading) -> tuple[Any, ...]:
    span = reading.span
    return (span is not None, span or Span(0, 0), reading.created_at, reading.id)


def _reading(row: Row[Any]) -> SlimReading:
    return SlimReading(
        id=row.id,
        recording_id=row.recording_id,
        self_images=tuple(row.self_images),
        approach=tuple(row.approach),
        reader=Perspective(row.reader),
        coder=row.coder,
        codebook=row.codebook,
        span=None if row.start_ms is None else Span(row.start_ms, row.end_ms),
        evidence=tuple(row.evidence),
        overruled=None if row.overruled is None else Outcome(row.overruled),
        reason=row.reason,
        note=row.note,
        revision=row.revision,
        deleted=row.deleted,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _plain(reading: SlimReading) -> dict[str, Any]:
    span = reading.span
    return {
        "recording_id": reading.recording_id,
        "start_ms": None if span is None else span.start_ms,
        "end_ms": None if span is None else span.end_ms,
        "self_images": list(reading.self_images),
        "approach": list(reading.approach),
        "reader": str(reading.reader),
        "coder": reading.coder,
        "codebook": reading.codebook,
        "evidence": list(reading.evidence),
        "overruled": None if reading.overruled is None else str(reading.overruled),
        "reason": reading.reason,
        "note": reading.note,
        "revision": reading.revision,
        "deleted": reading.deleted,
    }


_KIND = changes.Kind(
    rows=cast(Table, SlimReadingRow.__table__),
    events=cast(Table, SlimEventRow.__table__),
    thing="reading_id",
    value=_reading,
    plain=_plain,
)
