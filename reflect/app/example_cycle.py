"""The whole cycle on the demo, made up: fragments on both talks, what the client says, a session, attention points and how it went.

In: `annotations/demo/cyclus.json`, where things name each other. Out: operations like those of a browser, through the same rooms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, NAMESPACE_URL, uuid5

from reflect.app import example
from reflect.errors import StoreError
from reflect.model.reflection import AttentionPoint, Feedback, FollowUp, Interview, Remark, Session, SessionClip
from reflect.resources import resource

if TYPE_CHECKING:
    from reflect.store.database import Store

Plain = dict[str, Any]
OF_RECORDING = (Interview, Feedback)
OF_CASE = (Session, SessionClip, Remark, AttentionPoint, FollowUp)


def is_offered(store: Store, case_id: str) -> bool:
    """Whether this is the case of the demo, and it has no session."""
    from reflect.store import cases, recordings
    from reflect.store import reflection as rows

    if cases.get(store, case_id).code != example.CASE or rows.of(store, Session, case_id):
        return False
    return any(example.is_it(recordings.get(store, sitting.recording_id)) for sitting in cases.sittings_of(store, case_id))


def walk_through(store: Store) -> str:
    """Put the cycle on the demo, and bring in what is not there; the id of its session.

    The same again changes nothing. What was deleted comes back, and what somebody changed stays as it is.
    """
    from reflect import codebook, reflection, tagging
    from reflect.store import cases, fragments, recordings

    plan = read_plan()
    talks = example.bring_in_all(store)
    for id in talks.values():
        recordings.change(store, id, case=example.CASE)
    case = cases.get(store, example.CASE).id
    made = _Made(case, talks)

    for talk, id in talks.items():
        there = {f.id: f for f in fragments.of_recording(store, id, deleted=True)}
        _expect(tagging.apply(store, id, _wanted(made.fragments(talk, plan), there), plan["fragments"]["by"], codebook.load()).acks)
    talk, who = plan["interview"]["recording"], plan["interview"]["by"]
    held = _wanted(made.interview(plan), _things(store, talks[talk], OF_RECORDING))
    _expect(reflection.apply_to_recording(store, talks[talk], held, who))
    for ops, who in (
        (made.session(plan["session"]), plan["session"]["by"]),
        (made.points(plan["points"]), plan["points"]["by"]),
        (made.follow_ups(plan["follow_ups"]), plan["points"]["by"]),
    ):
        _expect(reflection.apply(store, case, _wanted(ops, _things(store, case, OF_CASE)), who))
    return made.id("session")


def read_plan() -> Plain:
    """The example as it was written."""
    plan: Plain = json.loads(resource(f"{example.FOLDER}/cyclus.json").read_text(encoding="utf-8"))
    return plan


def op_id(of: object) -> str:
    """The id of the operation that does `of`, the same each time."""
    return str(uuid5(NAMESPACE_OID, str(of)))


class _Made:
    """The operations that add each thing. What the plan calls by a name has the same id each time, another one in each data folder."""

    def __init__(self, case_id: str, talks: dict[str, str]) -> None:
        self.case_id, self.talks = case_id, talks

    def id(self, *names: object) -> str:
        return str(uuid5(NAMESPACE_URL, " ".join(map(str, (self.case_id, *sorted(self.talks.values()), *names)))))

    def add(self, what: str, *names: object, **fields: Any) -> Plain:
        id = self.id(what, *names)
        return {"what": what, "op": op_id(id), "do": "add", "id": id} | fields

    def fragments(self, talk: str, plan: Plain) -> Iterator[Plain]:
        for f in plan["fragments"][talk]:
            span = {"start": f["start_ms"], "end": f["end_ms"]}
            op = self.add("fragment", f["name"], code=f["code"], perspective="researcher", note=f["note"], **span)
            del op["what"]  # a room of its own
            yield op

    def interview(self, plan: Plain) -> Iterator[Plain]:
        held = plan["interview"]
        shown = [self.id("fragment", word["about"]) for word in held["words"]]
        yield self.add("interview", held_on=held["held_on"], note=held["note"], fragments=shown)
        for word in held["words"]:
            about = self.id("fragment", word["about"])
            yield self.add("feedback", word["about"], **(word | {"interview_id": self.id("interview"), "about": about}))
        for word in held["closing"]:
            yield self.add("feedback", word["about"], **(word | {"interview_id": self.id("interview")}))

    def session(self, plan: Plain) -> Iterator[Plain]:
        session_id = self.id("session")
        yield self.add("session", title=plan["title"], held_on=plan["held_on"], note=plan["note"])
        for place, clip in enumerate(plan["clips"], 1):
            fields = {name: clip[name] for name in ("before_ms", "after_ms", "question", "tip")}
            of = {"recording_id": self.talks["gesprek"], "fragment_id": self.id("fragment", clip["fragment"])}
            yield self.add("clip", clip["fragment"], session_id=session_id, place=place, **of, **fields)
        for clip in plan["clips"]:
            for remark in clip["remarks"]:
                about = self.id("clip", clip["fragment"])
                yield self.add("remark", clip["fragment"], remark["by"], session_id=session_id, about=about, **remark)
        for remark in plan["leading"]:
            yield self.add("remark", remark["about"], remark["by"], session_id=session_id, **remark)
        yield self.add("remark", "closing", session_id=session_id, about="", by="professional", text=plan["closing"])

    def points(self, plan: Plain) -> Iterator[Plain]:
        for point in plan["list"]:
            of = {"session_id": self.id("session"), "clip_id": self.id("clip", point["clip"])}
            yield self.add("point", point["name"], text=point["text"], **of)

    def follow_ups(self, plan: Plain) -> Iterator[Plain]:
        recording_id = self.talks[plan["recording"]]
        for f in plan["list"]:
            of = {"point_id": self.id("point", f["point"]), "fragment_id": self.id("fragment", f["fragment"])}
            said = {name: f[name] for name in ("tried", "seen", "worked", "note")}
            yield self.add("follow_up", f["point"], recording_id=recording_id, **of, **said)


def _wanted(ops: Iterable[Plain], there: dict[str, Any]) -> list[Plain]:
    """What is still to be done: add what was never there, bring back what was deleted."""
    out = []
    for op in ops:
        now = there.get(op["id"])
        if now is None:
            out.append(op)
        elif now.deleted:
            back = {"op": op_id(f"{op['id']} {now.revision}"), "do": "restore", "id": op["id"], "base": now.revision}
            out.append(back | ({"what": op["what"]} if "what" in op else {}))
    return out


def _things(store: Store, owner_id: str, kinds: Iterable[type[Any]]) -> dict[str, Any]:
    """All that a case or a recording has of these kinds, deleted or not, by id."""
    from reflect.store import reflection as rows

    return {thing.id: thing for kind in kinds for thing in rows.of(store, kind, owner_id, deleted=True)}


def _expect(acks: Sequence[Any]) -> None:
    """The example is ours: each of its operations is stored."""
    from reflect.model.operations import STORED

    refused = next((ack for ack in acks if ack.status != STORED), None)
    if refused is not None:
        why = refused.why or refused.status
        raise StoreError(f"The example of the cycle does not fit what is there ({why}). Use a data folder without the demo.")
