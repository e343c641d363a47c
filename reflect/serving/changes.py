"""What the player changes: tags, words of the transcript, clip lists. Status 200 means that it will survive a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.serving import payload
from reflect.serving.answers import JSON
from reflect.serving.calls import Call, given

if TYPE_CHECKING:
    from reflect.tagging import Ack


def tags(call: Call) -> Response:
    """Add, change, delete and bring back fragments; the same operation again gets the same answer."""
    from reflect import tagging

    done = tagging.apply(call.store, call.recording.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_tag_ack(ack) for ack in done.acks], "events": done.events})


def _tag_ack(ack: Ack) -> dict[str, Any]:
    now = None if ack.fragment is None else payload.fragment(ack.fragment)
    return {"op": ack.op, "status": str(ack.status), "fragment": now, "why": ack.why}
