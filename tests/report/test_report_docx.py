"""The DOCX as other programs find it: its parts, its text, its pictures, and what it does not tell."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx2python import docx2python
from session_world import RELEASED, SECRET, World

from reflect import report
from reflect.report import Kind


@pytest.fixture(scope="module")
def made(world: World) -> dict[Kind, bytes]:
    return {kind: report.make(world.store, world.file(), kind, "docx", "An").data for kind in Kind}


def text_of(data: bytes) -> str:
    with docx2python(io.BytesIO(data)) as found:
        return found.text


def test_the_report_says_what_was_shown_and_said(made: dict[Kind, bytes]) -> None:
    text = text_of(made[Kind.VERSLAG])
    for wanted in ("Ruimte geven en richting houden", "T-2026-014", "15 oktober 2026", "Wie had hier de leiding?", RELEASED):
        assert wanted in text
    assert text.index("De drie vragen") < text.index("Fragment 1") < text.index("Fragment 3") < text.index("Drie tellen stil zijn.")


def test_words_that_were_not_released_are_in_no_part_of_the_file(made: dict[Kind, bytes]) -> None:
    for data in made.values():
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert all(SECRET.encode() not in parts.read(name) for name in parts.namelist())
