"""What the shape of a turn says, whatever its words: how long it is, how many things it asks, whether it talks over another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reflect.suggestions.asking import questions
from reflect.suggestions.hearing import Evidence
from reflect.suggestions.words import Line

NUMBERS = {2: "twee", 3: "drie", 4: "vier", 5: "vijf", 6: "zes"}
STACKED = {2: 0.3, 3: 0.8}
"""How many questions in one turn → strength. Two belong to ordinary asking; three do not."""
MONOLOGUES = ((45, 0.4), (60, 0.65), (80, 0.75))
"""Words in one turn of the klantmanager → strength. At 170 words a minute, 60 words are over 20 s."""
OVERLAP_MS = 150
"""Who begins so long before the other is done did not just come in a little early: 150 ms is within what listeners foresee
(Stivers et al. 2009, PNAS 106, 10587-10592)."""
USUAL_OVERLAPS = 0.15
"""Share of the changes of speaker."""
LONG_WORD = 16
_KNOWN = frozenset("uwv bsn tv pc ov ww duo id sms gps dvd nl cv hbo mbo vmbo havo vwo aow iban ggd huisarts nvt btw kvk a4".split())
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,4}|[b-df-hj-np-tv-xz]{3,5}")
_LETTERS = re.compile(r"[^\w]+")


def shaped(lines: Sequence[Line]) -> Iterator[Evidence]:
    """What speaks for a code without a word that does."""
    marked, rare = _punctuated(lines), _rarely_overlaps(lines)
    for n, turn in enumerate(lines):
        if turn.side != "client":
            yield from _stacked(n, turn)
            yield from _monologue(n, turn)
            yield from _terms(n, turn)
        if rare:
            yield from _interrupts(n, lines)
        if marked:
            yield from _cut_off(n, lines)


def spoken_seconds(ms: int) -> str:
    """Seconds as Dutch writes them.

    >>> spoken_seconds(1640)
    '1,6'
    """
    return f"{ms / 1000:.1f}".replace(".", ",")


def _whole(n: int, turn: Line, code: str, cue: str, strength: float, reason: str) -> Evidence:
    return Evidence(n, code, f"{code}.{cue}", strength, reason, 0, len(turn.turn.words) - 1)


def _stacked(n: int, turn: Line) -> Iterator[Evidence]:
    asked = questions(turn)
    if asked >= 2:
        reason = f"{NUMBERS.get(asked, str(asked))} vragen in één beurt"
        yield _whole(n, turn, "regie.stapelvraag", "vragen", STACKED[min(asked, 3)], reason)


def _monologue(n: int, turn: Line) -> Iterator[Evidence]:
    for words, strength in reversed(MONOLOGUES):
        if len(turn.words) >= words:
            seconds = round(turn.span.duration_ms / 1000)
            reason = f"is {seconds} s achter elkaar aan het woord ({len(turn.words)} woorden)"
            yield _whole(n, turn, "regie.beurtwisseling", "lang", strength, reason)
            return


def _terms(n: int, turn: Line) -> Iterator[Evidence]:
    """Long compounds and abbreviations that only the office knows."""
    for at, word in enumerate(turn.turn.words):
        text = _LETTERS.sub("", word.text)
        plain = text.lower()
        if plain in _KNOWN:
            continue
        if len(text) >= LONG_WORD or _ABBREVIATION.fullmatch(text):
            reason = "gebruikt een woord dat niet iedereen kent"
            yield Evidence(n, "regie.taalgebruik", "regie.taalgebruik.term", 0.35, reason, at, at, turn.quote(at, at))
            return


def _interrupts(n: int, lines: Sequence[Line]) -> Iterator[Evidence]:
    """Comes in while the other is still talking, and goes on."""
    turn, before = lines[n], lines[n - 1] if n else None
    if before is None or before.turn.speaker == turn.turn.speaker or len(turn.words) < 3 or len(before.words) < 3:
        return
    overlap_ms = before.span.end_ms - turn.span.start_ms
    if overlap_ms < OVERLAP_MS or turn.span.end_ms <= before.span.end_ms:
        return
    reason = f"begint {spoken_seconds(overlap_ms)} s voordat de ander is uitgesproken"
    if turn.side == "klantmanager":
        yield _whole(n, turn, "regie.beurtwisseling", "valt_in", 0.4, reason)
    elif turn.side == "client":
        yield _whole(n, turn, "regie.beurtwisseling", "valt_in", 0.2, reason)
        yield _whole(n, turn, "weerstand.vechten", "valt_in", 0.25, reason)


def _cut_off(n: int, lines: Sequence[Line]) -> Iterator[Evidence]:
    """Does not get to the end of a sentence, and the other takes over. Only where sentences have their marks."""
    turn = lines[n]
    after = lines[n + 1] if n + 1 < len(lines) else None
    if after is None or after.turn.speaker == turn.turn.speaker or len(after.words) < 2 or len(turn.words) < 2:
        return
    last = turn.turn.words[-1].text
    if last.endswith(("...", "…", "-", "–", "—", ",")) or last[-1:].isalnum():
        yield _whole(n, turn, "regie.beurtwisseling", "afgebroken", 0.45, "komt niet aan het eind van de zin")


def _punctuated(lines: Sequence[Line]) -> bool:
    ends = sum(not line.turn.words[-1].text[-1:].isalnum() for line in lines)
    return ends >= 0.9 * len(lines)


def _rarely_overlaps(lines: Sequence[Line]) -> bool:
    """Where people talk over each other all the time, as friends do, one more overlap says nothing."""
    changes = [b.span.start_ms - a.span.end_ms for a, b in pairwise(lines) if a.turn.speaker != b.turn.speaker]
    return sum(ms <= -OVERLAP_MS for ms in changes) <= USUAL_OVERLAPS * len(changes)
