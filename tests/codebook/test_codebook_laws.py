"""Whatever a person writes is a codebook or one line that says what is wrong."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import codebook
from reflect.codebook import Codebook
from reflect.errors import FormatError
from reflect.resources import resource

WHOLE = (resource("kijkwijzer/kijkwijzer.yaml")).read_text(encoding="utf-8")
SMALL = "\n".join(WHOLE.split("\n")[:45])
ADDING = """\
id: meer
version: 2
extends: kijkwijzer
label: {nl: Meer, en: More}
groups: [{code: eigen, label: {nl: Eigen, en: Own}}]
renamed: {oud: tolk}
changed: {2: {nl: Anders, en: Different}}
themes:
  - {code: contact, codes: [{code: contact.stilte, key: s, score: 3, label: {nl: Stilte, en: Silence}}], tips: [{nl: A, en: A}]}
  - {code: tolk, group: eigen, key: "9", colour: "#334155", label: {nl: Tolk, en: I}, question: {nl: A, en: A}, why: {nl: A, en: A}}
"""
PIECES = st.sampled_from([*":{}[]\"'#~1é|>\t\x00\ud83d", "", "- ", "&a", "*a", "!!x", "code", "nl"])
LINE = re.compile(r"^eigen\.yaml(, line \d+)?: .+\.$")


@st.composite
def mistakes(draw: st.DrawFn, text: str) -> str:
    """The text with a few pieces put in, lines taken away and lines doubled."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                place = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + draw(PIECES) + lines[at][place + draw(st.integers(0, 3)) :]
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case _:
                lines[at] = "  " + lines[at]
    return "\n".join(lines)


def read(text: str | bytes) -> Codebook | str:
    """The codebook, or what is wrong with the text."""
    try:
        return codebook.loads(text, "eigen.yaml", codebook.load)
    except FormatError as error:
        return str(error)


@settings(max_examples=150)
@given(mistakes(SMALL) | mistakes(ADDING))
def test_it_is_a_codebook_or_says_what_is_wrong(text: str) -> None:
    book = read(text)
    if isinstance(book, str):
        assert LINE.match(book), book
        return
    codes = [code.code for code in book.codes]
    assert len(codes) == len(set(codes))
    keys = [theme.key for theme in book.themes if theme.key]
    assert len(keys) == len(set(keys))
    for theme in book.themes:
        assert len({code.key for code in theme.codes}) == len(theme.codes)
        assert all(code.code.startswith(theme.code + ".") for code in theme.codes)
    assert all(book.find(now) for now in book.renamed.values())


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_bytes_are_no_codebook(data: bytes) -> None:
    said = read(data)
    assert isinstance(said, str)
    assert LINE.match(said)


def test_what_is_added_comes_after_what_was_there() -> None:
    base, book = codebook.load(), codebook.loads(ADDING, find=codebook.load)
    there = [code.code for code in base.codes]
    assert [code.code for code in book.codes if code.code in there] == there
    for code in base.codes:
        found = book.find(code.code)
        assert found is not None
        assert (found.label, found.key, found.question) == (code.label, code.key, code.question)
