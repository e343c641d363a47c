"""Every write of interviews, sessions and what comes of them. An operation is data from a browser, so nothing of it is trusted:

    {"what": "remark", "op": "<uuid>", "do": "add", "id": "<uuid>", "session_id": "<uuid>", "about": "<id of a clip>", "text": "…"}
    {"what": "clip", "op": …, "do": "update", "id": …, "base": 3, "place": 2.5}
    {"what": …, "op": …, "do": "delete" | "restore", "id": …, "base": 3}

The kinds and their fields are in `kinds`. How an operation is done once, and what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reflect.model import mixed, operations
from reflect.model.mixed import Ack, Kind
from reflect.model.reflection import Session, SessionClip
from reflect.reflection.kinds import KINDS, OF_RECORDING, Known

if TYPE_CHECKING:
    from reflect.store.database import Store


def apply(store: Store, case_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """Do the operations on sessions and what hangs under them in their order; a bad one does not hold up the others.

    Neighbours of one kind are one transaction. When this returns, what it says is stored will survive a crash. `who` is kept with what
    is added. NotFoundError for an unknown case, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import cases, fragments

    films = cases.durations(store, case_id)
    tagged = {f.id: f for id in films if _names_fragments(ops) for f in fragments.of_recording(store, id)}
    known = Known(case_id, who, films, tagged)
    return mixed.each_kind(ops, set(KINDS) - set(OF_RECORDING), lambda what, ops: _settle(store, known, what, ops))


def apply_to_recording(store: Store, recording_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """The same for interviews and feedback, which are a recording's."""
    from reflect.store import fragments, recordings

    films = {recording_id: recordings.get(store, recording_id).duration_ms}
    tagged = {f.id: f for f in fragments.of_recording(store, recording_id)}
    known = Known(recording_id, who, films, tagged)
    return mixed.each_kind(ops, OF_RECORDING, lambda what, ops: _settle(store, known, what, ops))


# ---- inside -----------------------------------------------------------------------------------


def _settle(store: Store, known: Known, what: str, ops: Sequence[object]) -> list[Ack]:
    from reflect.store import reflection as rows

    kind = KINDS[what]
    known = _with_parents(store, known, kind)
    wishes = [mixed.read(op, kind) for op in ops]
    with rows.changing(store, kind.thing, known.owner_id) as desk:
        answers = operations.settle(desk, wishes, known.who, lambda w, there: kind.put(w, there, known), "unknown_thing")
    return mixed.acks(what, answers)


def _with_parents(store: Store, known: Known, kind: Kind) -> Known:
    from reflect.store import reflection as rows

    if kind.parent is None:
        return known
    clips = {c.id for c in rows.of(store, SessionClip, known.owner_id, deleted=True)} if kind.parent is Session else ()
    return replace(known, parents={p.id for p in rows.of(store, kind.parent, known.owner_id, deleted=True)}, clips=clips)


def _names_fragments(ops: Sequence[object]) -> bool:
    return any(isinstance(op, Mapping) and op.get("fragment_id") for op in ops)
