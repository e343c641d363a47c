"""The speakers of all recordings at once: what the library shows."""

from __future__ import annotations

from sqlalchemy import select

from reflect.model.speech import Role, Speaker
from reflect.store.database import Store
from reflect.store.tables import SpeakerRow


def of_all(store: Store) -> dict[str, tuple[Speaker, ...]]:
    """The speakers of every recording as they are known now, in order of their numbers, by recording. One query."""
    out: dict[str, list[Speaker]] = {}
    with store.reading() as connection:
        for row in connection.execute(select(SpeakerRow.__table__)):
            out.setdefault(row.recording_id, []).append(Speaker(row.label, Role(row.role), row.confirmed, row.reason, row.name))
    return {recording: tuple(sorted(found, key=lambda s: (len(s.label), s.label))) for recording, found in out.items()}
