"""Transcripts as versions: each one is added, none is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reflect.errors import FormatError, NotFoundError, StoreError
from reflect.model.codec import from_plain, to_plain
from reflect.model.speech import Maker, Transcript
from reflect.store.common import new_id, now, require_recording
from reflect.store.database import Store
from reflect.store.packing import pack, unpack
from reflect.store.people import known_speakers
from reflect.store.tables import TranscriptRow
from reflect.store.values import TranscriptKind, TranscriptVersion, Version

_HEAD = (
    TranscriptRow.id,
    TranscriptRow.recording_id,
    TranscriptRow.number,
    TranscriptRow.parent_id,
    TranscriptRow.kind,
    TranscriptRow.maker,
    TranscriptRow.created_at,
)


def add(
    store: Store,
    recording_id: str,
    transcript: Transcript,
    kind: TranscriptKind,
    maker: Maker,
    *,
    key: str | None = None,
    parent_id: str | None = None,
) -> Version:
    """A new version, numbered after the last one.

    A repeated run changes nothing: when the newest version of this kind came from the same step `key`, or says
    the same by the same maker, that one is returned, and what a person corrected after it stays on top.
    """
    encoding, body = pack(to_plain(transcript))
    with store.writing() as connection:
        require_recording(connection, recording_id)
        if parent_id is not None:
            _require_parent(connection, recording_id, parent_id)
        query = _of(recording_id, TranscriptRow.key, TranscriptRow.encoding, TranscriptRow.body).where(TranscriptRow.kind == kind)
        last = connection.execute(query.limit(1)).first()
        if last is not None:
            same_step = key is not None and last.key == key
            if same_step or (last.maker, last.encoding, last.body) == (to_plain(maker), encoding, body):
                return _version(last)
        number = 1 + (
            connection.execute(select(func.max(TranscriptRow.number)).where(TranscriptRow.recording_id == recording_id)).scalar() or 0
        )
        new = Version(new_id("t", 12), recording_id, number, parent_id, kind, maker, now())
        connection.execute(
            insert(TranscriptRow).values(
                id=new.id,
                recording_id=recording_id,
                number=number,
                parent_id=parent_id,
                kind=str(kind),
                key=key,
                maker=to_plain(maker),
                created_at=new.created_at,
                encoding=encoding,
                body=body,
            )
        )
    return new


def latest(store: Store, recording_id: str) -> TranscriptVersion:
    """The newest version, with the speakers as they are known now (a role confirmed later shows).
    NotFoundError when the recording was never processed."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        row = connection.execute(_of(recording_id, TranscriptRow.encoding, TranscriptRow.body).limit(1)).first()
        known = {s.label: s for s in known_speakers(connection, recording_id)}
    if row is None:
        raise NotFoundError(f"Recording {recording_id} has no transcript yet. Type reflect status to see how far it is.")
    found = _opened(row)
    speakers = tuple(known.get(s.label, s) for s in found.transcript.speakers)
    return replace(found, transcript=replace(found.transcript, speakers=speakers))


def get(store: Store, recording_id: str, number: int) -> TranscriptVersion:
    """One version, exactly as it was made."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        query = _of(recording_id, TranscriptRow.encoding, TranscriptRow.body).where(TranscriptRow.number == number)
        row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(f"Recording {recording_id} has no version {number} of its transcript.")
    return _opened(row)


def versions(store: Store, recording_id: str) -> tuple[Version, ...]:
    """All versions, newest first, without their words."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return tuple(_version(row) for row in connection.execute(_of(recording_id)))


def _of(recording_id: str, *more: Any) -> Any:
    return select(*_HEAD, *more).where(TranscriptRow.recording_id == recording_id).order_by(TranscriptRow.number.desc())


def _require_parent(connection: Connection, recording_id: str, parent_id: str) -> None:
    same = (TranscriptRow.id == parent_id, TranscriptRow.recording_id == recording_id)
    if connection.execute(select(TranscriptRow.id).where(*same)).first() is None:
        raise NotFoundError(f"The transcript that was corrected is no version of recording {recording_id}. Open the recording again.")


def _version(row: Row[Any]) -> Version:
    return Version(
        row.id, row.recording_id, row.number, row.parent_id, TranscriptKind(row.kind), from_plain(Maker, row.maker), row.created_at
    )


def _opened(row: Row[Any]) -> TranscriptVersion:
    what = f"Transcript {row.number} of recording {row.recording_id}"
    try:
        return TranscriptVersion(_version(row), from_plain(Transcript, unpack(row.encoding, row.body, what)))
    except FormatError as error:
        raise StoreError(f"{what} cannot be used: {error}") from error
