"""Things that people change, and the record of every change of them, which are written together or not at all.

What may change and how is decided above this room; here are the rows. Every change has the id that its sender gave it
(`op_id`), so that a change that is sent twice is found to be there. `Kind` says which tables, and how a thing is a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from reflect.errors import NotFoundError
from reflect.store.common import now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import RecordingRow


class Made(Protocol):
    """A frozen dataclass with an id and the moments of its changes."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> datetime | None: ...
    @property
    def updated_at(self) -> datetime | None: ...


T = TypeVar("T", bound=Made)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """Where things of a kind are kept.

    `owner` is the column of `events` that holds a thing's id. `plain` is all of a thing but its id and its moments, as the record of
    changes keeps it. `also` is called with what was there (None: nothing) and what is written, for what must be written with it.
    The tables are bare ones: writing by the mapped classes costs twice the time.
    """

    rows: Table
    events: Table
    owner: str
    value: Callable[[Row[Any]], T]
    plain: Callable[[T], dict[str, Any]]
    also: Callable[[Connection, T | None, T], None] = lambda connection, before, new: None


class Changing(Generic[T]):
    """One transaction in which things of a recording are changed. Made by `changing`."""

    def __init__(self, connection: Connection, kind: Kind[T], recording_id: str, duration_ms: int | None) -> None:
        self._connection, self._kind = connection, kind
        self.recording_id, self.duration_ms = recording_id, duration_ms
        self._things: dict[str, T] = {}
        self._done: dict[str, tuple[str, str]] = {}

    def look_up(self, op_ids: Collection[str], ids: Collection[str]) -> None:
        """Read what `op_done` and `find` will be asked, in two queries however many there are."""
        events, rows = self._kind.events.c, self._kind.rows
        of_ops = select(events.op_id, events.recording_id, events[self._kind.owner])
        for op_id, recording_id, owner in self._connection.execute(of_ops.where(events.op_id.in_(op_ids))):
            self._done[op_id] = (recording_id, owner)
        for row in self._connection.execute(select(rows).where(rows.c.id.in_(ids))):
            self._things[row.id] = self._kind.value(row)

    def op_done(self, op_id: str) -> tuple[str, str] | None:
        """The recording and the thing that this change changed; None when it was not made yet."""
        return self._done.get(op_id)

    def find(self, id: str) -> T | None:
        """The thing as it is now, of whichever recording, also a deleted one."""
        return self._things.get(id)

    def write(self, op_id: str, kind: str, who: str, new: T) -> T:
        """Store `new` in the place of what was there, with the record of it. Returns it with its moments."""
        before, moment, rows = self._things.get(new.id), now(), self._kind.rows
        new = replace(new, created_at=moment if before is None else before.created_at, updated_at=moment)
        plain = self._kind.plain(new)
        row = {**plain, "id": new.id, "created_at": new.created_at, "updated_at": new.updated_at}
        if before is None:
            self._connection.execute(insert(rows).values(row))
        else:
            self._connection.execute(update(rows).where(rows.c.id == new.id).values(row))
        event = {
            "op_id": op_id,
            "recording_id": self.recording_id,
            self._kind.owner: new.id,
            "kind": kind,
            "who": storable(who, 200),
            "at": moment,
            "before": None if before is None else self._kind.plain(before),
            "after": plain,
        }
        self._connection.execute(insert(self._kind.events).values(event))
        self._kind.also(self._connection, before, new)
        self._things[new.id] = new
        self._done[op_id] = (self.recording_id, new.id)
        return new

    def events(self) -> int:
        """The number of the recording's last change."""
        return _last_event(self._connection, self._kind, self.recording_id)


@contextmanager
def changing(store: Store, kind: Kind[T], recording_id: str) -> Iterator[Changing[T]]:
    """A transaction for changes in this recording. NotFoundError when there is no such recording."""
    with store.writing() as connection:
        # The lock is for a database with many writers: changes of one recording get their numbers in the order in which they appear.
        query = select(RecordingRow.duration_ms).where(RecordingRow.id == recording_id).with_for_update()
        row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(f"There is no recording {storable(recording_id, 60)!r}. Type reflect status to list them.")
        yield Changing(connection, kind, recording_id, row.duration_ms)


def since(store: Store, kind: Kind[T], recording_id: str, event: int = 0, *, deleted: bool = True) -> tuple[int, tuple[T, ...]]:
    """The number of the last change, and what changed after number `event`, in no order."""
    rows, events = kind.rows.c, kind.events.c
    query = select(kind.rows).where(rows.recording_id == recording_id)
    if event > 0:
        recent = (events.recording_id == recording_id, events.number > event)
        query = query.where(rows.id.in_(select(events[kind.owner]).where(*recent)))
    if not deleted:
        query = query.where(rows.deleted.is_(False))
    with store.reading() as connection:
        require_recording(connection, recording_id)
        last = _last_event(connection, kind, recording_id)
        return last, () if last <= event else tuple(map(kind.value, connection.execute(query)))


def _last_event(connection: Connection, kind: Kind[Any], recording_id: str) -> int:
    events = kind.events.c
    return connection.execute(select(func.max(events.number)).where(events.recording_id == recording_id)).scalar() or 0
