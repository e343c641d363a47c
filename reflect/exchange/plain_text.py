"""Text made fit for a line of a file: what every text format needs and none should do its own way."""

from __future__ import annotations

import re

_NOT_PRINTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]")


def one_line(text: str) -> str:
    """`text` without control characters and half surrogates, every run of white space one space.

    Direction marks stay, because right-to-left names need them; line and paragraph separators count
    as white space.

    >>> one_line(" ja\\n\\x00 nee\\u2028goed ")
    'ja nee goed'
    """
    return " ".join(_NOT_PRINTED.sub("", text).split())


def spaced(text: str) -> str:
    """`text` with every run of spaces one space: what `one_line` does to it without taking anything from the reader."""
    return " ".join(part for part in text.split(" ") if part)


def shorten(text: str, width: int) -> str:
    """`text`, cut with an ellipsis when it is longer than `width` characters.

    >>> shorten("Klantmanager", 6), shorten("Tolk", 6)
    ('Klant…', 'Tolk')
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def token(text: str, empty: str) -> str:
    """`text` as one field of a format that divides fields by white space; `empty` when nothing is left.

    >>> token("opname van maandag", "x"), token(" ", "x")
    ('opname_van_maandag', 'x')
    """
    return one_line(text).replace(" ", "_") or empty
