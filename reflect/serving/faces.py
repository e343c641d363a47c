"""Faces of a recording: what the review page shows and writes. Pictures of faces are drawn in the browser, out of the film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.errors import NotFoundError
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, given

if TYPE_CHECKING:
    from reflect.masking.faces import Ack
    from reflect.model.mask import Mask
    from reflect.model.span import Span

Plain = dict[str, Any]


def shown(call: Call) -> Response:
    """Every face that was proposed or drawn, and the places that a person should look at."""
    from reflect.masking import faces

    found = faces.faces(call.store, call.recording.id)
    duration_ms = call.recording.duration_ms or 0
    places = faces.places(found, duration_ms, _talk(call)) if found else ()
    body = {
        "durationMs": duration_ms,
        "faces": [face(mask) for mask in found],
        "places": [{"why": p.why, "start": p.span.start_ms, "end": p.span.end_ms, "id": p.mask_id} for p in places],
        "undecided": len(faces.undecided(found)),
    }
    return document(call.request, to_json(body))


def write(call: Call) -> Response:
    """Decide, draw, move, stretch, delete and bring back; the same operation again gets the same answer."""
    from reflect.masking import faces

    done = faces.apply(call.store, call.recording.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_ack(ack) for ack in done]})


def face(mask: Mask) -> Plain:
    from reflect.model.mask import FaceTrack

    track = mask.data
    if not isinstance(track, FaceTrack):
        raise NotFoundError("That is no face.")
    return {
        "id": mask.id,
        "media": track.media_id,
        "start": mask.span.start_ms,
        "end": mask.span.end_ms,
        "boxes": [[b.at_ms, round(b.x, 4), round(b.y, 4), round(b.w, 4), round(b.h, 4)] for b in track.boxes],
        "decision": mask.decision,
        "visible": track.visible,
        "shape": track.shape,
        "maker": mask.maker,
        "rev": mask.revision,
        "deleted": mask.deleted,
    }


def _ack(ack: Ack) -> Plain:
    return {"op": ack.op, "status": ack.status, "face": ack.mask and face(ack.mask), "why": ack.why}


def _talk(call: Call) -> list[Span]:
    """When voices are heard, as far as that is known."""
    from reflect.store import transcripts

    try:
        return [turn.span for turn in transcripts.latest(call.store, call.recording.id).transcript.turns]
    except NotFoundError:
        return []
