"""The terms that somebody set instead of the usual ones."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, delete, insert, select

from reflect.store.common import now, storable
from reflect.store.consent_tables import RetentionRuleRow
from reflect.store.database import Store

_ROWS = cast(Table, RetentionRuleRow.__table__)


def chosen(store: Store) -> dict[tuple[str, str], int]:
    """Days by purpose and artefact."""
    with store.reading() as connection:
        return {(row.purpose, row.artefact): row.days for row in connection.execute(select(_ROWS))}


def choose(store: Store, purpose: str, artefact: str, days: int, who: str) -> None:
    """Set a term in the place of an earlier one."""
    same = (_ROWS.c.purpose == str(purpose), _ROWS.c.artefact == str(artefact))
    values = {"purpose": str(purpose), "artefact": str(artefact), "days": days, "who": storable(who, 200), "at": now()}
    with store.writing() as connection:
        connection.execute(delete(_ROWS).where(*same))
        connection.execute(insert(_ROWS).values(values))
