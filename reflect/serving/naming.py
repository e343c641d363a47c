"""Names in a recording: what the page Namen shows of them, and what it writes."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, Refused, given
from reflect.serving.documents import media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.masking.words import Placed
    from reflect.model.speech import Transcript

Plain = dict[str, Any]


def shown(call: Call) -> Response:
    """Everything on the page: what was said, the hits in it, and the masked text beside it."""
    return document(call.request, to_json(_page(call)))


def find(call: Call) -> Response:
    """Look for names in the transcript as it is now. 409 "no_deduce" where the package is not installed."""
    from reflect.masking import words

    if not _can_find():
        raise Refused(409, "no_deduce")
    words.propose(call.store, call.recording.id)
    return JSON(_page(call))


def write(call: Call) -> Response:
    """Confirm, change, add and take back; the same operation again gets the same answer."""
    from reflect.masking import words

    done = words.apply(call.store, call.recording.id, given(call.body, "ops", list), call.viewer.name)
    acks = [
        {"op": ack.op, "status": ack.status, "id": ack.mask.id if ack.mask else "", "why": ack.why, "also": [mask.id for mask in ack.also]}
        for ack in done
    ]
    return JSON({"acks": acks, "page": _page(call)})


def _can_find() -> bool:
    return importlib.util.find_spec("deduce") is not None


def _page(call: Call) -> Plain:
    from reflect.errors import NotFoundError
    from reflect.masking import words
    from reflect.store import transcripts

    try:
        transcript = transcripts.latest(call.store, call.recording.id).transcript
    except NotFoundError:
        return {"turns": [], "hits": [], "media": "", "canFind": _can_find(), "undecided": 0}
    found = words.found(call.store, call.recording.id, transcript)
    film = next((m for m in media(call.store, call.recording, call.lang) if m["hasSound"] and m["playable"]), None)
    return {
        "turns": _turns(transcript, words.masked(transcript, [one.mask for one in found])),
        "hits": _hits(found, transcript),
        "media": film["url"] if film else "",
        "canFind": _can_find(),
        "undecided": len(words.undecided(found)),
    }


def _turns(transcript: Transcript, hidden: Transcript) -> list[Plain]:
    return [
        {
            "start": turn.span.start_ms,
            "speaker": turn.speaker,
            "who": transcript.speaker(turn.speaker).name or str(transcript.speaker(turn.speaker).role),
            "words": [[word.text, word.span.start_ms, word.span.end_ms] for word in turn.words],
            "masked": masked.text,
        }
        for turn, masked in zip(transcript.turns, hidden.turns, strict=True)
        if turn.words
    ]


def _hits(found: Sequence[Placed], transcript: Transcript) -> list[Plain]:
    from reflect.masking.words.labels import groups, key_of

    texts = [[w.text for w in transcript.turns[one.turn].words[one.first : one.last + 1]] if one.turn >= 0 else [] for one in found]
    same = groups([key_of(one.name.kind, words) for one, words in zip(found, texts, strict=True)])
    # Turns without words are not on the page.
    place = {at: n for n, at in enumerate(at for at, turn in enumerate(transcript.turns) if turn.words)}
    return [_hit(one, place.get(one.turn, -1), " ".join(words), group) for one, words, group in zip(found, texts, same, strict=True)]


def _hit(one: Placed, turn: int, text: str, same: int) -> Plain:
    return {
        "id": one.mask.id,
        "turn": turn,
        "first": one.first,
        "last": one.last,
        "start": one.mask.span.start_ms,
        "end": one.mask.span.end_ms,
        "text": text,
        "kind": str(one.name.kind),
        "what": one.name.what,
        "sure": one.name.sure,
        "decision": str(one.decision),
        "state": str(one.state),
        "replacement": one.name.replacement,
        "sound": one.name.sound,
        "rev": one.mask.revision,
        "same": same,
    }
