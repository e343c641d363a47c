"""Whatever people write, it stands in the report as they wrote it, and does nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from reading_back import flat, parts, pdf_text
from small import HOSTILE, TEXTS, small

from reflect.report import docx_file, pdf_file
from reflect.report.blocks import with_text
from reflect.report.document import printable

EVERYTHING = st.text(st.characters(), max_size=60) | st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_stands_as_it_was_written_in_a_pdf(text: str) -> None:
    data, fonts = pdf_file.dumps(small(text), system_fonts=False)
    assert not fonts.replaced
    found = pdf_text(data)
    # Lines break inside words of a narrow cell, so the spaces are left out of the comparison.
    assert found.replace(" ", "").count(text.replace(" ", "")) >= TEXTS - 4
    assert "root:" not in found


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_stands_as_it_was_written_in_a_docx(text: str) -> None:
    # docx2python writes some signs as it finds them in XML, so the parts are read as well.
    root = etree.fromstring(parts(docx_file.dumps(small(text)))["word/document.xml"])
    assert "".join(root.itertext()).count(text) >= TEXTS - 2
    fields = {f.get(f"{{{root.nsmap['w']}}}instr") for f in root.iter("{*}fldSimple")} | set(root.iter("{*}instrText"))
    assert fields == set()


@settings(max_examples=8)
@given(EVERYTHING)
def test_no_text_breaks_a_docx(text: str) -> None:
    plain = printable(text)
    found = parts(docx_file.dumps(with_text(small(text), printable)))
    for name, data in found.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
    said = flat("".join(etree.fromstring(found["word/document.xml"]).itertext()))
    assert flat(plain.replace("\n", "").replace("\t", "")).replace(" ", "") in said.replace(" ", "")


@settings(max_examples=40)
@given(EVERYTHING)
def test_no_text_breaks_a_pdf(text: str) -> None:
    data, fonts = pdf_file.dumps(with_text(small(text), printable), system_fonts=False)
    assert data.startswith(b"%PDF-")
    assert all(instead.isprintable() or "\ue000" in instead for instead in fonts.replaced.values())


def test_control_characters_halves_and_turners_are_left_out() -> None:
    assert printable("a\x00b\x1bc\ufffed\u202ee\u2066f\u2028g\th") == "abcdef\ng\th"
    assert printable("a\ud800b") == "a?b"


def test_the_layout_opens_nothing() -> None:
    """The compiler would fetch a package that its source names, so ours names none, and no file of this machine."""
    layout = (Path(pdf_file.__file__).parent / "report.typ").read_text(encoding="utf-8")
    assert not re.search(r"@preview|\b(import|include|read|plugin|eval|csv|yaml|toml|xml|cbor|bibliography)\b *[(\"]", layout)
