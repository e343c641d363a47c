"""Fragments by their code, over all recordings: what a search for the name of a theme finds."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from reflect.store.database import Store
from reflect.store.tables import FragmentRow, RecordingRow


def with_codes(store: Store, codes: Collection[str], limit: int = 50, coder: str | None = None) -> tuple[tuple[str, str, str, int], ...]:
    """(recording, its title, code, start in ms) of fragments with one of `codes`; the newest recording first, in it by time.

    Of one `coder` only, for who codes blind.
    """
    if not codes or limit < 1:
        return ()
    query = (
        select(FragmentRow.recording_id, RecordingRow.title, FragmentRow.code, FragmentRow.start_ms)
        .join(RecordingRow, RecordingRow.id == FragmentRow.recording_id)
        .where(FragmentRow.code.in_(codes), FragmentRow.deleted.is_(False))
        .order_by(RecordingRow.created_at.desc(), RecordingRow.id, FragmentRow.start_ms)
    )
    if coder is not None:
        query = query.where(FragmentRow.coder == coder)
    with store.reading() as connection:
        return tuple((row[0], row[1], row[2], row[3]) for row in connection.execute(query.limit(limit)))
