"""Who is asked about which clip, and what they answered about exactly that."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Connection, Row, Table, func, insert, select

from reflect.model.consent import ClipRequest, ConsentEvent, Purpose
from reflect.model.span import Span
from reflect.store import audit, consents
from reflect.store.common import now, require_recording, storable
from reflect.store.consent_tables import ClipRequestRow, ConsentEventRow
from reflect.store.database import Store

_ROWS = cast(Table, ClipRequestRow.__table__)
MOST_NOTE = 500


def add(store: Store, recording_id: str, person_id: str, purpose: Purpose, span: Span, who: str, note: str = "") -> ClipRequest:
    """Write down that the person is asked, with its line in the audit; the same question that is still open is not put twice."""
    with store.writing() as connection:
        require_recording(connection, recording_id)
        for there in _of(connection, recording_id):
            if (there.person_id, there.purpose, there.span, there.answer) == (person_id, purpose, span, None):
                return there
        last = connection.execute(select(func.max(ConsentEventRow.number))).scalar() or 0
        values = {"id": str(uuid4()), "recording_id": recording_id, "person_id": person_id, "purpose": str(purpose), "after": last}
        words = {"asked_by": storable(who, 200), "asked_at": now(), "note": storable(note, MOST_NOTE)}
        connection.execute(insert(_ROWS).values(**values, **words, start_ms=span.start_ms, end_ms=span.end_ms))
        about = {"recording": recording_id, "person": person_id, "purpose": str(purpose), "span": [span.start_ms, span.end_ms]}
        audit.write(connection, who, "asked about a clip", about)
        return next(one for one in _of(connection, recording_id) if one.id == values["id"])


def of(store: Store, recording_id: str) -> tuple[ClipRequest, ...]:
    """Every question about a clip of the recording, oldest first."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return _of(connection, recording_id)


def _of(connection: Connection, recording_id: str) -> tuple[ClipRequest, ...]:
    rows = connection.execute(select(_ROWS).where(_ROWS.c.recording_id == recording_id).order_by(_ROWS.c.asked_at, _ROWS.c.id)).all()
    events = consents.written(connection, recording_id) if rows else ()
    return tuple(_request(row, events) for row in rows)


def _request(row: Row[Any], events: tuple[ConsentEvent, ...]) -> ClipRequest:
    span, purpose = Span(row.start_ms, row.end_ms), Purpose(row.purpose)
    same = [e for e in events if (e.person_id, e.purpose, e.span) == (row.person_id, purpose, span) and e.number > row.after]
    answer = same[-1] if same else None
    return ClipRequest(row.id, row.recording_id, row.person_id, purpose, span, row.asked_by, row.asked_at, row.note, answer)
