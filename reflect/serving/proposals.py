"""Suggestions as the player gets them: worked out of the current transcript, kept while that stays the same, with a person's answers.

Working them out reads all words, so the document only holds what is at hand; the player asks for the rest when the screen is there.
While somebody codes blind there are none.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.errors import MediaError, StoreError
from reflect.model.checks import Refused as Wrong
from reflect.model.checks import uuid_text
from reflect.serving import states
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import LOG, Call, Refused, given

if TYPE_CHECKING:
    from reflect.model.suggestion import Suggestion
    from reflect.store.suggestion_answers import Answer

Plain = dict[str, Any]

MAX_OPS = 500
KEPT = 12
"""Of how many recordings the suggestions are kept in memory: those of 90 minutes take about 0.1 MB."""
_ID = re.compile(r"[0-9A-Za-z._:-]{1,100}")
_FIELDS = {"op", "id", "answer", "fragment"}


class _Kept:
    """What was worked out last, for whoever asks for the same; one at a time, so that two windows share it."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, tuple[str, list[Plain]]] = OrderedDict()
        self._lock = Lock()

    def peek(self, recording_id: str, key: str) -> list[Plain] | None:
        known, found = self._found.get(recording_id, ("", []))
        return found if known == key else None

    def some(self, recording_id: str) -> bool:
        """Whether there are any of this recording, of now or of before."""
        return recording_id in self._found

    def get(self, call: Call, key: str) -> list[Plain]:
        with self._lock:
            found = self.peek(call.recording.id, key)
            if found is None:
                found = [suggestion(one) for one in _proposed(call)]
                self._found[call.recording.id] = (key, found)
                self._found.move_to_end(call.recording.id)
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
            return found


_kept = _Kept()
_listening = Lock()


def key(call: Call, stamp: str | None = None) -> str:
    """What changes when other suggestions may come: transcript, names and roles of the voices, codebook, sound, coding blind.

    `stamp` is that of the transcript, if it is known already.
    """
    from reflect.store import codebooks
    from reflect.suggestions import listening

    if call.viewer.blind:
        return "blind"
    stamp = stamp or states.stamp(call.store, call.recording.id)
    book = codebooks.usable(call.store, call.recording)
    if stamp is None or book is None:
        return ""
    voices, sound = states.voices(call.store, call.recording.id), listening.stamp(call.store, call.recording)
    parts = (call.store.place, stamp, voices, book.name, sound)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def news(call: Call, stamp: str | None) -> tuple[str, str]:
    """The state of the suggestions and of this person's answers: another window asks again when one of them changed."""
    from reflect.store import suggestion_answers

    return key(call, stamp), suggestion_answers.stamp(call.store, call.recording.id, call.viewer.name)


def at_hand(call: Call) -> Plain | None:
    """The suggestions when nothing needs to be worked out for them; None when they have to be asked for."""
    if not (call.viewer.blind or _kept.some(call.recording.id)):
        return None
    now = key(call)
    found = _kept.peek(call.recording.id, now) if now not in ("", "blind") else []
    return None if found is None else _whole(call, now, found)


def listed(call: Call) -> Response:
    """All suggestions of a recording, with this person's answers."""
    _listen(call)
    now = key(call)
    found = [] if now in ("", "blind") else _kept.get(call, now)
    return document(call.request, to_json(_whole(call, now, found)))


def answer(call: Call) -> Response:
    """Take note of what a person decided; the same operation again changes nothing. A fragment comes by its own route."""
    from reflect.store import suggestion_answers

    ops = given(call.body, "ops", list)
    if len(ops) > MAX_OPS:
        raise Refused(400, "many")
    read = [(_op(op), _read(op)) for op in ops]
    suggestion_answers.put(call.store, call.recording.id, call.viewer.name, *(one for _, one in read if one is not None))
    acks = [{"op": op, "status": "refused" if one is None else "stored", "why": "bad_op" if one is None else ""} for op, one in read]
    return JSON({"acks": acks, **_answers(call)})


def suggestion(one: Suggestion) -> Plain:
    return {
        "id": one.id,
        "start": one.span.start_ms,
        "end": one.span.end_ms,
        "code": one.code,
        "strength": one.strength,
        "reason": one.reason,
        "cue": one.cue,
    }


# ---- inside -----------------------------------------------------------------------------------


def _proposed(call: Call) -> tuple[Suggestion, ...]:
    from reflect import suggestions
    from reflect.store import codebooks, transcripts
    from reflect.suggestions import listening

    talk = transcripts.latest(call.store, call.recording.id).transcript
    return suggestions.propose(talk, codebooks.of(call.store, call.recording), sound=listening.kept(call.store, call.recording))


def _listen(call: Call) -> None:
    """See to it that the level of the sound is known, if the sound is at hand: it takes less time than the words."""
    from reflect.suggestions import listening

    if call.viewer.blind or listening.stamp(call.store, call.recording) or not listening.can_make(call.store, call.recording):
        return
    try:
        with _listening:
            listening.make(call.store, call.recording)
    except (MediaError, StoreError) as error:  # suggestions come from words; sound only adds to them
        LOG.warning("no level of recording %s: %s", call.recording.id, type(error).__name__)


def _whole(call: Call, now: str, found: list[Plain]) -> Plain:
    return {"key": now, "blind": now == "blind", "all": found, **_answers(call)}


def _answers(call: Call) -> Plain:
    from reflect.store import suggestion_answers

    stamp, mine = suggestion_answers.state(call.store, call.recording.id, call.viewer.name)
    return {"stamp": stamp, "answers": {id: [one.answer, one.fragment_id] for id, one in mine.items()}}


def _op(op: object) -> str:
    found = op.get("op") if isinstance(op, Mapping) else None
    return found if isinstance(found, str) and len(found) <= 36 else ""


def _read(op: object) -> Answer | None:
    """The answer in an operation from a browser; None for what is none."""
    from reflect.store.suggestion_answers import ANSWERS, TAKEN, Answer

    if not isinstance(op, Mapping) or not set(op) <= _FIELDS:
        return None
    id, said, fragment = op.get("id"), op.get("answer"), op.get("fragment")
    if not isinstance(id, str) or not _ID.fullmatch(id) or said not in ANSWERS or (fragment is None) == (said == TAKEN):
        return None
    try:
        uuid_text(op.get("op"))
        return Answer(id, said, None if fragment is None else uuid_text(fragment))
    except Wrong:
        return None
