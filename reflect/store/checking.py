"""Is everything still as it was stored: films against their SHA-256, the database against itself, the audit against its chain."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from reflect.store import audit
from reflect.store.database import Store
from reflect.store.tables import MediaRow

BLOCK = 1 << 20


class Wrong(StrEnum):
    """What is the matter with something."""

    MISSING = "missing"
    TRUNCATED = "truncated"
    LONGER = "longer"
    CHANGED = "changed"
    STRANGE = "strange"  # a file that nothing here knows
    DATABASE = "database"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is a file below the data folder, or a line of the audit."""

    wrong: Wrong
    place: str


def verify(store: Store, progress: Callable[[float], None] | None = None) -> tuple[Finding, ...]:
    """Whatever is not as it was stored; nothing when all is well. Reads every film once; `progress` gets 0 to 1."""
    return (*_database(store), *_audit(store), *_media(store, progress or (lambda done: None)))


def sha256_of(path: Path, tell: Callable[[int], None] = lambda size: None) -> str:
    """The SHA-256 of a file, in blocks; `tell` gets the bytes of each."""
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen.update(block)
            tell(len(block))
    return seen.hexdigest()


def sha256_of_all(files: Mapping[str, Path]) -> str:
    """One SHA-256 of several files, by their names: that of the lines which sha256sum prints of them, in the order of the names.

    So whoever gets a folder can see that it is what was written down: `sha256sum $(find * -type f | LC_ALL=C sort) | sha256sum`.
    """
    lines = "".join(f"{sha256_of(path)}  {name}\n" for name, path in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def _database(store: Store) -> Iterator[Finding]:
    if store.engine.dialect.name != "sqlite":
        return
    with store.reading() as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars().all()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if list(said) != ["ok"] or broken is not None:
        yield Finding(Wrong.DATABASE, store.home.database.name)


def _audit(store: Store) -> Iterator[Finding]:
    first = audit.verify(store)
    if first is not None:
        yield Finding(Wrong.AUDIT, f"line {first}")


def _media(store: Store, progress: Callable[[float], None]) -> Iterator[Finding]:
    with store.reading() as connection:
        rows = connection.execute(select(MediaRow.path, MediaRow.sha256, MediaRow.size_bytes).order_by(MediaRow.path)).all()
    total, done = sum(row.size_bytes for row in rows) or 1, 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        progress(min(1.0, done / total))

    for row in rows:
        path = store.home.path / row.path
        if not path.is_file():
            yield Finding(Wrong.MISSING, row.path)
        elif path.stat().st_size != row.size_bytes:
            yield Finding(Wrong.TRUNCATED if path.stat().st_size < row.size_bytes else Wrong.LONGER, row.path)
        elif sha256_of(path, tell) != row.sha256:
            yield Finding(Wrong.CHANGED, row.path)
    known = {row.path for row in rows}
    for path in sorted((store.home.path / "media").rglob("*")):
        place = path.relative_to(store.home.path).as_posix()
        if path.is_file() and place not in known:
            yield Finding(Wrong.STRANGE, place)
