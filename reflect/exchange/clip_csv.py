"""A clip list as CSV: one row for each clip, in the order of showing, for a spreadsheet or to hand out.

Source: as `csv_table` (RFC 4180, byte order mark, no formulas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reflect.codebook import Codebook
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Source, Sources
from reflect.exchange.csv_table import harmless
from reflect.exchange.csv_text import csv_text
from reflect.exchange.plain_text import one_line, spaced
from reflect.exchange.rows import Cell
from reflect.model.clip import ClipList
from reflect.model.span import Span, clock_text

LOSSES = (
    "the title of the list, who made it, when, and its revision",
    "line breaks and control characters in a question or tip",
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
    "tip": "for who leads the talk about it",
    "shown_start_ms": "where showing begins: the fragment with its handle, inside the film, ms on the video clock",
    "shown_end_ms": "where showing ends, ms; up to but not including it",
    "start_ms": "start of the fragment, ms",
    "end_ms": "end of the fragment, ms",
    "recording": "id of the recording",
    "fragment": "id of the fragment; empty for a stretch that was not tagged",
    "film": "file of the film in the data folder",
    "cameras": "other files that hold it, each with its name and its own start and end in ms: Camera 1 3f….mp4 1200-4200",
}


def dumps(clips: ClipList, book: Codebook, sources: Sources) -> tuple[str, list[Loss]]:
    """The list as text that starts with the byte order mark, and what it lost."""
    rows = list(_rows(clips, book, sources))
    changed = sum(isinstance(cell, str) and harmless(one_line(cell)) != spaced(cell) for row in rows for cell in row)
    return csv_text(list(COLUMNS), rows), [Loss("cells", {"n": changed})] if changed else []


def _rows(clips: ClipList, book: Codebook, sources: Sources) -> Iterator[tuple[Cell, ...]]:
    for number, clip in enumerate(clips.clips, start=1):
        source = sources.get(clip.recording_id) or Source(clip.recording_id)
        shown = clip.shown(source.duration_ms)
        moments = clock_text(shown.start_ms, fraction=True), clock_text(shown.end_ms, fraction=True)
        what = clip.code, book.title(clip.code), clip.question, clip.tip
        spans = shown.start_ms, shown.end_ms, clip.span.start_ms, clip.span.end_ms
        files = source.film.path.name if source.film else "", "; ".join(_others(source, shown))
        yield number, *moments, shown.duration_ms / 1000, *what, *spans, clip.recording_id, clip.fragment_id or "", *files


def _others(source: Source, shown: Span) -> Iterator[str]:
    for take in source.others:
        part = take.seen(shown)
        if part is not None:
            yield f"{take.name} {take.path.name} {round(take.own_ms(part.start_ms))}-{round(take.own_ms(part.end_ms))}"
