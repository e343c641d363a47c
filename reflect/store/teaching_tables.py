"""The tables of teaching sets, of what trainees pressed, and of what was made; see `reflect.model.teaching` for what each holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.store.reflection_tables import DAY, Changed
from reflect.store.tables import ID, NAME, UUID, Table

MOMENT = String(40)
"""A moment as text with its zone, for the same reason as a day."""


class TeachingSetRow(Changed, Table):
    __tablename__ = "teaching_sets"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    title: Mapped[str]
    made_by: Mapped[str] = mapped_column(NAME)
    goal: Mapped[str]
    audience: Mapped[str]
    note: Mapped[str]
    ask_theme: Mapped[bool]
    confirmed_on: Mapped[str | None] = mapped_column(DAY)
    closed: Mapped[bool]


class TeachingClipRow(Changed, Table):
    """A clip of a set. It stays when its recording goes, as a gap, so that the others keep their order."""

    __tablename__ = "teaching_clips"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("teaching_sets.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[str] = mapped_column(ID, index=True)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    place: Mapped[float]
    before_ms: Mapped[int]
    after_ms: Mapped[int]
    fragment_id: Mapped[str | None] = mapped_column(UUID)
    theme: Mapped[str] = mapped_column(NAME)
    codebook: Mapped[str] = mapped_column(NAME)
    question: Mapped[str]
    answer: Mapped[str]
    feedback: Mapped[bool]


class SpottingRow(Changed, Table):
    """One time that a trainee watched a set."""

    __tablename__ = "spottings"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("teaching_sets.id", ondelete="CASCADE"), index=True)
    trainee: Mapped[str] = mapped_column(NAME)
    started_at: Mapped[str | None] = mapped_column(MOMENT)


class PressRow(Changed, Table):
    """A moment that a trainee saw."""

    __tablename__ = "presses"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("teaching_sets.id", ondelete="CASCADE"), index=True)
    spotting_id: Mapped[str] = mapped_column(UUID, index=True)
    clip_id: Mapped[str] = mapped_column(UUID, index=True)
    at_ms: Mapped[int]
    theme: Mapped[str] = mapped_column(NAME)


class TeachingEventRow(Table):
    """Every change of one of the above, in order, as `FragmentEventRow` is for fragments. `what` is the kind of thing."""

    __tablename__ = "teaching_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("teaching_sets.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(NAME)
    thing_id: Mapped[str] = mapped_column(UUID, index=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "set_id", "number"), {"sqlite_autoincrement": True})


class MakingRow(Table):
    """What was made for somebody: kept also when its files are gone, so that it is known who got what."""

    __tablename__ = "makings"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(NAME)
    what: Mapped[str] = mapped_column(NAME)
    purpose: Mapped[str] = mapped_column(NAME)
    recipient: Mapped[str] = mapped_column(NAME)
    expires_on: Mapped[str | None] = mapped_column(DAY)
    sha256: Mapped[str] = mapped_column(String(64))
    disclosure: Mapped[int]
    recording_ids: Mapped[list[str]] = mapped_column(JSON)
    set_id: Mapped[str] = mapped_column(UUID, index=True)
    folder: Mapped[str] = mapped_column(NAME)
    files: Mapped[dict[str, Any]]
    erased_at: Mapped[datetime | None]
