"""Erasures from the asking to the check that nothing is left. They stay, so that an older copy that is put back can be cleaned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from reflect.model.span import Span
from reflect.store.common import now, storable
from reflect.store.consent_tables import ErasureRow
from reflect.store.database import Store

_ROWS = cast(Table, ErasureRow.__table__)


@dataclass(frozen=True, slots=True)
class Erasure:
    """`erased_at` is None while it is to be done, `verified_at` None as long as something was left.

    `purpose` is empty when it is about all of the recording, else about what was made of it for that purpose.
    """

    number: int
    person_id: str
    recording_id: str
    purpose: str
    why: str
    who: str
    asked_at: datetime
    erased_at: datetime | None
    verified_at: datetime | None
    statement: Mapping[str, Any]

    @property
    def spans(self) -> tuple[Span, ...] | None:
        """The stretches that it is about; None for all of the recording."""
        asked = self.statement.get("spans")
        return None if asked is None else tuple(Span(start, end) for start, end in asked)


def begin(
    store: Store, person_id: str, recording_id: str, why: str, who: str, purpose: str = "", spans: Sequence[Span] | None = None
) -> int:
    """Write down that it was asked, of these stretches (None: all of the recording); its number."""
    asked = {} if spans is None else {"spans": [[span.start_ms, span.end_ms] for span in spans]}
    values = {
        "person_id": person_id,
        "recording_id": recording_id,
        "purpose": str(purpose),
        "why": why,
        "who": storable(who, 200),
        "asked_at": now(),
    }
    with store.writing() as connection:
        return int(connection.execute(insert(_ROWS).values(**values, statement=asked).returning(_ROWS.c.number)).scalar_one())


def finish(store: Store, number: int, statement: Mapping[str, Any], *, verified: bool) -> None:
    """It was done; `verified` when looking found nothing. What was asked stays in the statement."""
    moment = now()
    with store.writing() as connection:
        asked = connection.execute(select(_ROWS.c.statement).where(_ROWS.c.number == number)).scalar() or {}
        values = {"erased_at": moment, "verified_at": moment if verified else None, "statement": {**asked, **statement}}
        connection.execute(update(_ROWS).where(_ROWS.c.number == number).values(**values))


def listing(store: Store) -> tuple[Erasure, ...]:
    """All of them, oldest first."""
    with store.reading() as connection:
        return tuple(
            Erasure(**{**row._mapping, "purpose": row.purpose or ""}) for row in connection.execute(select(_ROWS).order_by(_ROWS.c.number))
        )
