"""Dutch numerals up to 9999, as a recogniser writes them, to digits."""

from __future__ import annotations

from functools import cache
from itertools import product

_SMALL = (
    *("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien", "veertien"),
    *("vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_ORDINALS = (
    *("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende", "elfde", "twaalfde"),
    *("dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende", "achttiende", "negentiende"),
)


def digits(word: str) -> str | None:
    """The digits of a word: "06" and "zes", "vierendertig" and "34"; None for another word. `word` is folded (no accents, small).

    >>> digits("vierendertig"), digits("negentienhonderdvierentachtig"), digits("06-12"), digits("huis")
    ('34', '1984', '0612', None)
    """
    plain = "".join(c for c in word if c not in "-./ ")
    if plain.isdecimal() and plain.isascii():
        return plain
    return _numerals().get(word.replace("-", ""))


def ordinal(word: str) -> int | None:
    """1 to 31 for "eerste" to "eenendertigste".

    >>> ordinal("derde"), ordinal("eenendertigste"), ordinal("huis")
    (3, 31, None)
    """
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    stem = word.removesuffix("ste")
    number = _numerals().get(stem) if stem != word else None
    return int(number) if number and 20 <= int(number) <= 31 else None


@cache
def _numerals() -> dict[str, str]:
    below = {word: n for n, word in enumerate(_SMALL)}
    below |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
    below |= {f"{_SMALL[unit]}en{ten}": 10 * n + unit for unit, (n, ten) in product(range(1, 10), enumerate(_TENS, 2))}
    whole = dict(below)
    for hundreds in range(1, 100):
        if hundreds % 10 == 0 and hundreds != 10:
            continue  # twintighonderd is tweeduizend
        heads = [word for word, n in below.items() if n == hundreds] if hundreds > 1 else ["", "een"]
        for head in heads:
            whole[f"{head}honderd"] = 100 * hundreds
            whole |= {f"{head}honderd{link}{word}": 100 * hundreds + n for word, n in below.items() if n for link in ("", "en")}
    # Years as they are said: negentienvierentachtig, twintigtien.
    whole |= {
        f"{head}{word}": 100 * century + n for head, century in (("negentien", 19), ("twintig", 20)) for word, n in below.items() if n >= 10
    }
    for thousands in range(1, 10):
        head = _SMALL[thousands] if thousands > 1 else ""
        whole[f"{head}duizend"] = 1000 * thousands
        whole |= {f"{head}duizend{link}{word}": 1000 * thousands + n for word, n in below.items() if n for link in ("", "en")}
    return {word: str(n) for word, n in whole.items()} | {"zero": "0", "zeuven": "7"}
