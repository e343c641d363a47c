"""Reports made with a still at hand, and their text as programs that we did not write find it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
from docx2python import docx2python
from session_world import World, a_still

from reflect.report import Kind, Report, write
from reflect.report.document import Material, document
from reflect.report.gathering import gather

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def material(world: World, language: str = "nl", viewer: str = "An") -> Material:
    return replace(gather(world.store, world.file(), viewer, language, lambda film, at_ms: a_still()), made_at=MADE_AT)


def report_of(world: World, kind: Kind = Kind.VERSLAG, language: str = "nl", with_client: bool = True) -> Report:
    return document(material(world, language), kind, language, with_client)


def docx_text(data: bytes) -> str:
    """On one line, in the order of the document, footers included."""
    with docx2python(io.BytesIO(data)) as found:
        return flat(found.text)


def pdf_text(data: bytes) -> str:
    return flat("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def flat(text: str) -> str:
    """On one line, words whole again where a line broke inside them."""
    return " ".join(text.replace("\u200b", "").replace("\xad\n", "").replace("\xad", "").split())


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(report: Report, format: str) -> str:
    data = write(report, format).data
    return docx_text(data) if format == "docx" else pdf_text(data)
