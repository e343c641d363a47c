"""Corrections as a record that only grows, on top of transcript versions.

What may be corrected and how is decided in `reflect.correcting`; here are the rows. Each edit keeps the turns that it took
away, so that nothing that was recognised or typed is ever lost. Every edit has the id that its sender gave it (`op_id`), so
that one that is sent twice is found to be there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from reflect.model.codec import from_plain, to_plain
from reflect.model.speech import Maker, Speaker
from reflect.model.turns import Hunk, inverse
from reflect.store import search_lines
from reflect.store.common import now, require_recording
from reflect.store.database import Store
from reflect.store.packing import pack, unpack
from reflect.store.people import drop_speaker, known_speakers, put_speaker, same_voices, settle_speakers
from reflect.store.script import Script, turns_in, turns_out
from reflect.store.tables import TranscriptEditRow, TranscriptRow
from reflect.store.transcripts import AS_PARENT, Folded, current, fold, heads, put, version_of
from reflect.store.values import TranscriptKind, Version

PAUSE = timedelta(minutes=30)
"""Who goes on correcting after a longer pause begins a new version."""

MOST_EDITS, MOST_BYTES = 200, 100_000
"""As many corrections are read on top of a stored body; then a version with a body of its own begins."""

RENAME, RESTORE = "rename", "restore"
_SCHEMA = {"schema": "reflect/edit", "version": 1}


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """What is known of a voice before and after; None where there is no such voice."""

    label: str
    before: Speaker | None
    after: Speaker | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction. `undoes` is the id of the edit that an undo took back or a redo did again."""

    id: int
    recording_id: str
    kind: str
    undoes: int | None
    hunks: tuple[Hunk, ...]
    voices: tuple[VoiceChange, ...]
    count: int | None
    flag: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edit in a person's history, without what it changed."""

    id: int
    kind: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of versions: who made it and when, its number of corrections of each kind, the one it came from.

    `who` is empty for a version that a machine made. `restored` is the number of the version that was brought back with it.
    """

    version: Version
    who: str
    at: datetime
    changed_at: datetime
    edits: int
    kinds: tuple[tuple[str, int], ...]
    parent: int | None
    restored: int | None
    current: bool
    newer: bool


class Desk:
    """One transaction in which a recording's transcript is corrected. Made by `correcting`."""

    def __init__(self, connection: Connection, recording_id: str, folded: Folded) -> None:
        self._connection = connection
        self.recording_id = recording_id
        self._take(folded)
        self._voices = {s.label: s for s in (*folded.script.speakers(), *known_speakers(connection, recording_id))}
        self._done: dict[str, Edit] = {}

    def _take(self, folded: Folded) -> None:
        self.version, self.script, self._edits = folded.version, folded.script, folded.edits
        self._since_body, self._weight = folded.since_body, folded.weight

    @property
    def stamp(self) -> str:
        return f"v{self.version.number}.{self._edits}"

    # ---- reading ----------------------------------------------------------------------------------

    def look_up(self, op_ids: Collection[str]) -> None:
        """Read what `done` will be asked, in one query."""
        query = select(TranscriptEditRow.__table__, TranscriptRow.recording_id).join(TranscriptRow)
        for row in self._connection.execute(query.where(TranscriptEditRow.op_id.in_(op_ids))):
            self._done[row.op_id] = _edit(row)

    def done(self, op_id: str) -> Edit | None:
        """The edit that this operation made, of whichever recording; None when it was not made yet."""
        return self._done.get(op_id)

    def edit(self, edit_id: int) -> Edit:
        query = select(TranscriptEditRow.__table__, TranscriptRow.recording_id).join(TranscriptRow)
        return _edit(self._connection.execute(query.where(TranscriptEditRow.id == edit_id)).one())

    def history(self, who: str) -> list[Step]:
        """This person's edits since the version that was recognised or brought back, oldest first."""
        rows = {row.id: row for row in heads(self._connection, self.recording_id)}
        row, lineage = rows.get(self.version.id), []
        while row is not None:
            lineage.append(row.id)
            own = row.kind == TranscriptKind.CORRECTED and _restored(row.key) is None
            row = rows.get(row.parent_id) if own else None
        columns = (TranscriptEditRow.id, TranscriptEditRow.kind, TranscriptEditRow.undoes)
        query = select(*columns).where(TranscriptEditRow.transcript_id.in_(lineage), TranscriptEditRow.who == who)
        return [Step(*row) for row in self._connection.execute(query.order_by(TranscriptEditRow.id))]

    def voice(self, label: str) -> Speaker | None:
        """What is known of a voice; None for one that the recording has not."""
        if label not in self._voices and label in self.script.labels():
            self._voices[label] = Speaker(label)
        return self._voices.get(label)

    def free_label(self) -> str:
        """A label for one more voice."""
        taken = self.script.labels() | set(self._voices)
        return next(label for n in range(1, len(taken) + 2) if (label := f"S{n}") not in taken)

    def voices(self) -> tuple[Speaker, ...]:
        """Everybody, in order of their numbers."""
        for label in self.script.labels():
            self.voice(label)
        return tuple(sorted(self._voices.values(), key=lambda s: (len(s.label), s.label)))

    # ---- writing ----------------------------------------------------------------------------------

    def write(
        self,
        op_id: str,
        kind: str,
        who: str,
        hunks: Sequence[Hunk],
        voices: Sequence[VoiceChange] = (),
        *,
        undoes: int | None = None,
        count: int | None = None,
        flag: str = "",
    ) -> None:
        """Keep an edit whose hunks are already in `script`. Turns that change begin a version where one is due."""
        moment = now()
        if hunks:
            self._begin(who, moment, hunks)
            removed = [t for h in hunks for t in h.removed]
            search_lines.change_turns(self._connection, self.recording_id, removed, [t for h in hunks for t in h.inserted])
        for change in voices:
            self._put_voice(change)
        encoding, body = pack(_plain(hunks, voices, count, flag))
        self._edits += 1
        self._since_body += 1
        self._weight += len(body)
        values = {"op_id": op_id, "kind": kind, "who": who, "at": moment, "undoes": undoes, "encoding": encoding, "hunks": body}
        row = insert(TranscriptEditRow).values(transcript_id=self.version.id, number=self._edits, **values)
        edit_id = self._connection.execute(row.returning(TranscriptEditRow.id)).scalar_one()
        self._done[op_id] = Edit(edit_id, self.recording_id, kind, undoes, tuple(hunks), tuple(voices), count, flag)

    def restored(self, op_id: str) -> bool:
        """Whether this restoring was already done."""
        keys = [row.key or "" for row in heads(self._connection, self.recording_id)]
        return any(key.startswith(f"{RESTORE}:") and key.endswith(f":{op_id}") for key in keys)

    def restore(self, number: int, who: str, op_id: str) -> None:
        """Version `number` again, as a new version of `who`; its voices keep what people said of them."""
        target = fold(self._connection, self.recording_id, number)
        before, after = self.script.activities(), target.script.activities()
        new = self._put(who, target.script.packed(), f"{RESTORE}:{number}:{op_id}")
        known = known_speakers(self._connection, self.recording_id)
        if before != after:
            made = {s.label: s for s in target.script.speakers()}
            speakers = [made.get(label) or Speaker(label) for label in {**made, **dict.fromkeys(sorted(target.script.labels()))}]
            known = settle_speakers(self._connection, self.recording_id, speakers, same_voices(before, after))
        self._take(Folded(new, target.script, 0, None, 0, 0))
        self._voices = {s.label: s for s in (*target.script.speakers(), *known)}
        search_lines.put_turns(self._connection, self.recording_id, (self.script[i] for i in range(len(self.script))))

    def _begin(self, who: str, moment: datetime, hunks: Sequence[Hunk]) -> None:
        """A new version where another person corrects, after a pause, or when many corrections lie on the last body."""
        many = self._since_body >= MOST_EDITS or self._weight >= MOST_BYTES
        if not many and self._goes_on(who, moment):
            return
        if not many:
            self._take(Folded(self._put(who, (AS_PARENT, b"")), self.script, 0, None, self._since_body, self._weight))
            return
        # The body is the transcript before this edit.
        _splice(self.script, inverse(hunks))
        body = self.script.packed()
        _splice(self.script, hunks)
        self._take(Folded(self._put(who, body), self.script, 0, None, 0, 0))

    def _goes_on(self, who: str, moment: datetime) -> bool:
        if self.version.kind is not TranscriptKind.CORRECTED or self.version.maker.name != who:
            return False
        query = select(func.max(TranscriptEditRow.at)).where(TranscriptEditRow.transcript_id == self.version.id)
        last: datetime | None = self._connection.execute(query.where(TranscriptEditRow.kind != RENAME)).scalar()
        return moment - (last or self.version.created_at) <= PAUSE

    def _put(self, who: str, body: tuple[str, bytes], key: str | None = None) -> Version:
        maker = Maker(who)
        return put(self._connection, self.recording_id, TranscriptKind.CORRECTED, maker, body, key=key, parent_id=self.version.id)

    def _put_voice(self, change: VoiceChange) -> None:
        if change.after is None:
            drop_speaker(self._connection, self.recording_id, change.label)
            self._voices.pop(change.label, None)
        else:
            put_speaker(self._connection, self.recording_id, change.after)
            self._voices[change.label] = change.after


@contextmanager
def correcting(store: Store, recording_id: str) -> Iterator[Desk]:
    """A transaction on the current version; all that is written in it lasts, or nothing.
    NotFoundError for an unknown recording and for one without a transcript."""
    with store.writing() as connection:
        require_recording(connection, recording_id)
        yield Desk(connection, recording_id, fold(connection, recording_id))


def listing(store: Store, recording_id: str) -> tuple[VersionLine, ...]:
    """All versions, newest first."""
    with store.reading() as connection:
        require_recording(connection, recording_id)
        rows = heads(connection, recording_id)
        columns = (TranscriptEditRow.transcript_id, TranscriptEditRow.kind, TranscriptEditRow.at)
        query = select(*columns).join(TranscriptRow).where(TranscriptRow.recording_id == recording_id)
        edits = connection.execute(query).all()
    shown, numbers = current(rows), {row.id: row.number for row in rows}
    kinds = {row.id: Counter[str]() for row in rows}
    last = {row.id: row.created_at for row in rows}
    for edit in edits:
        kinds[edit.transcript_id][edit.kind] += 1
        last[edit.transcript_id] = max(last[edit.transcript_id], edit.at)
    out = []
    for row in rows:
        version, own = version_of(row), kinds[row.id]
        by_person = version.kind is TranscriptKind.CORRECTED
        out.append(
            VersionLine(
                version=version,
                who=version.maker.name if by_person else "",
                at=row.created_at,
                changed_at=last[row.id],
                edits=own.total(),
                kinds=tuple(own.most_common()),
                parent=numbers.get(row.parent_id),
                restored=_restored(row.key),
                current=shown is not None and shown.id == row.id,
                newer=shown is not None and row.number > shown.number,
            )
        )
    return tuple(out)


def _restored(key: str | None) -> int | None:
    """The number of the version that a version brought back."""
    kind, _, rest = (key or "").partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == RESTORE and number.isdigit() else None


def _splice(script: Script, hunks: Sequence[Hunk]) -> None:
    for hunk in hunks:
        script.splice(hunk.at, len(hunk.removed), hunk.inserted)


def _plain(hunks: Sequence[Hunk], voices: Sequence[VoiceChange], count: int | None, flag: str) -> dict[str, Any]:
    return {
        **_SCHEMA,
        "hunks": [[h.at, turns_out(h.removed), turns_out(h.inserted)] for h in hunks],
        "voices": [[v.label, _speaker_out(v.before), _speaker_out(v.after)] for v in voices],
        "count": count,
        "flag": flag,
    }


def _edit(row: Any) -> Edit:
    plain = unpack(row.encoding, row.hunks, f"Correction {row.id}")
    hunks = tuple(Hunk(at, tuple(turns_in(removed)), tuple(turns_in(inserted))) for at, removed, inserted in plain["hunks"])
    voices = tuple(VoiceChange(label, _speaker_in(before), _speaker_in(after)) for label, before, after in plain["voices"])
    return Edit(row.id, row.recording_id, row.kind, row.undoes, hunks, voices, plain["count"], plain["flag"])


def _speaker_out(speaker: Speaker | None) -> Any:
    return None if speaker is None else to_plain(speaker)


def _speaker_in(plain: Any) -> Speaker | None:
    return None if plain is None else from_plain(Speaker, plain)


__all__ = ["Desk", "Edit", "Step", "VersionLine", "VoiceChange", "correcting", "listing"]
