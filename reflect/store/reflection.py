"""Interviews, sessions and what comes of them, and the record of every change; see `changing` for how both are written.

One table of events serves all kinds.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import Table, select

from reflect.model.reflection import AttentionPoint, Feedback, FollowUp, Interview, Remark, Session, SessionClip, Verdict, Voice
from reflect.store import changing as changes
from reflect.store import reflection_tables as tables
from reflect.store import things
from reflect.store.changing import Changing, Made
from reflect.store.database import Store

T = TypeVar("T", bound=Made)

_ROWS: dict[type[Any], type[Any]] = {
    Interview: tables.InterviewRow,
    Feedback: tables.FeedbackRow,
    Session: tables.SessionRow,
    SessionClip: tables.SessionClipRow,
    Remark: tables.RemarkRow,
    AttentionPoint: tables.AttentionPointRow,
    FollowUp: tables.FollowUpRow,
}


def changing(store: Store, kind: type[T], owner_id: str) -> AbstractContextManager[Changing[T]]:
    """A transaction for changes of this kind in a recording (Interview, Feedback) or a case. NotFoundError when there is none such."""
    return changes.changing(store, _KINDS[kind], owner_id)


def of(store: Store, kind: type[T], owner_id: str, *, deleted: bool = False) -> tuple[T, ...]:
    """What the owner has of this kind: clips by their place, all else in the order in which it was made; `deleted` things when asked.

    NotFoundError when there is no such recording (Interview, Feedback) or case.
    """
    return tuple(sorted(changes.since(store, _KINDS[kind], owner_id, deleted=deleted)[1], key=_order))


def follow_ups_of(store: Store, recording_id: str) -> tuple[FollowUp, ...]:
    """How it went with attention points in this recording."""
    rows = _KINDS[FollowUp].rows
    query = select(rows).where(rows.c.recording_id == recording_id, rows.c.deleted.is_(False))
    with store.reading() as connection:
        return tuple(sorted((things.value(FollowUp, row, _READ) for row in connection.execute(query)), key=_order))


# ---- inside -----------------------------------------------------------------------------------


def _order(thing: Any) -> tuple[Any, ...]:
    return (getattr(thing, "place", 0.0), thing.created_at, thing.id)


_READ: things.Read = {
    "held_on": date.fromisoformat,
    "fragments": tuple,
    "answer": Verdict,
    "may_hear": Verdict,
    "by": Voice,
    "tried": Verdict,
    "seen": Verdict,
    "worked": Verdict,
}


def _kind(kind: type[Any], rows: type[Any]) -> changes.Kind[Any]:
    return changes.Kind(
        rows=cast(Table, rows.__table__),
        events=cast(Table, tables.ReflectionEventRow.__table__),
        thing="thing_id",
        value=lambda row: things.value(kind, row, _READ),
        plain=things.plain,
        owner="recording_id" if kind in (Interview, Feedback) else "case_id",
        mark={"what": kind.__name__},
    )


_KINDS = {kind: _kind(kind, rows) for kind, rows in _ROWS.items()}
