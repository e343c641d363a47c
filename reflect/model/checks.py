"""What comes from a browser is data of anybody: these look at one value each, and refuse with a key for the screen.

bad_op        a value of a wrong type, or one that has no place here
bad_id        no UUID in small letters
bad_span      no time
zero_length   a span shorter than a frame
beyond_end    a span outside the film
too_long      text, or a list
bsn           text that holds a burgerservicenummer
"""

from __future__ import annotations

import re
import unicodedata

from reflect.model.bsn import holds_bsn
from reflect.model.span import Span

SHORTEST_MS = 40
"""One frame at 25 a second: a shorter fragment cannot be shown."""
MAX_MS = 1000 * 3_600_000
"""A thousand hours: no recording is longer, so a greater time is a damaged number."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Refused(Exception):
    """`str(refused)` is the key that says why. It never leaves the module that asked."""


def uuid_text(value: object) -> str:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Refused("bad_id")
    return value


def whole_ms(value: object) -> int:
    """A time in whole ms; a browser may send a fraction. Not a number (nan) is in no range, so it is refused too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -MAX_MS <= value <= MAX_MS:
        raise Refused("bad_span")
    return round(value)


def span_inside(start_ms: int, end_ms: int, duration_ms: int | None) -> Span:
    """The part of the stretch that lies in the film; None for a film of unknown length."""
    if end_ms - start_ms < SHORTEST_MS:
        raise Refused("zero_length")
    first, last = max(0, start_ms), end_ms if duration_ms is None else min(end_ms, duration_ms)
    if last - first < SHORTEST_MS:
        raise Refused("beyond_end")
    return Span(first, last)


def safe_text(value: object, limit: int) -> str:
    """`value`, text of at most `limit` characters, as `clean` makes it."""
    if not isinstance(value, str):
        raise Refused("bad_op")
    if len(value) > limit:
        raise Refused("too_long")
    text = clean(value)
    if holds_bsn(text):
        raise Refused("bsn")
    return text


def clean(text: str) -> str:
    r"""Without what no database or file takes: half characters and control characters. Line ends become \n.

    >>> clean(" a\x00b\r\nc ")
    'ab\nc'
    """
    lines = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def name_of(who: str) -> str:
    """A person's name as it is kept: one line, of a length that every table takes."""
    return " ".join(clean(who).split())[:200]
