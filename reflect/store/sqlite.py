"""Everything that holds for SQLite alone. Another database needs nothing of this file."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from reflect.store.home import disk_errors

WAIT_S = 30
"""How long a connection waits for another one's transaction."""
WRITES = "reflect_writes"

_BACK_PORTS = {(3, 44): 6, (3, 50): 7}


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite lacks the WAL-reset bug, which can damage a database that two connections write.

    Fixed in 3.51.3, and in the back-ports 3.50.7 and 3.44.6 (https://sqlite.org/wal.html#walresetbug).
    """
    return version >= (3, 51, 3) or version[2] >= _BACK_PORTS.get((version[0], version[1]), 1_000)


def make_private(path: Path) -> None:
    """Create the file for its owner alone; its journal gets the same rights from SQLite."""
    with disk_errors(path):
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def tune(engine: Engine, foreign_keys: bool = True) -> None:
    """Durable, checked and wiped: the settings of every connection."""

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        # pysqlite's own opening of transactions would leave CREATE TABLE outside them; `begin` does it.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {WAIT_S * 1000}",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
            "synchronous = FULL",
            "secure_delete = ON",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: two readers that both turn writer would block each other.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def set_journal(engine: Engine) -> None:
    """The write-ahead log where it is safe, else the rollback journal. Kept in the file, so asked once per opening."""
    mode = "wal" if wal_is_safe() else "delete"
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != mode:
            cursor.execute(f"PRAGMA journal_mode = {mode}")
    finally:
        raw.close()
