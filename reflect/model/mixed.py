"""Lists of operations on things of several kinds, as sessions and teaching sets are changed: "what" of each says of which kind it is.

    {"what": "clip", "op": "<uuid>", "do": "add" | "update" | "delete" | "restore", "id": "<uuid>", …}

The rest of an operation is as in `reflect.model.operations`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reflect.errors import UsageError
from reflect.model import operations
from reflect.model.checks import Refused
from reflect.model.fragment import Fragment
from reflect.model.operations import Answer, Wish

MAX_OPS = 200


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation: its id, what became of it, the thing as it is now, and why when it was not stored."""

    op: str
    status: str
    what: str
    thing: Any = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` has a reader for each field; a `fixed` one is given once, when the thing is added.

    `put` makes the thing with the wish's values, a new one where there is none; its last argument is what an operation may name.
    `parent` is what the thing hangs under.
    """

    thing: type[Any]
    read: Mapping[str, Callable[[object], Any]]
    fixed: frozenset[str]
    put: Callable[[Wish, Any, Any], Any]
    parent: type[Any] | None = None


def each_kind(ops: Sequence[object], names: Collection[str], settle: Callable[[str, list[object]], Iterable[Ack]]) -> tuple[Ack, ...]:
    """What `settle` answers to each run of neighbours of one kind; of a kind that is not in `names` they are refused.

    UsageError for more than `MAX_OPS` operations.
    """
    require_few(ops)
    out: list[Ack] = []
    for what, group in groupby(ops, _what):
        run = list(group)
        out += settle(what, run) if what in names else acks("", [operations.refused(op, Refused("bad_op")) for op in run])
    return tuple(out)


def require_few(ops: Sequence[object]) -> None:
    """UsageError for more than `MAX_OPS` operations."""
    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")


def read(op: object, kind: Kind) -> Wish | Answer[Any]:
    """The operation, read; else the answer that refuses it."""
    try:
        return _wish(op, kind)
    except Refused as refused:
        return operations.refused(op, refused)


def acks(what: str, answers: Iterable[Answer[Any]]) -> list[Ack]:
    return [Ack(answer.op, answer.status, what, answer.now, answer.why) for answer in answers]


def _what(op: object) -> str:
    what = op.get("what") if isinstance(op, Mapping) else None
    return what if isinstance(what, str) else ""


def fragment_on(fragments: Mapping[str, Fragment], recording_id: str, fragment_id: str | None) -> Fragment | None:
    """The fragment that an operation names, which must be on this recording. Raises `Refused`."""
    if fragment_id is None:
        return None
    found = fragments.get(fragment_id)
    if found is None or found.recording_id != recording_id:
        raise Refused("unknown_fragment")
    return found


def _wish(op: object, kind: Kind) -> Wish:
    if isinstance(op, Mapping):
        op = {name: value for name, value in op.items() if name != "what"}
    found = operations.read(op, kind.read)
    if found.do != "add" and not kind.fixed.isdisjoint(found.values):
        raise Refused("bad_op")
    if found.do == "update" and kind.fixed == kind.read.keys():
        raise Refused("bad_op")  # a thing that is never changed
    return found
