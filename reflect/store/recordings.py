"""Recordings and their media files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from reflect.errors import InputError, NotFoundError, StoreError, UsageError
from reflect.store import erasures, incoming, jobs
from reflect.store.account import account
from reflect.store.common import new_id, normal_id, now, require_recording, storable
from reflect.store.consent_tables import QuarantineRow
from reflect.store.database import Store
from reflect.store.tables import CaseRow, MediaRow, RecordingRow, SpeakerRow, TranscriptRow
from reflect.store.values import MediaFile, MediaKind, NewMedia, Recording, Summary

QUARANTINE_DAYS = 14
"""How long a recording whose people were not asked yet may be played by who brought it in."""
FACTS = {"schema": "reflect/media-facts", "version": 1}
_FIELDS = (
    RecordingRow.id,
    RecordingRow.title,
    CaseRow.code,
    RecordingRow.created_at,
    RecordingRow.recorded_at,
    RecordingRow.duration_ms,
    RecordingRow.language,
    RecordingRow.codebook,
    erasures.film_erased_at().label("film_erased_at"),
)


def add(
    store: Store,
    media: Sequence[NewMedia],
    *,
    title: str = "",
    case: str | None = None,
    recorded_at: datetime | None = None,
    duration_ms: int | None = None,
    language: str | None = None,
) -> Recording:
    """A new recording with its imported media, all or nothing, in quarantine; `title` defaults to the film's own name.

    When another process brought in the same film in the meantime, that recording is returned and
    these copies are thrown away. Moments need a time zone.
    """
    if not media:
        raise UsageError("A recording needs at least one film or sound file.")
    if recorded_at is not None and recorded_at.tzinfo is None:
        raise UsageError("The moment of a recording needs a time zone.")
    new = Recording(
        _free_id(store), storable(title or media[0].stored.original_name, 1_000), case, now(), recorded_at, duration_ms, language
    )
    known = _insert(store, new, media)
    if known is not None:
        for item in media:
            incoming.discard_media(item.stored)
    return get(store, known or new.id)


def add_media(store: Store, recording_id: str, item: NewMedia) -> MediaFile:
    """One more imported file for a recording. The same file again only renews its kind, facts and clock.

    InputError once the film was erased.
    """
    try:
        with store.writing() as connection:
            require_recording(connection, recording_id)
            gone = connection.execute(select(erasures.film_erased_at()).where(RecordingRow.id == recording_id)).scalar()
            if gone is not None:
                raise InputError(incoming.ERASED.format(what="The film", recording=recording_id, day=gone))
            incoming.mark_pending(store, recording_id)
            same = (MediaRow.recording_id == recording_id, MediaRow.sha256 == item.stored.sha256)
            media_id = connection.execute(select(MediaRow.id).where(*same)).scalar()
            if media_id is not None:
                connection.execute(update(MediaRow).where(MediaRow.id == media_id).values(kind=item.kind, **_facts_and_clock(item)))
                incoming.discard_media(item.stored)
            else:
                media_id = item.stored.id
                connection.execute(insert(MediaRow).values(_place(store, recording_id, item)))
    finally:
        incoming.settle(store, recording_id)
    return next(m for m in get(store, recording_id).media if m.id == media_id)


def get(store: Store, recording: str) -> Recording:
    """The recording with this id, or the only one whose id starts so. NotFoundError says what there is."""
    wanted = normal_id(recording)
    with store.reading() as connection:
        if not wanted or not wanted.isalnum():
            rows: list[Any] = []
        else:
            near = select(*_FIELDS).outerjoin(CaseRow, CaseRow.id == RecordingRow.case_id).order_by(RecordingRow.id)
            rows = list(connection.execute(near.where(RecordingRow.id.startswith(wanted)).limit(9)))
        if not rows:
            raise NotFoundError(f"There is no recording {storable(recording, 60)!r}. Type reflect status to list them.")
        if len(rows) > 1 and rows[0][0] != wanted:
            some = ", ".join(row[0] for row in rows[:8]) + (" and more" if len(rows) > 8 else "")
            raise NotFoundError(f"{wanted!r} may be any of {some}. Type one more letter of the recording's id.")
        found = Recording(*rows[0])
        media = _media(store, connection, [found.id]).get(found.id, ())
    return _with(found, media)


def exists(store: Store, recording_id: str) -> bool:
    """Whether there is a recording with exactly this id."""
    with store.reading() as connection:
        return connection.execute(select(RecordingRow.id).where(RecordingRow.id == recording_id)).first() is not None


def find_film(store: Store, sha256: str) -> Recording | None:
    """The recording whose film has this content, if there is one."""
    known = incoming.find_known(store, sha256)
    return None if known is None else get(store, known)


def listing(store: Store) -> tuple[Summary, ...]:
    """All recordings, newest first, each with its last job, that job's steps and counts. Six queries, however many there are."""
    with store.reading() as connection:
        query = select(*_FIELDS).outerjoin(CaseRow, CaseRow.id == RecordingRow.case_id)
        found = [Recording(*row) for row in connection.execute(query.order_by(RecordingRow.created_at.desc(), RecordingRow.id))]
        media = _media(store, connection)
        speakers = _count(connection, SpeakerRow)
        versions = _count(connection, TranscriptRow)
        last = jobs.last_of_each(connection)
    lines = []
    for recording in found:
        files = media.get(recording.id, ())
        lines.append(
            Summary(
                recording=_with(recording, files),
                job=last.get(recording.id),
                speakers=speakers.get(recording.id, 0),
                versions=versions.get(recording.id, 0),
                media_bytes=sum(f.size_bytes for f in files),
            )
        )
    return tuple(lines)


def change(
    store: Store,
    recording_id: str,
    *,
    title: str | None = None,
    case: str | None = None,
    recorded_at: datetime | None = None,
    duration_ms: int | None = None,
    language: str | None = None,
    codebook: str | None = None,
) -> Recording:
    """Set what is given; None leaves a thing as it is. An empty `case` takes the recording out of its case, an empty `codebook` gives it
    that of the settings."""
    given = {"recorded_at": recorded_at, "duration_ms": duration_ms, "language": language}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if title is not None:
        values["title"] = storable(title, 1_000)
    if codebook is not None:
        values["codebook"] = storable(codebook, 200) or None
    with store.writing() as connection:
        require_recording(connection, recording_id)
        if case is not None:
            values["case_id"] = _case(connection, case) if case else None
        if values:
            connection.execute(update(RecordingRow).where(RecordingRow.id == recording_id).values(**values))
    return get(store, recording_id)


def delete_recording(store: Store, recording_id: str) -> None:
    """Remove a recording with its films, transcripts, jobs and results. StoreError while a living process works on it."""
    require_idle(store, recording_id)
    with store.reading() as connection:
        require_recording(connection, recording_id)
    try:
        with store.writing() as connection:
            incoming.mark_pending(store, recording_id)
            connection.execute(delete(RecordingRow).where(RecordingRow.id == recording_id))
    finally:
        incoming.settle(store, recording_id)


def require_idle(store: Store, recording_id: str) -> None:
    """StoreError while a living process works on the recording."""
    busy = jobs.running(store, recording_id)
    if busy is not None:
        raise StoreError(f"Recording {recording_id} is being processed by process {busy.pid}. Stop that or wait, then delete it.")


# ---- inside -----------------------------------------------------------------------------------


def _free_id(store: Store) -> str:
    while True:
        candidate = new_id("r")
        with store.reading() as connection:
            if connection.execute(select(RecordingRow.id).where(RecordingRow.id == candidate)).first() is None:
                return candidate


def _insert(store: Store, new: Recording, media: Sequence[NewMedia]) -> str | None:
    """Put the recording in; the id of another recording that has its film already, and then nothing is changed."""
    films = [item.stored.sha256 for item in media if item.kind is MediaKind.FILM]
    try:
        with store.writing() as connection:
            incoming.mark_pending(store, new.id)
            same = select(MediaRow.recording_id).where(MediaRow.sha256.in_(films), MediaRow.kind == MediaKind.FILM)
            known = connection.execute(same.limit(1)).scalar()
            if known is None:
                connection.execute(
                    insert(RecordingRow).values(
                        id=new.id,
                        title=new.title,
                        case_id=_case(connection, new.case) if new.case else None,
                        created_at=new.created_at,
                        recorded_at=new.recorded_at,
                        duration_ms=new.duration_ms,
                        language=new.language,
                    )
                )
                connection.execute(insert(MediaRow), [_place(store, new.id, item) for item in media])
                held = {"recording_id": new.id, "importer": account(), "until": new.created_at + timedelta(days=QUARANTINE_DAYS)}
                connection.execute(insert(QuarantineRow).values(held))
    finally:
        incoming.settle(store, new.id)
    return known


def _place(store: Store, recording_id: str, item: NewMedia) -> dict[str, Any]:
    path = incoming.place(item.stored, store.home.media(recording_id))
    return {
        "id": item.stored.id,
        "recording_id": recording_id,
        "kind": str(item.kind),
        "sha256": item.stored.sha256,
        "size_bytes": item.stored.size_bytes,
        "original_name": item.stored.original_name,
        "path": path.relative_to(store.home.path).as_posix(),
        **_facts_and_clock(item),
    }


def _facts_and_clock(item: NewMedia) -> dict[str, Any]:
    return {
        "container": storable(item.container, 200),
        "facts": {**FACTS, "facts": dict(item.facts)},
        "offset_ms": item.offset_ms,
        "drift_ppm": item.drift_ppm,
        "clock_confidence": item.clock_confidence,
    }


def _with(recording: Recording, media: tuple[MediaFile, ...]) -> Recording:
    """As long as there is a film, it is not erased yet: it was only asked."""
    return replace(recording, media=media, film_erased_at=None if media else recording.film_erased_at)


def _case(connection: Connection, code: str) -> str:
    """The id of the case with this code, made when it is new."""
    code = storable(code, 200)
    found = connection.execute(select(CaseRow.id).where(CaseRow.code == code)).scalar()
    if found is None:
        found = new_id("c", 12)
        connection.execute(insert(CaseRow).values(id=found, code=code, created_at=now()))
    return found


def _media(store: Store, connection: Connection, recordings: Sequence[str] | None = None) -> dict[str, tuple[MediaFile, ...]]:
    query = select(MediaRow.__table__)
    if recordings is not None:
        query = query.where(MediaRow.recording_id.in_(recordings))
    out: dict[str, list[MediaFile]] = {}
    for row in connection.execute(query):
        values = dict(row._mapping)
        values["kind"] = MediaKind(row.kind)
        values["path"] = store.home.path / PurePosixPath(row.path)
        values["facts"] = row.facts.get("facts", {})
        out.setdefault(row.recording_id, []).append(MediaFile(**values))
    return {key: tuple(sorted(files, key=lambda f: (f.kind is not MediaKind.FILM, f.id))) for key, files in out.items()}


def _count(connection: Connection, table: type[SpeakerRow] | type[TranscriptRow]) -> dict[str, int]:
    rows = connection.execute(select(table.recording_id, func.count()).group_by(table.recording_id))
    return {recording_id: count for recording_id, count in rows}
