"""The data folder: where everything lies, and how a file gets there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reflect.errors import StoreError
from reflect.temporary import is_stale, temp_name

PENDING = ".pending"
BENCH = "bench-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder.

        reflect.db                            the database (and its journal)
        media/<recording>/<media>.<ext>       films and sound as they came in
        work/<recording>/                     derived sound; can be made again
        models/                               caches of models
        made/<making>/                        masked clips and packs that lie ready; can be made again
        kijkwijzer/                           codebooks of one's own
        tmp/                                  files on their way in

    `database_url` replaces the file reflect.db by another database.
    """

    path: Path
    database_url: str | None = None

    @classmethod
    def find(cls) -> Home:
        """The folder in REFLECT_HOME, else the system's place for a user's data; REFLECT_DATABASE may hold a URL."""
        url = os.environ.get("REFLECT_DATABASE") or None
        chosen = os.environ.get("REFLECT_HOME")
        if chosen:
            return cls(Path(chosen).expanduser().absolute(), url)
        from platformdirs import user_data_dir

        return cls(Path(user_data_dir("reflect", appauthor=False)), url)

    @property
    def database(self) -> Path:
        return self.path / "reflect.db"

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def codebooks(self) -> Path:
        return self.path / "kijkwijzer"

    @property
    def tmp(self) -> Path:
        return self.path / "tmp"

    def bench(self, name: str) -> Path:
        """A folder for clips of several recordings that are being made, by any name of ours. It need not exist."""
        return self.tmp / f"{BENCH}{name}"

    def benches(self) -> list[Path]:
        """Every one that is there: whoever erases a recording erases these too."""
        return list(self.tmp.glob(f"{BENCH}*"))

    def media(self, recording_id: str) -> Path:
        """Where the recording's films lie. The folder need not exist."""
        return self.path / "media" / _one_name(recording_id)

    def made(self, name: str) -> Path:
        """Where something that was made for somebody lies. The folder need not exist."""
        return self.path / "made" / _one_name(name)

    def work(self, recording_id: str) -> Path:
        """The folder for sound derived from the recording; made when absent."""
        folder = self.path / "work" / _one_name(recording_id)
        with disk_errors(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def prepare(self) -> None:
        """Make the folders (only for their owner to read) and see that they can be written. StoreError if not."""
        if self.path.exists() and not self.path.is_dir():
            raise StoreError(f"The data folder {self.path} is a file. Set REFLECT_HOME to a folder.")
        with disk_errors(self.path):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("media", "work", "models", "kijkwijzer", "tmp"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        for folder in (self.path, self.tmp):
            if not os.access(folder, os.W_OK | os.X_OK):
                raise StoreError(f"The data folder {folder} cannot be written. Change its rights or set REFLECT_HOME to another folder.")

    def free_bytes(self) -> int:
        with disk_errors(self.path):
            return shutil.disk_usage(self.path).free

    def sweep(self) -> int:
        """Remove what dead processes left half-written; the number of files and folders removed."""
        removed = 0
        for folder in self._swept_folders():
            for path in _names(folder):
                if is_stale(path.name):
                    remove(path)
                    removed += 1
        return removed

    def _swept_folders(self) -> Iterator[Path]:
        yield self.path
        yield self.tmp
        for room in (self.path / "media", self.path / "work"):
            yield from (path for path in _names(room) if path.is_dir() and not path.is_symlink())


def _names(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:  # another process removed a recording just now
        return []


def _one_name(name: str) -> str:
    # Identifiers come from the database, but a path is never built from anything that could climb.
    if not name.isascii() or not name.isalnum():
        raise StoreError(f"{name!r} is not an identifier of reflect. Type: reflect status")
    return name


@contextmanager
def disk_errors(path: Path, elsewhere: str = "set REFLECT_HOME to another folder") -> Iterator[None]:
    """An OSError while writing at `path` becomes a StoreError that says what to do; `elsewhere` is the other way out."""
    try:
        yield
    except OSError as error:
        raise StoreError(_disk_advice(path, error, elsewhere)) from error


def _disk_advice(path: Path, error: OSError, elsewhere: str) -> str:
    if error.errno in FULL:
        return f"There is no room left for {path}. Free some disk space, or {elsewhere} on a larger disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path} cannot be written ({error.strerror}). Change its rights or {elsewhere}."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{path} cannot be made because a file stands in its place. Move that file or {elsewhere}."
    return f"{path} cannot be read or written ({error.strerror or type(error).__name__}). Check the disk, then try again."


def atomic_write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, readable only by its owner; an older file stays until the new one is on disk.

    Raises StoreError when the disk is full or the folder cannot be written.
    """
    temp = path.parent / temp_name()
    with disk_errors(path, "write to another folder"):
        try:
            with open_new(temp) as descriptor:
                for block in (data,) if isinstance(data, bytes) else data:
                    write_all(descriptor, block)
                os.fsync(descriptor)
            os.replace(temp, path)
        except BaseException:
            temp.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextmanager
def open_new(path: Path) -> Iterator[int]:
    """The descriptor of a new file of mode 0600."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_all(descriptor: int, block: bytes | memoryview) -> None:
    """`os.write` until everything is written: on a nearly full disk it writes a part first."""
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut. Windows does that itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a folder; nothing happens when it is already gone."""
    with disk_errors(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
