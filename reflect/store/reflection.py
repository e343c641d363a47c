"""Interviews, sessions and what comes of them, and the record of every change; see `changing` for how both are written.

One table of events serves all kinds.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

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
    return tuple(sorted(changes.since(store, _KINDS[kind], owner_id, deleted=deleted)[1], key=things.order))


def follow_ups_of(store: Store, recording_id: str) -> tuple[FollowUp, ...]:
    """How it went with attention points in this recording."""
    rows = _KINDS[FollowUp].rows
    query = select(rows).where(rows.c.recording_id == recording_id, rows.c.deleted.is_(False))
    with store.reading() as connection:
        return tuple(sorted((things.value(FollowUp, row, _READ) for row in connection.execute(query)), key=things.order))


# ---- inside -----------------------------------------------------------------------------------


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


def _owner(kind: type[Any]) -> str:
    return "recording_id" if kind in (Interview, Feedback) else "case_id"


_KINDS = {kind: things.kind(kind, rows, tables.ReflectionEventRow, _owner(kind), _READ) for kind, rows in _ROWS.items()}
