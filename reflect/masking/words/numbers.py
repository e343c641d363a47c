"""Numbers and addresses that point at one person: burgerservicenummers, telephones, accounts, plates, dates of birth, e-mail.

As text that a recogniser wrote: "06 12 34 56 78", "111.222.333", "nul zes twaalf vierendertig", "drie mei negentienvierentachtig".
Missed are numbers in words that stand apart ("honderd elf" for 111), "dubbel zes", and digits with other words between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

from reflect.masking.words.hits import BSN, Hit
from reflect.masking.words.spoken_numbers import digits, ordinal
from reflect.masking.words.tokens import bare, core, fold
from reflect.model.bsn import holds_bsn
from reflect.model.mask import NameKind

MAKER = "numbers 1"
_FILLERS = {"eh", "uh", "ehm", "uhm", "streepje", "punt", "spatie", "en", "dan"}
_MONTHS = (*("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"),)
_BSN_SAID = re.compile(r"(bsn|burger ?service ?nummer|sofi ?nummer|sofi)", re.I)
_BIRTH_SAID = re.compile(r"(geboren|geboorte|jarig|verjaar)", re.I)
_NEAR, _AFTER = 8, 3
"""Words before and after a number in which may be said what it is."""
_LONG = 7
"""Digits in a row from which a number may point at a person."""

_IBAN = re.compile(r"\bNL[ .-]?\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d){10}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.I)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_AT = {"apenstaartje", "apestaartje", "at", "@"}
_DOMAINS = {"nl", "com", "be", "de", "eu", "org", "net"}
_PLATE = re.compile(r"\b([A-Z]{1,3}|\d{1,3})[- ]([A-Z]{1,3}|\d{1,3})[- ]([A-Z]{1,3}|\d{1,3})\b")
_SIDE_CODES = {
    *("AA-99-99", "99-99-AA", "99-AA-99", "AA-99-AA", "AA-AA-99", "99-AA-AA", "99-AAA-9", "9-AAA-99", "AA-999-A", "A-999-AA"),
    *("AAA-99-A", "A-99-AAA", "9-AA-999", "999-AA-9"),
}
_POSTCODE = re.compile(r"\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b")
_DATE = re.compile(r"\b(?:[0-3]?\d[-/. ][01]?\d[-/. ](?:19|20)?\d{2}|(?:19|20)\d{2}[-/.][01]?\d[-/.][0-3]?\d)\b")
_STREET = re.compile(r"^[A-Z]\w*(?:straat|laan|weg|plein|gracht|kade|singel|dreef|dijk|steeg|plantsoen|hof|pad|baan|markt)$")


def numbers(turn: int, words: Sequence[str]) -> tuple[Hit, ...]:
    """The hits in the words of a turn, the longest where two meet."""
    found: list[Hit] = []
    for finder in (_rows, _patterns, _dates, _mails, _streets):
        found += (Hit(turn, *hit, maker=MAKER) for hit in finder(words))
    return longest(found)


def longest(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Where hits meet a burgerservicenummer stays, or an account (whose digits look like a telephone), then the sure and the long ones."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.what not in (BSN, "iban"), not h.sure, h.first - h.last)):
        if not any(hit.meets(other) for other in kept):
            kept.append(hit)
    return tuple(sorted(kept))


Found = Iterator[tuple[int, int, NameKind, str, bool]]


def _said_near(words: Sequence[str], first: int, last: int, what: re.Pattern[str]) -> bool:
    near = [*words[max(0, first - _NEAR) : first], "|", *words[last + 1 : last + 1 + _AFTER]]
    return what.search(" ".join(near)) is not None


# ---- rows of digits ---------------------------------------------------------------------------


def _rows(words: Sequence[str]) -> Found:
    for first, parts in _runs(words):
        whole = "".join(parts)
        if len(whole) < _LONG:
            continue
        bsn_said = _said_near(words, first, first + len(parts) - 1, _BSN_SAID)
        begin, end = next(_windows(parts, _phone), (0, 0))
        if end and not bsn_said:
            yield first + begin, first + end - 1, NameKind.NUMBER, "phone", True
            continue
        begin, end = next(_windows(parts, lambda row: len(row) == 9 and holds_bsn(row)), (0, len(parts)))
        if (begin, end) != (0, len(parts)) or holds_bsn(whole):
            yield first + begin, first + end - 1, NameKind.NUMBER, BSN, True
        elif bsn_said and 8 <= len(whole) <= 10:
            # A digit may have been heard wrong, or the leading zero is not said.
            yield first, first + len(parts) - 1, NameKind.NUMBER, BSN, len(whole) == 8 and holds_bsn("0" + whole)
        else:
            yield first, first + len(parts) - 1, NameKind.NUMBER, "number", False


def _runs(words: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Words in a row that are digits; "" for a filler between two of them."""
    first, parts = 0, list[str]()
    for at, word in enumerate([*words, "\n"]):
        folded = fold(bare(word))
        found = digits(folded.lstrip("+"))
        if found is None and parts and folded in _FILLERS:
            parts.append("")
        elif found is not None:
            if not parts:
                first = at
            parts.append(found)
        elif parts:
            while not parts[-1]:
                parts.pop()
            yield first, parts
            parts = []


def _windows(parts: Sequence[str], fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Stretches of parts, the longest first, whose digits together fit."""
    for length in range(len(parts), 0, -1):
        for begin in range(len(parts) - length + 1):
            row = "".join(parts[begin : begin + length])
            if parts[begin] and parts[begin + length - 1] and fits(row):
                yield begin, begin + length


def _phone(row: str) -> bool:
    return (len(row) == 10 and row[0] == "0" and row[1] != "0") or (row.startswith(("31", "0031")) and len(row.removeprefix("00")) == 11)


# ---- patterns ---------------------------------------------------------------------------------


def _patterns(words: Sequence[str]) -> Found:
    text = " ".join(words)
    starts = [0, *accumulate(len(word) + 1 for word in words)]

    def of(match: re.Match[str]) -> tuple[int, int]:
        return bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1) - 1

    for match in _IBAN.finditer(text):
        row = re.sub(r"[ .-]", "", match.group()).upper()
        # A Dutch one may have been heard wrong; of another country's only what passes the test is one.
        if valid_iban(row) or row.startswith("NL"):
            yield *of(match), NameKind.NUMBER, "iban", valid_iban(row)
    for match in _EMAIL.finditer(text):
        yield *of(match), NameKind.OTHER, "email", True
    for match in _PLATE.finditer(text):
        shape = "-".join(re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", part)) for part in match.groups())
        if shape in _SIDE_CODES:
            yield *of(match), NameKind.NUMBER, "plate", "-" in match.group()
    for match in _POSTCODE.finditer(text):
        yield *of(match), NameKind.PLACE, "postcode", True
    for match in _DATE.finditer(text):
        first, last = of(match)
        birth = _said_near(words, first, last, _BIRTH_SAID)
        yield first, last, NameKind.DATE, "birth" if birth else "date", birth


def valid_iban(row: str) -> bool:
    """ISO 13616: the remainder of 97 is 1.

    >>> valid_iban("NL91ABNA0417164300"), valid_iban("NL91ABNA0417164301")
    (True, False)
    """
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", row):
        return False
    return int("".join(str(int(c, 36)) for c in row[4:] + row[:4])) % 97 == 1


# ---- dates in words, e-mail in words, streets --------------------------------------------------


def _dates(words: Sequence[str]) -> Found:
    """A day and a month, with a year or where a birth is spoken of: other days say little."""
    for at, word in enumerate(words[1:], 1):
        if core(word) not in _MONTHS or not _day(words[at - 1]):
            continue
        last = _year(words, at)
        birth = _said_near(words, at - 1, last, _BIRTH_SAID)
        if last > at or birth:
            yield at - 1, last, NameKind.DATE, "birth" if birth else "date", birth


def _day(word: str) -> bool:
    folded = fold(bare(word)).removesuffix("e") if bare(word)[:1].isdecimal() else fold(bare(word))
    number = digits(folded)
    return ordinal(folded) is not None or (number is not None and 1 <= int(number) <= 31)


def _year(words: Sequence[str], month: int) -> int:
    """The last word of the year after the month, or the month itself: "1984", "negentien vierentachtig", "vierentachtig"."""
    parts: list[str] = []
    for at, word in enumerate(words[month + 1 : month + 3], month + 1):
        number = digits(fold(bare(word)))
        if number is None:
            break
        parts.append(number)
        row = "".join(parts)
        following = digits(fold(bare(words[at + 1]))) if at + 1 < len(words) else None
        if len(row) == 4 and row[:2] in ("19", "20"):
            return at
        if len(row) == 2 and (row not in ("19", "20") or following is None):
            return at
    return month


def _mails(words: Sequence[str]) -> Found:
    """name apenstaartje firm punt nl"""
    for at, word in enumerate(words):
        if at == 0 or (core(word) not in _SPOKEN_AT and word != "@"):
            continue
        ends = [
            n + 1 for n, (a, b) in enumerate(pairwise(words)) if at < n <= at + 4 and core(a) in ("punt", "dot") and core(b) in _DOMAINS
        ]
        dotted = [n for n in range(at + 1, min(at + 3, len(words))) if fold(bare(words[n])).rpartition(".")[2] in _DOMAINS]
        if ends or dotted:
            first = at - 1
            while first >= 2 and core(words[first - 1]) in ("punt", "streepje"):
                first -= 2
            yield first, min(ends + dotted), NameKind.OTHER, "email", True


def _streets(words: Sequence[str]) -> Found:
    """A street, with its number where that follows. Without one it may be a name of anything, such as a market."""
    for at, word in enumerate(words):
        if not _STREET.match(bare(word)):
            continue
        number = digits(fold(bare(words[at + 1]))) if at + 1 < len(words) and not word.endswith((".", "?", "!")) else None
        known = number is not None and len(number) <= 4
        yield at, at + known, NameKind.PLACE, "address", known
