"""Typed text made safe to keep, and text made comparable."""

from __future__ import annotations

import unicodedata

_LEFT_OUT = {"Cc", "Cs"}
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows, so that a text reads otherwise than it is."""


def clean(text: str) -> str:
    """One line: composed letters, single spaces, no control characters or half characters.

    >>> clean(" een\\x00\\ttwee  \\u202edrie\\n")
    'een twee drie'
    """
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    if whole.isascii() and whole.isprintable():
        return whole
    return "".join(c for c in whole if unicodedata.category(c) not in _LEFT_OUT and c not in _TURNERS).strip()


def fold(text: str) -> str:
    """Small letters without marks, so that what a person types finds what was written.

    >>> fold("Één CAFÉ, straße"), fold("ﬁets")
    ('een cafe, strasse', 'fiets')
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))
