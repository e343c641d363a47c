"""Films and their waveforms: files that the database names, sent in parts as a player asks for them."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response

from reflect.media.playable import mime_type
from reflect.serving.answers import HEADERS, JSON
from reflect.serving.calls import LOG, Call, Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

RANGE = re.compile(r"bytes=(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})")
"""The one stretch that a player asks for. Several stretches in one request are for no player, so they are not served."""


def film(call: Call) -> Response:
    """A medium, whole or the stretch of `Range`; with copy=1 its viewing copy."""
    from reflect.arriving import copy_path
    from reflect.serving import copies

    medium = call.media()
    copy = call.request.query_params.get("copy") == "1"
    path = copy_path(call.store.home, medium) if copy else medium.path
    return sent(call.request, call.store.home.path, path, copies.MIME if copy else mime_type(medium.container, medium.facts))


def sent(request: Request, folder: Path, path: Path | None, kind: str) -> Response:
    """A film of the data folder, whole or the stretch of `Range`; None is one that is not there."""
    if path is None:
        raise Refused(404, "not found")
    found = opened(path, folder)
    wanted = request.headers.get("range")
    headers = {**HEADERS, "accept-ranges": "bytes", "content-disposition": "inline"}
    if wanted is not None and not RANGE.fullmatch(wanted):
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{found.st_size}"})
    return Film(path, headers=headers, media_type=kind, stat_result=found)


def opened(path: Path, folder: Path) -> os.stat_result:
    """The facts of a file of the data folder. The same refusal when it is gone, no file, or led out of the folder by a link."""
    try:
        found = os.lstat(path)
        inside = path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        raise Refused(404, "not found") from None
    if not stat.S_ISREG(found.st_mode) or not inside:
        raise Refused(404, "not found")
    return found


class Film(FileResponse):
    """A file that may vanish while it is sent: the answer then breaks off, without a trace in the log that names it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except (OSError, RuntimeError) as error:
            LOG.warning("a film could not be sent to its end: %s", type(error).__name__)


def peaks(call: Call) -> Response:
    """The waveform: a byte for every 1/20 s of the film's sound."""
    from reflect.media.peaks import PER_SECOND
    from reflect.serving import waves

    found = waves.peaks_of(call.store, call.recording)
    if not found:
        raise Refused(404, "not found")
    return Response(found, headers={"x-per-second": str(PER_SECOND)}, media_type="application/octet-stream")


def ask_copy(call: Call) -> Response:
    """A person wants a copy of this medium that a browser can play."""
    from reflect.serving import copies

    return JSON(copies.ask(call.store, call.recording, call.media()))
