"""Where a pack is made and how it comes to its place: the bench in the data folder, the free target, the whole folder."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from reflect.errors import NotFoundError, UsageError
from reflect.pack.page import MARK
from reflect.pack.values import Tell
from reflect.pack.zipping import Entry, Leaving
from reflect.processes import Owner
from reflect.store.checking import sha256_of_all
from reflect.store.home import Home, atomic_write, disk_errors, remove, sync_folder
from reflect.temporary import is_stale, temp_name

PAGE = "index.html"
_OWNER = "owner"
KEPT_S = 24 * 3600
"""So long the clips of an interrupted run wait for the next one."""


@contextmanager
def bench(home: Home, session_id: str) -> Iterator[Path]:
    """A folder for the session's films. It goes when all went well; else it stays, so that the next run need not begin again.

    It lies in the data folder, so that no film that is meant for an encrypted zip ever lies beside it. UsageError while another
    process works there.
    """
    _clear_old(home)
    folder = home.bench(session_id)
    owner = _owner(folder)
    if owner is not None and owner.alive:
        raise UsageError("This session is being packed in another window. Wait until it is ready, or stop it there.")
    with disk_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    atomic_write(folder / _OWNER, Owner.current().tag.encode())
    try:
        yield folder
    except BaseException:
        (folder / _OWNER).unlink(missing_ok=True)
        raise
    remove(folder)


def _owner(folder: Path) -> Owner | None:
    try:
        return Owner.from_tag((folder / _OWNER).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _clear_old(home: Home) -> None:
    """Films that nobody came back for do not stay."""
    for folder in home.benches():
        owner = _owner(folder)
        if (owner is None or not owner.alive) and time.time() - folder.stat().st_mtime > KEPT_S:
            remove(folder)


def require_free(target: Path, force: bool, *, zipped: bool) -> None:
    """Before the work begins: the target may be written. With `force` an earlier pack is replaced, and never a folder of anything else."""
    if not target.parent.is_dir():
        raise NotFoundError(f"The folder {target.parent} does not exist. Make it, or choose another place for {target.name}.")
    if not target.exists() and not target.is_symlink():
        return
    if not force:
        raise UsageError(f"{target} is already there. Choose another name, or add --force to replace it.")
    if zipped and not target.is_file():
        raise UsageError(f"{target} is not a file, so it is not replaced. Choose another name.")
    if not zipped and not _is_pack(target):
        raise UsageError(f"{target} is not a pack of reflect, so it is not replaced. Choose another name.")


def _is_pack(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    try:
        with (folder / PAGE).open("rb") as file:
            return MARK.encode() in file.read(1000)
    except OSError:
        return not any(folder.iterdir())


def write_folder(target: Path, entries: Sequence[Entry], tell: Tell, leaving: Leaving = lambda sha256: None) -> None:
    """The entries in a folder at `target`, whole or not at all; an earlier pack goes when the new one is there.

    `leaving` gets the SHA-256 of all files together (`checking.sha256_of_all`) when all are written and none can be found yet.
    """
    staging = target.parent / temp_name()
    with disk_errors(target, "choose another place with -o"):
        try:
            _fill(staging, entries, tell)
            leaving(sha256_of_all({entry.name: staging / entry.name for entry in entries}))
            _swap(staging, target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        sync_folder(target.parent)


def clear_stale(folder: Path) -> None:
    """What a killed run left beside its target."""
    with suppress(OSError):
        for path in folder.glob(".*"):
            if is_stale(path.name):
                remove(path)


def _fill(staging: Path, entries: Sequence[Entry], tell: Tell) -> None:
    whole, done = max(1, sum(entry.size for entry in entries)), 0
    staging.mkdir(mode=0o700)
    for entry in entries:
        path = staging / entry.name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if isinstance(entry.source, bytes):
            atomic_write(path, entry.source)
        else:
            _bring(entry.source, path)
        done += entry.size
        tell(done / whole)


def _bring(source: Path, path: Path) -> None:
    try:
        os.link(source, path)  # the bench goes after this, and the pack keeps the only name
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, path)
        path.chmod(0o600)


def _swap(staging: Path, target: Path) -> None:
    if not target.exists():
        os.rename(staging, target)
        return
    old = target.parent / temp_name()
    os.rename(target, old)
    try:
        os.rename(staging, target)
    except BaseException:
        os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)
