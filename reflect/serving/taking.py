"""Clip lists to take along as a file: of a recording, and of a session over a case.

The name of a file tells nothing of the talk. What this list lost in its format comes in a header, so that the page says it in its words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from reflect.errors import NotFoundError, UsageError
from reflect.exchange.clip_losses import Loss
from reflect.serving.answers import HEADERS
from reflect.serving.calls import Refused, recipient

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.model.clip import ClipList
    from reflect.serving.calls import Call, CaseCall

LOST = "x-reflect-lost"
MOST_LOSSES = 20


def clip_list(call: Call) -> Response:
    """`format` is one of `exchange.clip_lists`."""
    from reflect.serving.changes import require_seen
    from reflect.store import clip_lists, codebooks

    format = _format(call.request)
    require_seen(call, call.uuid("lid"))
    found = clip_lists.get(call.store, call.recording.id, call.uuid("lid"))
    return _file(call, found, format, codebooks.to_read(call.store, call.recording))


def session(call: CaseCall) -> Response:
    """The clips of a session, over all recordings of its case, in the same formats."""
    from reflect import reflection
    from reflect.store import codebooks

    format = _format(call.request)
    file = reflection.session_file(call.store, call.case.id, call.uuid("sid"))
    found = reflection.clip_list(file)
    book = codebooks.to_read(call.store, found.clips[0].recording_id) if found.clips else None
    left = len(file.clips) - len(found.clips)
    return _file(call, found, format, book, [Loss("left", {"n": left})] if left else [])


def _format(request: Request) -> str:
    from reflect.exchange.clip_lists import MIME

    wanted = request.query_params.get("format", "csv")
    if wanted not in MIME:
        raise Refused(400, "format")
    return wanted


def _file(call: Call | CaseCall, clips: ClipList, format: str, book: Codebook | None, more: Sequence[Loss] = ()) -> Response:
    from reflect import exporting
    from reflect.exchange.clip_lists import MIME

    try:
        made = exporting.clip_list(call.store, clips, format, call.viewer.name, book=book, recipient=recipient(call.request))
    except NotFoundError as error:
        raise Refused(409, "film_gone") from error
    except UsageError as error:
        raise Refused(409, "cannot_play") from error
    lost = json.dumps([[loss.key, dict(loss.values)] for loss in (*more, *made.losses)[:MOST_LOSSES]])
    told = {"content-disposition": f'attachment; filename="clips-{clips.id[:8]}.{format}"', LOST: lost}
    return Response(made.data, headers={**HEADERS, **told}, media_type=MIME[format])
