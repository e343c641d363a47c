"""Looking, processing and being refused, in the audit: one line for each viewer, recording and quarter of an hour, however many requests
a film takes.

What was counted is remembered in memory, so that a request costs nothing; the audit itself says it to another process.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast

from sqlalchemy import Table, select

from reflect.store import audit
from reflect.store.common import now, storable
from reflect.store.consent_tables import AuditRow
from reflect.store.database import Store

QUARTER = timedelta(minutes=15)
VIEW, PROCESS = "view", "process"
MOST = 20_000

_ROWS = cast(Table, AuditRow.__table__)
_told: dict[tuple[str, str, str, str], datetime] = {}
_lock = Lock()


def seen(store: Store, who: str, recording_id: str, what: str = VIEW) -> None:
    """Somebody looks at something of the recording: its film, its words or what was made of them; or has it processed."""
    _once(store, who, what, recording_id, "done", {})


def refused(store: Store, who: str, recording_id: str, what: str, whys: Sequence[str]) -> None:
    """Somebody was refused; `what` is "view", "process" or a purpose, `whys` are keys of `privacy.Why`."""
    _once(store, who, what if what in (VIEW, PROCESS) else f"use for {what}", recording_id, "refused", {"why": sorted(set(whys))})


def _once(store: Store, who: str, action: str, recording_id: str, outcome: str, more: dict[str, Any]) -> None:
    moment = now()
    quarter = moment - (moment - datetime.min.replace(tzinfo=moment.tzinfo)) % QUARTER
    key = (store.place, f"{outcome} {action}", who, recording_id)
    with _lock:
        if _told.get(key) == quarter:
            return
        if len(_told) > MOST:
            _told.clear()
        _told[key] = quarter
    try:
        with store.writing() as connection:
            same = (_ROWS.c.action == action, _ROWS.c.at >= quarter, _ROWS.c.outcome == outcome, _ROWS.c.who == storable(who, 200))
            there = connection.execute(select(_ROWS.c.about).where(*same)).scalars()
            if not any(about.get("recording") == recording_id for about in there):
                audit.write(connection, who, action, {"recording": recording_id, **more}, outcome)
    except BaseException:
        with _lock:
            _told.pop(key, None)
        raise
