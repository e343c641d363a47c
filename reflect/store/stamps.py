"""What tells another window that a transcript changed, without reading a word of it."""

from __future__ import annotations

from sqlalchemy import func, select

from reflect.store.database import Store
from reflect.store.tables import TranscriptEditRow, TranscriptRow
from reflect.store.values import TranscriptKind

_BY_PEOPLE = (TranscriptKind.CORRECTED, TranscriptKind.IMPORTED)


def of(store: Store, recording_id: str) -> str | None:
    """The stamp of the current transcript (`TranscriptVersion.stamp`); None when the recording has none."""
    query = select(TranscriptRow.id, TranscriptRow.number, TranscriptRow.kind).where(TranscriptRow.recording_id == recording_id)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(TranscriptRow.number.desc())).all()
        row = next((r for r in rows if r.kind in _BY_PEOPLE), rows[0] if rows else None)
        if row is None:
            return None
        last = select(func.max(TranscriptEditRow.number)).where(TranscriptEditRow.transcript_id == row.id)
        return f"v{row.number}.{connection.execute(last).scalar() or 0}"
