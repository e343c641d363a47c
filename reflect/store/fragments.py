"""Fragments and the record of every change of them, which are written together or not at all.

What may change and how is decided in `reflect.tagging`; here are the rows. Every change has the id that its sender
gave it (`op_id`), so that a change that is sent twice is found to be there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from reflect.errors import NotFoundError
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span
from reflect.store import search_lines
from reflect.store.common import now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import FragmentEventRow, FragmentRow, RecordingRow

# The bare tables: writing by the mapped classes costs twice the time.
_FRAGMENTS, _EVENTS = cast(Table, FragmentRow.__table__), cast(Table, FragmentEventRow.__table__)


class Changing:
    """One transaction in which fragments of a recording are changed. Made by `changing`."""

    def __init__(self, connection: Connection, recording_id: str, duration_ms: int | None) -> None:
        self._connection = connection
        self.recording_id, self.duration_ms = recording_id, duration_ms
        self._fragments: dict[str, Fragment] = {}
        self._done: dict[str, tuple[str, str]] = {}

    def look_up(self, op_ids: Collection[str], fragment_ids: Collection[str]) -> None:
        """Read what `op_done` and `fragment` will be asked, in two queries however many there are."""
        of_ops = select(FragmentEventRow.op_id, FragmentEventRow.recording_id, FragmentEventRow.fragment_id)
        for row in self._connection.execute(of_ops.where(FragmentEventRow.op_id.in_(op_ids))):
            self._done[row.op_id] = (row.recording_id, row.fragment_id)
        for found in map(_fragment, self._connection.execute(select(_FRAGMENTS).where(FragmentRow.id.in_(fragment_ids)))):
            self._fragments[found.id] = found

    def op_done(self, op_id: str) -> tuple[str, str] | None:
        """The recording and the fragment that this change changed; None when it was not made yet."""
        return self._done.get(op_id)

    def fragment(self, fragment_id: str) -> Fragment | None:
        """The fragment as it is now, of whichever recording, also a deleted one."""
        return self._fragments.get(fragment_id)

    def write(self, op_id: str, kind: str, who: str, new: Fragment) -> Fragment:
        """Store `new` in the place of what was there, with the record of it. Returns it with its moments."""
        before, moment = self._fragments.get(new.id), now()
        new = replace(new, created_at=moment if before is None else before.created_at, updated_at=moment)
        if before is None:
            self._connection.execute(insert(_FRAGMENTS).values(_row(new)))
        else:
            self._connection.execute(update(_FRAGMENTS).where(FragmentRow.id == new.id).values(_row(new)))
        self._connection.execute(
            insert(_EVENTS).values(
                op_id=op_id,
                recording_id=self.recording_id,
                fragment_id=new.id,
                kind=kind,
                who=storable(who, 200),
                at=moment,
                before=None if before is None else _plain(before),
                after=_plain(new),
            )
        )
        if _found_by(new) != (() if before is None else _found_by(before)):
            search_lines.put_fragment(self._connection, new)
        self._fragments[new.id] = new
        self._done[op_id] = (self.recording_id, new.id)
        return new

    def events(self) -> int:
        """The number of the recording's last change."""
        return _last_event(self._connection, self.recording_id)


@contextmanager
def changing(store: Store, recording_id: str) -> Iterator[Changing]:
    """A transaction for changes of this recording's fragments. NotFoundError when there is no such recording."""
    with store.writing() as connection:
        # The lock is for a database with many writers: changes of one recording get their numbers in the order in which they appear.
        query = select(RecordingRow.duration_ms).where(RecordingRow.id == recording_id).with_for_update()
        row = connection.execute(query).first()
        if row is None:
            raise NotFoundError(f"There is no recording {storable(recording_id, 60)!r}. Type reflect status to list them.")
        yield Changing(connection, recording_id, row.duration_ms)


def of_recording(store: Store, recording_id: str, *, deleted: bool = False) -> tuple[Fragment, ...]:
    """The recording's fragments in order of time; with the deleted ones when asked."""
    return since(store, recording_id, 0, deleted=deleted)[1]


def since(store: Store, recording_id: str, event: int = 0, *, deleted: bool = True) -> tuple[int, tuple[Fragment, ...]]:
    """The number of the last change, and the fragments that changed after number `event`, in order of time."""
    query = select(_FRAGMENTS).where(FragmentRow.recording_id == recording_id)
    if event > 0:
        recent = (FragmentEventRow.recording_id == recording_id, FragmentEventRow.number > event)
        query = query.where(FragmentRow.id.in_(select(FragmentEventRow.fragment_id).where(*recent)))
    if not deleted:
        query = query.where(FragmentRow.deleted.is_(False))
    with store.reading() as connection:
        require_recording(connection, recording_id)
        last = _last_event(connection, recording_id)
        found = () if last <= event else tuple(map(_fragment, connection.execute(query)))
    return last, tuple(sorted(found, key=lambda f: (f.span, f.id)))


def counts(store: Store) -> dict[str, dict[str, int]]:
    """How many fragments each recording has of each theme, in one query. Observations count under the theme ""."""
    query = (
        select(FragmentRow.recording_id, FragmentRow.code, func.count())
        .where(FragmentRow.deleted.is_(False))
        .group_by(FragmentRow.recording_id, FragmentRow.code)
    )
    out: dict[str, dict[str, int]] = {}
    with store.reading() as connection:
        for recording_id, code, count in connection.execute(query):
            themes = out.setdefault(recording_id, {})
            theme = code.partition(".")[0]
            themes[theme] = themes.get(theme, 0) + count
    return out


# ---- inside -----------------------------------------------------------------------------------


def _last_event(connection: Connection, recording_id: str) -> int:
    query = select(func.max(FragmentEventRow.number)).where(FragmentEventRow.recording_id == recording_id)
    return connection.execute(query).scalar() or 0


def _found_by(fragment: Fragment) -> tuple[object, ...]:
    """What a search for this fragment depends on; empty when none finds it."""
    hidden = fragment.deleted or not (fragment.note or fragment.questions)
    return () if hidden else (fragment.note, fragment.questions, fragment.span)


def _fragment(row: Row[Any]) -> Fragment:
    return Fragment(
        id=row.id,
        recording_id=row.recording_id,
        span=Span(row.start_ms, row.end_ms),
        code=row.code,
        perspective=Perspective(row.perspective),
        coder=row.coder,
        codebook=row.codebook,
        note=row.note,
        questions=tuple(row.questions),
        revision=row.revision,
        deleted=row.deleted,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _row(fragment: Fragment) -> dict[str, Any]:
    return {**_plain(fragment), "id": fragment.id, "created_at": fragment.created_at, "updated_at": fragment.updated_at}


def _plain(fragment: Fragment) -> dict[str, Any]:
    """All but its id and its moments, as the record of changes keeps it."""
    return {
        "recording_id": fragment.recording_id,
        "start_ms": fragment.span.start_ms,
        "end_ms": fragment.span.end_ms,
        "code": fragment.code,
        "codebook": fragment.codebook,
        "perspective": str(fragment.perspective),
        "coder": fragment.coder,
        "note": fragment.note,
        "questions": list(fragment.questions),
        "revision": fragment.revision,
        "deleted": fragment.deleted,
    }
