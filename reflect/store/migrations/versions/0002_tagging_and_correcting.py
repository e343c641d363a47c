"""Tagging, corrections, clip lists, search, arrivals and preferences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _fragments()
    _fragment_events()
    _transcript_edits()
    _clip_lists()
    _clips()
    _search_lines()
    _arrivals()
    _preferences()


def _fragments() -> None:
    op.create_table(
        "fragments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("codebook", sa.String(length=200), nullable=False),
        sa.Column("perspective", sa.String(length=200), nullable=False),
        sa.Column("coder", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_fragments_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fragments")),
    )
    op.create_index(op.f("ix_fragments_recording_id"), "fragments", ["recording_id"], unique=False)


def _fragment_events() -> None:
    op.create_table(
        "fragment_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_fragment_events_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fragment_events")),
        sa.UniqueConstraint("op_id", name=op.f("uq_fragment_events_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fragment_events_fragment_id"), "fragment_events", ["fragment_id"], unique=False)
    op.create_index(op.f("ix_fragment_events_recording_id_number"), "fragment_events", ["recording_id", "number"], unique=False)


def _transcript_edits() -> None:
    op.create_table(
        "transcript_edits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("transcript_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("encoding", sa.String(length=200), nullable=False),
        sa.Column("hunks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name=op.f("fk_transcript_edits_transcript_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_edits")),
        sa.UniqueConstraint("op_id", name=op.f("uq_transcript_edits_op_id")),
        sa.UniqueConstraint("transcript_id", "number", name=op.f("uq_transcript_edits_transcript_id_number")),
        sqlite_autoincrement=True,
    )


def _clip_lists() -> None:
    op.create_table(
        "clip_lists",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_clip_lists_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_lists")),
    )
    op.create_index(op.f("ix_clip_lists_recording_id"), "clip_lists", ["recording_id"], unique=False)


def _clips() -> None:
    op.create_table(
        "clips",
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=True),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("before_ms", sa.Integer(), nullable=False),
        sa.Column("after_ms", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["clip_lists.id"], name=op.f("fk_clips_list_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_clips_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list_id", "position", name=op.f("pk_clips")),
    )
    op.create_index(op.f("ix_clips_recording_id"), "clips", ["recording_id"], unique=False)


def _search_lines() -> None:
    op.create_table(
        "search_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_search_lines_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_lines")),
    )
    op.create_index(op.f("ix_search_lines_recording_id_kind"), "search_lines", ["recording_id", "kind"], unique=False)


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("media_id", sa.String(length=20), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_arrivals_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    op.create_index(op.f("ix_arrivals_recording_id"), "arrivals", ["recording_id"], unique=False)


def _preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_preferences")),
    )
