"""The tables; more are in the other files of this room whose names end so. A change needs a migration: a test compares them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Double, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint, text
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
    codebook: Mapped[str | None] = mapped_column(NAME)  # the one it is tagged with; NULL is the one of the settings


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


UUID = String(36)


class FragmentRow(Table):
    __tablename__ = "fragments"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    code: Mapped[str] = mapped_column(NAME)
    codebook: Mapped[str] = mapped_column(NAME)
    perspective: Mapped[str] = mapped_column(NAME)
    coder: Mapped[str] = mapped_column(NAME)
    note: Mapped[str]
    questions: Mapped[list[str]] = mapped_column(JSON)
    revision: Mapped[int]
    deleted: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class FragmentEventRow(Table):
    """Every change of a fragment, in order: what undo, audit and other windows read. `op_id` makes sending twice harmless."""

    __tablename__ = "fragment_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    fragment_id: Mapped[str] = mapped_column(UUID, index=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "recording_id", "number"), {"sqlite_autoincrement": True})


class TranscriptEditRow(Table):
    """Corrections on top of a transcript version, in order. `hunks` say which turns made way for which."""

    __tablename__ = "transcript_edits"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    transcript_id: Mapped[str] = mapped_column(ForeignKey("transcripts.id", ondelete="CASCADE"))
    number: Mapped[int]  # counts from 1 within the version
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    undoes: Mapped[int | None]
    encoding: Mapped[str] = mapped_column(NAME)
    hunks: Mapped[bytes]
    __table_args__ = (UniqueConstraint("transcript_id", "number"), {"sqlite_autoincrement": True})


class SlimReadingRow(Table):
    """How somebody reads approach and self-image, of a moment or of the whole conversation (no times)."""

    __tablename__ = "slim_readings"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    self_images: Mapped[list[str]] = mapped_column(JSON)
    approach: Mapped[list[str]] = mapped_column(JSON)
    reader: Mapped[str] = mapped_column(NAME)
    coder: Mapped[str] = mapped_column(NAME)
    codebook: Mapped[str] = mapped_column(NAME)
    evidence: Mapped[list[str]] = mapped_column(JSON)
    overruled: Mapped[str | None] = mapped_column(NAME)
    reason: Mapped[str]
    note: Mapped[str]
    revision: Mapped[int]
    deleted: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SlimEventRow(Table):
    """Every change of a reading, in order, as `FragmentEventRow` is for fragments."""

    __tablename__ = "slim_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    reading_id: Mapped[str] = mapped_column(UUID, index=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "recording_id", "number"), {"sqlite_autoincrement": True})


class SuggestionAnswerRow(Table):
    """What a person decided about a suggestion, so that it does not come back: taken (as which fragment), or set aside."""

    __tablename__ = "suggestion_answers"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    suggestion_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    coder: Mapped[str] = mapped_column(NAME, primary_key=True)
    answer: Mapped[str] = mapped_column(NAME)
    fragment_id: Mapped[str | None] = mapped_column(UUID)
    at: Mapped[datetime]


class ClipListRow(Table):
    __tablename__ = "clip_lists"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    title: Mapped[str]
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    who: Mapped[str] = mapped_column(NAME)
    revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ClipRow(Table):
    __tablename__ = "clips"
    list_id: Mapped[str] = mapped_column(ForeignKey("clip_lists.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    fragment_id: Mapped[str | None] = mapped_column(UUID)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    before_ms: Mapped[int]
    after_ms: Mapped[int]
    code: Mapped[str] = mapped_column(NAME)
    question: Mapped[str]
    tip: Mapped[str] = mapped_column(server_default=text("''"))


class SearchLineRow(Table):
    """What can be found: a turn, a note, a question or the title of a recording, folded to plain small letters."""

    __tablename__ = "search_lines"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(NAME)
    source: Mapped[str] = mapped_column(NAME)  # the fragment's id, or the speaker's label
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    text: Mapped[str]
    folded: Mapped[str]
    __table_args__ = (Index(None, "recording_id", "kind"),)


class ArrivalRow(Table):
    """What a person asked of the worker, until it is done: bring in a film, go on with a recording, make a viewing copy."""

    __tablename__ = "arrivals"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(NAME)
    path: Mapped[str]
    media_id: Mapped[str | None] = mapped_column(ID)
    settings: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(NAME)
    progress: Mapped[float]
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    error: Mapped[str]
    created_at: Mapped[datetime]


class PreferenceRow(Table):
    """What a person chose in the app: language, own name as coder, keys."""

    __tablename__ = "preferences"
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    value: Mapped[dict[str, Any]]
