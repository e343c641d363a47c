"""Every write of a SLIM reading. An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "add", "id": "<uuid>", "self_images": ["wil_en_kan"], "approach": ["leraar"], "reader": "researcher",
     "span": [start_ms, end_ms], "evidence": ["<id of a fragment>"], "overruled": "partial", "reason": "…", "note": "…"}
    {"op": …, "do": "update", "id": …, "base": 3, "note": "…"}          only the fields that change
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

`span` [] is the whole conversation, and `overruled` "" holds the computed outcome; both are so when they are not given. How an
operation is done once, and what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reflect.codebook import slim
from reflect.errors import UsageError
from reflect.model import operations
from reflect.model.checks import Refused, name_of, safe_text, span_inside, uuid_text, whole_ms
from reflect.model.fragment import Perspective
from reflect.model.operations import Answer, Wish
from reflect.model.slim import Outcome, SlimReading

if TYPE_CHECKING:
    from reflect.codebook.slim import Slim
    from reflect.store.database import Store
    from reflect.store.slim import Changing

MAX_OPS = 100
MAX_NOTE = 4_000
MAX_REASON = 1_000
MAX_EVIDENCE = 50

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "unknown_code",  # no self-image, or no role, of the model
    "how_many",  # not one or two self-images, or not one or two roles
    "unknown_reader",
    "unknown_outcome",
    "no_reason",  # an outcome that overrules the computed one, without a reason
    "unknown_evidence",  # no fragment of this recording
    "too_long",  # a note, a reason, or evidence
    "bsn",  # a note or a reason holds a burgerservicenummer
    "unknown_reading",  # to change what is not there
)
"""Why an operation was not stored, as a key for the words on the screen."""


Ack = Answer[SlimReading]
"""The answer to an operation: its id, what became of it, the reading as it is `now`, and why (of `WHY`) when it was not stored."""


def apply(
    store: Store, recording_id: str, ops: Sequence[object], who: str, model: Slim | None = None, *, blind: bool = False
) -> tuple[Ack, ...]:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. `who` becomes the coder of what is added; who works `blind` can
    change own readings only. NotFoundError for an unknown recording, UsageError for more than `MAX_OPS` operations.
    """
    from reflect.store import fragments
    from reflect.store import slim as rows

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    model = model or slim.load()
    wishes = [_read(op, model) for op in ops]
    on_film = {f.id for f in fragments.of_recording(store, recording_id)}
    with rows.changing(store, recording_id) as desk:
        others = (lambda r: r.coder != name_of(who)) if blind else (lambda _: False)

        def put(wish: Wish, there: SlimReading | None) -> SlimReading:
            return _put(wish, there, desk, who, model, on_film)

        return tuple(operations.settle(desk, wishes, who, put, "unknown_reading", others))


def readings(store: Store, recording_id: str, coder: str | None = None) -> tuple[SlimReading, ...]:
    """The recording's readings, of the whole conversation first, then by time; of `coder` only, for who works blind."""
    from reflect.store import slim as rows

    found = rows.of_recording(store, recording_id)
    return found if coder is None else tuple(r for r in found if r.coder == name_of(coder))


# ---- reading an operation ---------------------------------------------------------------------


def _read(op: object, model: Slim) -> Wish | Answer[SlimReading]:
    try:
        return _wish(op, model)
    except Refused as refused:
        return operations.refused(op, refused)


def _wish(op: object, model: Slim) -> Wish:
    wish = operations.read(op, _READERS)
    values = dict(wish.values)
    for name, known in (("self_images", model.self_image), ("approach", model.role)):
        if name not in values:
            if wish.do == "add":
                raise Refused("how_many")
            continue
        if not all(map(known, values[name])):
            raise Refused("unknown_code")
        values["codebook"] = model.name
    return replace(wish, values=values)


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        raise Refused("bad_op")
    codes = tuple(dict.fromkeys(value))
    if not 0 < len(codes) <= slim.MOST:
        raise Refused("how_many")
    return codes


def _reader(value: object) -> Perspective:
    try:
        return Perspective(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("unknown_reader") from None


def _times(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or len(value) not in (0, 2):
        raise Refused("bad_span")
    return tuple(map(whole_ms, value))


def _evidence(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Refused("bad_op")
    if len(value) > MAX_EVIDENCE:
        raise Refused("too_long")
    return tuple(dict.fromkeys(map(uuid_text, value)))


def _outcome(value: object) -> Outcome | None:
    try:
        return None if value == "" else Outcome(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("unknown_outcome") from None


_READERS: Mapping[str, Callable[[object], Any]] = {
    "self_images": _codes,
    "approach": _codes,
    "reader": _reader,
    "span": _times,
    "evidence": _evidence,
    "overruled": _outcome,
    "reason": lambda value: safe_text(value, MAX_REASON),
    "note": lambda value: safe_text(value, MAX_NOTE),
}


# ---- doing it ---------------------------------------------------------------------------------


def _put(wish: Wish, there: SlimReading | None, desk: Changing, who: str, model: Slim, on_film: set[str]) -> SlimReading:
    """The reading with the wish's fields, a new one where there is none."""
    values = dict(wish.values)
    if times := values.get("span"):
        values["span"] = span_inside(times[0], times[1], desk.duration_ms)
    elif "span" in values:
        values["span"] = None
    if not on_film >= set(values.get("evidence", ())) - set(there.evidence if there else ()):
        raise Refused("unknown_evidence")
    if there is None:
        there = SlimReading(wish.id, desk.owner_id, (), (), Perspective.RESEARCHER, name_of(who), model.name)
    return _settled(replace(there, **values), model)


def _settled(reading: SlimReading, model: Slim) -> SlimReading:
    """Only another outcome than the computed one overrules it, and that needs a reason."""
    if reading.overruled is None or reading.overruled is model.computed(reading):
        return replace(reading, overruled=None, reason="")
    if not reading.reason:
        raise Refused("no_reason")
    return reading
