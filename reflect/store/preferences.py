"""What a person chose in the app, such as "app.language", "app.coder" and "app.keys": small values by name."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import delete, insert, select, update

from reflect.errors import UsageError
from reflect.store.database import Store
from reflect.store.tables import PreferenceRow

MAX_BYTES = 16_000
MAX_NAMES = 200
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")


def get(store: Store, name: str, default: Any = None) -> Any:
    """The value kept under `name`, which is JSON data; `default` when nothing was chosen."""
    return get_all(store).get(name, default)


def get_all(store: Store) -> dict[str, Any]:
    """Every choice, in one query."""
    with store.reading() as connection:
        rows = connection.execute(select(PreferenceRow.name, PreferenceRow.value)).all()
    return {name: value.get("value") for name, value in rows}


def put(store: Store, name: str, value: Any) -> None:
    """Keep `value` under `name`; None forgets it. UsageError for a name or a value that cannot be kept."""
    if len(name) > 100 or not _NAME.fullmatch(name):
        raise UsageError(f"{name[:60]!r} cannot name a choice. Use small letters in parts with points between them, as in app.language.")
    same = PreferenceRow.name == name
    if value is None:
        with store.writing() as connection:
            connection.execute(delete(PreferenceRow).where(same))
        return
    _require_small(name, value)
    with store.writing() as connection:
        if connection.execute(update(PreferenceRow).where(same).values(value={"value": value})).rowcount == 0:
            if len(connection.execute(select(PreferenceRow.name)).all()) >= MAX_NAMES:
                raise UsageError(f"There are {MAX_NAMES} choices already; {name} cannot be added. Forget one of them first.")
            connection.execute(insert(PreferenceRow).values(name=name, value={"value": value}))


def _require_small(name: str, value: Any) -> None:
    try:
        size = len(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise UsageError(f"The choice {name} is no JSON data. Give text, numbers, lists or objects.") from None
    if size > MAX_BYTES:
        raise UsageError(f"The choice {name} is larger than {MAX_BYTES // 1000} kB. Keep less in it.")
