"""One operation: read what a browser sent, trusting nothing of it, and say which turns make way for which."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reflect import correction
from reflect.correction import CannotError
from reflect.model.bsn import holds_bsn
from reflect.model.speech import Role, Speaker
from reflect.model.text import clean
from reflect.model.turns import Hunk, inverse

if TYPE_CHECKING:
    from reflect.store.edits import Desk, Step, VoiceChange

MAX_NAME = 100
MOST_VOICES = 40

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KEY = re.compile(r"(\d{1,10})-(\d{1,10})-(.*)", re.DOTALL | re.ASCII)

Op = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Did:
    """What an operation does. `spliced`: its hunks are in the desk's script already."""

    hunks: tuple[Hunk, ...] = ()
    voices: tuple[VoiceChange, ...] = ()
    undoes: int | None = None
    count: int | None = None
    flag: str = ""
    spliced: bool = False


class ConflictError(Exception):
    """Something else stands in the place that the sender saw."""

    def __init__(self, start_ms: int, end_ms: int) -> None:
        super().__init__()
        self.start_ms, self.end_ms = start_ms, end_ms


def do(desk: Desk, op: Op, who: str) -> Did:
    """What `op` changes; nothing is written yet. Raises CannotError or ConflictError."""
    name = op.get("do")
    if not isinstance(name, str) or name not in _DOES:
        raise CannotError("bad_op")
    return _DOES[name](desk, op, who)


def _words(desk: Desk, op: Op, _: str) -> Did:
    at, text = _the_turn(desk, op), _text(op, "text")
    return _flagged(Did(correction.set_text(desk.script, at, text)))


def _speaker(desk: Desk, op: Op, _: str) -> Did:
    from reflect.store.edits import VoiceChange

    at, label = _the_turn(desk, op), _text(op, "speaker")
    start, stop = _number(op, "from"), _number(op, "to")
    if label != "new":
        if desk.voice(label) is None:
            raise CannotError("no_such_speaker")
        return Did(correction.set_speaker(desk.script, at, label, start, stop))
    if len(desk.voices()) >= MOST_VOICES:
        raise CannotError("too_many")
    label = desk.free_label()
    return Did(correction.set_speaker(desk.script, at, label, start, stop), (VoiceChange(label, None, Speaker(label)),))


def _split(desk: Desk, op: Op, _: str) -> Did:
    at, word = _the_turn(desk, op), _number(op, "at")
    if word is None:
        raise CannotError("bad_op")
    return Did(correction.split(desk.script, at, word))


def _merge(desk: Desk, op: Op, _: str) -> Did:
    at, key = _the_turn(desk, op), _text(op, "next")
    other = desk.script.find(key)
    if other is None:
        raise ConflictError(*_times(key))
    return Did(correction.merge(desk.script, at, other))


def _confirm(desk: Desk, op: Op, _: str) -> Did:
    at = _the_turn(desk, op)
    return Did(correction.confirm(desk.script, at, _number(op, "from"), _number(op, "to")))


def _replace(desk: Desk, op: Op, _: str) -> Did:
    find, by = _text(op, "find"), _text(op, "with")
    case, whole = _flag(op, "case", False), _flag(op, "whole", True)
    hunks, count = correction.replace_all(desk.script, find, by, case=case, whole=whole)
    return _flagged(Did(hunks, count=count))


def _rename(desk: Desk, op: Op, _: str) -> Did:
    from reflect.store.edits import VoiceChange

    label, name, role = _text(op, "speaker"), op.get("name"), op.get("role")
    if name is None and role is None:
        raise CannotError("bad_op")
    before = desk.voice(label)
    if before is None:
        raise CannotError("no_such_speaker")
    after = before
    if name is not None:
        name = clean(_text(op, "name"))
        if len(name) > MAX_NAME:
            raise CannotError("too_long")
        if holds_bsn(name):
            raise CannotError("bsn")
        after = replace(after, name=name)
    if role is not None:
        if not isinstance(role, str) or role not in {str(r) for r in Role}:
            raise CannotError("bad_role")
        after = replace(after, role=Role(role), confirmed=True, reason="")
    return Did(voices=() if after == before else (VoiceChange(label, before, after),))


def _undo(desk: Desk, _: Op, who: str) -> Did:
    undo, _redo = _stacks(desk.history(who))
    if not undo:
        raise CannotError("nothing_to_undo")
    edit = desk.edit(undo[-1])
    back = [replace(v, before=v.after, after=v.before) for v in reversed(edit.voices)]
    return _again(desk, edit.id, inverse(edit.hunks), back)


def _redo(desk: Desk, _: Op, who: str) -> Did:
    _undo, redo = _stacks(desk.history(who))
    if not redo:
        raise CannotError("nothing_to_redo")
    edit = desk.edit(redo[-1])
    return _again(desk, edit.id, edit.hunks, edit.voices)


_DOES: Mapping[str, Callable[[Desk, Op, str], Did]] = {
    "words": _words,
    "speaker": _speaker,
    "split": _split,
    "merge": _merge,
    "confirm": _confirm,
    "replace": _replace,
    "rename": _rename,
    "undo": _undo,
    "redo": _redo,
}


def _stacks(steps: Sequence[Step]) -> tuple[list[int], list[int]]:
    """(edits to undo, edits to do again), the last one last, as a person expects them from any editor."""
    undo: list[int] = []
    redo: list[int] = []
    for step in steps:
        if step.kind == "undo" and step.undoes is not None:
            undo = [n for n in undo if n != step.undoes]
            redo.append(step.undoes)
        elif step.kind == "redo" and step.undoes is not None:
            redo = [n for n in redo if n != step.undoes]
            undo.append(step.undoes)
        else:
            undo.append(step.id)
            redo.clear()
    return undo, redo


def _again(desk: Desk, edit_id: int, hunks: Sequence[Hunk], voices: Sequence[VoiceChange]) -> Did:
    """An earlier edit back or forth. CannotError("turn_changed") where another one lies on top of it."""
    if any(desk.voice(v.label) != v.before for v in voices):
        raise CannotError("turn_changed")
    return Did(correction.put_back(desk.script, hunks), tuple(voices), undoes=edit_id, spliced=True)


# ---- what an operation holds ------------------------------------------------------------------


def op_id(op: object) -> str | None:
    """The id of an operation; None when it has none, or one that is no UUID in small letters."""
    name = op.get("op") if isinstance(op, Mapping) else op
    return name if isinstance(name, str) and _UUID.fullmatch(name) else None


def _text(op: Op, name: str) -> str:
    value = op.get(name)
    if not isinstance(value, str):
        raise CannotError("bad_op")
    return value


def _number(op: Op, name: str) -> int | None:
    value = op.get(name)
    if value is not None and type(value) is not int:
        raise CannotError("bad_op")
    return value


def _flag(op: Op, name: str, otherwise: bool) -> bool:
    value = op.get(name, otherwise)
    if type(value) is not bool:
        raise CannotError("bad_op")
    return value


def _times(key: str) -> tuple[int, int]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise CannotError("no_such_turn")
    return int(found[1]), int(found[2])


def _the_turn(desk: Desk, op: Op) -> int:
    """The place of the turn that an operation means, when it still says what the sender saw."""
    key, expect = _text(op, "turn"), op.get("expect")
    start_ms, end_ms = _times(key)
    if not isinstance(expect, str) and not (expect is None and op.get("force") is True):
        raise CannotError("bad_op")
    at = desk.script.find(key)
    if expect is None:
        if at is None:
            raise ConflictError(start_ms, end_ms)
        return at
    if at is not None and _says(desk, at, expect):
        return at
    # A correction just before this one may have changed the key; the same words there are the same turn.
    same = [i for i in desk.script.overlapping(start_ms, end_ms) if _says(desk, i, expect)]
    if len(same) != 1:
        raise ConflictError(start_ms, end_ms)
    return same[0]


def _says(desk: Desk, at: int, expect: str) -> bool:
    return desk.script[at].text.split() == expect.split()


def _flagged(did: Did) -> Did:
    """A number that may not be kept is allowed in what was said, and a person is told."""
    had = any(holds_bsn(t.text) for h in did.hunks for t in h.removed)
    return did if had or not any(holds_bsn(t.text) for h in did.hunks for t in h.inserted) else replace(did, flag="bsn")
