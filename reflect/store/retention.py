"""The terms that somebody set instead of the usual ones, and what somebody decided about what is past its term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, delete, insert, select

from reflect.store import audit
from reflect.store.common import now, require_recording, storable
from reflect.store.consent_tables import RetentionRuleRow, TermDecisionRow
from reflect.store.database import Store

_ROWS = cast(Table, RetentionRuleRow.__table__)
_DECISIONS = cast(Table, TermDecisionRow.__table__)


@dataclass(frozen=True, slots=True)
class Decision:
    """Something of a recording stays until a day, and why; `who` decided."""

    recording_id: str
    purpose: str
    artefact: str
    until: date
    reason: str
    who: str


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


def decide(store: Store, decision: Decision) -> None:
    """Write it down after earlier ones, with its line in the audit; the reason is not in that line."""
    kind = {"purpose": str(decision.purpose), "artefact": str(decision.artefact), "until": decision.until.isoformat()}
    words = {"reason": storable(decision.reason), "who": storable(decision.who, 200), "at": now()}
    with store.writing() as connection:
        require_recording(connection, decision.recording_id)
        connection.execute(insert(_DECISIONS).values(recording_id=decision.recording_id, **kind, **words))
        audit.write(connection, decision.who, "kept after its term", {"recording": decision.recording_id, **kind})


def decisions(store: Store) -> dict[tuple[str, str, str], Decision]:
    """The last decision by recording, purpose and artefact."""
    with store.reading() as connection:
        rows = connection.execute(select(_DECISIONS).order_by(_DECISIONS.c.number))
        found = (Decision(r.recording_id, r.purpose, r.artefact, date.fromisoformat(r.until), r.reason, r.who) for r in rows)
        return {(one.recording_id, one.purpose, one.artefact): one for one in found}
