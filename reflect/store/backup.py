"""A verified copy of the data folder, and putting one back without bringing back what was erased since.

    <folder>/reflect.db          a copy of the database as it was at one moment
    <folder>/media/…             the films, each as its SHA-256 says
    <folder>/kijkwijzer/…        codebooks of one's own
    <folder>/backup.json         every file with its size and SHA-256

Derived sound, models and half-finished files are left out: they can be made again. A copy is whole or not there: it is made beside its
place and moved there when every file of it was read back.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from reflect.errors import InputError, NotFoundError, StoreError, UsageError
from reflect.model.consent import ConsentEvent, Purpose
from reflect.store import audit, checking, consents, disclosures, ending, erasing, erasures, recordings
from reflect.store.database import HEAD, Store, open_store
from reflect.store.erasures import Erasure
from reflect.store.home import Home, atomic_write, disk_errors, remove
from reflect.temporary import temp_name

SCHEMA, VERSION = "reflect/backup", 1
MANIFEST = "backup.json"
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds: its place, when it was made (UTC), its files and bytes."""

    folder: Path
    made_at: datetime
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `erased` are the recordings that were erased since the copy was made, and are gone again."""

    home: Path
    files: int
    erased: tuple[str, ...]


def make(store: Store, folder: Path, progress: Progress | None = None) -> Backup:
    """Copy the data folder to `folder`, which must not be there yet, and read every file back.

    StoreError when something here is not as it was stored (see `checking`), or when the disk is full; nothing is left then.
    """
    _require_file(store)
    if folder.exists():
        raise UsageError(f"{folder} is already there. Choose another name for the backup: an older one is never written over.")
    if folder.resolve().is_relative_to(store.home.path.resolve()):
        raise UsageError("A backup inside the data folder would go with it. Choose another disk, or at least another folder.")
    half = folder.parent / temp_name()
    try:
        with disk_errors(folder, "choose another place"):
            folder.parent.mkdir(parents=True, exist_ok=True)
            half.mkdir(mode=0o700)
            _copy_database(store.home.database, half / store.home.database.name)
            listed = _copy_files(store.home, half, progress or (lambda done: None))
        head = _head_of(half / store.home.database.name)
        facts = {"schema": SCHEMA, "version": VERSION, "tables": HEAD, "made_at": datetime.now(UTC).isoformat()}
        manifest = {**facts, "audit": {"lines": head.lines, "sha256": head.sha256}, "files": listed}
        atomic_write(half / MANIFEST, json.dumps(manifest, indent=1).encode("ascii"))
        check(half)
        with disk_errors(folder, "choose another place"):
            os.replace(half, folder)
    finally:
        remove(half)
    return check(folder, deep=False)


def check(folder: Path, *, deep: bool = True) -> Backup:
    """That the copy is as it was made. InputError says which file is missing or was changed; `deep` reads every file."""
    manifest = _manifest(folder)
    for place, facts in manifest["files"].items():
        path = folder / PurePosixPath(place)
        if not path.is_file() or path.stat().st_size != facts["bytes"]:
            raise InputError(f"{folder}: {place} is missing or has another length. Use another backup.")
        if deep and checking.sha256_of(path) != facts["sha256"]:
            raise InputError(f"{folder}: {place} was changed since the backup was made. Use another backup.")
    sizes = [facts["bytes"] for facts in manifest["files"].values()]
    return Backup(folder, datetime.fromisoformat(manifest["made_at"]), len(sizes), sum(sizes))


def head(folder: Path) -> audit.Head | None:
    """How many lines the audit had when the copy was made, and its last seal; None for a copy of before that was kept."""
    found = _manifest(folder).get("audit")
    if found is None:
        return None
    try:
        return audit.Head.parse(f"{found['lines']}:{found['sha256']}")
    except (TypeError, KeyError, UsageError) as error:
        raise InputError(f"{folder}: {MANIFEST} does not say how long the audit was. Use another backup.") from error


def restore(folder: Path, home: Home, *, erased: Iterable[Erasure] = (), replace: bool = False) -> Restored:
    """Put the copy in the place of the data folder, after erasing in it what was erased since, and with every answer given since.

    Those are read from the data folder that is there now; `erased` adds to what was erased. UsageError when there is a data folder and
    `replace` was not asked; it is kept until the new one is ready.
    """
    if home.database_url is not None:
        raise UsageError("REFLECT_DATABASE names another database. Put its own backup back with its own tools.")
    check(folder)
    since = _since(home, erased)
    in_use = home.database.exists()
    if in_use and not replace:
        raise UsageError(f"There is a data folder at {home.path}. Add --replace to put the backup in its place.")
    half = home.path.parent / temp_name()
    try:
        with disk_errors(home.path):
            home.path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(folder, half, ignore=shutil.ignore_patterns(MANIFEST), copy_function=shutil.copy2)
        gone = _replay(Home(half), since)
        old = home.path.parent / temp_name()
        with disk_errors(home.path):
            if home.path.exists():
                os.replace(home.path, old)
            os.replace(half, home.path)
        remove(old)
    finally:
        remove(half)
    return Restored(home.path, check(folder, deep=False).files, gone)


# ---- inside -----------------------------------------------------------------------------------


def _require_file(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        raise UsageError("REFLECT_DATABASE names another database. Make a backup of it with its own tools.")
    wrong = checking.verify(store)
    if wrong:
        some = ", ".join(f"{one.place} ({one.wrong})" for one in wrong[:3])
        raise StoreError(f"Not everything is as it was stored: {some}. Mend that first; reflect verify lists all of it.")


def _copy_database(source: Path, target: Path) -> None:
    """As it is at one moment, also while others write (https://sqlite.org/backup.html)."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _copy_files(home: Home, half: Path, progress: Progress) -> dict[str, dict[str, Any]]:
    """Copy films and codebooks; what the copy holds, by its place in it."""
    chosen = [path for name in ("media", "kijkwijzer") for path in sorted((home.path / name).rglob("*")) if path.is_file()]
    total, done = sum(path.stat().st_size for path in chosen) or 1, 0
    listed: dict[str, dict[str, Any]] = {}
    for path in (half / home.database.name, *chosen):
        place = path.name if path.parent == half else path.relative_to(home.path).as_posix()
        target = half / place
        if target != path:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            done += path.stat().st_size
            progress(done / total)
        listed[place] = {"bytes": target.stat().st_size, "sha256": checking.sha256_of(path)}
    return listed


def _manifest(folder: Path) -> dict[str, Any]:
    again = "Name the folder that reflect backup made."
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise NotFoundError(f"{folder} holds no backup. {again}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: {MANIFEST} cannot be read. {again}") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA or found.get("version") != VERSION:
        raise InputError(f"{folder}: {MANIFEST} is not of a backup that this reflect knows. {again}")
    files = found.get("files")
    if not isinstance(files, dict) or any(PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts for place in files):
        raise InputError(f"{folder}: {MANIFEST} names files outside the backup. It was not made by reflect.")
    return found


@dataclass(frozen=True, slots=True)
class _Since:
    """What the data folder that is there now knows, and an older copy does not."""

    answers: tuple[ConsentEvent, ...] = ()
    erased: tuple[Erasure, ...] = ()
    handed_out: tuple[disclosures.Disclosure, ...] = ()
    head: audit.Head = field(default_factory=audit.Head)


def _since(home: Home, erased: Iterable[Erasure]) -> _Since:
    if not home.database.exists():
        return _Since(erased=tuple(erased))
    with open_store(home) as there:
        all_gone = (*erasures.listing(there), *erased)
        return _Since(consents.events_of(there), all_gone, disclosures.listing(there), audit.head(there))


def _replay(home: Home, since: _Since) -> tuple[str, ...]:
    """Bring the copy up to date before anybody can open it: the answers since it was made, what was handed out and erased since.

    The audit of the folder that it replaces is not in the copy; how long that was, and its last seal, are.
    """
    gone = []
    with open_store(home) as store:
        consents.put_back(store, since.answers)
        disclosures.put_back(store, since.handed_out)
        done = {(e.recording_id, e.purpose, e.asked_at) for e in erasures.listing(store) if e.erased_at is not None}
        for one in since.erased:
            if (one.recording_id, one.purpose, one.asked_at) not in done and recordings.exists(store, one.recording_id):
                _erase_again(store, one)
                gone.append(one.recording_id)
        replaced = {"lines": since.head.lines, "sha256": since.head.sha256}
        audit.add(store, "reflect", "restored backup", {"erased": gone, "replaced": replaced})
    return tuple(dict.fromkeys(gone))


def _erase_again(store: Store, one: Erasure) -> None:
    number = erasures.begin(store, one.person_id, one.recording_id, "restored backup", one.who, one.purpose, one.spans, one.media)
    if one.purpose:
        erased, left = ending.end(store, one.recording_id, Purpose(one.purpose), one.spans)
    else:
        erased, seek = erasing.counts(store, one.recording_id), erasing.traces(store, one.recording_id)
        erasing.erase(store, one.recording_id)
        left = erasing.look(store, seek)
    erasures.finish(store, number, {"erased": erased, "left": [p.place for p in left]}, verified=not left)


def _head_of(database: Path) -> audit.Head:
    """The head of the audit in a copy of the database."""
    with closing(sqlite3.connect(database)) as copy:
        row = copy.execute("SELECT lines, sha256 FROM audit_heads").fetchone()
    return audit.Head(*row) if row else audit.Head()
