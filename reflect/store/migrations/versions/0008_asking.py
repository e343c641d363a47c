"""Consent per clip, what stays after its term and why, erasures for one purpose, and the head of the audit apart from its lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _clip_requests()
    _term_decisions()
    _audit_heads()
    with op.batch_alter_table("erasures") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=200), nullable=True))


def _clip_requests() -> None:
    op.create_table(
        "clip_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_clip_requests_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_clip_requests_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_requests")),
    )
    op.create_index(op.f("ix_clip_requests_person_id"), "clip_requests", ["person_id"], unique=False)
    op.create_index(op.f("ix_clip_requests_recording_id"), "clip_requests", ["recording_id"], unique=False)


def _term_decisions() -> None:
    op.create_table(
        "term_decisions",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recording_id", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("artefact", sa.String(length=200), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_term_decisions_recording_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_term_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_term_decisions_recording_id"), "term_decisions", ["recording_id"], unique=False)


def _audit_heads() -> None:
    """The head as the lines are now: what was cut off before this cannot be told."""
    table = op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
    )
    last = op.get_bind().execute(sa.text("SELECT number, sha256 FROM audit ORDER BY number DESC LIMIT 1")).first()
    if last is not None:
        op.bulk_insert(table, [{"id": 1, "lines": last[0], "sha256": last[1]}])
