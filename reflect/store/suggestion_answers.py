"""What each person decided about each suggestion: one row, or none while it is open. A suggestion itself is never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, select

from reflect.store.common import now, require_recording, storable
from reflect.store.database import Store
from reflect.store.tables import SuggestionAnswerRow

TAKEN, ASIDE, OPEN = "taken", "aside", "open"
ANSWERS = (TAKEN, ASIDE, OPEN)

_ROWS = cast(Table, SuggestionAnswerRow.__table__)


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer` is "taken" (it became the fragment `fragment_id`), "aside", or "open": nothing was decided, or it was taken back."""

    suggestion_id: str
    answer: str
    fragment_id: str | None = None


def put(store: Store, recording_id: str, who: str, *answers: Answer) -> None:
    """Keep the answers in their order, all or none; the last one about a suggestion stands, and the same again changes nothing.

    ValueError for an answer that is none of `ANSWERS`; NotFoundError for an unknown recording.
    """
    who = storable(who, 200)
    if wrong := [one.answer for one in answers if one.answer not in ANSWERS]:
        raise ValueError(f"{wrong[0]!r} is no answer to a suggestion: use one of {', '.join(ANSWERS)}.")
    with store.writing() as connection:
        require_recording(connection, recording_id)
        mine = (_ROWS.c.recording_id == recording_id, _ROWS.c.coder == who)
        there = {row.suggestion_id: _answer(row) for row in connection.execute(select(_ROWS).where(*mine))}
        for one in {one.suggestion_id: one for one in answers}.values():
            if there.get(one.suggestion_id, Answer(one.suggestion_id, OPEN)) == one:
                continue
            connection.execute(delete(_ROWS).where(*mine, _ROWS.c.suggestion_id == one.suggestion_id))
            if one.answer != OPEN:
                row = {"answer": one.answer, "fragment_id": one.fragment_id, "at": now()}
                connection.execute(insert(_ROWS).values(recording_id=recording_id, suggestion_id=one.suggestion_id, coder=who, **row))


def of(store: Store, recording_id: str, who: str) -> Mapping[str, Answer]:
    """This person's answers by the suggestion's id; what is not among them is open."""
    return state(store, recording_id, who)[1]


def state(store: Store, recording_id: str, who: str) -> tuple[str, Mapping[str, Answer]]:
    """The answers with their stamp, both of one moment."""
    query = select(_ROWS).where(_ROWS.c.recording_id == recording_id, _ROWS.c.coder == storable(who, 200))
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return _stamp(len(rows), max((row.at for row in rows), default=None)), {row.suggestion_id: _answer(row) for row in rows}


def stamp(store: Store, recording_id: str, who: str) -> str:
    """What changes with every answer of this person: another window asks for it every other second."""
    mine = (_ROWS.c.recording_id == recording_id, _ROWS.c.coder == storable(who, 200))
    with store.reading() as connection:
        count, last = connection.execute(select(func.count(), func.max(_ROWS.c.at)).where(*mine)).one()
    return _stamp(count, last)


def _stamp(count: int, last: datetime | None) -> str:
    return f"{count} {last}" if count else ""


def _answer(row: object) -> Answer:
    return Answer(row.suggestion_id, row.answer, row.fragment_id)  # type: ignore[attr-defined]
