"""Every decision about a name. An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "update", "id": "<uuid>", "base": 3, "decision": "confirmed", "kind": "person", "replacement": "[naam 1]",
     "sound": "bleep", "everywhere": true}                                            only the fields that change
    {"op": "<uuid>", "do": "add", "id": "<uuid>", "span": [start_ms, end_ms], "speaker": "S1", "kind": "person"}
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

`span` goes from the begin of the first word to the end of the last; where no words begin and end so, it is a stretch of sound that is
hidden without any words. What a person adds is confirmed. `everywhere` gives every other place of the same words the same answer.
How an operation is done once, and what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reflect.errors import UsageError
from reflect.masking.words.finding import places
from reflect.masking.words.hits import Hit
from reflect.masking.words.keeping import replacements
from reflect.masking.words.labels import key_of
from reflect.masking.words.placing import Placed, find_words, numbers_of, placed, seen, span_of, words_of
from reflect.model import operations
from reflect.model.checks import Refused, name_of, safe_text, span_inside, whole_ms
from reflect.model.mask import Decision, Mask, MaskKind, Name, NameKind
from reflect.model.operations import STORED, Answer, Wish
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.model.speech import Transcript
    from reflect.store.database import Store
    from reflect.store.masks import Changing

MAX_OPS = 200
MAX_REPLACEMENT = 60
SOUNDS = ("bleep", "silence", "")
HAND = "hand"

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "unknown_kind",
    "unknown_decision",
    "unknown_sound",
    "too_long",  # a replacement
    "bsn",  # a replacement that is a burgerservicenummer
    "unknown_name",  # to change what is not there
)
"""Why an operation was not stored, as a key for the words on the screen."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation; `also` are the other masks that got the same answer."""

    op: str
    status: str
    mask: Mask | None = None
    why: str = ""
    also: tuple[Mask, ...] = ()


def apply(store: Store, recording_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. NotFoundError for an unknown recording or one without a transcript.
    """
    from reflect.store import masks, transcripts

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    version = transcripts.latest(store, recording_id)
    there = placed(masks.of_recording(store, recording_id, MaskKind.WORD), version.transcript)
    with masks.changing(store, recording_id) as desk:
        table = _Table(store, desk, version.transcript, version.version.id, there, who)
        return tuple(table.do(_read(op)) for op in ops)


class _Table:
    """One transaction, with the transcript that decisions are about."""

    def __init__(self, store: Store, desk: Changing, transcript: Transcript, transcript_id: str, there: Sequence[Placed], who: str) -> None:
        self.store, self.desk, self.transcript, self.transcript_id, self.who = store, desk, transcript, transcript_id, who
        self.there = {one.mask.id: one for one in there}

    def do(self, wish: Wish | Answer[Mask]) -> Ack:
        answer = self._settle(wish)
        also: tuple[Mask, ...] = ()
        if isinstance(wish, Wish) and answer.status == STORED and wish.values.get("everywhere") and answer.now is not None:
            also = self._everywhere(wish, answer.now)
        return Ack(answer.op, answer.status, answer.now, answer.why, also)

    def _settle(self, wish: Wish | Answer[Mask]) -> Answer[Mask]:
        answer = operations.settle(self.desk, [wish], self.who, self._put, "unknown_name", lambda mask: mask.kind is MaskKind.FACE)[0]
        if answer.now is not None:
            for one in placed([answer.now], self.transcript):
                self.there[answer.now.id] = one
        return answer

    # ---- one mask ---------------------------------------------------------------------------------

    def _put(self, wish: Wish, there: Mask | None) -> Mask:
        values = wish.values
        if there is None:
            there = self._added(wish)
        elif not isinstance(there.data, Name):
            raise Refused("unknown_name")
        if isinstance(there.data, Name):
            fields = {name: values[name] for name in ("kind", "replacement", "sound") if name in values}
            there = replace(there, data=replace(there.data, **fields))
        if "decision" in values:
            there = self._decided(there, values["decision"])
        return there

    def _decided(self, mask: Mask, decision: Decision) -> Mask:
        """A decision is about the words that stand there now."""
        one = self.there.get(mask.id)
        name = mask.data
        if one is None or one.turn < 0 or not isinstance(name, Name):
            # Nothing stands there any more, but it is heard: from now on it is a stretch of sound.
            return replace(mask, decision=decision, kind=MaskKind.WORD if one is None else MaskKind.SOUND)
        at = (one.turn, one.first, one.last)
        hashed = seen(mask.recording_id, words_of(self.transcript, *at))
        words = replace(name, seen=hashed, words=numbers_of(self.transcript, *at), transcript_id=self.transcript_id)
        return replace(mask, decision=decision, data=words, span=span_of(self.transcript, *at))

    def _added(self, wish: Wish) -> Mask:
        if "span" not in wish.values:
            raise Refused("bad_span")
        start_ms, end_ms = wish.values["span"]
        span = span_inside(start_ms, end_ms, self.desk.duration_ms)
        kind = wish.values.get("kind", NameKind.PERSON)
        at = find_words(self.transcript, start_ms, end_ms, wish.values.get("speaker", ""))
        maker = name_of(self.who)
        if at is None:
            name = Name(kind, "", sound="bleep")
            return Mask(wish.id, self.desk.owner_id, MaskKind.SOUND, span, name, Decision.CONFIRMED, maker)
        return self._of_words(wish.id, at, kind, span, maker)

    def _of_words(self, id: str, at: tuple[int, int, int], kind: NameKind, span: Span, maker: str) -> Mask:
        words = words_of(self.transcript, *at)
        name = Name(
            kind=kind,
            replacement=self._label(kind, at),
            transcript_id=self.transcript_id,
            words=numbers_of(self.transcript, *at),
            sound="bleep",
            what=HAND,
            seen=seen(self.desk.owner_id, words),
        )
        return Mask(id, self.desk.owner_id, MaskKind.WORD, span, name, Decision.CONFIRMED, maker)

    def _label(self, kind: NameKind, at: tuple[int, int, int]) -> str:
        texts = [word.text for word in words_of(self.transcript, *at)]
        labels = replacements(self.store, self.desk.owner_id, self.transcript, list(self.there.values()), [Hit(*at, kind)])
        return labels[key_of(kind, texts)]

    # ---- and its other places ---------------------------------------------------------------------

    def _everywhere(self, wish: Wish, mask: Mask) -> tuple[Mask, ...]:
        """The same answer for every other place where these words are said: changed where it was proposed, added where it was not."""
        one = self.there.get(mask.id)
        if one is None or one.turn < 0 or not isinstance(mask.data, Name):
            return ()
        texts = [word.text for word in words_of(self.transcript, one.turn, one.first, one.last)]
        values = {"decision": mask.decision, "kind": mask.data.kind, "replacement": mask.data.replacement, "sound": mask.data.sound}
        out = []
        for at in places([[word.text for word in turn.words] for turn in self.transcript.turns], texts):
            if at == (one.turn, one.first, one.last):
                continue
            answer = self._settle(self._same(wish, at, values))
            if answer.status == STORED and answer.now is not None:
                out.append(answer.now)
        return tuple(out)

    def _same(self, wish: Wish, at: tuple[int, int, int], values: Mapping[str, Any]) -> Wish:
        span = span_of(self.transcript, *at)
        op = str(uuid.uuid5(uuid.UUID(wish.op), f"{span.start_ms} {span.end_ms} {at[0]}"))
        old = next((p.mask for p in self.there.values() if (p.turn, p.first, p.last) == at and not p.mask.deleted), None)
        if old is not None:
            self.desk.look_up((op,), (old.id,))
            return Wish(op, "update", old.id, None, values)
        id = str(uuid.uuid5(uuid.UUID(wish.op), f"id {span.start_ms} {span.end_ms} {at[0]}"))
        place = {"span": (span.start_ms, span.end_ms), "speaker": self.transcript.turns[at[0]].speaker}
        return Wish(op, "add", id, None, {**values, **place})


# ---- reading ------------------------------------------------------------------------------------


def _read(op: object) -> Wish | Answer[Mask]:
    try:
        return operations.read(op, _READERS)
    except Refused as why:
        return operations.refused(op, why)


def _times(value: object) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused("bad_span")
    return whole_ms(value[0]), whole_ms(value[1])


def _one_of(kind: Callable[[Any], Any], why: str) -> Callable[[object], Any]:
    def take(value: object) -> Any:
        try:
            return kind(value)
        except ValueError:
            raise Refused(why) from None

    return take


def _sound(value: object) -> str:
    if not isinstance(value, str) or value not in SOUNDS:
        raise Refused("unknown_sound")
    return value


def _replacement(value: object) -> str:
    text = " ".join(safe_text(value, MAX_REPLACEMENT).split())
    if not text:
        raise Refused("bad_op")
    return text


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("bad_op")
    return value


_READERS: Mapping[str, Callable[[object], Any]] = {
    "span": _times,
    "speaker": lambda value: safe_text(value, 200),
    "kind": _one_of(NameKind, "unknown_kind"),
    "decision": _one_of(Decision, "unknown_decision"),
    "replacement": _replacement,
    "sound": _sound,
    "everywhere": _yes,
}
