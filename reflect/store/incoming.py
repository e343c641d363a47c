"""Films on their way in and out: copied whole while hashed, and never half in the store."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from reflect.errors import InputError, MediaError, NotFoundError, StoreError
from reflect.processes import Owner
from reflect.store import erasures
from reflect.store.common import new_id, storable
from reflect.store.database import Store
from reflect.store.home import PENDING, atomic_write, disk_errors, open_new, remove, sync_folder, write_all
from reflect.store.tables import MediaRow, RecordingRow
from reflect.store.values import MediaKind, StoredMedia
from reflect.temporary import TEMP_END, temp_name

EXTENSIONS = frozenset(
    "mp4 m4v mov mkv webm avi mts m2ts ts mpg mpeg wmv 3gp ogv wav mp3 m4a aac flac ogg oga opus wma aif aiff caf mka".split()
)
"""Endings that a stored file may get; any other becomes .bin. The content decides what it is, not its name."""
BLOCK = 4 << 20
SPARE_BYTES = 32 << 20
"""Room that stays free for the database beside a film."""


def import_media(
    store: Store, path: Path | str, progress: Callable[[float], None] | None = None, *, recording_id: str | None = None
) -> StoredMedia:
    """Copy a film or sound file into the data folder and hash it, in one pass; the source is only read.

    `known_as` of the result names the recording that already has this file — any recording that has
    it as its film, or, with `recording_id`, that recording — and then no copy is left.
    Raises NotFoundError or MediaError for the source, InputError for one that was erased here, StoreError for the
    data folder, and whatever `progress` raises; nothing is left behind then.
    """
    source = Path(path)
    with _opened(source) as (descriptor, before):
        _check_room(store, source, before.st_size)
        temp = store.home.tmp / temp_name()
        try:
            digest = _copy(source, descriptor, temp, before.st_size, progress)
            after = os.fstat(descriptor)
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise MediaError(f"{source} changed while it was read. Wait until it is finished, then try again.")
            _require_kept(store, source, digest)
            known = find_known(store, digest, recording_id)
            if known is not None:
                temp.unlink(missing_ok=True)
        except BaseException:
            temp.unlink(missing_ok=True)
            raise
    return StoredMedia(new_id("m"), digest, before.st_size, storable(source.name, 1_000), temp, known)


def discard_media(stored: StoredMedia) -> None:
    """Throw away an imported file that no recording took."""
    if stored.path.name.endswith(TEMP_END):
        remove(stored.path)


def find_known(store: Store, sha256: str, recording_id: str | None = None) -> str | None:
    """The recording that has a film of this content; with `recording_id`, whether that one has such a file."""
    query = select(MediaRow.recording_id).where(MediaRow.sha256 == sha256)
    query = query.where(MediaRow.kind == MediaKind.FILM) if recording_id is None else query.where(MediaRow.recording_id == recording_id)
    with store.reading() as connection:
        return connection.execute(query.limit(1)).scalar()


def stored_name(stored: StoredMedia) -> str:
    """The name of the file in the store: its own id, and an ending from a fixed list."""
    ending = Path(stored.original_name).suffix.lower().removeprefix(".")
    return f"{stored.id}.{ending if ending in EXTENSIONS else 'bin'}"


ERASED = (
    "{what} of recording {recording} was erased on {day:%Y-%m-%d}; its transcript and tags are still here. "
    "It is not brought in again as long as they are."
)


def _require_kept(store: Store, source: Path, sha256: str) -> None:
    """InputError for what was taken away on purpose: a film that comes back by itself was not erased."""
    found = erasures.film_erased(store, sha256)
    if found is not None:
        raise InputError(ERASED.format(what=f"{source}, which is the film or a sound", recording=found[0], day=found[1]))


@contextmanager
def _opened(source: Path) -> Iterator[tuple[int, os.stat_result]]:
    try:
        # Not blocking, so that a named pipe does not hold the program.
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {source}. Check the name.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a name of a file"
        raise MediaError(f"{source} cannot be read ({why}). Check its rights, then try again.") from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise MediaError(f"{source} is not a file. Name one film or sound file.")
        if found.st_size == 0:
            raise MediaError(f"{source} is empty. Copy it again from the camera or recorder.")
        yield descriptor, found
    finally:
        os.close(descriptor)


def _check_room(store: Store, source: Path, size: int) -> None:
    free = store.home.free_bytes()
    if free < size + SPARE_BYTES:
        raise StoreError(
            f"{source} needs {size / 1e9:.2f} GB and {store.home.path} has {free / 1e9:.2f} GB free. "
            "Free some disk space, or set REFLECT_HOME to a folder on a larger disk."
        )


def _copy(source: Path, descriptor: int, target: Path, size: int, progress: Callable[[float], None] | None) -> str:
    """Copy to `target`, on disk when this returns; the SHA-256 of what was copied."""
    digest, done = hashlib.sha256(), 0
    with disk_errors(target), open_new(target) as out:
        while done <= size and (block := _read(source, descriptor)):  # a file that grows might never end
            digest.update(block)
            write_all(out, block)
            done += len(block)
            if progress is not None:
                progress(min(1.0, done / size))
        os.fsync(out)
    if done != size:
        raise MediaError(f"{source} changed while it was read. Wait until it is finished, then try again.")
    return digest.hexdigest()


def _read(source: Path, descriptor: int) -> bytes:
    try:
        return os.read(descriptor, BLOCK)
    except OSError as error:
        raise MediaError(f"{source} cannot be read to its end ({error.strerror}). Copy it to this machine, then try again.") from error


# ---- a folder that waits for its transaction ------------------------------------------------------


def mark_pending(store: Store, recording_id: str) -> None:
    """Before files of a recording appear or vanish: if this process dies, the next opening looks whether
    the recording exists, and keeps or removes the files accordingly.

    The mark lies outside the recording's folder: it comes before the folder and goes after it.
    """
    atomic_write(_mark(store, recording_id), Owner.current().tag.encode("ascii"))
    folder = store.home.media(recording_id)
    with disk_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def _mark(store: Store, recording_id: str) -> Path:
    return store.home.tmp / (recording_id + PENDING)


def place(stored: StoredMedia, folder: Path) -> Path:
    """Move an imported file to its place in a recording's folder."""
    target = folder / stored_name(stored)
    with disk_errors(target):
        os.replace(stored.path, target)
        sync_folder(folder)
    return target


def settle_pending(store: Store) -> None:
    """Finish what killed processes began: files without a row go, files with a row stay."""
    for mark in sorted(store.home.tmp.glob(f"*{PENDING}")):
        try:
            owner = Owner.from_tag(mark.read_text("ascii", "replace"))
        except FileNotFoundError:  # its process has just finished
            continue
        if owner is None or owner.alive is False:
            settle(store, mark.name.removesuffix(PENDING))


def settle(store: Store, recording_id: str) -> None:
    """Make the folders of one recording agree with the database, then take the mark away."""
    folder = store.home.media(recording_id)
    # A writer's lock, so that no other process is between moving a file and committing its row.
    with store.writing() as connection:
        exists = connection.execute(select(RecordingRow.id).where(RecordingRow.id == recording_id)).first() is not None
        known = set(connection.execute(select(MediaRow.path).where(MediaRow.recording_id == recording_id)).scalars())
        if not exists:
            remove(store.home.path / "work" / recording_id)
            remove(folder)
        elif folder.is_dir():
            for path in folder.iterdir():
                if path.relative_to(store.home.path).as_posix() not in known:
                    remove(path)
        remove(_mark(store, recording_id))
