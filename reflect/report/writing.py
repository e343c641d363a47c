"""From a session to a file: gather, put into words, lay out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.report.blocks import Kind, Picture, Report
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
FORMATS = ("docx",)

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
) -> Written:
    """The report of a session of the store, with what `viewer` may see for reflection. `still` takes a picture out of a film."""
    from reflect.report.stills import take

    return write(document(gather(store, file, viewer, language, still or take), kind, language, with_client), format)


def write(report: Report, format: str) -> Written:
    """The report in a format of `FORMATS`."""
    from reflect.report import docx_file

    data, lost = docx_file.dumps(report), ()
    return Written(data, f"{report.name}.{format}", (*_missing(report), *lost))


def _missing(report: Report) -> Iterable[Loss]:
    number = 0
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                number += 1
                if block.jpeg is None:
                    yield Loss("still", (("number", number), ("why", Why(block.why))))
