"""A zip, whole or not at all: plain, or encrypted with AES-256 as WinZip laid it down (AE-1 and AE-2), which 7-Zip, Keka and others read.

Films and pictures are stored as they are: they are compressed already. The file that says how to open it is never encrypted.
Names of files and their sizes can be read without the passphrase; they hold numbers and themes only.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from reflect.pack.values import Tell
from reflect.store.checking import sha256_of
from reflect.store.home import disk_errors, open_new, sync_folder
from reflect.temporary import temp_name

BLOCK = 1 << 20
Leaving = Callable[[str], None]
STORED = {".mp4", ".m4a", ".jpg"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the pack: its name, and its bytes or where they lie. `open` ones are not encrypted."""

    name: str
    source: bytes | Path
    open: bool = False

    @property
    def size(self) -> int:
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


def write_zip(
    target: Path, folder: str, entries: Sequence[Entry], passphrase: str | None, tell: Tell, leaving: Leaving = lambda sha256: None
) -> None:
    """The entries as `folder/…` in a zip at `target`, in the place of what lies there. StoreError when there is no room.

    `leaving` gets the SHA-256 of the zip when all of it is written and none of it can be found yet.
    """
    temp = target.parent / temp_name()
    with disk_errors(target, "choose another place with -o"):
        try:
            with open_new(temp) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
                with _opened(file, passphrase) as archive:
                    _fill(archive, folder, entries, passphrase, tell)
                file.flush()
                os.fsync(descriptor)
            leaving(sha256_of(temp))
            os.replace(temp, target)
        except BaseException:
            temp.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def _opened(file: IO[bytes], passphrase: str | None) -> Any:
    if passphrase is None:
        return zipfile.ZipFile(file, "w")
    import pyzipper

    return pyzipper.AESZipFile(file, "w")


def _fill(archive: Any, folder: str, entries: Sequence[Entry], passphrase: str | None, tell: Tell) -> None:
    whole, done = max(1, sum(entry.size for entry in entries)), 0
    for entry in entries:
        if passphrase is not None:
            _lock(archive, None if entry.open else passphrase)
        with archive.open(_info(archive, f"{folder}/{entry.name}", entry), "w") as out:
            for block in _blocks(entry.source):
                out.write(block)
                done += len(block)
                tell(done / whole)


def _lock(archive: Any, passphrase: str | None) -> None:
    """What is written from now on is encrypted with this, or not at all."""
    import pyzipper

    archive.setpassword(None if passphrase is None else passphrase.encode("ascii"))
    archive.setencryption(None if passphrase is None else pyzipper.WZ_AES, **({} if passphrase is None else {"nbits": 256}))


def _info(archive: Any, name: str, entry: Entry) -> Any:
    kind = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)
    info = kind(name, date_time=time.localtime()[:6])
    info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in STORED else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.file_size = entry.size  # beyond 2 GiB the zip needs longer numbers, which it must know before
    return info


def _blocks(source: bytes | Path) -> Any:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
