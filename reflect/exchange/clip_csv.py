"""A clip list as CSV: one row for each clip, in the order of showing, for a spreadsheet or to hand out.

Source: as `csv_table` (RFC 4180, byte order mark, no formulas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reflect.codebook import Codebook
from reflect.exchange.csv_text import csv_text
from reflect.exchange.rows import Cell
from reflect.model.clip import ClipList
from reflect.model.span import clock_text

LOSSES = (
    "the title of the list, who made it, when, and its revision",
    "line breaks and control characters in a question",
    "text that is a formula, or holds one behind , ; or |, which gets an apostrophe in front of it",
)

COLUMNS: Mapping[str, str] = {
    "clip": "number in the order of showing, from 1",
    "from": "where showing begins, as people write it",
    "to": "where showing ends",
    "seconds": "how long is shown",
    "code": "code of the codebook",
    "label": "the code in Dutch",
    "question": "question to the people who watch",
    "shown_start_ms": "where showing begins: the fragment with its handle, inside the film, ms on the video clock",
    "shown_end_ms": "where showing ends, ms; up to but not including it",
    "start_ms": "start of the fragment, ms",
    "end_ms": "end of the fragment, ms",
    "recording": "id of the recording",
    "fragment": "id of the fragment; empty for a stretch that was not tagged",
}


def dumps(clips: ClipList, book: Codebook, durations: Mapping[str, int | None] | None = None) -> str:
    """The list as text that starts with the byte order mark. `durations`: length of each recording in ms, where it is known."""
    return csv_text(list(COLUMNS), _rows(clips, book, durations or {}))


def _rows(clips: ClipList, book: Codebook, durations: Mapping[str, int | None]) -> Iterator[tuple[Cell, ...]]:
    for number, clip in enumerate(clips.clips, start=1):
        shown = clip.shown(durations.get(clip.recording_id))
        moments = clock_text(shown.start_ms, fraction=True), clock_text(shown.end_ms, fraction=True)
        what = clip.code, book.title(clip.code), clip.question
        spans = shown.start_ms, shown.end_ms, clip.span.start_ms, clip.span.end_ms
        yield number, *moments, shown.duration_ms / 1000, *what, *spans, clip.recording_id, clip.fragment_id or ""
