"""Every write of a fragment, and of a clip list: what people put on the film comes in here, and is stored or refused.

An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "add", "id": "<uuid>", "start": ms, "end": ms, "code": "weerstand.vechten",
     "codebook": "kijkwijzer 2", "perspective": "researcher", "note": "", "questions": []}
    {"op": …, "do": "update", "id": …, "base": 3, "note": "…"}          only the fields that change
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

How an operation is done once, and what `base` is for, is in `reflect.model.operations`. `codebook` is the one that the sender had on
the screen, so that a code finds its codebook also when the recording got another one meanwhile; without it, it is the recording's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from reflect import clips
from reflect.codebook import Changes, Codebook, changes
from reflect.errors import ReflectError, UsageError
from reflect.model import operations
from reflect.model.checks import Refused, name_of, safe_text, span_inside, whole_ms
from reflect.model.fragment import Fragment, Perspective
from reflect.model.operations import REFUSED, STORED, Answer, Wish

if TYPE_CHECKING:
    from reflect.store.clip_lists import Saved
    from reflect.store.database import Store
    from reflect.store.fragments import Changing

MAX_OPS = 500
MAX_NOTE = 4_000
MAX_QUESTIONS = 20
MAX_QUESTION = 500

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "unknown_code",  # or its codebook cannot be used
    "unknown_perspective",
    "too_long",  # a note, or questions
    "bsn",  # a note or a question holds a burgerservicenummer
    "unknown_fragment",  # to change what is not there
)
"""Why an operation was not stored, as a key for the words on the screen."""


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


def apply(
    store: Store, recording_id: str, ops: Sequence[object], who: str, book: Codebook | None = None, *, blind: bool = False
) -> Applied:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. `who` becomes the coder of what is added; `book` stands in for the
    recording's codebook. Who codes `blind` can change own fragments only. NotFoundError for an unknown recording, UsageError for more
    than `MAX_OPS` operations.
    """
    from reflect.store import fragments

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    books = _Books(store, recording_id, book)
    wishes = [_read(op, books) for op in ops]
    with fragments.changing(store, recording_id) as desk:
        others = (lambda f: f.coder != name_of(who)) if blind else (lambda _: False)
        answers = operations.settle(desk, wishes, who, lambda wish, there: _put(wish, there, desk, who), "unknown_fragment", others)
        return Applied(tuple(Ack(a.op, a.status, a.now, a.why) for a in answers), desk.events())


def fragments(store: Store, recording_id: str, coder: str | None = None) -> tuple[Fragment, ...]:
    """The recording's fragments, without the deleted ones, in order of time; of `coder` only, for who codes blind."""
    return state(store, recording_id, coder).fragments


def state(store: Store, recording_id: str, coder: str | None = None) -> News:
    """The fragments that are there (of `coder` only, for who codes blind), with the number to ask `news` from: both of one moment."""
    from reflect.store import fragments

    return _of(coder, *fragments.since(store, recording_id, deleted=False))


def news(store: Store, recording_id: str, since: int, coder: str | None = None) -> News:
    """The fragments that changed after number `since`, deleted ones too; of `coder` only, for who codes blind."""
    from reflect.store import fragments

    return _of(coder, *fragments.since(store, recording_id, max(0, since)))


def _of(coder: str | None, events: int, found: tuple[Fragment, ...]) -> News:
    return News(events, found if coder is None else tuple(f for f in found if f.coder == name_of(coder)))


def older(store: Store, recording_id: str, book: Codebook | None = None) -> Changes:
    """Which fragments of the recording were coded with another version or another codebook than it has now. Nothing is rewritten."""
    from reflect.store import codebooks

    return changes(book or codebooks.of(store, recording_id), fragments(store, recording_id))


def renew(store: Store, recording_id: str, who: str, coder: str | None = None) -> int:
    """Give fragments of older versions (of `coder` only, for who codes blind) today's codes, where there is one; how many that were.

    For a person who asked for it. Those whose code is gone, or is another codebook's, stay as they are. What was there before is in the
    record of changes.
    """
    from reflect.store import codebooks

    book = codebooks.of(store, recording_id)
    there = {f.id: f for f in fragments(store, recording_id, coder)}
    ops = [
        {"op": str(uuid4()), "do": "update", "id": id, "base": there[id].revision, "code": found.now}
        for found in changes(book, there.values()).codes
        if found.now is not None
        for id in found.fragments
    ]
    parts = [ops[n : n + MAX_OPS] for n in range(0, len(ops), MAX_OPS)]
    return sum(ack.status == STORED for part in parts for ack in apply(store, recording_id, part, who, book).acks)


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


class _Books:
    """The codebooks that operations name, each read once; the recording's where they name none."""

    def __init__(self, store: Store, recording_id: str, book: Codebook | None) -> None:
        self.store, self.recording_id = store, recording_id
        self.read: dict[str, Codebook] = {} if book is None else {"": book, book.id: book}

    def of(self, id: str) -> Codebook:
        from reflect.store import codebooks

        if id not in self.read:
            try:
                self.read[id] = codebooks.load(self.store, id) if id else codebooks.of(self.store, self.recording_id)
            except ReflectError:
                raise Refused("unknown_code") from None
        return self.read[id]


def _read(op: object, books: _Books) -> Wish | Answer[Fragment]:
    try:
        return _wish(op, books)
    except Refused as refused:
        return operations.refused(op, refused)


def _wish(op: object, books: _Books) -> Wish:
    wish = operations.read(op, _READERS)
    if wish.do == "add" and not {"start", "end"} <= wish.values.keys():
        raise Refused("bad_span")
    values = dict(wish.values)
    named = values.pop("codebook", "")
    if "code" in values:
        book = books.of(named)
        if values["code"] and book.find(values["code"]) is None:
            raise Refused("unknown_code")
        values["codebook"] = book.name
    return replace(wish, values=values)


def _code(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("unknown_code")
    return value


def _codebook(value: object) -> str:
    """The id in the name of a codebook: its version may be older than the one that is here now."""
    if not isinstance(value, str) or len(value) > 60:
        raise Refused("unknown_code")
    return value.partition(" ")[0]


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
    "codebook": _codebook,
    "perspective": _perspective,
    "note": _note,
    "questions": _questions,
    "start": whole_ms,
    "end": whole_ms,
}


# ---- doing it ---------------------------------------------------------------------------------


def _put(wish: Wish, there: Fragment | None, desk: Changing, who: str) -> Fragment:
    """The fragment with the wish's fields, a new one where there is none."""
    values = dict(wish.values)
    start_ms, end_ms = values.pop("start", None), values.pop("end", None)
    if there is None:
        span = span_inside(start_ms, end_ms, desk.duration_ms)
        there = Fragment(wish.id, desk.owner_id, span, "", Perspective.RESEARCHER, name_of(who), "")
    elif start_ms is not None or end_ms is not None:
        start_ms = there.span.start_ms if start_ms is None else start_ms
        values["span"] = span_inside(start_ms, there.span.end_ms if end_ms is None else end_ms, desk.duration_ms)
    return replace(there, **values)
