"""The tables of consent: who is on a recording, what they answered, what left the house, and what was erased.

Answers, disclosures, erasures and the audit are only ever added to. They hold ids, so they stay when a recording goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from reflect.store.tables import ID, NAME, UUID, Table

SHA256 = String(64)


class AppearanceRow(Table):
    __tablename__ = "appearances"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(NAME)
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    face: Mapped[bool]
    voice: Mapped[bool]
    named: Mapped[bool]


class ConsentEventRow(Table):
    __tablename__ = "consent_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(UUID, unique=True)
    person_id: Mapped[str] = mapped_column(ID, index=True)
    recording_id: Mapped[str] = mapped_column(ID, index=True)
    purpose: Mapped[str] = mapped_column(NAME)
    answer: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(NAME)
    asked: Mapped[str] = mapped_column(NAME)
    start_ms: Mapped[int | None]
    end_ms: Mapped[int | None]
    until: Mapped[datetime | None]
    form: Mapped[str] = mapped_column(NAME)
    form_sha256: Mapped[str] = mapped_column(SHA256)
    recorded_at: Mapped[datetime]
    __table_args__ = ({"sqlite_autoincrement": True},)


class ClipRequestRow(Table):
    """Somebody is asked about one clip. `after` is the number of the last answer that was there then: only a later one answers this."""

    __tablename__ = "clip_requests"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(NAME)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    asked_by: Mapped[str] = mapped_column(NAME)
    asked_at: Mapped[datetime]
    note: Mapped[str]
    after: Mapped[int]


class QuarantineRow(Table):
    __tablename__ = "quarantines"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True)
    importer: Mapped[str] = mapped_column(NAME)
    until: Mapped[datetime]


class LegalBasisRow(Table):
    """On what ground a purpose rests: another thing than permission, which people give."""

    __tablename__ = "legal_bases"
    purpose: Mapped[str] = mapped_column(NAME, primary_key=True)
    basis: Mapped[str] = mapped_column(NAME)
    note: Mapped[str]
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]


class RetentionRuleRow(Table):
    """How many days an artefact may stay for a purpose, counted from the talk."""

    __tablename__ = "retention_rules"
    purpose: Mapped[str] = mapped_column(NAME, primary_key=True)
    artefact: Mapped[str] = mapped_column(NAME, primary_key=True)
    days: Mapped[int]
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]


class TermDecisionRow(Table):
    """Somebody decided that what is past its term stays until a later day (`until`), and why. The last one counts."""

    __tablename__ = "term_decisions"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(NAME)
    artefact: Mapped[str] = mapped_column(NAME)
    until: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    __table_args__ = ({"sqlite_autoincrement": True},)


class DisclosureRow(Table):
    """What left: every export, render, pack, report and session. `recording_ids` and `clips` hold ids and times only."""

    __tablename__ = "disclosures"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(NAME)
    what: Mapped[str] = mapped_column(NAME)
    purpose: Mapped[str] = mapped_column(NAME)
    recipient: Mapped[str] = mapped_column(NAME)
    sha256: Mapped[str] = mapped_column(SHA256)
    recording_ids: Mapped[list[str]] = mapped_column(JSON)
    clips: Mapped[list[Any]] = mapped_column(JSON)
    expires_on: Mapped[str | None] = mapped_column(String(10))
    __table_args__ = ({"sqlite_autoincrement": True},)


class ErasureRow(Table):
    """A withdrawal or an end of term, from the asking to the check that nothing is left. `statement` lists what was found and erased.

    `purpose` is NULL or empty when the whole recording went, else what was made of it for that purpose.
    """

    __tablename__ = "erasures"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ID, index=True)
    recording_id: Mapped[str] = mapped_column(ID, index=True)
    purpose: Mapped[str | None] = mapped_column(NAME)
    why: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    asked_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    statement: Mapped[dict[str, Any]]
    __table_args__ = ({"sqlite_autoincrement": True},)


class AuditRow(Table):
    """Who did what to which ids, each line sealed with the one before it (`sha256` over `previous` and the line)."""

    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(NAME)
    action: Mapped[str] = mapped_column(NAME)
    outcome: Mapped[str] = mapped_column(NAME)
    about: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(SHA256)
    sha256: Mapped[str] = mapped_column(SHA256)
    __table_args__ = (Index(None, "action"), {"sqlite_autoincrement": True})


class AuditHeadRow(Table):
    """One row: how many lines the audit has and the seal of the last, kept apart from the lines, so that cut-off lines are missed."""

    __tablename__ = "audit_heads"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lines: Mapped[int]
    sha256: Mapped[str] = mapped_column(SHA256)
