"""What a person asked of the worker: films to bring in, recordings to go on with, viewing copies and teaching sets to make.

A row lives until its work is done. One worker at a time works for a data folder, so what is RUNNING when a worker starts was
left by one that died, and is taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from reflect.errors import Stopped
from reflect.store.common import new_id, now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import ArrivalRow
from reflect.store.values import Arrival, Plain, State, Wish


def add(
    store: Store, kind: Wish, *, path: str = "", recording_id: str | None = None, media_id: str | None = None, settings: Plain | None = None
) -> Arrival:
    """A new wish. The same one that still waits or is being worked on is returned instead; one that failed makes way."""
    same = [ArrivalRow.kind == kind, ArrivalRow.path == path, ArrivalRow.media_id == media_id]
    if kind is not Wish.FILM:
        same.append(ArrivalRow.recording_id == recording_id)
    with store.writing() as connection:
        if recording_id is not None:
            require_recording(connection, recording_id)
        connection.execute(delete(ArrivalRow).where(*same, ArrivalRow.state.in_([State.FAILED, State.STOPPED])))
        there = connection.execute(select(ArrivalRow.__table__).where(*same)).first()
        if there is not None:
            return _arrival(there)
        new = Arrival(new_id("a", 12), kind, storable(path), media_id, settings or {}, State.QUEUED, 0.0, recording_id, "", now())
        connection.execute(insert(ArrivalRow).values(_values(new)))
    return new


def listing(store: Store, recording_id: str | None = None) -> tuple[Arrival, ...]:
    """Every wish that is not done, or those about one recording, the oldest first."""
    query = select(ArrivalRow.__table__).order_by(ArrivalRow.created_at, ArrivalRow.id)
    if recording_id is not None:
        query = query.where(ArrivalRow.recording_id == recording_id)
    with store.reading() as connection:
        return tuple(_arrival(row) for row in connection.execute(query))


def take(store: Store, kinds: Sequence[Wish]) -> Arrival | None:
    """The oldest wish of these kinds that waits, now being worked on; None when there is none."""
    query = select(ArrivalRow.__table__).where(ArrivalRow.kind.in_(kinds), ArrivalRow.state == State.QUEUED)
    with store.writing() as connection:
        row = connection.execute(query.order_by(ArrivalRow.created_at, ArrivalRow.id).limit(1)).first()
        if row is None:
            return None
        connection.execute(update(ArrivalRow).where(ArrivalRow.id == row.id).values(state=State.RUNNING, progress=0.0, error=""))
    return _arrival(row)


def free(store: Store) -> int:
    """What a dead worker had in hands waits again. Only for who holds the worker's lock. The number of wishes."""
    with store.writing() as connection:
        connection.execute(delete(ArrivalRow).where(ArrivalRow.state == State.STOPPED))
        return connection.execute(update(ArrivalRow).where(ArrivalRow.state == State.RUNNING).values(state=State.QUEUED)).rowcount


def tell(store: Store, arrival_id: str, progress: float) -> None:
    """How far it is. Raises Stopped when a person does not want it any more."""
    same = (ArrivalRow.id == arrival_id, ArrivalRow.state == State.RUNNING)
    with store.writing() as connection:
        if connection.execute(update(ArrivalRow).where(*same).values(progress=min(1.0, max(0.0, progress)))).rowcount == 0:
            raise Stopped("Stopped.")


def is_in(store: Store, arrival_id: str, recording_id: str) -> None:
    """The film is in: from now on its recording tells how far it is."""
    with store.writing() as connection:
        connection.execute(update(ArrivalRow).where(ArrivalRow.id == arrival_id).values(recording_id=recording_id, progress=1.0))


def done(store: Store, arrival_id: str) -> None:
    """The wish is fulfilled, or withdrawn: nothing of it is kept."""
    with store.writing() as connection:
        connection.execute(delete(ArrivalRow).where(ArrivalRow.id == arrival_id))


def fail(store: Store, arrival: Arrival, error: str) -> None:
    """It could not be done, for a reason that a person should read. The recording may have gone with it."""
    values: dict[str, Any] = {"state": State.FAILED, "error": storable(error, 2_000), "progress": 0.0}
    with store.writing() as connection:
        if connection.execute(update(ArrivalRow).where(ArrivalRow.id == arrival.id).values(**values)).rowcount:
            return
        if arrival.recording_id is None:
            connection.execute(insert(ArrivalRow).values(_values(arrival) | values))


def ended(store: Store, arrival_id: str, state: State, settings: Plain, error: str = "") -> None:
    """It is over, and what came of it (`settings`, in the place of what was asked) waits to be read. Nothing when it was withdrawn."""
    values = {"state": state, "settings": settings, "error": storable(error, 2_000), "progress": 1.0 if state is State.DONE else 0.0}
    same = (ArrivalRow.id == arrival_id, ArrivalRow.state == State.RUNNING)
    with store.writing() as connection:
        if connection.execute(update(ArrivalRow).where(*same).values(**values)).rowcount == 0:
            connection.execute(delete(ArrivalRow).where(ArrivalRow.id == arrival_id))


def cancel(store: Store, arrival_id: str) -> None:
    """A person does not want it any more. What is being worked on is ended by the worker at its next sign."""
    with store.writing() as connection:
        stopped = update(ArrivalRow).where(ArrivalRow.id == arrival_id, ArrivalRow.state == State.RUNNING)
        if connection.execute(stopped.values(state=State.STOPPED)).rowcount == 0:
            connection.execute(delete(ArrivalRow).where(ArrivalRow.id == arrival_id))


def _values(arrival: Arrival) -> dict[str, Any]:
    names = ("id", "path", "media_id", "settings", "progress", "recording_id", "error", "created_at")
    return {name: getattr(arrival, name) for name in names} | {"kind": str(arrival.kind), "state": str(arrival.state)}


def _arrival(row: Row[Any]) -> Arrival:
    values = dict(row._mapping)
    return Arrival(**{**values, "kind": Wish(row.kind), "state": State(row.state)})
