"""What left the house: every export, render, report, pack and session. Only added to; ids and times, no names and no words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, insert, select

from reflect.errors import UsageError
from reflect.model.bsn import holds_bsn
from reflect.model.clip import Clip
from reflect.model.consent import Purpose
from reflect.store import audit
from reflect.store.common import now, storable
from reflect.store.consent_tables import DisclosureRow
from reflect.store.database import Store

_ROWS = cast(Table, DisclosureRow.__table__)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`what` is the kind of thing (such as "clips csv" or "report pdf"), `recipient` who got it, `sha256` of what was handed out,
    `expires_on` the last day on which it may be used (None: no such day), `clips` what was in it, handles included: recording, from and to
    in ms of its film."""

    number: int
    at: datetime
    who: str
    what: str
    purpose: Purpose
    recipient: str
    sha256: str
    recording_ids: tuple[str, ...]
    expires_on: date | None = None
    clips: tuple[tuple[str, int, int], ...] = ()


def add(
    store: Store,
    who: str,
    what: str,
    purpose: Purpose,
    *,
    recording_ids: Sequence[str] = (),
    clips: Sequence[Clip] = (),
    recipient: str = "",
    sha256: str = "",
    expires_on: date | None = None,
) -> int:
    """Write down that something was handed out, with its line in the audit; the number of the disclosure.

    UsageError for a recipient that holds a burgerservicenummer. The recipient is not in the audit.
    """
    if holds_bsn(recipient):
        raise UsageError("A burgerservicenummer may not be kept. Name the recipient in another way.")
    ids = sorted({*recording_ids, *(c.recording_id for c in clips)})
    shown = [[c.recording_id, c.span.start_ms - c.before_ms, c.span.end_ms + c.after_ms] for c in clips]
    values = {
        "at": now(),
        "who": storable(who, 200),
        "what": what,
        "purpose": str(purpose),
        "recipient": storable(" ".join(recipient.split()), 200),
    }
    until = None if expires_on is None else expires_on.isoformat()
    with store.writing() as connection:
        added = insert(_ROWS).values(**values, sha256=sha256, recording_ids=ids, clips=shown, expires_on=until).returning(_ROWS.c.number)
        number = int(connection.execute(added).scalar_one())
        audit.write(connection, who, f"handed out: {what}", {"disclosure": number, "purpose": str(purpose), "recordings": ids})
    return number


def recent(store: Store, who: str, what: str, within: timedelta) -> bool:
    """Whether `who` handed out the same kind of thing not longer ago than `within`."""
    query = select(_ROWS.c.number).where(_ROWS.c.who == storable(who, 200), _ROWS.c.what == what, _ROWS.c.at > now() - within)
    with store.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def put_back(store: Store, handed_out: Iterable[Disclosure]) -> None:
    """What another copy of this data folder knows was handed out; what is here already stays. They get numbers of their own here."""
    with store.writing() as connection:
        there = {(r.at, r.what, r.sha256) for r in connection.execute(select(_ROWS.c.at, _ROWS.c.what, _ROWS.c.sha256))}
        for one in handed_out:
            if (one.at, one.what, one.sha256) not in there:
                values = {"at": one.at, "who": one.who, "what": one.what, "purpose": str(one.purpose), "recipient": one.recipient}
                until = None if one.expires_on is None else one.expires_on.isoformat()
                more = {"recording_ids": list(one.recording_ids), "clips": [list(clip) for clip in one.clips]}
                connection.execute(insert(_ROWS).values(**values, **more, sha256=one.sha256, expires_on=until))


def listing(store: Store) -> tuple[Disclosure, ...]:
    """All of them, oldest first."""
    with store.reading() as connection:
        return tuple(map(_disclosure, connection.execute(select(_ROWS).order_by(_ROWS.c.number))))


def numbers_of(store: Store, recording_id: str, purposes: Collection[Purpose] = ()) -> tuple[int, ...]:
    """The numbers of what was handed out of this recording, for these purposes (none named: for any)."""
    return tuple(d.number for d in listing(store) if recording_id in d.recording_ids and (not purposes or d.purpose in purposes))


def _disclosure(r: Row[Any]) -> Disclosure:
    shown = tuple((str(id), int(start), int(end)) for id, start, end in r.clips)
    ids, day = tuple(r.recording_ids), _day(r.expires_on)
    return Disclosure(r.number, r.at, r.who, r.what, Purpose(r.purpose), r.recipient, r.sha256, ids, day, shown)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
