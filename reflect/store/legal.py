"""On what ground of the GDPR (article 6) each purpose rests. Not permission: that is what people answer, in `consents`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select

from reflect.model.consent import Purpose
from reflect.store import audit
from reflect.store.common import now, storable
from reflect.store.consent_tables import LegalBasisRow
from reflect.store.database import Store

_ROWS = cast(Table, LegalBasisRow.__table__)
MOST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """`basis` is a key, `note` why in somebody's own words, `who` and `at` (UTC) who wrote it down and when."""

    purpose: Purpose
    basis: str
    note: str
    who: str
    at: datetime


def listing(store: Store) -> dict[Purpose, LegalBasis]:
    """What was written down; a purpose without a ground is not in it."""
    with store.reading() as connection:
        found = (LegalBasis(Purpose(r.purpose), r.basis, r.note, r.who, r.at) for r in connection.execute(select(_ROWS)))
        return {one.purpose: one for one in found}


def put(store: Store, purpose: Purpose, basis: str, note: str, who: str) -> None:
    """Write the ground of a purpose in the place of an earlier one, with its line in the audit; the note is not in that line."""
    values = {"purpose": str(purpose), "basis": basis, "note": storable(note, MOST_NOTE), "who": storable(who, 200), "at": now()}
    with store.writing() as connection:
        connection.execute(delete(_ROWS).where(_ROWS.c.purpose == str(purpose)))
        connection.execute(insert(_ROWS).values(values))
        audit.write(connection, who, "legal basis", {"purpose": str(purpose), "basis": basis})
