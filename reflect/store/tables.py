"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Double, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a later migration can drop it."""


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; stored without zone, because SQLite has none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: Utc, dict[str, Any]: JSON, bytes: LargeBinary, str: Text, float: Double}


ID = String(20)
NAME = String(200)
KEY = String(128)


class CaseRow(Table):
    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class RecordingRow(Table):
    __tablename__ = "recordings"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    title: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(NAME)


class MediaRow(Table):
    __tablename__ = "media_files"
    __table_args__ = (UniqueConstraint("recording_id", "sha256", "kind"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(NAME)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    original_name: Mapped[str]
    path: Mapped[str]  # below the data folder, with forward slashes
    container: Mapped[str] = mapped_column(NAME)
    facts: Mapped[dict[str, Any]]
    offset_ms: Mapped[float]
    drift_ppm: Mapped[float]
    clock_confidence: Mapped[float | None]


class PersonRow(Table):
    __tablename__ = "persons"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pseudonym: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class SpeakerRow(Table):
    __tablename__ = "recording_speakers"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(NAME, primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    role: Mapped[str] = mapped_column(NAME)
    confirmed: Mapped[bool]
    reason: Mapped[str]
    name: Mapped[str]


class TranscriptRow(Table):
    __tablename__ = "transcripts"
    __table_args__ = (UniqueConstraint("recording_id", "number"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    number: Mapped[int]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("transcripts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(NAME)
    key: Mapped[str | None] = mapped_column(KEY)  # of the step that made it
    maker: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    encoding: Mapped[str] = mapped_column(NAME)
    body: Mapped[bytes]


class JobRow(Table):
    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    settings: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(NAME)
    host: Mapped[str]
    pid: Mapped[int | None]
    process_started: Mapped[str]  # tells a process from a later one with the same number
    heartbeat_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str]
    __table_args__ = (Index(None, "recording_id", "created_at"), Index(None, "state"))


class StepRow(Table):
    __tablename__ = "job_steps"
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(KEY)
    state: Mapped[str] = mapped_column(NAME)
    progress: Mapped[float]
    reused: Mapped[bool]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str]


class ResultRow(Table):
    __tablename__ = "step_results"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    key: Mapped[str] = mapped_column(KEY, primary_key=True)
    encoding: Mapped[str] = mapped_column(NAME)
    payload: Mapped[bytes]
    maker: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
