"""The PDF as other programs find it: its pages, its text, its fonts and pictures, and what it does not tell."""

from __future__ import annotations

import io

import pypdf
import pytest
from session_world import RELEASED, SECRET, World

from reflect import report
from reflect.report import Kind


@pytest.fixture(scope="module")
def made(world: World) -> dict[Kind, pypdf.PdfReader]:
    return {kind: pypdf.PdfReader(io.BytesIO(report.make(world.store, world.file(), kind, "pdf", "An").data)) for kind in Kind}


def text_of(file: pypdf.PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in file.pages).split())


def test_the_report_says_what_was_shown_and_said(made: dict[Kind, pypdf.PdfReader]) -> None:
    text = text_of(made[Kind.VERSLAG])
    for wanted in ("Ruimte geven en richting houden", "T-2026-014", "15 oktober 2026", "Wie had hier de leiding?", RELEASED):
        assert wanted in text
    assert SECRET not in text
    assert text.index("De drie vragen") < text.index("Fragment 1") < text.index("Fragment 3") < text.index("Drie tellen stil zijn.")
