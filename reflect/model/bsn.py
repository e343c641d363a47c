"""A burgerservicenummer in a text: it may not be kept, so no field takes one."""

from __future__ import annotations

import re

# Nine digits, also when they are written in groups; a longer row of digits is another number.
_NINE = re.compile(r"(?<!\d)(?=(\d(?:[ .\-/]?\d){8})(?!\d))")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_bsn(text: str) -> bool:
    """Whether `text` holds nine digits that pass the 11-test (Besluit BSN: 9a + 8b + … + 2h - i is a multiple of 11).

    One in eleven other numbers of nine digits passes too.

    >>> holds_bsn("nummer 1112.22.333"), holds_bsn("111222334"), holds_bsn("0111222333")
    (True, False, False)
    """
    for found in _NINE.finditer(text):
        digits = [int(c) for c in found.group(1) if c.isdecimal()]
        if any(digits) and sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11 == 0:
            return True
    return False
