"""Who did what to which ids, in a chain: each line is sealed with the seal of the line before it.

A line that is changed, taken out or put in breaks the chain from there on, and `verify` says where. How many lines there are and the last
seal (`Head`) stand apart from the lines, in a table of their own, in the manifest of every backup, and wherever a person writes them down;
so lines that are cut off the end are missed too. Lines hold ids, purposes and counts: no names, no speech, no paths.

What this cannot show: whoever may write the data folder can make a whole new chain with a head that fits it. Only a head that this person
cannot reach, in a backup elsewhere or on paper with the data protection officer, tells that (`since`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, insert, select, update

from reflect.errors import UsageError
from reflect.store.common import now, storable
from reflect.store.consent_tables import AuditHeadRow, AuditRow
from reflect.store.database import Store

_ROWS = cast(Table, AuditRow.__table__)
_HEADS = cast(Table, AuditHeadRow.__table__)
FIRST = "0" * 64
SHORT = 16
"""So many characters of a seal are enough to write down."""


@dataclass(frozen=True, slots=True)
class Line:
    """`outcome` is "done" or "refused"; `about` has ids and counts."""

    number: int
    at: datetime
    who: str
    action: str
    outcome: str
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """How many lines there are, and the seal of the last."""

    lines: int = 0
    sha256: str = FIRST

    def __str__(self) -> str:
        """As a person writes it down: 120:4f0c…, with `SHORT` characters of the seal."""
        return f"{self.lines}:{self.sha256[:SHORT]}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """What a person wrote down. UsageError for anything else."""
        lines, _, seal = text.strip().lower().partition(":")
        if not lines.isascii() or not lines.isdecimal() or len(lines) > 12 or not _is_seal(seal):
            raise UsageError(f"{text[:80]!r} is no head of the audit. It looks like 120:4f0c61ab90d2e3f7; reflect audit prints it.")
        return cls(int(lines), seal)


def _is_seal(text: str) -> bool:
    return SHORT <= len(text) <= len(FIRST) and not set(text) - set("0123456789abcdef")


def add(store: Store, who: str, action: str, about: Mapping[str, Any], outcome: str = "done") -> None:
    """Write a line in a transaction of its own."""
    with store.writing() as connection:
        write(connection, who, action, about, outcome)


def write(connection: Connection, who: str, action: str, about: Mapping[str, Any], outcome: str = "done") -> None:
    """Write a line in the transaction of what it tells of, so that neither is there without the other.

    It follows the head and not the last line: after a line was cut off, the break stays.
    """
    before = _head(connection, lock=True)
    last = before or Head()
    values = {"at": now(), "who": storable(who, 200), "action": storable(action, 60), "outcome": outcome, "about": dict(about)}
    seal = _seal(last.sha256, values)
    connection.execute(insert(_ROWS).values(**values, previous=last.sha256, sha256=seal))
    fresh = {"lines": last.lines + 1, "sha256": seal}
    connection.execute(insert(_HEADS).values(id=1, **fresh) if before is None else update(_HEADS).values(**fresh))


def lines(store: Store, since: int = 0, limit: int = 10_000) -> tuple[Line, ...]:
    """The lines after number `since`, oldest first."""
    query = select(_ROWS).where(_ROWS.c.number > since).order_by(_ROWS.c.number).limit(limit)
    with store.reading() as connection:
        return tuple(Line(r.number, r.at, r.who, r.action, r.outcome, r.about) for r in connection.execute(query))


def of_action(store: Store, action: str) -> tuple[Line, ...]:
    """Every line about this that was done, oldest first."""
    query = select(_ROWS).where(_ROWS.c.action == action, _ROWS.c.outcome == "done").order_by(_ROWS.c.number)
    with store.reading() as connection:
        return tuple(Line(r.number, r.at, r.who, r.action, r.outcome, r.about) for r in connection.execute(query))


def head(store: Store) -> Head:
    """How many lines were written, and the seal of the last."""
    with store.reading() as connection:
        return _head(connection) or Head()


def verify(store: Store) -> int | None:
    """The number of the first line that is not as it was written, does not follow the one before it, or is gone; None when all is well."""
    before, number = FIRST, 0
    with store.reading() as connection:
        for row in connection.execute(select(_ROWS).order_by(_ROWS.c.number)):
            if row.previous != before or row.sha256 != _seal(before, _values(row)) or row.number != number + 1:
                return int(number + 1)
            before, number = row.sha256, row.number
        found = _head(connection) or Head()
    if found == Head(number, before):
        return None
    return number if found.lines == number else min(number, found.lines) + 1


def since(store: Store, known: Head) -> int | None:
    """The number of the first line that is not what it was when this head was written down; None when the audit still begins with it."""
    with store.reading() as connection:
        seal = connection.execute(select(_ROWS.c.sha256).where(_ROWS.c.number == known.lines)).scalar()
        last = connection.execute(select(_ROWS.c.number).order_by(_ROWS.c.number.desc()).limit(1)).scalar() or 0
    if (seal or (FIRST if known.lines == 0 else "")).startswith(known.sha256):
        return None
    return min(known.lines, last + 1)


def _head(connection: Connection, *, lock: bool = False) -> Head | None:
    query = select(_HEADS.c.lines, _HEADS.c.sha256)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else Head(row.lines, row.sha256)


def _values(row: Row[Any]) -> dict[str, Any]:
    return {"at": row.at, "who": row.who, "action": row.action, "outcome": row.outcome, "about": row.about}


def _seal(previous: str, values: Mapping[str, Any]) -> str:
    plain = {**values, "at": values["at"].isoformat(timespec="microseconds")}
    text = json.dumps([previous, plain], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
