"""The tables of interviews, sessions and what comes of them; see `reflect.model.reflection` for what each holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.store.tables import ID, NAME, UUID, Table

DAY = String(10)
"""A date as in 2026-11-22: also the record of changes, which is JSON, can hold it."""


class Changed:
    """What every thing has that people change and that keeps a record of it."""

    revision: Mapped[int] = mapped_column(sort_order=1)
    deleted: Mapped[bool] = mapped_column(sort_order=1)
    created_at: Mapped[datetime] = mapped_column(sort_order=1)
    updated_at: Mapped[datetime] = mapped_column(sort_order=1)


class InterviewRow(Changed, Table):
    """A client looks back on a recording."""

    __tablename__ = "interviews"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    interviewer: Mapped[str] = mapped_column(NAME)
    held_on: Mapped[str | None] = mapped_column(DAY)
    fragments: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str]


class FeedbackRow(Changed, Table):
    """What a client says about a fragment or a closing question; it goes with its recording."""

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    interview_id: Mapped[str] = mapped_column(UUID, index=True)
    about: Mapped[str] = mapped_column(NAME)
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(NAME)
    may_hear: Mapped[str] = mapped_column(NAME)
    released: Mapped[bool]


class SessionRow(Changed, Table):
    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    made_by: Mapped[str] = mapped_column(NAME)
    held_on: Mapped[str | None] = mapped_column(DAY)
    note: Mapped[str]


class SessionClipRow(Changed, Table):
    """A clip of a session. It stays when its recording goes, so that what was written about it keeps its place."""

    __tablename__ = "session_clips"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str] = mapped_column(UUID, index=True)
    recording_id: Mapped[str] = mapped_column(ID)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    place: Mapped[float]
    before_ms: Mapped[int]
    after_ms: Mapped[int]
    fragment_id: Mapped[str | None] = mapped_column(UUID)
    code: Mapped[str] = mapped_column(NAME)
    codebook: Mapped[str] = mapped_column(NAME)
    question: Mapped[str]
    tip: Mapped[str]
    with_feedback: Mapped[bool]


class RemarkRow(Changed, Table):
    __tablename__ = "remarks"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str] = mapped_column(UUID, index=True)
    about: Mapped[str] = mapped_column(NAME)
    by: Mapped[str] = mapped_column(NAME)
    text: Mapped[str]


class AttentionPointRow(Changed, Table):
    __tablename__ = "attention_points"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    who: Mapped[str] = mapped_column(NAME)
    session_id: Mapped[str | None] = mapped_column(UUID)
    clip_id: Mapped[str | None] = mapped_column(UUID)
    closed: Mapped[bool]


class FollowUpRow(Changed, Table):
    """How it went with an attention point in a later recording; it goes with that recording."""

    __tablename__ = "follow_ups"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    point_id: Mapped[str] = mapped_column(UUID, index=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    tried: Mapped[str] = mapped_column(NAME)
    seen: Mapped[str] = mapped_column(NAME)
    worked: Mapped[str] = mapped_column(NAME)
    fragment_id: Mapped[str | None] = mapped_column(UUID)
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    note: Mapped[str]


class ReflectionEventRow(Table):
    """Every change of one of the above, in order, as `FragmentEventRow` is for fragments. `what` is the kind of thing."""

    __tablename__ = "reflection_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(NAME)
    thing_id: Mapped[str] = mapped_column(UUID, index=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "recording_id", "number"), Index(None, "case_id", "number"), {"sqlite_autoincrement": True})
