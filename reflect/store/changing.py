"""Things that people change, and the record of every change of them, which are written together or not at all.

What may change and how is decided above this room; here are the rows. Every change has the id that its sender gave it
(`op_id`), so that a change that is sent twice is found to be there. `Kind` says which tables, and how a thing is a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Row, Select, Table, func, insert, null, select, update

from reflect.errors import NotFoundError
from reflect.store.common import now, storable
from reflect.store.database import Store
from reflect.store.tables import CaseRow, RecordingRow
from reflect.store.teaching_tables import TeachingSetRow


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

    `thing` is the column of `events` that holds a thing's id, `owner` the column of both tables that says whose it is: "recording_id",
    "case_id" or "set_id"; `own` is that column of `rows` where it has another name, as in the table of the owners themselves.
    `plain` is all of a thing but its id and its moments, as the record of changes keeps it. `also` is called with what was there (None:
    nothing) and what is written, for what must be written with it; `mark` goes into every event, where kinds share a table.
    The tables are bare ones: writing by the mapped classes costs twice the time.
    """

    rows: Table
    events: Table
    thing: str
    value: Callable[[Row[Any]], T]
    plain: Callable[[T], dict[str, Any]]
    also: Callable[[Connection, T | None, T], None] = lambda connection, before, new: None
    owner: str = "recording_id"
    mark: Mapping[str, Any] = field(default_factory=dict)
    own: str = ""

    @property
    def of(self) -> str:
        """The column of `rows` that says whose a thing is."""
        return self.own or self.owner


class Changing(Generic[T]):
    """One transaction in which things of an owner are changed; `duration_ms` is of a recording. Made by `changing`."""

    def __init__(self, connection: Connection, kind: Kind[T], owner_id: str, duration_ms: int | None) -> None:
        self._connection, self._kind = connection, kind
        self.owner_id, self.duration_ms = owner_id, duration_ms
        self._things: dict[str, T] = {}
        self._done: dict[str, tuple[str, str]] = {}

    def look_up(self, op_ids: Collection[str], ids: Collection[str]) -> None:
        """Read what `op_done` and `find` will be asked, in two queries however many there are."""
        events, rows = self._kind.events.c, self._kind.rows
        of_ops = select(events.op_id, events[self._kind.owner], events[self._kind.thing])
        for op_id, owner_id, thing_id in self._connection.execute(of_ops.where(events.op_id.in_(op_ids))):
            self._done[op_id] = (owner_id, thing_id)
        for row in self._connection.execute(select(rows).where(rows.c.id.in_(ids))):
            self._things[row.id] = self._kind.value(row)

    def op_done(self, op_id: str) -> tuple[str, str] | None:
        """The owner and the thing that this change changed; None when it was not made yet."""
        return self._done.get(op_id)

    def find(self, id: str) -> T | None:
        """The thing as it is now, of whichever owner, also a deleted one."""
        return self._things.get(id)

    def holds(self, thing: T) -> bool:
        """Whether the thing is this owner's."""
        return bool(getattr(thing, self._kind.of) == self.owner_id)

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
            **self._kind.mark,
            "op_id": op_id,
            self._kind.owner: self.owner_id,
            self._kind.thing: new.id,
            "kind": kind,
            "who": storable(who, 200),
            "at": moment,
            "before": None if before is None else self._kind.plain(before),
            "after": plain,
        }
        self._connection.execute(insert(self._kind.events).values(event))
        self._kind.also(self._connection, before, new)
        self._things[new.id] = new
        self._done[op_id] = (self.owner_id, new.id)
        return new

    def events(self) -> int:
        """The number of the owner's last change."""
        return _last_event(self._connection, self._kind, self.owner_id)


@contextmanager
def changing(store: Store, kind: Kind[T], owner_id: str) -> Iterator[Changing[T]]:
    """A transaction for changes in this recording, case or teaching set. NotFoundError when there is none such."""
    with store.writing() as connection:
        # The lock is for a database with many writers: changes of one owner get their numbers in the order in which they appear.
        yield Changing(connection, kind, owner_id, _require(connection, kind, owner_id, lock=True))


@contextmanager
def beginning(store: Store, kind: Kind[T], owner_id: str) -> Iterator[Changing[T]]:
    """The same where the owner itself is to be added."""
    with store.writing() as connection:
        yield Changing(connection, kind, owner_id, None)


def since(store: Store, kind: Kind[T], owner_id: str, event: int = 0, *, deleted: bool = True) -> tuple[int, tuple[T, ...]]:
    """The number of the last change, and what changed after number `event`, in no order."""
    rows, events = kind.rows.c, kind.events.c
    query = select(kind.rows).where(rows[kind.of] == owner_id)
    if event > 0:
        recent = (events[kind.owner] == owner_id, events.number > event)
        query = query.where(rows.id.in_(select(events[kind.thing]).where(*recent)))
    if not deleted:
        query = query.where(rows.deleted.is_(False))
    with store.reading() as connection:
        _require(connection, kind, owner_id)
        last = _last_event(connection, kind, owner_id)
        return last, () if last <= event else tuple(map(kind.value, connection.execute(query)))


_OWNERS: dict[str, tuple[str, type[CaseRow] | type[TeachingSetRow], str]] = {
    "case_id": ("case", CaseRow, "reflect status"),
    "set_id": ("teaching set", TeachingSetRow, "reflect teach list"),
}
"""What an owner is called that is no recording, its table, and the command that lists them."""


def _require(connection: Connection, kind: Kind[Any], owner_id: str, *, lock: bool = False) -> int | None:
    """That the owner is there; the length of its film in ms, when it is a recording of known length."""
    query: Select[*tuple[Any, ...]]
    if kind.owner in _OWNERS:
        owners = _OWNERS[kind.owner][1]
        query = select(owners.id, null().label("duration_ms")).where(owners.id == owner_id)
    else:
        query = select(RecordingRow.id, RecordingRow.duration_ms).where(RecordingRow.id == owner_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        what, _, command = _OWNERS.get(kind.owner, ("recording", None, "reflect status"))
        raise NotFoundError(f"There is no {what} {storable(owner_id, 60)!r}. Type {command} to list them.")
    duration_ms: int | None = row.duration_ms
    return duration_ms


def _last_event(connection: Connection, kind: Kind[Any], owner_id: str) -> int:
    events = kind.events.c
    return connection.execute(select(func.max(events.number)).where(events[kind.owner] == owner_id)).scalar() or 0
