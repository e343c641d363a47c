"""Every correction of a transcript: what people do with words, turns and voices comes in here as operations.

An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "words", "turn": "12340-15600-S1", "expect": "the turn's text as that window sees it", "text": "…"}
    {"do": "speaker", "turn", "expect", "from": i, "to": j, "speaker": "S2" | "new"}     words i to j, half-open; absent: all
    {"do": "split", "turn", "expect", "at": i}        {"do": "merge", "turn", "expect", "next": "<key>"}
    {"do": "confirm", "turn", "expect", "from", "to"}   these words are right
    {"do": "replace", "find", "with", "case": false, "whole": true}
    {"do": "rename", "speaker": "S1", "name": "…" | null, "role": "client" | null}
    {"do": "undo"} {"do": "redo"}                     this person's last edit

The sender makes the ids. So the same operation may come any number of times and is done once. `turn` is a key
(`reflect.model.turns`) and `expect` what stands there; where something else stands there by now, nothing is changed and the
answer is a conflict with the turns of that moment. An operation with `"force": true` may leave `expect` out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reflect import correction
from reflect.correcting.answers import CONFLICT, REFUSED, STORED, WHY, Ack, Compared, Corrected, Numbered, Patch
from reflect.correcting.operations import ConflictError, do, op_id
from reflect.correction import CannotError
from reflect.errors import NotFoundError, UsageError
from reflect.model.text import clean
from reflect.model.turns import Hunk, KeyedTurn, turn_key, turn_keys

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.edits import Desk, VersionLine
    from reflect.store.values import TranscriptVersion

__all__ = [
    "CONFLICT",
    "MAX_OPS",
    "REFUSED",
    "STORED",
    "WHY",
    "Ack",
    "Compared",
    "Corrected",
    "Numbered",
    "Patch",
    "apply",
    "compare",
    "current",
    "restore",
    "versions",
]

MAX_OPS = 500
MOST_NOW = 20
"""So many turns are sent with a conflict."""


# ---- reading ----------------------------------------------------------------------------------


def current(store: Store, recording_id: str, version: int | None = None) -> Numbered:
    """The transcript that people see, or any version, with all corrections. NotFoundError when there is none."""
    from reflect.store import transcripts

    found = transcripts.latest(store, recording_id) if version is None else transcripts.get(store, recording_id, version)
    return _numbered(found)


def versions(store: Store, recording_id: str) -> tuple[VersionLine, ...]:
    """All versions, newest first."""
    from reflect.store import edits

    return edits.listing(store, recording_id)


def compare(store: Store, recording_id: str, a: int, b: int) -> Compared:
    """Where versions `a` and `b` differ. Voices that another run numbered in another way are taken for the same."""
    from reflect.store import people, transcripts

    one, two = (transcripts.get(store, recording_id, number).transcript for number in (a, b))
    voices = None if one.activities == two.activities else people.same_voices(one.activities, two.activities)
    changes, words = correction.compare(one, two, voices)
    return Compared(changes, words)


# ---- writing ----------------------------------------------------------------------------------


def apply(store: Store, recording_id: str, stamp: str, ops: Sequence[object], who: str) -> Corrected:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. `stamp` is the sender's; an old one does no harm.
    NotFoundError for an unknown recording or one without transcript, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import edits

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} corrections at once are too many. Send at most {MAX_OPS}.")
    person = clean(who)[:200]
    with edits.correcting(store, recording_id) as desk:
        desk.look_up({name for op in ops if (name := op_id(op))})
        patches = _Patches(desk, desk.stamp == stamp)
        acks = tuple(_answer(desk, op, person, patches) for op in ops)
        return Corrected(acks, desk.stamp, patches.made(), desk.voices())


def restore(store: Store, recording_id: str, number: object, who: str, op: object) -> Corrected:
    """A new version that says what version `number` says; what was there stays in the list of versions. `op` is the sender's id."""
    from reflect.store import edits

    with edits.correcting(store, recording_id) as desk:
        return Corrected((_brought_back(desk, number, clean(who)[:200], op),), desk.stamp, None, desk.voices())


# ---- inside ---


@dataclass(slots=True)
class _Patches:
    """What the sender's turns need, as long as that can be said."""

    desk: Desk
    known: bool
    patches: list[Patch] = field(default_factory=list)

    def add(self, hunks: Sequence[Hunk]) -> None:
        script = self.desk.script
        new = {turn_key(t) for h in hunks for t in h.inserted}
        # Two turns with one key are told apart by their order: then others may be called otherwise from now on.
        twins = any(script.shared(t) > 1 for h in hunks for t in h.inserted)
        twins = twins or any(script.shared(t) > (turn_key(t) in new) for h in hunks for t in h.removed)
        self.known = self.known and not twins
        self.patches += [Patch(h.at, len(h.removed), tuple(KeyedTurn(turn_key(t), t) for t in h.inserted)) for h in hunks]

    def made(self) -> tuple[Patch, ...] | None:
        return tuple(self.patches) if self.known else None


def _answer(desk: Desk, op: object, who: str, patches: _Patches) -> Ack:
    name = op_id(op)
    if name is None or not isinstance(op, Mapping):
        return _no_id(op)
    done = desk.done(name)
    if done is not None:
        # Sent again: its answer was lost, or a second window keeps the same operation.
        patches.known = False
        same = done.recording_id == desk.recording_id
        return Ack(name, STORED, done.flag, count=done.count) if same else Ack(name, REFUSED, "bad_id")
    try:
        did = do(desk, op, who)
    except CannotError as error:
        return Ack(name, REFUSED, error.why)
    except ConflictError as there:
        near = desk.script.overlapping(there.start_ms, there.end_ms)[:MOST_NOW]
        return Ack(name, CONFLICT, "turn_changed", tuple(desk.script.keyed(at) for at in near))
    if did.hunks or did.voices:
        if not did.spliced:
            for hunk in did.hunks:
                desk.script.splice(hunk.at, len(hunk.removed), hunk.inserted)
        desk.write(name, op["do"], who, did.hunks, did.voices, undoes=did.undoes, count=did.count, flag=did.flag)
        patches.add(did.hunks)
    return Ack(name, STORED, did.flag, count=did.count)


def _brought_back(desk: Desk, number: object, who: str, op: object) -> Ack:
    name = op_id(op)
    if name is None:
        return _no_id(op)
    if type(number) is not int:
        return Ack(name, REFUSED, "bad_op")
    try:
        if number != desk.version.number and not desk.restored(name):
            desk.restore(number, who, name)
    except NotFoundError:
        return Ack(name, REFUSED, "no_such_version")
    return Ack(name, STORED)


def _no_id(op: object) -> Ack:
    name = op.get("op") if isinstance(op, Mapping) else op
    return Ack(name if isinstance(name, str) and len(name) <= 36 else "", REFUSED, "bad_id")


def _numbered(found: TranscriptVersion) -> Numbered:
    return Numbered(found.version, found.edits, found.stamp, found.transcript, turn_keys(found.transcript.turns), found.newer)
