"""Transcripts as versions: each one is added, none is changed; what a person corrects is laid on top.

The *current* version is the newest that a person made (corrected or brought in), or else the newest recognition. So a
new recognition never takes the place of somebody's work: it waits, and a person may choose it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reflect.errors import FormatError, NotFoundError, StoreError
from reflect.model.codec import from_plain, to_plain
from reflect.model.speech import Maker, Speaker, Transcript
from reflect.store import search_lines
from reflect.store.common import new_id, now, require_recording
from reflect.store.database import Store
from reflect.store.packing import unpack
from reflect.store.people import known_speakers
from reflect.store.script import Script
from reflect.store.tables import TranscriptEditRow, TranscriptRow
from reflect.store.values import TranscriptKind, TranscriptVersion, Version

_HEAD = (
    TranscriptRow.id,
    TranscriptRow.recording_id,
    TranscriptRow.number,
    TranscriptRow.parent_id,
    TranscriptRow.kind,
    TranscriptRow.maker,
    TranscriptRow.created_at,
    TranscriptRow.key,
    TranscriptRow.encoding,
)

AS_PARENT = "parent"
"""The encoding of a version that has no body of its own: it is its parent with the parent's corrections."""

BY_PEOPLE = (TranscriptKind.CORRECTED, TranscriptKind.IMPORTED)


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
    script = Script.of(transcript)
    encoding, body = script.packed()
    with store.writing() as connection:
        require_recording(connection, recording_id)
        if parent_id is not None:
            _require_parent(connection, recording_id, parent_id)
        rows = heads(connection, recording_id)
        last = next((row for row in rows if row.kind == kind), None)
        if last is not None:
            same_step = key is not None and last.key == key
            if same_step or (last.maker == to_plain(maker) and _says(connection, last, encoding, body)):
                return version_of(last)
        new = put(connection, recording_id, kind, maker, (encoding, body), key=key, parent_id=parent_id)
        if is_current(heads(connection, recording_id), new.number):
            search_lines.put_turns(connection, recording_id, transcript.turns)
    return new


def latest(store: Store, recording_id: str) -> TranscriptVersion:
    """The current version with its corrections and with the speakers as they are known now (a role confirmed later shows).
    NotFoundError when the recording was never processed."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        folded = fold(connection, recording_id)
        known = known_speakers(connection, recording_id)
    found = folded.opened()
    return replace(found, transcript=with_speakers(found.transcript, known))


def get(store: Store, recording_id: str, number: int) -> TranscriptVersion:
    """One version with its corrections; its speakers are as it was made."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return fold(connection, recording_id, number).opened()


def versions(store: Store, recording_id: str) -> tuple[Version, ...]:
    """All versions, newest first, without their words."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        return tuple(version_of(row) for row in heads(connection, recording_id))


# ---- inside a transaction, for this room ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folded:
    """A version with all corrections up to its last one folded in. `since_body` are the corrections, and `weight` their bytes,
    that had to be read on top of a stored body."""

    version: Version
    script: Script
    edits: int
    newer: int | None
    since_body: int
    weight: int

    @property
    def stamp(self) -> str:
        return f"v{self.version.number}.{self.edits}"

    def opened(self) -> TranscriptVersion:
        try:
            transcript = with_speakers(self.script.transcript(), ())
        except FormatError as error:
            raise StoreError(f"{_what(self.version)} cannot be used: {error}") from error
        return TranscriptVersion(self.version, transcript, self.edits, self.newer)


def heads(connection: Connection, recording_id: str) -> list[Row[Any]]:
    """The versions without their bodies, newest first."""
    query = select(*_HEAD).where(TranscriptRow.recording_id == recording_id)
    return list(connection.execute(query.order_by(TranscriptRow.number.desc())))


def current(rows: Sequence[Row[Any]]) -> Row[Any] | None:
    """Of `heads`, the version that people see."""
    return next((row for row in rows if row.kind in BY_PEOPLE), rows[0] if rows else None)


def is_current(rows: Sequence[Row[Any]], number: int) -> bool:
    row = current(rows)
    return row is not None and row.number == number


def fold(connection: Connection, recording_id: str, number: int | None = None) -> Folded:
    """Version `number`, or the current one, with its corrections. NotFoundError when there is none."""
    rows = heads(connection, recording_id)
    row = current(rows) if number is None else next((r for r in rows if r.number == number), None)
    if row is None and number is None:
        raise NotFoundError(f"Recording {recording_id} has no transcript yet. Type reflect status to see how far it is.")
    if row is None:
        raise NotFoundError(f"Recording {recording_id} has no version {number} of its transcript.")
    version = version_of(row)
    chain = _chain(rows, row)
    body = connection.execute(select(TranscriptRow.body).where(TranscriptRow.id == chain[0].id)).scalar_one()
    what = _what(version_of(chain[0]))
    try:
        script = Script.opened(chain[0].encoding, body, what)
    except FormatError as error:
        raise StoreError(f"{what} cannot be used: {error}") from error
    place = {r.id: n for n, r in enumerate(chain)}
    query = select(TranscriptEditRow.transcript_id, TranscriptEditRow.number, TranscriptEditRow.encoding, TranscriptEditRow.hunks)
    edits = connection.execute(query.where(TranscriptEditRow.transcript_id.in_(place))).all()
    for edit in sorted(edits, key=lambda e: (place[e.transcript_id], e.number)):
        for at, removed, inserted in unpack(edit.encoding, edit.hunks, what)["hunks"]:
            script.splice_plain(at, len(removed), inserted)
    own = max((e.number for e in edits if e.transcript_id == row.id), default=0)
    newest = current(rows)
    later = [r.number for r in rows if r.kind not in BY_PEOPLE and newest is not None and r.number > newest.number]
    newer = max(later, default=None) if newest is not None and newest.number == row.number else None
    return Folded(version, script, own, newer, len(edits), sum(len(e.hunks) for e in edits))


def put(
    connection: Connection,
    recording_id: str,
    kind: TranscriptKind,
    maker: Maker,
    body: tuple[str, bytes],
    *,
    key: str | None = None,
    parent_id: str | None = None,
) -> Version:
    """A new row after the last one; `body` is what `Script.packed` gives, or `(AS_PARENT, b"")`."""
    of_recording = select(func.max(TranscriptRow.number)).where(TranscriptRow.recording_id == recording_id)
    number = 1 + (connection.execute(of_recording).scalar() or 0)
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
            encoding=body[0],
            body=body[1],
        )
    )
    return new


def version_of(row: Row[Any]) -> Version:
    return Version(
        row.id, row.recording_id, row.number, row.parent_id, TranscriptKind(row.kind), from_plain(Maker, row.maker), row.created_at
    )


def with_speakers(transcript: Transcript, known: Sequence[Speaker]) -> Transcript:
    """The transcript with its speakers as they are `known`, those that a person added included."""
    now_known = {s.label: s for s in known}
    named = dict.fromkeys([*(s.label for s in transcript.speakers), *now_known, *(t.speaker for t in transcript.turns)])
    made = {s.label: s for s in transcript.speakers}
    speakers = tuple(now_known.get(label) or made.get(label) or Speaker(label) for label in named)
    return transcript if speakers == transcript.speakers else replace(transcript, speakers=speakers)


# ---- inside -----------------------------------------------------------------------------------


def _chain(rows: Sequence[Row[Any]], row: Row[Any]) -> list[Row[Any]]:
    """`row` and the versions that it lies on, from the one that has a body."""
    by_id = {r.id: r for r in rows}
    chain = [row]
    while chain[0].encoding == AS_PARENT:
        parent = by_id.get(chain[0].parent_id)
        if parent is None or len(chain) > len(rows):
            raise StoreError(f"{_what(version_of(row))} is damaged in the database. Put back a copy, or process the recording again.")
        chain.insert(0, parent)
    return chain


def _says(connection: Connection, row: Row[Any], encoding: str, body: bytes) -> bool:
    """Whether a version is, byte for byte and without corrections, this body."""
    if row.encoding != encoding:
        return False
    edited = connection.execute(select(TranscriptEditRow.id).where(TranscriptEditRow.transcript_id == row.id).limit(1)).first()
    stored = connection.execute(select(TranscriptRow.body).where(TranscriptRow.id == row.id)).scalar_one()
    return edited is None and stored == body


def _require_parent(connection: Connection, recording_id: str, parent_id: str) -> None:
    same = (TranscriptRow.id == parent_id, TranscriptRow.recording_id == recording_id)
    if connection.execute(select(TranscriptRow.id).where(*same)).first() is None:
        raise NotFoundError(f"The transcript that was corrected is no version of recording {recording_id}. Open the recording again.")


def _what(version: Version) -> str:
    return f"Transcript {version.number} of recording {version.recording_id}"
