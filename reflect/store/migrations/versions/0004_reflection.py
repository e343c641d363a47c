"""What the client says, sessions, attention points and how it went with them; a tip with a clip."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("clips", sa.Column("tip", sa.Text(), server_default=sa.text("''"), nullable=False))
    _interviews()
    _feedback()
    _sessions()
    _session_clips()
    _remarks()
    _attention_points()
    _follow_ups()
    _reflection_events()


def _interviews() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("interviewer", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.String(length=10), nullable=True),
        sa.Column("fragments", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_interviews_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interviews")),
    )
    op.create_index(op.f("ix_interviews_recording_id"), "interviews", ["recording_id"], unique=False)


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("interview_id", sa.String(length=36), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("may_hear", sa.String(length=200), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_feedback_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_interview_id"), "feedback", ["interview_id"], unique=False)
    op.create_index(op.f("ix_feedback_recording_id"), "feedback", ["recording_id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sessions_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_case_id"), "sessions", ["case_id"], unique=False)


def _session_clips() -> None:
    op.create_table(
        "session_clips",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("place", sa.Double(), nullable=False),
        sa.Column("before_ms", sa.Integer(), nullable=False),
        sa.Column("after_ms", sa.Integer(), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("codebook", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("tip", sa.Text(), nullable=False),
        sa.Column("with_feedback", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_session_clips_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_clips")),
    )
    op.create_index(op.f("ix_session_clips_case_id"), "session_clips", ["case_id"], unique=False)
    op.create_index(op.f("ix_session_clips_session_id"), "session_clips", ["session_id"], unique=False)


def _remarks() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_remarks_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_case_id"), "remarks", ["case_id"], unique=False)
    op.create_index(op.f("ix_remarks_session_id"), "remarks", ["session_id"], unique=False)


def _attention_points() -> None:
    op.create_table(
        "attention_points",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("clip_id", sa.String(length=36), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attention_points_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attention_points")),
    )
    op.create_index(op.f("ix_attention_points_case_id"), "attention_points", ["case_id"], unique=False)


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=20), nullable=False),
        sa.Column("point_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("tried", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.String(length=200), nullable=False),
        sa.Column("worked", sa.String(length=200), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=True),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_follow_ups_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_case_id"), "follow_ups", ["case_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_point_id"), "follow_ups", ["point_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_recording_id"), "follow_ups", ["recording_id"], unique=False)


def _reflection_events() -> None:
    op.create_table(
        "reflection_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=True),
        sa.Column("case_id", sa.String(length=20), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reflection_events_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_reflection_events_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reflection_events")),
        sa.UniqueConstraint("op_id", name=op.f("uq_reflection_events_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reflection_events_case_id_number"), "reflection_events", ["case_id", "number"], unique=False)
    op.create_index(op.f("ix_reflection_events_recording_id_number"), "reflection_events", ["recording_id", "number"], unique=False)
    op.create_index(op.f("ix_reflection_events_thing_id"), "reflection_events", ["thing_id"], unique=False)
