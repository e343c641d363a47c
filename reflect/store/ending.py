"""Taking away what was made of a recording for one purpose. The recording stays, with what is kept of it for the other purposes.

    P2 reflection        its clips in sessions lose their words and their place on the film, and what was noted about them goes
    P3 client's words    what the client said of it, and the interviews in which that was said
    P4 to P6             masked films and packs in the data folder
    P1 research          its film (`films`): what is read stays. Without a yes to research the whole recording goes (`erasing`)

For every purpose: half-made films of sessions too. The klantmanager's own attention points stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, select

from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.store import erasing, films, makings, recordings
from reflect.store.common import require_recording
from reflect.store.database import Store
from reflect.store.home import remove
from reflect.store.reflection_tables import AttentionPointRow, FeedbackRow, InterviewRow, ReflectionEventRow, RemarkRow, SessionClipRow


@dataclass(frozen=True, slots=True)
class Found:
    """What there is for a purpose: ids by kind, and text to look for when it is gone. Never stored and never printed."""

    clips: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()
    interviews: tuple[str, ...] = ()
    marks: frozenset[bytes] = field(default_factory=frozenset)


def counts(store: Store, recording_id: str, purpose: Purpose, spans: Sequence[Span] | None = None) -> dict[str, int]:
    """How much `end` would take away of each kind; nothing that is zero. `spans` as there."""
    if purpose is Purpose.RESEARCH:
        return films.counts(store, recording_id)
    with store.reading() as connection:
        require_recording(connection, recording_id)
        found = _find(connection, recording_id, purpose, spans)
    ready = [m for m in makings.listing(store, recording_id=recording_id) if m.purpose is purpose and m.folder and m.erased_at is None]
    out = {
        "session_clips": len(found.clips),
        "remarks": len(found.remarks),
        "feedback": len(found.feedback),
        "interviews": len(found.interviews),
        "makings": len(ready),
        "half_made": len(store.home.benches()),
    }
    return {name: number for name, number in out.items() if number}


def end(
    store: Store, recording_id: str, purpose: Purpose, spans: Sequence[Span] | None = None
) -> tuple[dict[str, int], tuple[erasing.Left, ...]]:
    """Take it away: what there was of each kind, and where something is left. It can be done again.

    `spans` are the stretches that it is about (None: all of the recording); they choose among clips of sessions. What was made for teaching
    goes whole: a reel with one stretch less is another reel. StoreError while a process works on the recording.
    """
    if purpose is Purpose.RESEARCH:
        return films.erase(store, recording_id)
    recordings.require_idle(store, recording_id)
    gone = counts(store, recording_id, purpose, spans)
    with store.writing() as connection:
        found = _find(connection, recording_id, purpose, spans)
        erasing.bare(connection, found.clips)
        connection.execute(delete(FeedbackRow).where(FeedbackRow.id.in_(found.feedback)))
        connection.execute(delete(InterviewRow).where(InterviewRow.id.in_(found.interviews)))
        things = (*found.feedback, *found.interviews)
        connection.execute(delete(ReflectionEventRow).where(ReflectionEventRow.thing_id.in_(things)))
    makings.erase(store, recording_id, purpose)
    for bench in store.home.benches():
        remove(bench)
    erasing.compact(store)
    return gone, erasing.look(store, erasing.Traces(recording_id, found.marks - _living(store, recording_id), whole=False))


# ---- inside -----------------------------------------------------------------------------------


def _find(connection: Connection, recording_id: str, purpose: Purpose, spans: Sequence[Span] | None) -> Found:
    if purpose is Purpose.REFLECTION:
        rows = list(_clips(connection, recording_id, spans))
        clips = tuple(row.id for row in rows)
        remarks = connection.execute(select(_table(RemarkRow)).where(RemarkRow.about.in_(clips))).all()
        return Found(clips, tuple(row.id for row in remarks), marks=_marks((*rows, *remarks)))
    if purpose is Purpose.CLIENT_WORDS:
        feedback, interviews = (
            connection.execute(select(_table(kind)).where(kind.recording_id == recording_id)).all() for kind in (FeedbackRow, InterviewRow)
        )
        return Found(
            feedback=tuple(row.id for row in feedback),
            interviews=tuple(row.id for row in interviews),
            marks=_marks((*feedback, *interviews)),
        )
    return Found()


def _living(store: Store, recording_id: str) -> set[bytes]:
    """Text that stays for other purposes, such as the question of a tag from which a clip was made."""
    with store.reading() as connection:
        kept = [select(table).where(table.c.recording_id == recording_id) for table in erasing.tables()]
        kept += [select(_table(AttentionPointRow)), select(_table(RemarkRow))]
        return {mark for query in kept for row in connection.execute(query) for mark in erasing.marks(row._mapping)}


def _clips(connection: Connection, recording_id: str, spans: Sequence[Span] | None) -> Iterator[Any]:
    """The clips of sessions that show something of these stretches; not those that were taken away before."""
    for row in connection.execute(select(_table(SessionClipRow)).where(SessionClipRow.recording_id == recording_id)):
        shown = Span(max(0, row.start_ms - row.before_ms), row.end_ms + row.after_ms)
        if row.end_ms > row.start_ms and (spans is None or any(shown.overlap_ms(span) for span in spans)):
            yield row


def _marks(rows: Sequence[Any]) -> frozenset[bytes]:
    return frozenset(mark for row in rows for mark in erasing.marks(row._mapping))


def _table(row: Any) -> Table:
    return cast(Table, row.__table__)
