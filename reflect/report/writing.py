"""From a session to a file: gather, put into words, lay out."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.privacy import Purpose
from reflect.report.blocks import Kind, Picture, Report, texts_of
from reflect.report.document import document
from reflect.report.gathering import Still, gather
from reflect.report.words import LANGUAGES, say

if TYPE_CHECKING:
    from reflect.reflection import SessionFile
    from reflect.store.database import Store

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
FORMATS = tuple(MIME)

__all__ = ["FORMATS", "LANGUAGES", "MIME", "Loss", "Written", "make", "write"]


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the file could not show. `key` is one of the texts `loss.…`, with what it needs."""

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def of(self, language: str) -> str:
        """In words, without a point at its end."""
        return say(language, f"loss.{self.key}", **{n: value.of(language) if isinstance(value, Why) else value for n, value in self.values})


@dataclass(frozen=True, slots=True)
class Why:
    """The reason why there is no still."""

    key: str

    def of(self, language: str) -> str:
        return say(language, f"still.{self.key}").rstrip(".")


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its bytes, the name to keep it under, and what it could not show."""

    data: bytes
    name: str
    losses: tuple[Loss, ...]


def make(
    store: Store,
    file: SessionFile,
    kind: Kind,
    format: str,
    viewer: str,
    language: str = "nl",
    with_client: bool = True,
    still: Still | None = None,
    recipient: str = "",
) -> Written:
    """The report of a session of the store, with what `viewer` may see for reflection. `still` takes a picture out of a film."""
    from reflect import reflection, rendering
    from reflect.store import disclosures

    made = write(document(gather(store, file, viewer, language, still or rendering.still), kind, language, with_client), format)
    clips = reflection.clip_list(file).clips
    sha256 = hashlib.sha256(made.data).hexdigest()
    disclosures.add(store, viewer, f"{kind} {format}", Purpose.REFLECTION, clips=clips, recipient=recipient, sha256=sha256)
    return made


def write(report: Report, format: str) -> Written:
    """The report in a format of `FORMATS`. ToolError when it cannot be laid out."""
    text = texts_of(report)
    losses = [*_missing(report), *_turned(text)]
    if format == "docx":
        from reflect.report import docx_file

        return Written(docx_file.dumps(report), f"{report.name}.docx", tuple(losses))
    from reflect.report import pdf_file

    data, fonts = pdf_file.dumps(report)
    if fonts.replaced:
        losses.append(_replaced(text, fonts.replaced))
    return Written(data, f"{report.name}.pdf", tuple(losses))


def _missing(report: Report) -> Iterable[Loss]:
    number = 0
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                number += 1
                if block.jpeg is None:
                    yield Loss("still", (("number", number), ("why", Why(block.why))))


def _turned(text: str) -> Iterable[Loss]:
    """Words in Arabic or Hebrew read as they should, but the page goes from left to right."""
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        yield Loss("right_to_left")


def _replaced(text: str, replaced: Mapping[str, str]) -> Loss:
    """Which characters no font here has: how often they stand there, and the first few by their numbers, which any screen can show."""
    count = sum(text.count(c) for c in replaced)
    some = ", ".join(f"U+{ord(c):04X}" for c in sorted(replaced)[:8]) + (", …" if len(replaced) > 8 else "")
    return Loss("glyphs", (("count", count), ("some", some)))
