"""Words as they are compared: without accents, capitals and punctuation."""

from __future__ import annotations

import re
import unicodedata

_EDGE = re.compile(r"^\W+|\W+$")
_GENITIVE = re.compile(r"['’]s?$")
SENTENCE_END = (".", "?", "!", "…", ":", ".”", '."', '?"', '!"')


def fold(text: str) -> str:
    """Small letters without accents.

    >>> fold("Özdemir"), fold("één")
    ('ozdemir', 'een')
    """
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def bare(word: str) -> str:
    """Without punctuation around it.

    >>> bare("(Jansen),")
    'Jansen'
    """
    return _EDGE.sub("", word)


def core(word: str) -> str:
    """What two mentions of one name share: no punctuation, no genitive, no accents, small.

    >>> core("Fatma's,"), core("Hans'"), core("JANSEN.")
    ('fatma', 'hans', 'jansen')
    """
    return fold(_GENITIVE.sub("", bare(word)))
