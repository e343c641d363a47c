"""Clip lists in the formats in which they leave: one name for each, one function for all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from reflect import codebook
from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange import clip_csv, clip_json, clip_m3u
from reflect.model.clip import ClipList

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType({"csv": clip_csv.LOSSES, "json": clip_json.LOSSES, "m3u": clip_m3u.LOSSES})
"""What each format cannot hold, in plain words."""


def dumps(
    clips: ClipList,
    format: str,
    *,
    films: Mapping[str, Path] | None = None,
    durations: Mapping[str, int | None] | None = None,
    book: Codebook | None = None,
) -> str:
    """The list in a format; UsageError that lists the names for any other.

    `films` (for m3u) and `durations` in ms are by recording; `book` (default: the Kijkwijzer) puts codes into words.
    """
    book = book or codebook.load()
    match format.strip().lower():
        case "csv":
            return clip_csv.dumps(clips, book, durations)
        case "json":
            return clip_json.dumps(clips)
        case "m3u":
            return clip_m3u.dumps(clips, book, films or {}, durations)
    raise UsageError(f"There is no format {format[:40]!r} for clips; choose one of: {', '.join(LOSSES)}.")


def encode(clips: ClipList, format: str, **more: object) -> bytes:
    """The bytes of the file: UTF-8, line ends as `dumps` wrote them. The arguments are those of `dumps`."""
    return dumps(clips, format, **more).encode("utf-8", errors="replace")  # type: ignore[arg-type]
