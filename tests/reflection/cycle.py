"""A short way to send the operations of a whole cycle, and to look at what came of them."""

from __future__ import annotations

from typing import Any

from tag_ops import add, new_id

from reflect import reflection, tagging
from reflect.reflection import Ack
from reflect.store import cases
from reflect.store.database import Store

INTERVIEW = ("interview", "feedback")


class Cycle:
    """A case with two talks; `tags` has a fragment of each."""

    def __init__(self, store: Store, first: str, second: str) -> None:
        self.store, self.first, self.second = store, first, second
        case = cases.of_recording(store, first)
        assert case is not None
        self.case = case
        self.tags = {rid: self._tag(rid) for rid in (first, second)}

    def _tag(self, rid: str) -> str:
        ack = tagging.apply(self.store, rid, [add(code="regie.metacommunicatie")], "Noor").acks[0]
        assert ack.fragment is not None, ack.why
        return ack.fragment.id

    def send(self, *ops: dict[str, Any], rid: str | None = None) -> list[Ack]:
        """In one go: operations on interviews go to the recording, all others to the case."""
        if all(op["what"] in INTERVIEW for op in ops):
            return list(reflection.apply_to_recording(self.store, rid or self.first, ops, "An"))
        return list(reflection.apply(self.store, self.case.id, ops, "An"))

    def made(self, what: str, *, rid: str | None = None, **fields: Any) -> Any:
        """The thing that is there after adding it."""
        ack = self.send(new(what, **fields), rid=rid)[0]
        assert (ack.status, ack.why) == ("stored", "")
        return ack.thing

    def session_with_clip(self) -> tuple[Any, Any]:
        session = self.made("session", title="Sessie 1")
        clip = self.made("clip", session_id=session.id, recording_id=self.first, fragment_id=self.tags[self.first], place=1)
        return session, clip


def new(what: str, **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": new_id(), "do": "add", "id": new_id(), **fields}


def change(what: str, id: str, base: int | None = None, do: str = "update", **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": new_id(), "do": do, "id": id, "base": base, **fields}
