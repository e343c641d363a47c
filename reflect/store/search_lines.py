"""The lines that a search looks through: every turn, note and question, folded to plain small letters.

They are kept up to date in the transaction that changes what they come from. `searching` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from reflect.model.fragment import Fragment
from reflect.model.speech import Turn
from reflect.model.text import fold
from reflect.store.common import storable
from reflect.store.tables import SearchLineRow

TURN, NOTE, QUESTION = "turn", "note", "question"
INDEXED = "indexed"
"""The kind of the one line that says that a recording's turns are in; it has no text, so no search finds it."""


def put_turns(connection: Connection, recording_id: str, turns: Iterable[Turn]) -> None:
    """These turns are what the recording says now."""
    gone = SearchLineRow.kind.in_((TURN, INDEXED))
    connection.execute(delete(SearchLineRow).where(SearchLineRow.recording_id == recording_id, gone))
    mark = _line(recording_id, INDEXED, "", 0, 0, "")
    connection.execute(insert(SearchLineRow), [mark, *(_of_turn(recording_id, t) for t in turns if t.words)])


def change_turns(connection: Connection, recording_id: str, removed: Sequence[Turn], inserted: Sequence[Turn]) -> None:
    """Some turns made way for others. Nothing happens for a recording whose turns are not in yet."""
    if not is_indexed(connection, recording_id):
        return
    for turn in removed:
        if turn.words:
            was = _of_turn(recording_id, turn)
            same = [
                getattr(SearchLineRow, name) == was[name] for name in ("recording_id", "kind", "start_ms", "end_ms", "source", "folded")
            ]
            one = select(SearchLineRow.id).where(*same).limit(1).scalar_subquery()
            connection.execute(delete(SearchLineRow).where(SearchLineRow.id == one))
    lines = [_of_turn(recording_id, t) for t in inserted if t.words]
    if lines:
        connection.execute(insert(SearchLineRow), lines)


def is_indexed(connection: Connection, recording_id: str) -> bool:
    query = select(SearchLineRow.id).where(SearchLineRow.recording_id == recording_id, SearchLineRow.kind == INDEXED)
    return connection.execute(query.limit(1)).first() is not None


def put_fragment(connection: Connection, fragment: Fragment) -> None:
    """The note and questions of a fragment as they are now; none of a deleted one. Call it where a fragment is written."""
    of_it = (SearchLineRow.recording_id == fragment.recording_id, SearchLineRow.kind.in_((NOTE, QUESTION)))
    connection.execute(delete(SearchLineRow).where(*of_it, SearchLineRow.source == fragment.id))
    if fragment.deleted:
        return
    texts = [(NOTE, fragment.note), *((QUESTION, q) for q in fragment.questions)]
    span = fragment.span
    lines = [_line(fragment.recording_id, kind, fragment.id, span.start_ms, span.end_ms, text) for kind, text in texts if text]
    if lines:
        connection.execute(insert(SearchLineRow), lines)


def _of_turn(recording_id: str, turn: Turn) -> dict[str, Any]:
    span = turn.span
    return _line(recording_id, TURN, turn.speaker, span.start_ms, span.end_ms, turn.text)


def _line(recording_id: str, kind: str, source: str, start_ms: int, end_ms: int, text: str) -> dict[str, Any]:
    text = storable(text, 1_000_000)
    return {
        "recording_id": recording_id,
        "kind": kind,
        "source": storable(source, 200),
        "start_ms": start_ms,
        "end_ms": end_ms,
        "text": text,
        "folded": fold(text),
    }
