"""Whether anything was written since a moment, by whatever process: asked of the database itself, which costs next to nothing."""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from reflect.store.database import Store

Mark = tuple[int, int, int]
"""Two marks of one database are equal as long as nothing was written in between."""
MOST = 4
_open: OrderedDict[str, tuple[int, sqlite3.Connection]] = OrderedDict()
"""By the file: its number on the disk, and a connection that only ever asks this. SQLite counts for a connection what others wrote."""
_lock = Lock()


def mark(store: Store) -> Mark | None:
    """What changes with every write; None where the database cannot tell (another one than SQLite's)."""
    if store.engine.dialect.name != "sqlite":
        return None
    with store.errors(), _lock:
        try:
            there = os.stat(store.place)
        except OSError:
            return None
        number, connection = _open.get(store.place, (-1, None))
        if connection is None or number != there.st_ino:  # a copy may have been put back in its place
            if connection is not None:
                connection.close()
            connection = sqlite3.connect(f"{Path(store.place).absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False)
            _open[store.place] = (there.st_ino, connection)
            while len(_open) > MOST:
                _open.popitem(last=False)[1][1].close()
        return there.st_dev, there.st_ino, int(connection.execute("PRAGMA data_version").fetchall()[0][0])
