"""What the player reads: the document of a recording, its transcript, its news, and the player's own files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from reflect.errors import NotFoundError
from reflect.media.playable import mime_type, playable
from reflect.serving import books, copies, payload, proposals, states, waves
from reflect.serving.answers import HEADERS, document, not_found, to_json
from reflect.serving.calls import Call

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

SCHEMA = 1
MEDIA_LABELS = {
    "nl": {"film": "Film", "camera": "Camera", "audio": "Geluid"},
    "en": {"film": "Film", "camera": "Camera", "audio": "Sound"},
}
USUAL_FRAME_MS = 40.0


def doc(call: Call) -> Response:
    """Everything that the player needs to begin, but for film and waveform."""
    from reflect import tagging

    # The number of events is read before the transcript: what changes in between comes once more with the news.
    tags = tagging.state(call.store, call.recording.id, call.viewer.only)
    talk = current_transcript(call)
    recording = call.recording
    rest = {
        "schema": SCHEMA,
        "recording": {
            "id": recording.id,
            "title": recording.title,
            "case": recording.case,
            "date": f"{recording.recorded_at or recording.created_at:%Y-%m-%d}",
            "durationMs": recording.duration_ms or 0,
            "language": recording.language or "nl",
            "filmErased": film_erased(recording),
            **states.of(call.store, recording, talk is not None, call.lang),
        },
        "media": media(call.store, recording, call.lang),
        "peaks": {"url": f"/reflect/peaks/{recording.id}", "perSecond": 20} if waves.has_peaks(call.store, recording) else None,
        "fragments": payload.fragments(tags.fragments),
        "suggestions": proposals.at_hand(call),
        **books.at_hand(call, tags.fragments),
        "roles": payload.ROLES[call.lang],
        "coder": call.viewer.name,
        "blind": call.viewer.blind,
        "events": tags.events,
    }
    # The transcript is most of it, and is often built already.
    body = to_json(rest)[:-1] + b',"transcript":' + (talk or b"null") + b"}"
    return document(call.request, body)


def transcript(call: Call) -> Response:
    """The current transcript, or with `version` an earlier one."""
    number = call.number("version")
    if number is None:
        talk = current_transcript(call)
        if talk is None:
            raise NotFoundError("There is no transcript.")
        return document(call.request, talk)
    from reflect.store import transcripts

    return document(call.request, to_json(payload.transcript(transcripts.get(call.store, call.recording.id, number), call.lang)))


def news(call: Call) -> Response:
    """What changed since an event: asked every other second by every window."""
    from reflect import tagging

    found = tagging.news(call.store, call.recording.id, call.number("since") or 0, call.viewer.only)
    stamp = states.stamp(call.store, call.recording.id)
    copied = copies.states(call.store, call.recording)
    body = {
        "events": found.events,
        "coder": call.viewer.name,
        "blind": call.viewer.blind,
        "codebook": books.name(call),
        "fragments": payload.fragments(found.fragments),
        "stamp": stamp or "",
        "suggestions": proposals.news(call, stamp),
        **states.of(call.store, call.recording, stamp is not None, call.lang),
        "media": [{"id": m.id, **copied[m.id]} for m in call.recording.media],
    }
    return document(call.request, to_json(body))


# ---- parts ------------------------------------------------------------------------------------


def current_transcript(call: Call) -> bytes | None:
    """The current transcript as JSON text; None when there is none."""
    stamp = states.stamp(call.store, call.recording.id)
    return None if stamp is None else _built(call.store, call.recording.id, stamp, states.voices(call.store, call.recording.id), call.lang)


@lru_cache(maxsize=6)
def _built(store: Store, recording_id: str, stamp: str, voices: str, lang: str) -> bytes:
    """Kept while nothing changes: building 12,000 words takes longer than sending them."""
    from reflect.store import transcripts

    return to_json(payload.transcript(transcripts.latest(store, recording_id), lang))


def film_erased(recording: Recording) -> str | None:
    """The day on which its film was erased; None when it was not."""
    return None if recording.film_erased_at is None else f"{recording.film_erased_at.astimezone():%Y-%m-%d}"


def media(store: Store, recording: Recording, lang: str) -> list[dict[str, Any]]:
    """The films, cameras and sounds of a recording, the film first."""
    copied, seen, out = copies.states(store, recording), dict[str, int](), []
    for medium in recording.media:
        seen[medium.kind] = seen.get(medium.kind, 0) + 1
        number = f" {seen[medium.kind]}" if medium.kind != "film" else ""
        out.append(_medium(medium, MEDIA_LABELS[lang][medium.kind] + number) | copied[medium.id])
    return out


def _medium(medium: MediaFile, label: str) -> dict[str, Any]:
    facts = medium.facts
    video: Mapping[str, Any] = facts.get("video") or {}
    fps = video.get("fps")
    return {
        "id": medium.id,
        "kind": str(medium.kind),
        "label": label,
        "url": f"/reflect/film/{medium.recording_id}/{medium.id}",
        "mime": mime_type(medium.container, facts),
        "playable": playable(medium.container, facts),
        "onDisk": medium.path.is_file(),
        "hasSound": bool(facts.get("audio")),
        "hasPicture": bool(video),
        "frameMs": round(1000 / fps, 3) if fps else USUAL_FRAME_MS,
        "offsetMs": medium.offset_ms,
        "driftPpm": medium.drift_ppm,
        "width": video.get("width") or 0,
        "height": video.get("height") or 0,
    }


# ---- the player's own files -------------------------------------------------------------------


async def ui(request: Request) -> Response:
    """A module or style sheet of the player, by its name from a list.

    The address has the version in it, so that a browser asks once. A page from before an update gets what there is now, to use once.
    """
    from reflect import frontend

    file = frontend.files().get(request.path_params["name"])
    if file is None:
        return not_found()
    kept = {"cache-control": "private, max-age=31536000, immutable"} if request.path_params["version"] == frontend.version() else {}
    return Response(file.content, headers={**HEADERS, **kept}, media_type=file.kind)
