"""Every write of a set, its clips and what trainees press. An operation is data from a browser, so nothing of it is trusted:

    {"what": "set", "op": "<uuid>", "do": "add", "id": "<uuid>", "title": "Weerstand herkennen", "goal": "…", "audience": "…"}
    {"what": "clip", "op": …, "do": "add", "id": …, "recording_id": "r…", "fragment_id": "<uuid>", "place": 2.5, "question": "…"}
    {"what": "spotting", "op": …, "do": "add", "id": …, "trainee": "Blauwe vink"}
    {"what": "press", "op": …, "do": "add", "id": …, "spotting_id": …, "clip_id": …, "at_ms": 61200}
    {"what": …, "op": …, "do": "update" | "delete" | "restore", "id": …, "base": 3, …}

The kinds and their fields are in `kinds`. How an operation is done once, and what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reflect.errors import NotFoundError
from reflect.model import mixed, operations
from reflect.model.checks import Refused
from reflect.model.mixed import Ack, Kind
from reflect.model.operations import Answer, Wish
from reflect.model.teaching import Spotting, TeachingClip, TeachingSet
from reflect.teaching.kinds import KINDS, OF_TRAINEES, Known

if TYPE_CHECKING:
    from reflect.store.database import Store


def forget(store: Store, set_id: str, spotting_ids: Collection[str], who: str) -> int:
    """Erase what trainees pressed in these watchings, with their made-up names and every record; how many presses there were. Nothing
    brings it back. NotFoundError when one of them is not of the set."""
    from reflect.store import audit
    from reflect.store import teaching as rows

    there = {one.id for one in rows.of(store, Spotting, set_id, deleted=True)}
    if not spotting_ids or not there.issuperset(spotting_ids):
        raise NotFoundError(f"That is no watching of this set. See: reflect teach presses {set_id[:8]}")
    gone = sum(rows.erase_spotting(store, set_id, id) for id in spotting_ids)
    audit.add(store, who, "presses erased", {"set": set_id, "watchings": len(spotting_ids)})
    return gone


def begin(store: Store, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """Add sets; any other operation is refused. UsageError for more than `MAX_OPS` operations."""
    from reflect.store import teaching as rows

    def settle(what: str, ops: Sequence[object]) -> list[Ack]:
        kind, out = KINDS[what], list[Ack]()
        for op in ops:
            found = mixed.read(op, kind)
            if isinstance(found, Wish) and found.do == "add":
                with rows.beginning(store, found.id) as desk:
                    put = _put(kind, Known(found.id, who))
                    out += mixed.acks(what, operations.settle(desk, [found], who, put, "unknown_thing"))
            else:
                out += mixed.acks(what, [found if isinstance(found, Answer) else operations.refused(op, Refused("bad_op"))])
        return out

    return mixed.each_kind(ops, ("set",), settle)


def apply(store: Store, set_id: str, ops: Sequence[object], who: str, closed: Collection[str] = ()) -> tuple[Ack, ...]:
    """Do the trainer's operations on a set and its clips in their order; a bad one does not hold up the others.

    Neighbours of one kind are one transaction. When this returns, what it says is stored will survive a crash. No clip is taken of a
    recording that is `closed`. NotFoundError for an unknown set, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import teaching as rows

    mixed.require_few(ops)
    films, fragments = _named(store, ops, closed)
    clips = {c.id: c for c in rows.of(store, TeachingClip, set_id, deleted=True)}
    for recording_id in {c.recording_id for c in clips.values()} - films.keys():
        films |= _length(store, recording_id, closed)
    known = Known(set_id, who, films, fragments, clips)
    return mixed.each_kind(ops, KINDS.keys() - set(OF_TRAINEES), lambda what, ops: _settle(store, known, what, ops))


def press(store: Store, set_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """The same for what trainees do: begin to watch, press, and take a press back."""
    from reflect.store import teaching as rows

    found = rows.get(store, set_id)
    clips = {c.id: c for c in rows.of(store, TeachingClip, set_id)}
    known = Known(set_id, who, clips=clips, closed=found.closed or found.deleted)
    return mixed.each_kind(ops, OF_TRAINEES, lambda what, ops: _settle(store, known, what, ops))


# ---- inside -----------------------------------------------------------------------------------


def _named(store: Store, ops: Sequence[object], closed: Collection[str]) -> tuple[dict[str, int | None], dict[str, Any]]:
    """The recordings that new clips name, with their lengths, and their fragments."""
    from reflect.store import fragments

    wanted = {op.get("recording_id") for op in ops if isinstance(op, Mapping) and op.get("do") == "add"}
    films: dict[str, int | None] = {}
    for recording_id in wanted:
        if isinstance(recording_id, str):
            films |= _length(store, recording_id, closed)
    return films, {f.id: f for recording_id in films for f in fragments.of_recording(store, recording_id)}


def _length(store: Store, recording_id: str, closed: Collection[str]) -> dict[str, int | None]:
    from reflect.store import recordings

    if recording_id in closed or not recordings.exists(store, recording_id):
        return {}
    return {recording_id: recordings.get(store, recording_id).duration_ms}


def _settle(store: Store, known: Known, what: str, ops: Sequence[object]) -> list[Ack]:
    from reflect.store import teaching as rows

    kind = KINDS[what]
    if what == "press":
        known = replace(known, spottings={s.id for s in rows.of(store, Spotting, known.set_id)})
    wishes = [mixed.read(op, kind) for op in ops]
    with rows.changing(store, kind.thing, known.set_id) as desk:
        return mixed.acks(what, operations.settle(desk, wishes, known.who, _put(kind, known), "unknown_thing"))


def _put(kind: Kind, known: Known) -> Any:
    def put(wish: Wish, there: TeachingSet | None) -> Any:
        if kind.thing is TeachingSet and wish.id != known.set_id:
            raise Refused("bad_id")  # a set is changed under its own address
        return kind.put(wish, there, known)

    return put
