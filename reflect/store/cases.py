"""The recordings of a case (traject), one after another: what a course is drawn over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from reflect.store.common import require_recording
from reflect.store.database import Store
from reflect.store.tables import RecordingRow


@dataclass(frozen=True, slots=True)
class Sitting:
    """A recording as a step of its case. `at` is when the talk was held, or else when it was brought in (UTC)."""

    recording_id: str
    title: str
    at: datetime


def sittings(store: Store, recording_id: str) -> tuple[Sitting, ...]:
    """All recordings of the case of this one in order of time; this one alone when it has no case."""
    at = func.coalesce(RecordingRow.recorded_at, RecordingRow.created_at, type_=RecordingRow.created_at.type)
    case = select(RecordingRow.case_id).where(RecordingRow.id == recording_id).scalar_subquery()
    query = select(RecordingRow.id, RecordingRow.title, at).where(or_(RecordingRow.id == recording_id, RecordingRow.case_id == case))
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return tuple(Sitting(*row) for row in connection.execute(query.order_by(at, RecordingRow.created_at, RecordingRow.id)))
