"""Cases (trajecten): one client with one klantmanager over several recordings, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from reflect.errors import NotFoundError
from reflect.store.common import normal_id, require_recording, storable
from reflect.store.database import Store
from reflect.store.reflection_tables import AttentionPointRow, SessionRow
from reflect.store.tables import CaseRow, RecordingRow


@dataclass(frozen=True, slots=True)
class Case:
    """A case by its id and the code that people know it by."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of the list of cases: how much there is, and when the last talk was (UTC)."""

    case: Case
    recordings: int
    sessions: int
    points: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A recording as a step of its case. `at` is when the talk was held, or else when it was brought in (UTC)."""

    recording_id: str
    title: str
    at: datetime


def get(store: Store, wanted: str) -> Case:
    """The case with this id or code. NotFoundError names some that are there."""
    with store.reading() as connection:
        same = or_(CaseRow.id == normal_id(wanted), CaseRow.code == wanted.strip())
        row = connection.execute(select(CaseRow.id, CaseRow.code).where(same).order_by(CaseRow.code != wanted.strip())).first()
        codes = () if row else tuple(connection.execute(select(CaseRow.code).order_by(CaseRow.code).limit(8)).scalars())
    if row is not None:
        return Case(*row)
    there = f"There are: {', '.join(code[:40] for code in codes)}." if codes else "Give a recording a case in the app, or with --case."
    raise NotFoundError(f"There is no case {storable(wanted, 60)!r}. {there}")


def of_recording(store: Store, recording_id: str) -> Case | None:
    """The case of the recording; None when it has none. NotFoundError for an unknown recording."""
    query = select(CaseRow.id, CaseRow.code).join(RecordingRow, RecordingRow.case_id == CaseRow.id).where(RecordingRow.id == recording_id)
    with store.reading() as connection:
        require_recording(connection, recording_id)
        row = connection.execute(query).first()
    return None if row is None else Case(*row)


def listing(store: Store) -> tuple[CaseLine, ...]:
    """Cases that have a recording, a session or an attention point, the one with the latest talk first; four queries."""
    with store.reading() as connection:
        recordings = _counts(connection.execute(_counted(RecordingRow)).all())
        sessions = _counts(connection.execute(_counted(SessionRow, SessionRow.deleted.is_(False))).all())
        points = _counts(connection.execute(_counted(AttentionPointRow, AttentionPointRow.deleted.is_(False))).all())
        last = select(RecordingRow.case_id, func.max(_AT)).group_by(RecordingRow.case_id)
        last_at: dict[str | None, datetime] = {row[0]: row[1] for row in connection.execute(last)}
        cases = [Case(*row) for row in connection.execute(select(CaseRow.id, CaseRow.code))]
    lines = [CaseLine(c, recordings.get(c.id, 0), sessions.get(c.id, 0), points.get(c.id, 0), last_at.get(c.id)) for c in cases]
    found = [line for line in lines if line.recordings or line.sessions or line.points]
    found.sort(key=lambda line: line.case.code)
    return tuple(sorted(found, key=lambda line: line.last_at.timestamp() if line.last_at else 0.0, reverse=True))


def sittings(store: Store, recording_id: str) -> tuple[Sitting, ...]:
    """All recordings of the case of this one in order of time; this one alone when it has no case."""
    case = select(RecordingRow.case_id).where(RecordingRow.id == recording_id).scalar_subquery()
    with store.reading() as connection:
        require_recording(connection, recording_id)
        mine = or_(RecordingRow.id == recording_id, RecordingRow.case_id == case)
        return tuple(Sitting(*row) for row in connection.execute(_in_time(mine)))


def sittings_of(store: Store, case_id: str) -> tuple[Sitting, ...]:
    """All recordings of the case in order of time."""
    with store.reading() as connection:
        return tuple(Sitting(*row) for row in connection.execute(_in_time(RecordingRow.case_id == case_id)))


def durations(store: Store, case_id: str) -> dict[str, int | None]:
    """The length of each recording of the case in ms, where it is known."""
    query = select(RecordingRow.id, RecordingRow.duration_ms).where(RecordingRow.case_id == case_id)
    with store.reading() as connection:
        return {id: duration_ms for id, duration_ms in connection.execute(query)}


# ---- inside -----------------------------------------------------------------------------------

_AT = func.coalesce(RecordingRow.recorded_at, RecordingRow.created_at, type_=RecordingRow.created_at.type)


def _in_time(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(RecordingRow.id, RecordingRow.title, _AT).where(which).order_by(_AT, RecordingRow.created_at, RecordingRow.id)


def _counted(table: type[RecordingRow | SessionRow | AttentionPointRow], *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(table.case_id, func.count()).where(*which).group_by(table.case_id)


def _counts(rows: Sequence[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows if row[0] is not None}
