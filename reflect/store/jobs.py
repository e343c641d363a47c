"""Jobs: who works on which recording, how far it is, and what each finished step made.

A job is claimed by one process in one transaction. Its steps are named by the pipeline, and their
`key` is the hash of inputs and settings: a result with that key is used again, in any later job.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from reflect.errors import NotFoundError, Stopped, StoreError
from reflect.model.codec import from_plain, to_plain
from reflect.model.speech import Maker
from reflect.processes import Owner
from reflect.store.common import new_id, now, require_recording, storable
from reflect.store.database import Store
from reflect.store.packing import pack, unpack
from reflect.store.tables import JobRow, ResultRow, StepRow
from reflect.store.values import Job, Plain, State, Step, StepResult

SILENT_AFTER = timedelta(minutes=10)
"""A process of another machine that gave no sign for so long is taken for dead."""


def add(store: Store, recording_id: str, settings: Plain) -> Job:
    """A queued job."""
    with store.writing() as connection:
        job_id = _queue(connection, recording_id, settings)
    return get(store, job_id)


def claim(store: Store, job_id: str | None = None) -> Job | None:
    """Make a queued job (default: the oldest) this process's own. None when there is none, another has it,
    or a living process works on the same recording. Jobs of dead processes on it are closed as failed."""
    with store.writing() as connection:
        query = select(JobRow.id, JobRow.recording_id).where(JobRow.state == State.QUEUED).order_by(JobRow.created_at, JobRow.id)
        for found, recording_id in connection.execute(query if job_id is None else query.where(JobRow.id == job_id)).all():
            if _take(connection, found, recording_id):
                break
        else:
            return None
    return get(store, found)


def start(store: Store, recording_id: str, settings: Plain) -> Job:
    """A new job that this process runs at once. StoreError when a living process works on the recording."""
    with store.writing() as connection:
        job_id = _queue(connection, recording_id, settings)
        if not _take(connection, job_id, recording_id):
            busy = select(JobRow.pid).where(JobRow.recording_id == recording_id, JobRow.state == State.RUNNING)
            pid = connection.execute(busy.limit(1)).scalar()
            raise StoreError(f"Recording {recording_id} is being processed by process {pid}. Wait for it, or stop it and try again.")
    return get(store, job_id)


def get(store: Store, job_id: str) -> Job:
    """A job with its steps. NotFoundError when there is none."""
    with store.reading() as connection:
        row = connection.execute(select(JobRow.__table__).where(JobRow.id == job_id)).first()
        if row is None:
            raise NotFoundError(f"There is no job {storable(job_id, 60)!r}. Type reflect status to list the work.")
        steps = connection.execute(select(StepRow.__table__).where(StepRow.job_id == job_id).order_by(StepRow.position)).all()
    return _job(row, tuple(_step(s) for s in steps))


def of_recording(store: Store, recording_id: str) -> tuple[Job, ...]:
    """The recording's jobs, newest first, without their steps."""
    query = select(JobRow.__table__).where(JobRow.recording_id == recording_id).order_by(JobRow.created_at.desc(), JobRow.id)
    with store.reading() as connection:
        return tuple(_job(row, ()) for row in connection.execute(query))


def running(store: Store, recording_id: str) -> Job | None:
    """The job that a living process runs on the recording, if any."""
    return next((job for job in of_recording(store, recording_id) if job.state is State.RUNNING), None)


def heartbeat(store: Store, job_id: str) -> None:
    """A sign of life. Raises Stopped when a person stopped the job."""
    with store.writing() as connection:
        _own(connection, job_id)


def finish(store: Store, job_id: str) -> None:
    """The job is done."""
    _end(store, job_id, State.DONE)


def fail(store: Store, job_id: str, error: str) -> None:
    """The job ended with `error` (one line, without speech or names); finished steps stay."""
    _end(store, job_id, State.FAILED, error)


def stop(store: Store, job_id: str) -> None:
    """A person stops the job, from this process or another; the worker sees it at its next sign of life."""
    _end(store, job_id, State.STOPPED)


# ---- steps ------------------------------------------------------------------------------------


def begin_step(store: Store, job_id: str, name: str, key: str) -> StepResult | None:
    """Start a step of a running job. Its result when an earlier run made it with the same key: then the step
    is already done and there is nothing to do. Raises Stopped when a person stopped the job."""
    with store.writing() as connection:
        recording_id = _own(connection, job_id)
        result = _result(connection, recording_id, name, key)
        position = connection.execute(select(func.count()).where(StepRow.job_id == job_id)).scalar_one()
        values: Plain = {
            "key": key,
            "state": State.RUNNING if result is None else State.DONE,
            "progress": 0.0 if result is None else 1.0,
            "reused": result is not None,
            "started_at": now(),
            "finished_at": None if result is None else now(),
            "error": "",
        }
        same = and_(StepRow.job_id == job_id, StepRow.name == name)
        if connection.execute(update(StepRow).where(same).values(**values)).rowcount == 0:
            connection.execute(insert(StepRow).values(job_id=job_id, name=name, recording_id=recording_id, position=position, **values))
    return None if result is None else _opened(result)


def finish_step(store: Store, job_id: str, name: str, key: str, *, payload: Any, maker: Maker) -> StepResult:
    """Keep what a step made (JSON data or bytes) and mark it done, in one transaction: when this returns, it lasts.

    A result that is already there under this key stays, and is returned.
    """
    encoding, data = pack(payload)
    with store.writing() as connection:
        recording_id = _own(connection, job_id)
        if _result(connection, recording_id, name, key) is None:
            connection.execute(
                insert(ResultRow).values(
                    recording_id=recording_id,
                    name=name,
                    key=key,
                    encoding=encoding,
                    payload=data,
                    maker=to_plain(maker),
                    created_at=now(),
                )
            )
        done = {"state": State.DONE, "progress": 1.0, "finished_at": now(), "error": ""}
        changed = connection.execute(
            update(StepRow).where(StepRow.job_id == job_id, StepRow.name == name, StepRow.key == key).values(**done)
        )
        if changed.rowcount != 1:
            raise StoreError(f"The step {name} of job {job_id} was never begun with this key. Report this.")
        kept = _result(connection, recording_id, name, key)
    if kept is None:
        raise StoreError(f"The result of the step {name} was not kept. Run the command again.")
    return _opened(kept)


def fail_step(store: Store, job_id: str, name: str, error: str) -> None:
    """The step ended with `error` (one line, without speech or names)."""
    values = {"state": State.FAILED, "error": storable(error, 2_000), "finished_at": now()}
    with store.writing() as connection:
        connection.execute(update(StepRow).where(StepRow.job_id == job_id, StepRow.name == name).values(**values))


def step_result(store: Store, recording_id: str, name: str, key: str) -> StepResult | None:
    """What the step made with this key, if it ever finished."""
    with store.reading() as connection:
        found = _result(connection, recording_id, name, key)
    return None if found is None else _opened(found)


def progress(store: Store, job_id: str, name: str, part: float) -> None:
    """How far a step is, 0 to 1; also a sign of life. Raises Stopped when a person stopped the job."""
    with store.writing() as connection:
        _own(connection, job_id)
        part = min(1.0, max(0.0, part))
        connection.execute(update(StepRow).where(StepRow.job_id == job_id, StepRow.name == name).values(progress=part))


def reporter(store: Store, job_id: str, name: str, every_s: float = 2.0) -> Callable[[float], None]:
    """A `Progress` for a room: it writes at most every `every_s` seconds, since each write waits for the disk."""
    last = time.monotonic()

    def report(part: float) -> None:
        nonlocal last
        if time.monotonic() - last >= every_s:
            progress(store, job_id, name, part)
            last = time.monotonic()

    return report


# ---- inside -----------------------------------------------------------------------------------


def last_of_each(connection: Connection) -> dict[str, Job]:
    """Of each recording its newest job, with steps. Two queries."""
    rank = func.row_number().over(partition_by=JobRow.recording_id, order_by=(JobRow.created_at.desc(), JobRow.id.desc())).label("rank")
    ranked = select(JobRow.id, rank).subquery()
    newest = select(ranked.c.id).where(ranked.c.rank == 1)
    steps: dict[str, list[Step]] = {}
    for row in connection.execute(select(StepRow.__table__).where(StepRow.job_id.in_(newest)).order_by(StepRow.position)):
        steps.setdefault(row.job_id, []).append(_step(row))
    rows = connection.execute(select(JobRow.__table__).where(JobRow.id.in_(newest)))
    return {row.recording_id: _job(row, tuple(steps.get(row.id, ()))) for row in rows}


def _queue(connection: Connection, recording_id: str, settings: Plain) -> str:
    require_recording(connection, recording_id)
    job_id = new_id("j", 12)
    values = {"settings": settings, "state": State.QUEUED, "host": "", "process_started": "", "error": ""}
    connection.execute(insert(JobRow).values(id=job_id, recording_id=recording_id, created_at=now(), **values))
    return job_id


def _take(connection: Connection, job_id: str, recording_id: str) -> bool:
    busy = select(JobRow.__table__).where(JobRow.recording_id == recording_id, JobRow.state == State.RUNNING)
    for row in connection.execute(busy).all():
        if not _dead(row):
            return False
        _close(connection, row.id, State.FAILED, "The process ended before the work was done.")
    me = Owner.current()
    mine = {
        "state": State.RUNNING,
        "host": me.host,
        "pid": me.pid,
        "process_started": me.started,
        "heartbeat_at": now(),
        "started_at": now(),
    }
    taken = connection.execute(update(JobRow).where(JobRow.id == job_id, JobRow.state == State.QUEUED).values(**mine))
    return taken.rowcount == 1


def _own(connection: Connection, job_id: str) -> str:
    """Give a sign of life for a running job; its recording. Stopped or StoreError when it runs no more."""
    alive = connection.execute(update(JobRow).where(JobRow.id == job_id, JobRow.state == State.RUNNING).values(heartbeat_at=now()))
    row = connection.execute(select(JobRow.state, JobRow.recording_id).where(JobRow.id == job_id)).first()
    if row is None:
        raise NotFoundError(f"There is no job {storable(job_id, 60)!r} any more: its recording was deleted.")
    if alive.rowcount == 0:
        if row.state == State.STOPPED:
            raise Stopped(f"The work on recording {row.recording_id} was stopped. What was finished is kept.")
        raise StoreError(f"The job {job_id} is {row.state}, not running. Start the work again.")
    return str(row.recording_id)


def _end(store: Store, job_id: str, state: State, error: str = "") -> None:
    with store.writing() as connection:
        _close(connection, job_id, state, error)


def _close(connection: Connection, job_id: str, state: State, error: str) -> None:
    """End a job that has not ended, and with it the step that was running."""
    values = {"state": state, "error": storable(error, 2_000), "finished_at": now()}
    open_job = and_(JobRow.id == job_id, JobRow.state.in_([State.QUEUED, State.RUNNING]))
    if connection.execute(update(JobRow).where(open_job).values(**values)).rowcount:
        left = State.STOPPED if state is State.DONE else state
        running_step = and_(StepRow.job_id == job_id, StepRow.state == State.RUNNING)
        connection.execute(update(StepRow).where(running_step).values(state=left, finished_at=now()))


def _dead(row: Row[Any]) -> bool:
    alive = Owner(row.host, row.pid or 0, row.process_started).alive
    if alive is None:
        seen: datetime | None = row.heartbeat_at
        return seen is None or now() - seen > SILENT_AFTER
    return not alive


def _job(row: Row[Any], steps: tuple[Step, ...]) -> Job:
    values = dict(row._mapping)
    values.pop("process_started")
    values["state"] = State(row.state)
    if row.state == State.RUNNING and _dead(row):
        values["state"] = State.INTERRUPTED
        steps = tuple(replace(s, state=State.INTERRUPTED) if s.state is State.RUNNING else s for s in steps)
    return Job(**values, steps=steps)


def _step(row: Row[Any]) -> Step:
    values = dict(row._mapping)
    for inner in ("recording_id", "position"):
        values.pop(inner)
    values["state"] = State(row.state)
    return Step(**values)


def _result(connection: Connection, recording_id: str, name: str, key: str) -> Row[Any] | None:
    same = and_(ResultRow.recording_id == recording_id, ResultRow.name == name, ResultRow.key == key)
    return connection.execute(select(ResultRow.__table__).where(same)).first()


def _opened(row: Row[Any]) -> StepResult:
    payload = unpack(row.encoding, row.payload, f"The result of the step {row.name} of recording {row.recording_id}")
    return StepResult(row.recording_id, row.name, row.key, payload, from_plain(Maker, row.maker), row.created_at)
