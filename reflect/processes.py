"""Which process owns a file or a job, and whether it still lives."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """A process. `started` tells it from a later process with the same number; "" where that is unknown."""

    host: str
    pid: int
    started: str

    @classmethod
    def current(cls) -> Owner:
        return cls(_host(), os.getpid(), _started(os.getpid()))

    @property
    def here(self) -> bool:
        return self.host == _host()

    @property
    def alive(self) -> bool | None:
        """None for a process of another machine: only its heartbeat tells."""
        if not self.here:
            return None
        if not _exists(self.pid):
            return False
        return not self.started or self.started == _started(self.pid)

    @property
    def tag(self) -> str:
        """The owner in a file name."""
        return f"{self.host}-{self.pid}-{self.started or 0}"

    @classmethod
    def from_tag(cls, tag: str) -> Owner | None:
        parts = tag.split("-")
        if len(parts) != 3 or not parts[1].isdigit():
            return None
        return cls(parts[0], int(parts[1]), "" if parts[2] == "0" else parts[2])


def _host() -> str:
    """A short code of this machine; its name itself is nobody's business in a file name."""
    return sha256(platform.node().encode("utf-8", "replace")).hexdigest()[:8]


def _started(pid: int) -> str:
    """When process `pid` started, in the kernel's ticks since boot; "" where the system does not tell (not Linux)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return ""
    # The name of the program, in brackets, may hold spaces and brackets itself.
    return stat.rpartition(b")")[2].split()[19].decode("ascii")


def _exists(pid: int) -> bool:
    if sys.platform == "win32":
        return _exists_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _zombie(pid)


def _zombie(pid: int) -> bool:
    """A killed process that its parent has not collected yet does nothing any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
    except OSError:
        return False


def _exists_on_windows(pid: int) -> bool:
    # os.kill(pid, 0) would end the process there.
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
