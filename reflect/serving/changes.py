"""What the player changes: tags, words of the transcript, clip lists. Status 200 means that it will survive a crash.

An answer names for each operation what became of it, so that a window can send it again, or show a person both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.serving import payload
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, Refused, given

if TYPE_CHECKING:
    from reflect import correcting, tagging
    from reflect.store.edits import VersionLine

Plain = dict[str, Any]


# ---- tags -------------------------------------------------------------------------------------


def tags(call: Call) -> Response:
    """Add, change, delete and bring back fragments; the same operation again gets the same answer."""
    from reflect import tagging

    viewer = call.viewer
    done = tagging.apply(call.store, call.recording.id, given(call.body, "ops", list), viewer.name, blind=viewer.blind)
    return JSON({"acks": [_tag_ack(ack) for ack in done.acks], "events": done.events})


def _tag_ack(ack: tagging.Ack) -> Plain:
    now = None if ack.fragment is None else payload.fragment(ack.fragment)
    return {"op": ack.op, "status": ack.status, "fragment": now, "why": ack.why}


# ---- words ------------------------------------------------------------------------------------


def text(call: Call) -> Response:
    """Corrections of the transcript."""
    from reflect import correcting

    stamp, ops = given(call.body, "stamp", str, ""), given(call.body, "ops", list)
    done = correcting.apply(call.store, call.recording.id, stamp, ops, call.viewer.name)
    patches = None if done.patches is None else [_patch(patch) for patch in done.patches]
    speakers = payload.people(done.speakers, call.lang)
    body = {"acks": [_text_ack(ack) for ack in done.acks], "stamp": done.stamp, "patches": patches, "speakers": speakers}
    return document(call.request, to_json(body))


def restore(call: Call) -> Response:
    """An earlier version becomes the current one, as a new version."""
    from reflect import correcting

    number = given(call.body, "version", int)
    done = correcting.restore(call.store, call.recording.id, number, call.viewer.name, call.body.get("op"))
    return JSON({**_text_ack(done.acks[0]), "stamp": done.stamp})


def _text_ack(ack: correcting.Ack) -> Plain:
    now = [payload.turn(keyed.key, keyed.turn) for keyed in ack.now]
    return {"op": ack.op, "status": ack.status, "why": ack.why, "now": now} | ({} if ack.count is None else {"count": ack.count})


def _patch(patch: correcting.Patch) -> Plain:
    return {"at": patch.at, "removed": patch.removed, "turns": [payload.turn(keyed.key, keyed.turn) for keyed in patch.turns]}


def versions(call: Call) -> Response:
    """Who made which version of the transcript, and when."""
    from reflect import correcting

    lines = correcting.versions(call.store, call.recording.id)
    return document(call.request, to_json({"versions": [_version(line, call.lang) for line in lines]}))


def _version(line: VersionLine, lang: str) -> Plain:
    return {
        "number": line.version.number,
        "kind": str(line.version.kind),
        "who": line.who,
        "at": line.at.isoformat(timespec="seconds"),
        "changedAt": line.changed_at.isoformat(timespec="seconds"),
        "edits": line.edits,
        "kinds": dict(line.kinds),
        "parent": line.parent,
        "restored": line.restored,
        "current": line.current,
        "newer": line.newer,
        "summary": payload.summary(line, lang),
    }


def compare(call: Call) -> Response:
    """Where two versions differ."""
    from reflect import correcting

    a, b = call.number("a"), call.number("b")
    if a is None or b is None:
        raise Refused(400, "a" if a is None else "b")
    found = correcting.compare(call.store, call.recording.id, a, b)
    changes = [
        {
            "start": change.span.start_ms,
            "end": change.span.end_ms,
            "a": change.a,
            "b": change.b,
            "aSpeaker": change.a_speaker,
            "bSpeaker": change.b_speaker,
        }
        for change in found.changes
    ]
    return document(call.request, to_json({"changes": changes, "words": found.words}))


# ---- clip lists -------------------------------------------------------------------------------


def clip_lists(call: Call) -> Response:
    """The recording's clip lists; for who codes blind their own, because a clip tells where somebody tagged."""
    from reflect.store import clip_lists

    found = clip_lists.of_recording(call.store, call.recording.id)
    return document(call.request, to_json({"lists": [payload.clip_list(one) for one in found if call.viewer.sees(one.who)]}))


def save_clip_list(call: Call) -> Response:
    """A clip list, whole, over the revision that the window saw."""
    from reflect import clips
    from reflect.store import clip_lists

    read = clips.read(call.body, call.recording.id, call.recording.duration_ms, call.viewer.name)
    if isinstance(read, clips.Refusal):
        return JSON({"status": "refused", "list": None, "why": read.why, "clip": read.clip})
    require_seen(call, read[0].id)
    saved = clip_lists.save(call.store, *read)
    now = None if saved.clip_list is None else payload.clip_list(saved.clip_list)
    return JSON({"status": saved.status, "list": now, "why": saved.why})


def delete_clip_list(call: Call) -> Response:
    """The same again is no error: the list is gone, and that was asked."""
    from reflect.store import clip_lists

    require_seen(call, call.uuid("lid"))
    clip_lists.delete_list(call.store, call.recording.id, call.uuid("lid"))
    return JSON({"status": "stored", "list": None, "why": ""})


def require_seen(call: Call, list_id: str) -> None:
    """For who codes blind, another's clip list is not there."""
    from reflect.store import clip_lists

    lists = clip_lists.of_recording(call.store, call.recording.id) if call.viewer.blind else ()
    if any(one.id == list_id and not call.viewer.sees(one.who) for one in lists):
        raise Refused(404, "not found")
