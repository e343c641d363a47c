"""A case to make sessions of: two recordings with fragments, and what the client said of two of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from app_world import EVIL, Filling, copy_of_demo, demo_transcript

from reflect import reflection, tagging
from reflect.store import cases
from reflect.store.database import Store

WHO = "onderzoeker"
HEARD = "Toen je dat zei voelde ik me serieus genomen."
UNHEARD = "Dit mag hij niet horen."


def new() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Cycle:
    """`films` are the recordings; `tags` the ids of the fragments of the first and the second."""

    case: str
    films: tuple[str, str]
    tags: tuple[str, ...]


def do(store: Store, case: str, *ops: dict[str, Any]) -> tuple[Any, ...]:
    """The operations, each of which must be stored; what there is then."""
    acks = reflection.apply(store, case, [{"op": new(), **op} for op in ops], WHO)
    wrong = [ack.why for ack in acks if ack.status != "stored"]
    if wrong:
        raise RuntimeError(f"a prepared thing was not stored: {wrong}")
    return tuple(ack.thing for ack in acks)


def make_cycle(store: Store, code: str, first: int) -> Cycle:
    """Films are copies of the demo with a number of their own, from `first`."""
    make = Filling(store)
    titles = ("Eerste gesprek", "Vervolggesprek met een naam die heel lang is en maar niet ophoudt, ook niet op een smal scherm")
    films = tuple(make.recording(copy_of_demo(first + n), title, case=code, transcript=demo_transcript()) for n, title in enumerate(titles))
    make.tags(films[0], [(15_000, 20_000, "emotie", "hij zucht"), (25_000, 30_000, "contact", ""), (60_000, 64_000, "regie", EVIL)], "Ana")
    make.tags(films[1], [(40_000, 45_000, "weerstand.vechten", ""), (90_000, 96_000, "emotie", "hij zwijgt lang")], "Bo")
    tags = [f.id for film in films for f in sorted(tagging.fragments(store, film), key=lambda f: f.span)]
    interview = new()
    said = [(tags[0], HEARD, True), (tags[1], UNHEARD, False), ("understanding", "Ja, we begrijpen elkaar beter.", True)]
    ops: list[dict[str, Any]] = [{"what": "interview", "do": "add", "id": interview, "held_on": "2026-11-20", "fragments": tags[:2]}]
    for about, text, released in said:
        one = {"what": "feedback", "do": "add", "id": new(), "interview_id": interview, "about": about, "text": text, "may_hear": "yes"}
        ops.append(one | {"answer": "yes", "released": released})
    acks = reflection.apply_to_recording(store, films[0], [{"op": new(), **op} for op in ops], WHO)
    if any(ack.status != "stored" for ack in acks):
        raise RuntimeError("the client's words were not stored")
    case = cases.of_recording(store, films[0])
    if case is None:
        raise RuntimeError("the recording is in no case")
    return Cycle(case.id, (films[0], films[1]), tuple(tags))


def make_session(store: Store, cycle: Cycle, title: str, count: int = 3, *, pause_ms: int = 0) -> str:
    """A session with the first fragments as clips, each with a question and a tip."""
    session = new()
    ops: list[dict[str, Any]] = [{"what": "session", "do": "add", "id": session, "title": title, "held_on": "2026-11-22"}]
    for place, tag in enumerate(cycle.tags[:count], 1):
        film = cycle.films[0 if place <= 3 else 1]
        more = {
            "question": f"Wat zie je hier? ({place})",
            "tip": f"Blijf even stil. ({place})",
            "before_ms": pause_ms,
            "after_ms": pause_ms,
        }
        ops.append(
            {"what": "clip", "do": "add", "id": new(), "session_id": session, "recording_id": film, "fragment_id": tag, "place": place}
            | more
        )
    do(store, cycle.case, *ops)
    return session
