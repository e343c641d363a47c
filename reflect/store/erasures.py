"""Erasures from the asking to the check that nothing is left. They stay, so that an older copy that is put back can be cleaned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ScalarSelect, Table, func, insert, select, update

from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.store.common import now, storable
from reflect.store.consent_tables import ErasureRow
from reflect.store.database import Store
from reflect.store.tables import RecordingRow

_ROWS = cast(Table, ErasureRow.__table__)


@dataclass(frozen=True, slots=True)
class Erasure:
    """`erased_at` is None while it is to be done, `verified_at` None as long as something was left.

    `purpose` is empty when it is about all of the recording, P1 when about its film (`store.films`), else about what was made of it for
    that purpose. The statement names films by their SHA-256.
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

    @property
    def media(self) -> tuple[str, ...]:
        """The SHA-256 of the films and sound files that went."""
        return tuple(self.statement.get("media", ()))


def begin(
    store: Store,
    person_id: str,
    recording_id: str,
    why: str,
    who: str,
    purpose: str = "",
    spans: Sequence[Span] | None = None,
    media: Sequence[str] = (),
) -> int:
    """Write down that it was asked, of these stretches (None: all of the recording) or of these films, by SHA-256; its number."""
    asked: dict[str, Any] = {} if spans is None else {"spans": [[span.start_ms, span.end_ms] for span in spans]}
    if media:
        asked["media"] = list(media)
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


def film_erased_at() -> ScalarSelect[Any]:
    """When the film of a recording was taken away, as a column beside those of `recordings`."""
    mine = (ErasureRow.recording_id == RecordingRow.id, ErasureRow.purpose == str(Purpose.RESEARCH))
    return select(func.max(ErasureRow.asked_at)).where(*mine).correlate(RecordingRow).scalar_subquery()


def film_erased(store: Store, sha256: str) -> tuple[str, datetime] | None:
    """The recording, still here, from which a film or sound of this content was taken away, and when; None when there is none."""
    query = select(_ROWS.c.recording_id, _ROWS.c.asked_at, _ROWS.c.statement).where(_ROWS.c.purpose == str(Purpose.RESEARCH))
    query = query.join(RecordingRow, RecordingRow.id == _ROWS.c.recording_id).order_by(_ROWS.c.number.desc())
    with store.reading() as connection:
        found = (row for row in connection.execute(query) if sha256 in row.statement.get("media", ()))
        return next(((row.recording_id, row.asked_at) for row in found), None)
