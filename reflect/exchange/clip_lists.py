"""Clip lists in the formats in which they leave: one name for each, one function for all.

    made = encode(clips, "edl", sources={"r1": Source("r1", 60_000, (Take(path, fps=25.0, channels=2),))})
    made.data, [loss.text() for loss in made.losses]      # the bytes of the file, and what this list lost in it

A list of one recording and a session over several are the same: a `ClipList`, and a `Source` for each of its recordings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from reflect import codebook
from reflect.codebook import Codebook
from reflect.errors import UsageError
from reflect.exchange import clip_csv, clip_edl, clip_fcpxml, clip_json, clip_m3u, clip_otio, clip_xspf
from reflect.exchange.clip_losses import Loss
from reflect.exchange.clip_sources import Source, Sources
from reflect.model.clip import ClipList

LOSSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "csv": clip_csv.LOSSES,
        "json": clip_json.LOSSES,
        "m3u": clip_m3u.LOSSES,
        "xspf": clip_xspf.LOSSES,
        "edl": clip_edl.LOSSES,
        "otio": clip_otio.LOSSES,
        "fcpxml": clip_fcpxml.LOSSES,
    }
)
"""What each format cannot hold of any list, in plain words."""

MIME: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "json": "application/json",
        "m3u": "audio/x-mpegurl",
        "xspf": "application/xspf+xml",
        "edl": "text/plain; charset=us-ascii",
        "otio": "application/json",
        "fcpxml": "application/xml",
    }
)
"""The type of each file for a browser."""

ENDINGS: Mapping[str, str] = MappingProxyType({**{f".{name}": name for name in LOSSES}, ".m3u8": "m3u"})
"""The format that the ending of a file's name asks for."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file and what this list lost in it. What its format loses of every list stands in `LOSSES`."""

    data: bytes
    losses: tuple[Loss, ...] = ()


def format_of(file: Path) -> str | None:
    """The format that a file's name asks for; None when it asks for none.

    >>> format_of(Path("contact.EDL")), format_of(Path("contact.mp4"))
    ('edl', None)
    """
    return ENDINGS.get(file.suffix.lower())


def encode(clips: ClipList, format: str, *, sources: Sources | None = None, book: Codebook | None = None) -> Encoded:
    """The list as the bytes of a file.

    `sources` says of each recording which files saw it, and how long it is; `book` (default: the Kijkwijzer) puts codes into words.
    UsageError that lists the names for a format that is not there, and for a clip that the format cannot play.
    """
    book, sources = book or codebook.load(), sources or {}
    losses: list[Loss] = []
    match format.strip().lower():
        case "csv":
            text, losses = clip_csv.dumps(clips, book, sources)
        case "json":
            text = clip_json.dumps(clips, sources)
        case "m3u":
            text, losses = clip_m3u.dumps(clips, book, sources)
        case "xspf":
            text, losses = clip_xspf.dumps(clips, book, sources)
        case "edl":
            text, losses = clip_edl.dumps(clips, book, sources)
        case "otio":
            text, losses = clip_otio.dumps(clips, book, sources)
        case "fcpxml":
            text, losses = clip_fcpxml.dumps(clips, book, sources)
        case _:
            raise UsageError(f"There is no format {format[:40]!r} for clips; choose one of: {', '.join(LOSSES)}.")
    return Encoded(text.encode("utf-8", errors="replace"), tuple(losses))


__all__ = ["ENDINGS", "LOSSES", "MIME", "Encoded", "Source", "Sources", "encode", "format_of"]
