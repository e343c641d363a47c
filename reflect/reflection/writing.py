"""Every write of interviews, sessions and what comes of them. An operation is data from a browser, so nothing of it is trusted:

    {"what": "remark", "op": "<uuid>", "do": "add", "id": "<uuid>", "session_id": "<uuid>", "about": "<id of a clip>", "text": "…"}
    {"what": "clip", "op": …, "do": "update", "id": …, "base": 3, "place": 2.5}
    {"what": …, "op": …, "do": "delete" | "restore", "id": …, "base": 3}

The kinds and their fields are in `kinds`. How an operation is done once, and what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from reflect.errors import UsageError
from reflect.model import operations
from reflect.model.checks import Refused
from reflect.model.operations import Answer, Wish
from reflect.model.reflection import Session, SessionClip
from reflect.reflection.kinds import KINDS, OF_RECORDING, Kind, Known, wish

if TYPE_CHECKING:
    from reflect.store.database import Store

MAX_OPS = 200


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation: its id, what became of it, the thing as it is now, and why (of `WHY`) when it was not stored."""

    op: str
    status: str
    what: str
    thing: Any = None
    why: str = ""


def apply(store: Store, case_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """Do the operations on sessions and what hangs under them in their order; a bad one does not hold up the others.

    Neighbours of one kind are one transaction. When this returns, what it says is stored will survive a crash. `who` is kept with what
    is added. NotFoundError for an unknown case, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import cases, fragments

    films = cases.durations(store, case_id)
    tagged = {f.id: f for id in films if _names_fragments(ops) for f in fragments.of_recording(store, id)}
    return _apply(store, Known(case_id, who, films, tagged), ops, set(KINDS) - set(OF_RECORDING))


def apply_to_recording(store: Store, recording_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """The same for interviews and feedback, which are a recording's."""
    from reflect.store import fragments, recordings

    films = {recording_id: recordings.get(store, recording_id).duration_ms}
    tagged = {f.id: f for f in fragments.of_recording(store, recording_id)}
    return _apply(store, Known(recording_id, who, films, tagged), ops, set(OF_RECORDING))


# ---- inside -----------------------------------------------------------------------------------


def _apply(store: Store, known: Known, ops: Sequence[object], names: set[str]) -> tuple[Ack, ...]:
    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    out: list[Ack] = []
    for what, group in groupby(ops, _what):
        if what in names:
            out += _settle(store, known, what, list(group))
        else:
            out += [_ack("", operations.refused(op, Refused("bad_op"))) for op in group]
    return tuple(out)


def _settle(store: Store, known: Known, what: str, ops: Sequence[object]) -> list[Ack]:
    from reflect.store import reflection as rows

    kind = KINDS[what]
    known = _with_parents(store, known, kind)
    wishes = [_read(op, kind) for op in ops]
    with rows.changing(store, kind.thing, known.owner_id) as desk:
        answers = operations.settle(desk, wishes, known.who, lambda w, there: kind.put(w, there, known), "unknown_thing")
    return [_ack(what, answer) for answer in answers]


def _with_parents(store: Store, known: Known, kind: Kind) -> Known:
    from reflect.store import reflection as rows

    if kind.parent is None:
        return known
    clips = {c.id for c in rows.of(store, SessionClip, known.owner_id, deleted=True)} if kind.parent is Session else ()
    return replace(known, parents={p.id for p in rows.of(store, kind.parent, known.owner_id, deleted=True)}, clips=clips)


def _read(op: object, kind: Kind) -> Wish | Answer[Any]:
    try:
        return wish(op, kind)
    except Refused as refused:
        return operations.refused(op, refused)


def _what(op: object) -> str:
    what = op.get("what") if isinstance(op, Mapping) else None
    return what if isinstance(what, str) else ""


def _names_fragments(ops: Sequence[object]) -> bool:
    return any(isinstance(op, Mapping) and op.get("fragment_id") for op in ops)


def _ack(what: str, answer: Answer[Any]) -> Ack:
    return Ack(answer.op, answer.status, what, answer.now, answer.why)
