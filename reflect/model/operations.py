"""Changes of what people made, as a browser sends them: each is done once, and only over what its sender saw.

    {"op": "<uuid>", "do": "add", "id": "<uuid>", …fields}
    {"op": …, "do": "update", "id": …, "base": 3, …only the fields that change}
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

The sender makes the ids. So the same operation may come any number of times and is done once. `base` is the revision
that the sender saw; when it is no longer the one that is there, nothing is changed and the answer is a conflict with what is
there now. Without `base` the operation holds for whatever is there. A field that is null is not given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from reflect.model.checks import Refused, uuid_text

STORED, CONFLICT, REFUSED = "stored", "conflict", "refused"

WHY = (
    "bad_op",  # not an operation: no such `do`, unknown or missing fields, wrong types
    "bad_id",  # `op` or `id` is no UUID in small letters, or is another owner's
    "changed",  # conflict: another revision is there
    "deleted",  # conflict: to change what was deleted; restore it first
)
"""Why an operation of any kind may not be stored; a kind adds reasons of its own."""

_DOES = ("add", "update", "delete", "restore")
_HEAD = {"op", "do", "id", "base"}


class Kept(Protocol):
    """A frozen dataclass that is kept with its revisions."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def revision(self) -> int: ...
    @property
    def deleted(self) -> bool: ...


T = TypeVar("T", bound=Kept)


@dataclass(frozen=True, slots=True)
class Wish:
    """An operation whose form is right. `values` are the fields that came with it, read."""

    op: str
    do: str
    id: str
    base: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What became of an operation: the thing as it is now, and why (of `WHY`, or of its kind) when it was not stored."""

    op: str
    status: str
    now: T | None = None
    why: str = ""


class Desk(Protocol[T]):
    """One transaction on the things of an owner: a recording, or a case."""

    owner_id: str

    def holds(self, thing: T) -> bool:
        """Whether the thing is this owner's."""

    def look_up(self, op_ids: Collection[str], ids: Collection[str]) -> None:
        """Read what will be asked below."""

    def op_done(self, op_id: str) -> tuple[str, str] | None:
        """The owner and the thing that this operation changed; None when it was not done yet."""

    def find(self, id: str) -> T | None:
        """The thing as it is now, of whichever owner, also a deleted one."""

    def write(self, op_id: str, kind: str, who: str, new: T) -> T:
        """Store it with the record of the change."""


Put = Callable[[Wish, "T | None"], T]
"""From a wish and what is there (None: it is to be added) to the thing with the wish's fields. May raise `Refused`."""


def read(op: object, readers: Mapping[str, Callable[[object], Any]]) -> Wish:
    """The operation, each field read by its reader. Raises `Refused`."""
    if not isinstance(op, Mapping) or not set(op) <= _HEAD | readers.keys():
        raise Refused("bad_op")
    given = {name: value for name, value in op.items() if value is not None}
    for name in ("op", "id"):
        uuid_text(given.get(name))
    do, base = given.get("do"), given.get("base")
    if not isinstance(do, str) or do not in _DOES or not (base is None or (type(base) is int and base > 0)):
        raise Refused("bad_op")
    if do in ("delete", "restore") and not readers.keys().isdisjoint(given):
        raise Refused("bad_op")
    return Wish(given["op"], do, given["id"], base, {name: take(given[name]) for name, take in readers.items() if name in given})


def refused(op: object, why: Refused) -> Answer[Any]:
    """The answer to what could not be read, under its own id when that is one."""
    op_id = op.get("op") if isinstance(op, Mapping) else None
    return Answer(op_id if isinstance(op_id, str) and len(op_id) <= 36 else "", REFUSED, None, str(why))


def settle(
    desk: Desk[T], wishes: Sequence[Wish | Answer[T]], who: str, put: Put[T], unknown: str, hidden: Callable[[T], bool] = lambda _: False
) -> tuple[Answer[T], ...]:
    """Do the wishes in their order; what has its answer already keeps it. `unknown` says why nothing can be changed that is not there.

    What is `hidden` from the sender is answered like what is another owner's.
    """
    todo = [wish for wish in wishes if isinstance(wish, Wish)]
    desk.look_up({wish.op for wish in todo}, {wish.id for wish in todo})
    return tuple(_do(desk, wish, who, put, unknown, hidden) if isinstance(wish, Wish) else wish for wish in wishes)


def _do(desk: Desk[T], wish: Wish, who: str, put: Put[T], unknown: str, hidden: Callable[[T], bool]) -> Answer[T]:
    done, there = desk.op_done(wish.op), desk.find(wish.id)
    if there is not None and hidden(there):
        return Answer(wish.op, REFUSED, None, "bad_id")
    if done is not None:
        # Sent again: its answer was lost, or a second window keeps the same operation.
        same = done == (desk.owner_id, wish.id)
        return Answer(wish.op, STORED, there) if same else Answer(wish.op, REFUSED, None, "bad_id")
    if there is not None and not desk.holds(there):
        return Answer(wish.op, REFUSED, None, "bad_id")
    try:
        if there is None and wish.do != "add":
            raise Refused(unknown)
        new = put(wish, None) if there is None else _changed(wish, there, put)
    except Refused as why:
        return Answer(wish.op, REFUSED, there, str(why))
    except _Conflict as why:
        return Answer(wish.op, CONFLICT, there, str(why))
    return Answer(wish.op, STORED, desk.write(wish.op, wish.do, who, new))


class _Conflict(Exception):
    """Carries a key of `WHY`."""


def _changed(wish: Wish, there: T, put: Put[T]) -> T:
    if wish.do == "add":
        raise _Conflict("deleted" if there.deleted else "changed")
    delete = wish.do == "delete"
    if wish.do != "update" and there.deleted is delete:
        return there  # what was wanted is so
    if wish.base is not None and wish.base != there.revision:
        raise _Conflict("changed")
    if wish.do != "update":
        return replace(there, deleted=delete, revision=there.revision + 1)
    if there.deleted:
        raise _Conflict("deleted")
    return replace(put(wish, there), revision=there.revision + 1)
