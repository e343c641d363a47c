"""What an earlier run left in a folder, so that nothing is made twice and nothing of somebody else is replaced.

`.reflect-render.json` names our files with the hash of all that they were made from. It holds no titles, names or paths.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.errors import UsageError
from reflect.store.home import atomic_write

NAME = ".reflect-render.json"
WORK = ".reflect-render"
"""The folder inside for what is not finished; it goes when all is done, and helps the next run when it is not."""
VERSION = 1


def key_of(*parts: Any) -> str:
    """One hash for everything that a file depends on."""
    text = json.dumps([VERSION, *parts], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(slots=True)
class Manifest:
    """The files of one list in one folder: name → (key, size in bytes)."""

    folder: Path
    list_id: str
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    foreign: bool = False
    """The folder holds what was made of another list."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @classmethod
    def read(cls, folder: Path, list_id: str) -> Manifest:
        """What is known of the folder; a damaged or foreign manifest counts as none."""
        try:
            data = json.loads((folder / NAME).read_text(encoding="utf-8"))
            files = {str(name): (str(key), int(size)) for name, (key, size) in data["files"].items()}
            foreign = data["list"] != list_id and bool(files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            files, foreign = {}, False
        return cls(folder, list_id, {} if foreign else files, foreign)

    def has(self, name: str, key: str) -> bool:
        """Whether this very file lies there, unchanged since we made it."""
        return self.files.get(name, ("", -1)) == (key, _size(self.folder / name))

    def add(self, name: str, key: str) -> None:
        """Remembers a finished file at once, so that a run that is killed now is continued after it."""
        with self._lock:
            self.files[name] = (key, _size(self.folder / name))
            self._write()

    def require_free(self, names: Mapping[str, str]) -> None:
        """UsageError when the folder is another list's, or a file of one of these names is not ours."""
        if self.foreign:
            raise UsageError(f"{self.folder} holds the films of another list. Choose another folder, or add --force to put these there.")
        for name in names:
            path = self.folder / name
            if path.exists() and not self._ours(name):
                raise UsageError(f"{path} is already there and was not made by this rendering. Choose another folder, or add --force.")

    def tidy(self, wanted: Mapping[str, str]) -> list[str]:
        """Removes our own files that no longer belong to the list: a clip that was taken out must not stay behind."""
        gone = [name for name in self.files if name not in wanted]
        for name in gone:
            if self._ours(name):
                (self.folder / name).unlink(missing_ok=True)
            del self.files[name]
        if gone:
            self._write()
        return gone

    def _ours(self, name: str) -> bool:
        return name in self.files and self.files[name][1] == _size(self.folder / name)

    def _write(self) -> None:
        data = {"version": VERSION, "list": self.list_id, "files": dict(sorted(self.files.items()))}
        atomic_write(self.folder / NAME, json.dumps(data, indent=1).encode())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
