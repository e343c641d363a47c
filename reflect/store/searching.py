"""Search through what was said, noted and asked, and through titles."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from sqlalchemy import Connection, or_, select

from reflect.errors import NotFoundError, StoreError
from reflect.model.speech import Transcript
from reflect.model.text import fold
from reflect.store import search_lines, transcripts
from reflect.store.common import require_recording, storable
from reflect.store.database import Store
from reflect.store.fragments import of_recording
from reflect.store.search_lines import INDEXED, NOTE, QUESTION, TURN, put_fragment
from reflect.store.tables import FragmentRow, RecordingRow, SearchLineRow, TranscriptRow

__all__ = ["NOTE", "QUESTION", "TITLE", "TURN", "Hit", "index_transcript", "put_fragment", "search"]

TITLE = "title"
MOST_WORDS, LONGEST = 12, 100
FIRST = 20
"""The newest recordings are looked through by themselves: a frequent word has hits enough there."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A line in which every word occurs. `kind` is "turn", "note", "question" or "title"; the times are on the film's clock."""

    recording_id: str
    title: str
    kind: str
    start_ms: int
    end_ms: int
    text: str


def search(store: Store, text: str, limit: int = 50, coder: str | None = None) -> tuple[Hit, ...]:
    """Lines in which all words of `text` occur, as a part of a word too; capitals and accents do not matter.

    The newest recording first, in it the title, then by time. Recordings that are not in the search yet are put in first.
    Notes and questions of one `coder` only, for who codes blind.
    """
    words = [w[:LONGEST] for w in fold(storable(text, 2_000)).split()][:MOST_WORDS]
    if not words or limit < 1:
        return ()
    for recording_id in _missing(store):
        # A recording that is damaged, or gone by now, does not keep people from finding the others.
        with suppress(StoreError, NotFoundError):
            index_transcript(store, recording_id)
    with store.reading() as connection:
        query = select(RecordingRow.id, RecordingRow.title).order_by(RecordingRow.created_at.desc(), RecordingRow.id)
        rank = {row.id: (n, row.title) for n, row in enumerate(connection.execute(query))}
        titled = [(n, -1, 0, id) for id, (n, title) in rank.items() if all(w in fold(title) for w in words)]
        near = list(rank)[:FIRST]
        found = _lines(connection, words, rank, near, coder)
        if len(found) + sum(n < FIRST for n, *_ in titled) < limit and len(rank) > FIRST:
            found = _lines(connection, words, rank, None, coder)
        best = nsmallest(limit, [*titled, *found])
        lines = select(SearchLineRow.__table__).where(SearchLineRow.id.in_([line for _, _, line, _ in best if line]))
        rows = {row.id: row for row in connection.execute(lines)}
    return tuple(_hit(rows.get(line), id, rank[id][1]) for _, _, line, id in best)


def index_transcript(store: Store, recording_id: str) -> None:
    """Put the current transcript of a recording, and the notes on it, into the search anew. NotFoundError without a transcript."""
    with store.writing() as connection:
        require_recording(connection, recording_id)
        transcript: Transcript = transcripts.fold(connection, recording_id).opened().transcript
        search_lines.put_turns(connection, recording_id, transcript.turns)
        # Nobody else writes meanwhile, so this reads what is there.
        for fragment in of_recording(store, recording_id):
            put_fragment(connection, fragment)


def _missing(store: Store) -> list[str]:
    """Recordings with a transcript that is not in the search: they were made by an older reflect."""
    done = select(SearchLineRow.recording_id).where(SearchLineRow.kind == INDEXED)
    with store.reading() as connection:
        query = select(TranscriptRow.recording_id).where(TranscriptRow.recording_id.not_in(done)).distinct()
        return list(connection.execute(query).scalars())


Place = tuple[int, int, int, str]
"""(rank of the recording, start, id of the line, id of the recording): in the order of the hits."""


def _lines(
    connection: Connection, words: Sequence[str], rank: dict[str, tuple[int, str]], only: Sequence[str] | None, coder: str | None
) -> list[Place]:
    query = select(SearchLineRow.id, SearchLineRow.recording_id, SearchLineRow.start_ms)
    query = query.where(*(SearchLineRow.folded.contains(word, autoescape=True) for word in words))
    if only is not None:
        query = query.where(SearchLineRow.recording_id.in_(only))
    if coder is not None:
        others = select(FragmentRow.id).where(FragmentRow.coder != coder)
        query = query.where(or_(SearchLineRow.kind.not_in((NOTE, QUESTION)), SearchLineRow.source.not_in(others)))
    return [(rank[row.recording_id][0], row.start_ms, row.id, row.recording_id) for row in connection.execute(query)]


def _hit(row: Any, recording_id: str, title: str) -> Hit:
    if row is None:
        return Hit(recording_id, title, TITLE, 0, 0, title)
    return Hit(recording_id, title, row.kind, row.start_ms, row.end_ms, row.text)
