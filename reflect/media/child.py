"""The process that touches untrusted files: `python -m reflect.media.child`, spoken to in JSON lines.

One request comes on standard input, which then stays open: when it closes, the parent is gone, and this
process removes what it wrote and ends. On standard output come `{"part": 0.5}` lines and one
`{"result": …}` or `{"error": "MediaError", "message": …}`.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from reflect.errors import MediaError, ReflectError
from reflect.media.facts import AudioReport, MediaInfo
from reflect.media.source import shown
from reflect.media.wave_sound import write_error

MEMORY_LIMIT = 6 << 30
"""Address space in bytes: far above what a real film needs, far below what a crafted one can ask for."""
_TELL_EVERY_S = 0.2

Job = Callable[[dict[str, Any], TextIO], dict[str, Any]]


def main(jobs: Mapping[str, Job] | None = None) -> int:
    """Does one job: of this room, or of another room that runs its own child."""
    # Libraries may print; the pipe to the parent carries our lines only.
    channel = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.readline())
    out = request.get("out")
    threading.Thread(target=_end_with_parent, args=(out,), daemon=True).start()
    _limit_memory()
    _send(channel, _answer(request, channel, _JOBS if jobs is None else jobs))
    return 0


def _answer(request: dict[str, Any], channel: TextIO, jobs: Mapping[str, Job]) -> dict[str, Any]:
    name = shown(request["path"])
    try:
        result = jobs[request["job"]](request, channel)
    except ReflectError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        text = f"{name}: asks for more memory than any real recording. The file is damaged; copy it again."
        return {"error": "MediaError", "message": text}
    except (UnicodeDecodeError, OverflowError, ValueError, ArithmeticError) as error:
        text = f"{name}: is damaged ({type(error).__name__}); nothing of it can be used. Copy it again from the camera or recorder."
        return {"error": "MediaError", "message": text}
    except OSError as error:
        return {"error": "StoreError", "message": str(write_error(Path(request.get("target") or name), error))}
    return {"result": result}


def _probe(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.container import OpenMedia  # PyAV loads here
    from reflect.media.inspection import inspect

    with OpenMedia(request["path"]) as media:
        info: MediaInfo = inspect(media)
    return asdict(info)


def _decode(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.decoding import Wish, decode  # PyAV and numpy load here

    wish = Wish(request["path"], request["track"], request["start_ms"], request["end_ms"])
    report: AudioReport = decode(wish, Path(request["out"]), teller(channel))
    data = asdict(report)
    data["peak_dbfs"] = report.peak_dbfs if math.isfinite(report.peak_dbfs) else None
    return data


def _cut(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.cutting import Task, cut  # PyAV and numpy load here

    return asdict(cut(Task.from_json({**request["task"], "path": request["path"], "out": request["out"]}), teller(channel)))


def _join(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.joining import Piece, join

    pieces = [Piece(**piece) for piece in request["pieces"]]
    width, height = request["size"]
    return {"misfits": join(pieces, (width, height), request["out"], teller(channel))}


def _card(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.joining import Card, make_card

    make_card(Card(png=request["path"], out=request["out"], **{**request["card"], "rate": tuple(request["card"]["rate"])}), teller(channel))
    return {}


def _still(request: dict[str, Any], channel: TextIO) -> dict[str, Any]:
    from reflect.media.stills import Moment, take

    return {"size": take(Moment(path=request["path"], out=request["out"], **request["moment"]))}


_JOBS: Mapping[str, Job] = {
    "probe": _probe,
    "decode": _decode,
    "cut": _cut,
    "join": _join,
    "card": _card,
    "still": _still,
}


def teller(channel: TextIO) -> Callable[[float], None]:
    """Says how far the work is, not too often."""
    said_at = 0.0

    def tell(part: float) -> None:
        nonlocal said_at
        now = time.monotonic()
        if now - said_at >= _TELL_EVERY_S:
            said_at = now
            _send(channel, {"part": round(part, 4)})

    return tell


def _send(channel: TextIO, message: dict[str, Any]) -> None:
    try:
        channel.write(json.dumps(message) + "\n")
        channel.flush()
    except BrokenPipeError as error:
        raise MediaError("the program that asked for this file has ended") from error


def _end_with_parent(out: str | None) -> None:
    """Waits until standard input closes, which happens however the parent ends."""
    while os.read(0, 1024):
        pass
    if out:
        for leftover in (out, out + "2"):
            Path(leftover).unlink(missing_ok=True)
    os._exit(0)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limit; the parent's patience is the only one there.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
    if soft == resource.RLIM_INFINITY or soft > wanted:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


if __name__ == "__main__":
    sys.exit(main())
