"""Teaching sets with their clips and what trainees pressed, and the record of every change; see `changing` for how both are written."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table, delete, func, select, update

from reflect.errors import NotFoundError
from reflect.model.teaching import Press, Spotting, TeachingClip, TeachingSet
from reflect.store import changing as changes
from reflect.store import teaching_tables as tables
from reflect.store import things
from reflect.store.changing import Changing, Made
from reflect.store.common import storable
from reflect.store.database import Store

T = TypeVar("T", bound=Made)

_ROWS: dict[type[Any], type[Any]] = {
    TeachingSet: tables.TeachingSetRow,
    TeachingClip: tables.TeachingClipRow,
    Spotting: tables.SpottingRow,
    Press: tables.PressRow,
}


def changing(store: Store, kind: type[T], set_id: str) -> AbstractContextManager[Changing[T]]:
    """A transaction for changes of this kind in a set. NotFoundError when there is none such."""
    return changes.changing(store, _KINDS[kind], set_id)


def beginning(store: Store, set_id: str) -> AbstractContextManager[Changing[TeachingSet]]:
    """A transaction in which a set may be added."""
    return changes.beginning(store, _KINDS[TeachingSet], set_id)


def of(store: Store, kind: type[T], set_id: str, *, deleted: bool = False) -> tuple[T, ...]:
    """What the set has of this kind: clips by their place, all else in the order in which it was made; `deleted` things when asked.

    NotFoundError when there is no such set.
    """
    return tuple(sorted(changes.since(store, _KINDS[kind], set_id, deleted=deleted)[1], key=things.order))


def get(store: Store, set_id: str) -> TeachingSet:
    """The set, also a deleted one. NotFoundError when there is none such."""
    found = changes.since(store, _KINDS[TeachingSet], set_id)[1]
    if not found:
        raise NotFoundError(f"There is no teaching set {storable(set_id, 60)!r}. Type reflect teach list to list them.")
    thing: TeachingSet = found[0]
    return thing


def listing(store: Store, *, deleted: bool = False) -> tuple[TeachingSet, ...]:
    """Every set, in the order in which they were made."""
    rows = _KINDS[TeachingSet].rows
    query = select(rows) if deleted else select(rows).where(rows.c.deleted.is_(False))
    with store.reading() as connection:
        found = [_KINDS[TeachingSet].value(row) for row in connection.execute(query)]
    return tuple(sorted(found, key=things.order))


def counts(store: Store, kind: type[T]) -> dict[str, int]:
    """How many things of this kind each set has."""
    rows = _KINDS[kind].rows.c
    query = select(rows.set_id, func.count()).where(rows.deleted.is_(False)).group_by(rows.set_id)
    with store.reading() as connection:
        return {set_id: number for set_id, number in connection.execute(query)}


def bare(connection: Connection, recording_id: str) -> None:
    """Clips of a recording that goes keep their place in their sets and nothing else; what was pressed in them goes, with every record."""
    clips, presses, events = (cast(Table, row.__table__) for row in (tables.TeachingClipRow, tables.PressRow, tables.TeachingEventRow))
    ids = list(connection.execute(select(clips.c.id).where(clips.c.recording_id == recording_id)).scalars())
    pressed = list(connection.execute(select(presses.c.id).where(presses.c.clip_id.in_(ids))).scalars())
    empty = {"question": "", "answer": "", "fragment_id": None, "start_ms": 0, "end_ms": 0, "before_ms": 0, "after_ms": 0}
    connection.execute(update(clips).where(clips.c.id.in_(ids)).values(**empty))
    connection.execute(delete(presses).where(presses.c.id.in_(pressed)))
    forget(connection, [*ids, *pressed], events)


def forget(connection: Connection, ids: Collection[str], events: Table | None = None) -> None:
    """Take away the record of the changes of these things."""
    events = cast(Table, tables.TeachingEventRow.__table__) if events is None else events
    connection.execute(delete(events).where(events.c.thing_id.in_(ids)))


def erase_spotting(store: Store, set_id: str, spotting_id: str) -> int:
    """Take away all that a trainee pressed in one watching, with the name and every record; how many presses there were."""
    spottings, presses = (cast(Table, row.__table__) for row in (tables.SpottingRow, tables.PressRow))
    mine = (spottings.c.id == spotting_id, spottings.c.set_id == set_id)
    with store.writing() as connection:
        if connection.execute(select(spottings.c.id).where(*mine)).first() is None:
            return 0
        ids = list(connection.execute(select(presses.c.id).where(presses.c.spotting_id == spotting_id)).scalars())
        connection.execute(delete(presses).where(presses.c.id.in_(ids)))
        connection.execute(delete(spottings).where(*mine))
        forget(connection, [*ids, spotting_id])
    return len(ids)


# ---- inside -----------------------------------------------------------------------------------


_READ: things.Read = {"confirmed_on": date.fromisoformat, "started_at": datetime.fromisoformat}


_KINDS = {
    kind: things.kind(kind, rows, tables.TeachingEventRow, "set_id", _READ, own="id" if kind is TeachingSet else "")
    for kind, rows in _ROWS.items()
}
