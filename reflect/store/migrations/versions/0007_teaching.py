"""Teaching sets, what trainees pressed, what was made for whom, and until when what was handed out may be used."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _sets()
    _clips()
    _spottings()
    _presses()
    _events()
    _makings()
    with op.batch_alter_table("disclosures") as batch:
        batch.add_column(sa.Column("expires_on", sa.String(length=10), nullable=True))


def _kept() -> list[sa.Column[Any]]:
    """What every thing has that people change."""
    return [
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
    ]


def _of_a_set(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["set_id"], ["teaching_sets.id"], name=op.f(f"fk_{table}_set_id"), ondelete="CASCADE")


def _sets() -> None:
    op.create_table(
        "teaching_sets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ask_theme", sa.Boolean(), nullable=False),
        sa.Column("confirmed_on", sa.String(length=10), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        *_kept(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_sets")),
    )


def _clips() -> None:
    op.create_table(
        "teaching_clips",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("place", sa.Double(), nullable=False),
        sa.Column("before_ms", sa.Integer(), nullable=False),
        sa.Column("after_ms", sa.Integer(), nullable=False),
        sa.Column("fragment_id", sa.String(length=36), nullable=True),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("codebook", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Boolean(), nullable=False),
        *_kept(),
        _of_a_set("teaching_clips"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_clips")),
    )
    op.create_index(op.f("ix_teaching_clips_set_id"), "teaching_clips", ["set_id"], unique=False)
    op.create_index(op.f("ix_teaching_clips_recording_id"), "teaching_clips", ["recording_id"], unique=False)


def _spottings() -> None:
    op.create_table(
        "spottings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("trainee", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.String(length=40), nullable=True),
        *_kept(),
        _of_a_set("spottings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spottings")),
    )
    op.create_index(op.f("ix_spottings_set_id"), "spottings", ["set_id"], unique=False)


def _presses() -> None:
    op.create_table(
        "presses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("spotting_id", sa.String(length=36), nullable=False),
        sa.Column("clip_id", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        *_kept(),
        _of_a_set("presses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presses")),
    )
    for column in ("set_id", "spotting_id", "clip_id"):
        op.create_index(op.f(f"ix_presses_{column}"), "presses", [column], unique=False)


def _events() -> None:
    op.create_table(
        "teaching_events",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        _of_a_set("teaching_events"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_teaching_events")),
        sa.UniqueConstraint("op_id", name=op.f("uq_teaching_events_op_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_teaching_events_thing_id"), "teaching_events", ["thing_id"], unique=False)
    op.create_index(op.f("ix_teaching_events_set_id_number"), "teaching_events", ["set_id", "number"], unique=False)


def _makings() -> None:
    op.create_table(
        "makings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("disclosure", sa.Integer(), nullable=False),
        sa.Column("recording_ids", sa.JSON(), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_makings")),
    )
    op.create_index(op.f("ix_makings_set_id"), "makings", ["set_id"], unique=False)
