"""Who did what to which ids, in a chain: each line is sealed with the seal of the line before it.

A line that is changed, taken out or put in breaks the chain from there on, and `verify` says where. Lines hold ids, purposes and counts:
no names, no speech, no paths.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, insert, select

from reflect.store.common import now, storable
from reflect.store.consent_tables import AuditRow
from reflect.store.database import Store

_ROWS = cast(Table, AuditRow.__table__)
FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """`outcome` is "done" or "refused"; `about` has ids and counts."""

    number: int
    at: datetime
    who: str
    action: str
    outcome: str
    about: Mapping[str, Any]


def add(store: Store, who: str, action: str, about: Mapping[str, Any], outcome: str = "done") -> None:
    """Write a line in a transaction of its own."""
    with store.writing() as connection:
        write(connection, who, action, about, outcome)


def write(connection: Connection, who: str, action: str, about: Mapping[str, Any], outcome: str = "done") -> None:
    """Write a line in the transaction of what it tells of, so that neither is there without the other."""
    last = connection.execute(select(_ROWS.c.sha256).order_by(_ROWS.c.number.desc()).limit(1).with_for_update()).scalar() or FIRST
    values = {"at": now(), "who": storable(who, 200), "action": storable(action, 60), "outcome": outcome, "about": dict(about)}
    connection.execute(insert(_ROWS).values(**values, previous=last, sha256=_seal(last, values)))


def lines(store: Store, since: int = 0, limit: int = 10_000) -> tuple[Line, ...]:
    """The lines after number `since`, oldest first."""
    query = select(_ROWS).where(_ROWS.c.number > since).order_by(_ROWS.c.number).limit(limit)
    with store.reading() as connection:
        return tuple(Line(r.number, r.at, r.who, r.action, r.outcome, r.about) for r in connection.execute(query))


def verify(store: Store) -> int | None:
    """The number of the first line that is not as it was written or does not follow the one before it; None when all is well."""
    before, number = FIRST, 0
    with store.reading() as connection:
        for row in connection.execute(select(_ROWS).order_by(_ROWS.c.number)):
            if row.previous != before or row.sha256 != _seal(before, _values(row)) or row.number != number + 1:
                return int(row.number)
            before, number = row.sha256, row.number
    return None


def _values(row: Row[Any]) -> dict[str, Any]:
    return {"at": row.at, "who": row.who, "action": row.action, "outcome": row.outcome, "about": row.about}


def _seal(previous: str, values: Mapping[str, Any]) -> str:
    plain = {**values, "at": values["at"].isoformat(timespec="microseconds")}
    text = json.dumps([previous, plain], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
