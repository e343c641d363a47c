"""Probing and decoding from the caller's side: starts the child, listens, and never trusts the file."""

from __future__ import annotations

import collections
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from reflect import errors
from reflect.errors import MediaError, ReflectError, ToolError, UsageError
from reflect.media.facts import AudioReport, MediaInfo, info_from_json, report_from_json
from reflect.media.source import child_environment, open_media, shown
from reflect.media.wave_sound import part_path, replace, write_error
from reflect.model.sound import Progress

STALL_S = 60.0
"""A child that says nothing for this long is ended. While it works it speaks five times a second."""
_LISTEN_S = 0.5

CHILD = "reflect.media.child"


def probe(path: str | os.PathLike[str]) -> MediaInfo:
    """What the file holds, on the film's clock.

    Raises NotFoundError when there is no such file, MediaError when it is not a readable film or sound
    file (playlists, pipes, devices, text, empty and damaged files).
    """
    refuse_early(path)
    return info_from_json(converse({"job": "probe", "path": os.fsdecode(path)}, None))


def decode_audio(
    path: str | os.PathLike[str],
    out_wav: str | os.PathLike[str],
    track: int | None = None,
    *,
    start_ms: int = 0,
    end_ms: int | None = None,
    progress: Progress | None = None,
) -> AudioReport:
    """Writes one audio track to `out_wav`: 16-bit mono WAV at 16 kHz, placed on the film's clock.

    Sample i of the file is heard at `start_ms` + i / 16 ms; silence stands where the track has none,
    also before a track that starts after the picture. Channels are mixed by their mean, in which a
    channel with swapped poles is turned over first. `track` counts audio tracks from 0; None takes the
    default one or, when that is silent, the loudest other (a warning says so). The file appears whole or
    not at all. `progress` may raise `Stopped`; the child is then ended and nothing is left behind.

    Raises NotFoundError, MediaError (no sound, nothing readable), UsageError (no such track) and
    StoreError (the disk is full). A file that was cut off gives a report with `truncated` and a warning.
    """
    if start_ms < 0 or (end_ms is not None and end_ms <= start_ms):
        raise UsageError(
            f"{shown(path)}: the stretch to decode must start at 0 or later and end after its start, not {start_ms} to {end_ms} ms."
        )
    refuse_early(path)
    target = Path(out_wav)
    temp = part_path(target)
    request = {"job": "decode", "path": os.fsdecode(path), "out": str(temp), "target": str(target)}
    try:
        data = converse({**request, "track": track, "start_ms": start_ms, "end_ms": end_ms}, progress)
        try:
            replace(temp, target)
        except OSError as error:
            raise write_error(target, error) from error
    finally:
        for leftover in (temp, temp.with_name(temp.name + "2")):
            leftover.unlink(missing_ok=True)
    if progress is not None:
        progress(1.0)
    return report_from_json(data)


def refuse_early(path: str | os.PathLike[str]) -> None:
    """What needs no decoder to be refused is refused at once, without a child."""
    file, _ = open_media(path)
    file.close()


def _command(child: str) -> list[str]:
    return [sys.executable, "-P", "-m", child]


def converse(request: dict[str, Any], progress: Progress | None, child: str = CHILD) -> dict[str, Any]:
    """Runs one job in a child, the module of that name, and returns its result; raises what the child raised."""
    process = subprocess.Popen(
        _command(child),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(),
        # Ctrl-C is answered here; the child ends because we end it.
        start_new_session=True,
    )
    name = shown(request["path"])
    lines: queue.Queue[bytes | None] = queue.Queue()
    words: collections.deque[bytes] = collections.deque(maxlen=40)
    listeners = [
        threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True),
        threading.Thread(target=_collect, args=(process.stderr, words), daemon=True),
    ]
    try:
        for listener in listeners:
            listener.start()
        _ask(process, request)
        message = _await(lines, name, progress)
    finally:
        process.kill()
        status = process.wait()
        for listener in listeners:
            listener.join(timeout=5)
        for pipe in (process.stdin, process.stdout, process.stderr):
            _close(pipe)
    if message is None:
        raise _crashed(name, status, child, b"".join(words).decode("utf-8", "replace"))
    if "error" in message:
        raise _as_error(message)
    result: dict[str, Any] = message["result"]
    return result


def _ask(process: subprocess.Popen[bytes], request: dict[str, Any]) -> None:
    if process.stdin is None:
        raise ToolError("The decoder's process has no input. Try again.")
    try:
        process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        # It died at once; its exit status and last words are reported by the caller.
        return


def _await(lines: queue.Queue[bytes | None], name: str, progress: Progress | None) -> dict[str, Any] | None:
    """The child's last message, or None when it ended without one."""
    heard_at, part = time.monotonic(), 0.0
    while True:
        try:
            line = lines.get(timeout=_LISTEN_S)
        except queue.Empty:
            if time.monotonic() - heard_at > STALL_S:
                raise MediaError(
                    f"{name}: reading it came to a stop for {STALL_S:.0f} seconds. Copy the file to this machine's own disk and try again."
                ) from None
            line = b"{}"
        else:
            heard_at = time.monotonic()
        if line is None:
            return None
        message: dict[str, Any] = json.loads(line)
        if "result" in message or "error" in message:
            return message
        part = max(part, message.get("part", part))
        if progress is not None:
            progress(part)


def _listen(pipe: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(None)


def _collect(pipe: IO[bytes], words: collections.deque[bytes]) -> None:
    words.extend(pipe)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except BrokenPipeError:
            # The child died before it read the request; there is nothing left to send.
            return


def _crashed(name: str, status: int, child: str, words: str) -> ReflectError:
    if status < 0 and -status != signal.SIGKILL:
        what = signal.Signals(-status).name if -status in signal.valid_signals() else str(-status)
        return MediaError(
            f"{name}: the decoder broke down on it ({what}), so it is damaged. Copy it again, or convert it to MP4 or WAV first."
        )
    if "MemoryError" in words:
        return MediaError(f"{name}: asks for more memory than any real recording. The file is damaged; copy it again.")
    return ToolError(
        f"{name}: the decoder's process ended before it was done. Try again; if it stays so, run reflect doctor.",
        " ".join(_command(child)),
        words,
    )


def _as_error(message: dict[str, Any]) -> ReflectError:
    kind = getattr(errors, message["error"], MediaError)
    if isinstance(kind, type) and issubclass(kind, ReflectError):
        return kind(message["message"])
    return MediaError(message["message"])
