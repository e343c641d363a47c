"""Faces of a recording: what the review page shows and writes. Pictures of faces are drawn in the browser, out of the film.

Beside them who they are: the people of the recording with what of each would be left in a film with covered faces, and their voices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.errors import NotFoundError
from reflect.model.mask import FaceTrack, Look
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, Refused, given

if TYPE_CHECKING:
    from reflect.masking.faces import Ack
    from reflect.masking.persons import Known, Picture
    from reflect.model.mask import Mask
    from reflect.store.database import Store

Plain = dict[str, Any]
MAX_VOICES = 50


def shown(call: Call) -> Response:
    """Every face that was proposed or drawn on each film, the places that a person should look at, and who is masked."""
    from reflect.masking import faces, persons

    found = faces.faces(call.store, call.recording.id)
    known = persons.known(call.store, call.recording.id, names=False)
    body = {
        "durationMs": call.recording.duration_ms or 0,
        "faces": [face(mask) for mask in found],
        "places": [place for picture in known.pictures for place in _places(known, picture, found)],
        "undecided": len(faces.undecided(found)),
        "films": [{"id": p.media_id, "start": p.span.start_ms, "end": p.span.end_ms} for p in known.pictures],
        "people": _people(call.store, known),
        "away": [away(mask) for mask in faces.looks(call.store, call.recording.id) if isinstance(mask.data, Look) and mask.data.person],
        "voices": _voices(call),
    }
    return document(call.request, to_json(body))


def _places(known: Known, picture: Picture, found: Sequence[Mask]) -> list[Plain]:
    """Where to look on one film. While nobody looked for faces on it there is nothing to say."""
    from reflect.masking import faces

    here = faces.on_film(found, picture.media_id, known.pictures[0].media_id)
    talk = [span.within(picture.span) for span, _ in known.heard or ()]
    places = faces.places(here, known.duration_ms, talk) if here else ()
    return [
        {"why": p.why, "start": p.span.start_ms, "end": p.span.end_ms, "id": p.mask_id, "media": picture.media_id}
        for p in places
        if p.span.overlap_ms(picture.span)
    ]


def _people(store: Store, known: Known) -> list[Plain]:
    """Everybody on the recording, with what would be left of face and voice in a film with covered faces, on all cameras."""
    from reflect.masking.persons import Rendition, standing
    from reflect.store import consents

    names = {p.id: p.pseudonym for p in consents.persons(store)}
    made = Rendition(names=True, media=frozenset(picture.media_id for picture in known.pictures))
    roles = {a.person_id: a.role for a in known.appearances}
    seen = {a.person_id for a in known.appearances if a.face}
    return [
        {
            "id": one.person_id,
            "name": names.get(one.person_id, ""),
            "role": roles[one.person_id],
            "face": one.person_id in seen,
            "left": [{"why": o.why, "start": o.span.start_ms, "end": o.span.end_ms, "media": o.media_id} for o in one.open if o.media_id],
            "voice": next((o.why for o in one.open if o.why.startswith("voice")), ""),
        }
        for one in sorted(standing(known, None, made), key=lambda one: names.get(one.person_id, ""))
    ]


def say(call: Call) -> Response:
    """Say who voices are: {"ops": [{"label": "S1", "person": "<id>" or ""}]}. All or none that are known."""
    from reflect.masking import persons

    wishes = given(call.body, "ops", list)
    if len(wishes) > MAX_VOICES or not all(_is_voice(wish) for wish in wishes):
        raise Refused(400, "ops")
    for wish in wishes:
        persons.say_voice(call.store, call.recording.id, wish["label"], wish["person"])
    return JSON({"voices": _voices(call)})


def _voices(call: Call) -> list[Plain]:
    from reflect.masking import persons

    heard = persons.voices(call.store, call.recording.id)
    return [{"label": v.label, "role": v.role, "person": v.person_id, "said": v.said} for v in heard]


def _is_voice(wish: object) -> bool:
    return isinstance(wish, dict) and wish.keys() == {"label", "person"} and all(isinstance(v, str) and len(v) < 100 for v in wish.values())


def write(call: Call) -> Response:
    """Decide, draw, move, stretch, delete and bring back; the same operation again gets the same answer."""
    from reflect.masking import faces

    done = faces.apply(call.store, call.recording.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_ack(ack) for ack in done]})


def face(mask: Mask) -> Plain:
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
        "person": track.person,
        "shape": track.shape,
        "maker": mask.maker,
        "rev": mask.revision,
        "deleted": mask.deleted,
    }


def away(mask: Mask) -> Plain:
    """A stretch in which somebody is said to be out of the picture."""
    look = mask.data
    if not isinstance(look, Look):
        raise NotFoundError("Nobody is away there.")
    times = {"start": mask.span.start_ms, "end": mask.span.end_ms}
    return {"id": mask.id, "media": look.media_id, "person": look.person, **times, "rev": mask.revision, "deleted": mask.deleted}


def _ack(ack: Ack) -> Plain:
    shown = ack.mask and (face(ack.mask) if isinstance(ack.mask.data, FaceTrack) else away(ack.mask))
    return {"op": ack.op, "status": ack.status, "face": shown, "why": ack.why}
