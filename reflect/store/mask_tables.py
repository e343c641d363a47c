"""The tables of what is hidden in a recording; see `reflect.model.mask`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from reflect.store.tables import NAME, UUID, Table


class MaskRow(Table):
    """A face, word or sound to hide. `data` is what its kind needs: the boxes of a face, the replacement of a name."""

    __tablename__ = "masks"
    id: Mapped[str] = mapped_column(UUID, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    mask: Mapped[str] = mapped_column(NAME)  # face, word or sound
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    decision: Mapped[str] = mapped_column(NAME)
    maker: Mapped[str] = mapped_column(NAME)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    deleted: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    __table_args__ = (Index(None, "recording_id", "mask"),)


class MaskEventRow(Table):
    """Every change of a mask, in order, as `FragmentEventRow` is for fragments."""

    __tablename__ = "mask_events"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op_id: Mapped[str] = mapped_column(UUID, unique=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"))
    mask_id: Mapped[str] = mapped_column(UUID, index=True)
    kind: Mapped[str] = mapped_column(NAME)
    who: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (Index(None, "recording_id", "number"), {"sqlite_autoincrement": True})
