"""What was made of recordings for somebody: films, a reel, a pack. It is known who got it also when the files are gone.

Files that lie ready are in `made/<folder>/` of the data folder. They can be made again, so backups leave them out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Table, insert, select, update

from reflect.model.consent import Purpose
from reflect.model.teaching import Making
from reflect.store.common import now, storable
from reflect.store.database import Store
from reflect.store.home import remove
from reflect.store.teaching_tables import MakingRow

_ROWS = cast(Table, MakingRow.__table__)


def add(store: Store, making: Making) -> None:
    """Write down what was made."""
    with store.writing() as connection:
        connection.execute(
            insert(_ROWS).values(
                id=making.id,
                at=making.at,
                who=storable(making.who, 200),
                what=making.what,
                purpose=str(making.purpose),
                recipient=storable(making.recipient, 200),
                expires_on=making.expires_on.isoformat() if making.expires_on else None,
                sha256=making.sha256,
                disclosure=making.disclosure,
                recording_ids=list(making.recording_ids),
                set_id=making.set_id,
                folder=making.folder,
                files={id: list(file) for id, file in making.files.items()},
                erased_at=making.erased_at,
            )
        )


def listing(store: Store, *, set_id: str | None = None, recording_id: str | None = None) -> tuple[Making, ...]:
    """All of them, oldest first; of a set, or of a recording, when asked."""
    query = select(_ROWS).order_by(_ROWS.c.at, _ROWS.c.id)
    if set_id is not None:
        query = query.where(_ROWS.c.set_id == set_id)
    with store.reading() as connection:
        found = tuple(map(_making, connection.execute(query)))
    return tuple(m for m in found if recording_id is None or recording_id in m.recording_ids)


def erase(store: Store, recording_id: str, purpose: Purpose | None = None) -> tuple[Making, ...]:
    """Take away the files of everything that was made of the recording, for this purpose or for all; what was found of it.

    What lies outside the data folder cannot be reached: it is in the answer too, to ask its recipient for.
    """
    found = tuple(m for m in listing(store, recording_id=recording_id) if purpose is None or m.purpose is purpose)
    return _take_away(store, found, lambda making: True)


def expire(store: Store, today: date) -> tuple[Making, ...]:
    """Take away the files of what may not be used any more."""
    return _take_away(store, listing(store), lambda making: making.expires_on is not None and making.expires_on < today)


def tidy(store: Store) -> int:
    """Take away folders in `made` that no making names, such as of a run that was killed; how many."""
    known = {m.folder for m in listing(store)}
    left = [path for path in store.home.made("x").parent.glob("*") if path.name not in known and not path.name.startswith(".")]
    for path in left:
        remove(path)
    return len(left)


def _take_away(store: Store, found: Sequence[Making], wanted: Callable[[Making], bool]) -> tuple[Making, ...]:
    chosen = tuple(m for m in found if wanted(m))
    gone = [m.id for m in chosen if m.folder and m.erased_at is None]
    for making in chosen:
        if making.folder:
            remove(store.home.made(making.folder))
    with store.writing() as connection:
        connection.execute(update(_ROWS).where(_ROWS.c.id.in_(gone)).values(erased_at=now()))
    return chosen


def _making(row: Row[Any]) -> Making:
    moment: datetime | None = row.erased_at
    return Making(
        id=row.id,
        at=row.at,
        who=row.who,
        what=row.what,
        purpose=Purpose(row.purpose),
        recipient=row.recipient,
        expires_on=date.fromisoformat(row.expires_on) if row.expires_on else None,
        sha256=row.sha256,
        disclosure=row.disclosure,
        recording_ids=tuple(row.recording_ids),
        set_id=row.set_id,
        folder=row.folder,
        files={id: (file[0], file[1], file[2]) for id, file in row.files.items()},
        erased_at=moment,
    )
