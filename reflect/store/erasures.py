"""Erasures from the asking to the check that nothing is left. They stay, so that an older copy that is put back can be cleaned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from reflect.store.common import now, storable
from reflect.store.consent_tables import ErasureRow
from reflect.store.database import Store

_ROWS = cast(Table, ErasureRow.__table__)


@dataclass(frozen=True, slots=True)
class Erasure:
    """`erased_at` is None while it is to be done, `verified_at` None as long as something was left."""

    number: int
    person_id: str
    recording_id: str
    why: str
    who: str
    asked_at: datetime
    erased_at: datetime | None
    verified_at: datetime | None
    statement: Mapping[str, Any]


def begin(store: Store, person_id: str, recording_id: str, why: str, who: str) -> int:
    """Write down that it was asked; its number."""
    values = {"person_id": person_id, "recording_id": recording_id, "why": why, "who": storable(who, 200), "asked_at": now()}
    with store.writing() as connection:
        return int(connection.execute(insert(_ROWS).values(**values, statement={}).returning(_ROWS.c.number)).scalar_one())


def finish(store: Store, number: int, statement: Mapping[str, Any], *, verified: bool) -> None:
    """It was done; `verified` when looking found nothing."""
    moment = now()
    values = {"erased_at": moment, "verified_at": moment if verified else None, "statement": dict(statement)}
    with store.writing() as connection:
        connection.execute(update(_ROWS).where(_ROWS.c.number == number).values(**values))


def listing(store: Store) -> tuple[Erasure, ...]:
    """All of them, oldest first."""
    with store.reading() as connection:
        return tuple(Erasure(**row._mapping) for row in connection.execute(select(_ROWS).order_by(_ROWS.c.number)))
