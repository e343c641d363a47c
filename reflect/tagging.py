"""Every write of a fragment, and of a clip list: what people put on the film comes in here, and is stored or refused.

An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "add", "id": "<uuid>", "start": ms, "end": ms, "code": "weerstand.vechten",
     "perspective": "researcher", "note": "", "questions": []}
    {"op": …, "do": "update", "id": …, "base": 3, "note": "…"}          only the fields that change
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

The sender makes the ids. So the same operation may come any number of times and is done once. `base` is the revision
that the sender saw; when it is no longer the one that is there, nothing is changed and the answer is a conflict with what is
there now. Without `base` the operation holds for whatever is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reflect import clips, codebook
from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.model.checks import Refused, clean, safe_text, span_inside, uuid_text, whole_ms
from reflect.model.fragment import Fragment, Perspective

if TYPE_CHECKING:
    from reflect.store.clip_lists import Saved
    from reflect.store.database import Store
    from reflect.store.fragments import Changing

MAX_OPS = 500
MAX_NOTE = 4_000
MAX_QUESTIONS = 20
MAX_QUESTION = 500

STORED, CONFLICT, REFUSED = "stored", "conflict", "refused"

WHY = (
    "bad_op",  # not an operation: no such `do`, unknown or missing fields, wrong types
    "bad_id",  # `op` or `id` is no UUID in small letters, or is another recording's
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "unknown_code",
    "unknown_perspective",
    "too_long",  # a note, or questions
    "bsn",  # a note or a question holds a burgerservicenummer
    "unknown_fragment",  # to change what is not there
    "changed",  # conflict: another revision is there
    "deleted",  # conflict: to change what was deleted; restore it first
)
"""Why an operation was not stored, as a key for the words on the screen."""

_HEAD = {"op", "do", "id", "base"}
_FIELDS = {"start", "end", "code", "perspective", "note", "questions"}


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation: its id, what became of it, the fragment as it is now, and why (of `WHY`) when it was not stored."""

    op: str
    status: str
    fragment: Fragment | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """The answers in the order of the operations, and the number of the recording's last change."""

    acks: tuple[Ack, ...]
    events: int


@dataclass(frozen=True, slots=True)
class News:
    """Fragments of a recording in order of time, and the number of its last change."""

    events: int
    fragments: tuple[Fragment, ...]


def apply(store: Store, recording_id: str, ops: Sequence[object], who: str, book: Codebook | None = None) -> Applied:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. `who` becomes the coder of what is added.
    NotFoundError for an unknown recording, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import fragments

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    book = book or codebook.load()
    read = [_read(op, book) for op in ops]
    wishes = [w for w in read if isinstance(w, _Wish)]
    with fragments.changing(store, recording_id) as desk:
        desk.look_up({w.op for w in wishes}, {w.id for w in wishes})
        acks = tuple(w if isinstance(w, Ack) else _do(desk, w, who) for w in read)
        return Applied(acks, desk.events())


def fragments(store: Store, recording_id: str) -> tuple[Fragment, ...]:
    """The recording's fragments, without the deleted ones, in order of time."""
    return state(store, recording_id).fragments


def state(store: Store, recording_id: str) -> News:
    """The fragments that are there, with the number to ask `news` from: both of one moment."""
    from reflect.store import fragments

    return News(*fragments.since(store, recording_id, deleted=False))


def news(store: Store, recording_id: str, since: int) -> News:
    """The fragments that changed after number `since`, deleted ones too."""
    from reflect.store import fragments

    return News(*fragments.since(store, recording_id, max(0, since)))


def save_clips(store: Store, recording_id: str, data: object, who: str) -> Saved:
    """Keep a clip list of this recording as a browser sent it (see `reflect.clips.read`), whole or not at all.

    The answer is stored, conflict or refused, with the list as it is now. NotFoundError for an unknown recording.
    """
    from reflect.store import clip_lists, recordings

    recording = recordings.get(store, recording_id)
    read = clips.read(data, recording.id, recording.duration_ms, who)
    if isinstance(read, clips.Refusal):
        return clip_lists.Saved(REFUSED, None, read.why)
    return clip_lists.save(store, *read)


# ---- reading an operation ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wish:
    """An operation whose form is right. `values` holds fields of a Fragment, without the span."""

    op: str
    do: str
    id: str
    base: int | None
    start_ms: int | None
    end_ms: int | None
    values: Mapping[str, Any]


def _read(op: object, book: Codebook) -> _Wish | Ack:
    op_id = op.get("op") if isinstance(op, Mapping) else None
    try:
        return _wish(op, book)
    except Refused as refused:
        return Ack(op_id if isinstance(op_id, str) and len(op_id) <= 36 else "", REFUSED, None, str(refused))


def _wish(op: object, book: Codebook) -> _Wish:
    if not isinstance(op, Mapping) or not set(op) <= _HEAD | _FIELDS:
        raise Refused("bad_op")
    given = {name: value for name, value in op.items() if value is not None}
    for name in ("op", "id"):
        uuid_text(given.get(name))
    do, base = given.get("do"), given.get("base")
    if not isinstance(do, str) or do not in _DOES or not (base is None or (type(base) is int and base > 0)):
        raise Refused("bad_op")
    if do in ("delete", "restore") and not _FIELDS.isdisjoint(given):
        raise Refused("bad_op")
    values = {name: read(given[name]) for name, read in _READERS.items() if name in given}
    if "code" in values:
        if values["code"] and book.find(values["code"]) is None:
            raise Refused("unknown_code")
        values["codebook"] = book.name
    start_ms, end_ms = (whole_ms(given[name]) if name in given else None for name in ("start", "end"))
    if do == "add" and (start_ms is None or end_ms is None):
        raise Refused("bad_span")
    return _Wish(given["op"], do, given["id"], base, start_ms, end_ms, values)


def _code(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("unknown_code")
    return value


def _perspective(value: object) -> Perspective:
    try:
        return Perspective(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("unknown_perspective") from None


def _note(value: object) -> str:
    return safe_text(value, MAX_NOTE)


def _questions(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Refused("bad_op")
    if len(value) > MAX_QUESTIONS:
        raise Refused("too_long")
    asked = (safe_text(question, MAX_QUESTION) for question in value)
    return tuple(question for question in asked if question)


_READERS: Mapping[str, Callable[[object], Any]] = {
    "code": _code,
    "perspective": _perspective,
    "note": _note,
    "questions": _questions,
}


# ---- doing it ---------------------------------------------------------------------------------


def _do(desk: Changing, wish: _Wish, who: str) -> Ack:
    done, there = desk.op_done(wish.op), desk.fragment(wish.id)
    if done is not None:
        # Sent again: its answer was lost, or a second window keeps the same operation.
        same = done == (desk.recording_id, wish.id)
        return Ack(wish.op, STORED, there) if same else Ack(wish.op, REFUSED, None, "bad_id")
    if there is not None and there.recording_id != desk.recording_id:
        return Ack(wish.op, REFUSED, None, "bad_id")
    try:
        new = _DOES[wish.do](wish, there, desk, who)
    except Refused as refused:
        return Ack(wish.op, REFUSED, there, str(refused))
    except _Conflict as conflict:
        return Ack(wish.op, CONFLICT, there, str(conflict))
    return Ack(wish.op, STORED, desk.write(wish.op, wish.do, who, new))


class _Conflict(Exception):
    """Carries a key of `WHY`."""


def _add(wish: _Wish, there: Fragment | None, desk: Changing, who: str) -> Fragment:
    if there is not None:
        raise _Conflict("deleted" if there.deleted else "changed")
    if wish.start_ms is None or wish.end_ms is None:
        raise Refused("bad_span")
    span = span_inside(wish.start_ms, wish.end_ms, desk.duration_ms)
    new = Fragment(wish.id, desk.recording_id, span, "", Perspective.RESEARCHER, _name(who), "")
    return replace(new, **wish.values)


def _update(wish: _Wish, there: Fragment | None, desk: Changing, _: str) -> Fragment:
    now = _based(wish, there)
    if now.deleted:
        raise _Conflict("deleted")
    span = now.span
    if wish.start_ms is not None or wish.end_ms is not None:
        start_ms = span.start_ms if wish.start_ms is None else wish.start_ms
        span = span_inside(start_ms, span.end_ms if wish.end_ms is None else wish.end_ms, desk.duration_ms)
    return replace(now, span=span, revision=now.revision + 1, **wish.values)


def _delete(wish: _Wish, there: Fragment | None, _: Changing, __: str) -> Fragment:
    if there is not None and there.deleted:
        return there  # what was wanted is so
    now = _based(wish, there)
    return replace(now, deleted=True, revision=now.revision + 1)


def _restore(wish: _Wish, there: Fragment | None, _: Changing, __: str) -> Fragment:
    if there is not None and not there.deleted:
        return there
    now = _based(wish, there)
    return replace(now, deleted=False, revision=now.revision + 1)


_DOES: Mapping[str, Callable[[_Wish, Fragment | None, Changing, str], Fragment]] = {
    "add": _add,
    "update": _update,
    "delete": _delete,
    "restore": _restore,
}


def _based(wish: _Wish, there: Fragment | None) -> Fragment:
    if there is None:
        raise Refused("unknown_fragment")
    if wish.base is not None and wish.base != there.revision:
        raise _Conflict("changed")
    return there


def _name(who: str) -> str:
    return " ".join(clean(who).split())[:200]
