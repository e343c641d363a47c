"""The codebook of a recording, SLIM readings, and what people decided about suggestions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("recordings", sa.Column("codebook", sa.String(length=200), nullable=True))
    _slim_readings()
    _slim_events()
    _suggestion_answers()


def _slim_readings() -> None:
    op.create_table(
        "slim_readings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("self_images", sa.JSON(), nullable=False),
        sa.Column("approach", sa.JSON(), nullable=False),
        sa.Column("reader", sa.String(length=200), nullable=False),
        sa.Column("coder", sa.String(length=200), nullable=False),
        sa.Column("codebook", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("overruled", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_slim_readings_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slim_readings")),
    )
    op.create_index(op.f("ix_slim_readings_recording_id"), "slim_readings", ["recording_id"], unique=False)


def _slim_events() -> None:
    op.create_table(
        "slim_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("reading_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_slim_events_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_slim_events")),
        sa.UniqueConstraint("op_id", name=op.f("uq_slim_events_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_slim_events_reading_id"), "slim_events", ["reading_id"], unique=False)
    op.create_index(op.f("ix_slim_events_recording_id_number"), "slim_events", ["recording_id", "number"], unique=False)


def _suggestion_answers() -> None:
    op.create_table(
        "suggestion_answers",
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("suggestion_id", sa.String(length=200), nullable=False),
        sa.Column("coder", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_suggestion_answers_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("recording_id", "suggestion_id", "coder", name=op.f("pk_suggestion_answers")),
    )
