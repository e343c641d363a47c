"""The ffmpeg program: which one, and running it so that a failure says what happened.

Only for files that `probe` has accepted. Give inputs through `as_input`, which turns a path into a name
that ffmpeg cannot take for an option or a network address.
"""

from __future__ import annotations

import collections
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from reflect.errors import SetupError, StoreError, ToolError
from reflect.media.source import child_environment, one_line, shown
from reflect.media.wave_sound import part_path, replace, write_error
from reflect.model.sound import Progress

ENV = "REFLECT_FFMPEG"
_TAIL_LINES = 30
_POLL_S = 0.25


def ffmpeg_path() -> str:
    """The program to run: the one named in REFLECT_FFMPEG, else the newer of the packaged and the system's.

    Raises SetupError when there is none or the named one cannot be run.
    """
    named = os.environ.get(ENV)
    if named:
        if not os.access(named, os.X_OK) or os.path.isdir(named):
            raise SetupError(f"{ENV} points to {named}, which is not a program. Correct it or remove it from the environment.")
        return named
    return _best(shutil.which("ffmpeg"))


@lru_cache(maxsize=4)
def _best(system: str | None) -> str:
    packaged = _packaged()
    if packaged and system:
        return system if _number(version(system)) > _number(version(packaged)) else packaged
    if packaged or system:
        return packaged or str(system)
    raise SetupError("There is no ffmpeg on this machine. Type: pip install imageio-ffmpeg")


def _packaged() -> str | None:
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        # The wheel for this machine carries no program.
        return None


@lru_cache(maxsize=8)
def version(program: str | None = None) -> str:
    """The version as the program prints it, such as "7.1.1"; "" when it says nothing of the kind."""
    try:
        done = subprocess.run(
            [program or ffmpeg_path(), "-version"], capture_output=True, text=True, timeout=30, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"{program or 'ffmpeg'} cannot be run ({error}). Remove it from PATH or set {ENV} to another.") from error
    found = re.search(r"version\s+(\S+)", done.stdout)
    return found.group(1) if found else ""


def _number(text: str) -> tuple[int, ...]:
    """Comparable; a nightly build without a number counts as oldest."""
    found = re.match(r"n?(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part or 0) for part in found.groups()) if found else (0, 0, 0)


def as_input(path: str | os.PathLike[str]) -> str:
    """The path as ffmpeg should be given it: absolute and marked as a file."""
    return "file:" + os.path.abspath(os.fsdecode(path))


def run(
    stream_spec: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    progress: Progress | None = None,
    duration_ms: int | None = None,
    timeout_s: float | None = None,
) -> str:
    """Runs a graph built with ffmpeg-python; returns what ffmpeg said (warnings and errors).

    `target` is the output path as it stands in the graph: ffmpeg writes beside it, and it appears whole
    or not at all. `progress` needs `duration_ms`, the length of the output; it may raise `Stopped`.
    Raises ToolError with the command and the tail of ffmpeg's words, StoreError when the disk is full.
    """
    import ffmpeg

    command = ffmpeg.compile(stream_spec, cmd=ffmpeg_path())
    temp = None
    if target is not None:
        temp = _part_with_suffix(Path(target))
        command = _redirected(command, os.fspath(target), os.fspath(temp))
    command[1:1] = ["-nostdin", "-hide_banner", "-loglevel", "warning", "-y", "-progress", "pipe:1"]
    try:
        words = _execute(command, temp, progress, duration_ms, timeout_s)
        if temp is not None:
            _deliver(temp, Path(os.fspath(target)) if target is not None else temp)
        return words
    finally:
        if temp is not None:
            temp.unlink(missing_ok=True)


def _part_with_suffix(target: Path) -> Path:
    """ffmpeg chooses the container by the suffix, so the unfinished file keeps it."""
    temp = part_path(target.absolute())
    return temp.with_name(temp.name + target.suffix)


def _redirected(command: list[str], target: str, temp: str) -> list[str]:
    if command.count(target) != 1:
        raise ToolError(f"{shown(target)}: must stand exactly once as output in the ffmpeg graph.", " ".join(command))
    return [temp if word == target else word for word in command]


def _deliver(temp: Path, target: Path) -> None:
    if not temp.exists():
        raise ToolError(f"{shown(target)}: ffmpeg ended without writing it. Run again with --verbose.")
    try:
        with temp.open("rb") as file:
            os.fsync(file.fileno())
        replace(temp, target)
    except OSError as error:
        raise write_error(target, error) from error


def _execute(command: list[str], temp: Path | None, progress: Progress | None, duration_ms: int | None, timeout_s: float | None) -> str:
    # On a leash: when this process is killed, ffmpeg ends as well and what it wrote goes.
    leashed = [sys.executable, "-P", "-m", "reflect.media.leash", os.fspath(temp or ""), *command]
    process = subprocess.Popen(
        leashed,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(),
        start_new_session=True,
    )
    words: collections.deque[str] = collections.deque(maxlen=_TAIL_LINES)
    parts: collections.deque[float] = collections.deque(maxlen=1)
    listeners = [
        threading.Thread(target=_collect, args=(process.stderr, words), daemon=True),
        threading.Thread(target=_follow, args=(process.stdout, duration_ms, parts), daemon=True),
    ]
    began = time.monotonic()
    try:
        for listener in listeners:
            listener.start()
        while _still_runs(process):
            if progress is not None and parts:
                progress(parts[-1])
            if timeout_s is not None and time.monotonic() - began > timeout_s:
                raise _failure(command, words, f"was ended after {timeout_s:.0f} s")
    finally:
        _end_group(process)
        status = process.wait()
        for listener in listeners:
            listener.join(timeout=5)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    if status:
        raise _failure(command, words, f"failed (status {status})")
    if progress is not None:
        progress(1.0)
    return "\n".join(words)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the leash and, where processes come in groups, ffmpeg with it."""
    if os.name == "posix":
        # The leash leads its group; when it has ended of itself there may be no group any more.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _still_runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _collect(pipe: IO[bytes], words: collections.deque[str]) -> None:
    words.extend(line.decode("utf-8", "replace").rstrip() for line in pipe)


def _follow(pipe: IO[bytes], duration_ms: int | None, parts: collections.deque[float]) -> None:
    for line in pipe:
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        if name == "out_time_us" and duration_ms and value.lstrip("-").isdigit():
            parts.append(min(1.0, max(0.0, int(value) / 1000 / duration_ms)))


def _failure(command: list[str], words: collections.deque[str], what: str) -> ToolError | StoreError:
    tail = "\n".join(words)
    if "No space left on device" in tail:
        return StoreError("The disk is full while ffmpeg writes. Free space on this disk and try again; nothing was changed.")
    last = one_line(words[-1]) if words else "it said nothing"
    return ToolError(f"ffmpeg {what}: {last}. Run again with --verbose for all it said.", " ".join(command), tail)
