"""Fragments and the record of every change of them; see `changing` for how both are written."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, func, select

from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span
from reflect.store import changing as changes
from reflect.store import search_lines
from reflect.store.database import Store
from reflect.store.tables import FragmentEventRow, FragmentRow

Changing = changes.Changing[Fragment]


def changing(store: Store, recording_id: str) -> AbstractContextManager[Changing]:
    """A transaction for changes of this recording's fragments. NotFoundError when there is no such recording."""
    return changes.changing(store, _KIND, recording_id)


def of_recording(store: Store, recording_id: str, *, deleted: bool = False) -> tuple[Fragment, ...]:
    """The recording's fragments in order of time; with the deleted ones when asked."""
    return since(store, recording_id, 0, deleted=deleted)[1]


def since(store: Store, recording_id: str, event: int = 0, *, deleted: bool = True) -> tuple[int, tuple[Fragment, ...]]:
    """The number of the last change, and the fragments that changed after number `event`, in order of time."""
    last, found = changes.since(store, _KIND, recording_id, event, deleted=deleted)
    return last, tuple(sorted(found, key=lambda f: (f.span, f.id)))


def counts(store: Store, coder: str | None = None) -> dict[str, dict[str, int]]:
    """How many fragments each recording has of each theme, in one query. Observations count under the theme "".

    Of one `coder` only, for who codes blind.
    """
    query = (
        select(FragmentRow.recording_id, FragmentRow.code, func.count())
        .where(FragmentRow.deleted.is_(False))
        .group_by(FragmentRow.recording_id, FragmentRow.code)
    )
    if coder is not None:
        query = query.where(FragmentRow.coder == coder)
    out: dict[str, dict[str, int]] = {}
    with store.reading() as connection:
        for recording_id, code, count in connection.execute(query):
            themes = out.setdefault(recording_id, {})
            theme = code.partition(".")[0]
            themes[theme] = themes.get(theme, 0) + count
    return out


# ---- inside -----------------------------------------------------------------------------------


def _keep_findable(connection: Connection, before: Fragment | None, new: Fragment) -> None:
    if _found_by(new) != (() if before is None else _found_by(before)):
        search_lines.put_fragment(connection, new)


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


def _plain(fragment: Fragment) -> dict[str, Any]:
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


_KIND = changes.Kind(
    rows=cast(Table, FragmentRow.__table__),
    events=cast(Table, FragmentEventRow.__table__),
    thing="fragment_id",
    value=_fragment,
    plain=_plain,
    also=_keep_findable,
)
