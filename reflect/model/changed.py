"""What every thing has that people change, and that keeps a record of its changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """`revision` counts the changes from 1; what is deleted is kept, marked, so that it can come back."""

    revision: int = 1
    deleted: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
