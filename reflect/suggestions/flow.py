"""What follows what: an answer is heard in the light of the question, a reaction in the light of what was said before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reflect.suggestions.asking import asks
from reflect.suggestions.hearing import Evidence
from reflect.suggestions.shape import spoken_seconds
from reflect.suggestions.words import Line

Found = Sequence[Mapping[str, float]]
"""For every turn, code → strength of what words and shape say."""

LONG_PAUSE_MS = 1_000
VERY_LONG_PAUSE_MS = 2_000
"""A second between turns is five times the usual 200 ms; answers that come so late are mostly not the wished-for ones
(Kendrick & Torreira 2015, The timing and construction of preference, Discourse Processes 52, 255-289)."""
_PRESSURE = ("regie.stapelvraag", "regie.beurtwisseling", "contact.oordeel", "regie.taalgebruik")
_AGAINST = frozenset("niet geen nee niets nooit maar waarom hoezo toch natuurlijk zeker".split())
_FLAT = frozenset(
    """
    ja nee jaja ok oke goed prima best is dat hm hoor hoor. gaat wel weet ik niet niets zoiets misschien mwah tja nou gewoon
    """.split()
)


def followed(lines: Sequence[Line], found: Found) -> Iterator[Evidence]:
    """What speaks for a code because of the turns before it."""
    for n, turn in enumerate(lines):
        other = before(lines, n)
        if other is None or not turn.words:
            continue
        if turn.side == "client" and lines[other].side == "klantmanager":
            yield from _answer(n, turn, lines[other], found[other])
            yield from _silence(n, turn, lines[other], found[other])
            yield from _flat(n, turn, found[other])
            yield from _against(n, turn, lines, found, other)
            yield from _confirms(n, turn, found[other])
        elif turn.side == "klantmanager" and lines[other].side == "client":
            yield from _reflects(n, turn, lines[other], found[other])


def before(lines: Sequence[Line], n: int) -> int | None:
    """Number of the last turn of somebody else, if it is one of the last three and is more than a sign of listening."""
    for at in range(n - 1, max(-1, n - 4), -1):
        if lines[at].turn.speaker != lines[n].turn.speaker and (len(lines[at].words) > 1 or at == n - 1):
            return at
    return None


def _whole(n: int, turn: Line, code: str, cue: str, strength: float, reason: str) -> Evidence:
    return Evidence(n, code, f"{code}.{cue}", strength, reason, 0, len(turn.turn.words) - 1)


def _answer(n: int, turn: Line, other: Line, before: Mapping[str, float]) -> Iterator[Evidence]:
    """The answer to a question is about what was asked."""
    if not asks(other):
        return
    if before.get("feedback", 0) >= 0.4 and len(turn.words) >= 2:
        yield _whole(n, turn, "feedback", "antwoord", 0.65, "antwoordt op een vraag naar het gesprek")
    if before.get("contact.beleving", 0) >= 0.5 and len(turn.words) >= 6:
        yield _whole(n, turn, "emotie", "antwoord", 0.35, "antwoordt op een vraag naar beleving")
    if before.get("regie.taalgebruik", 0) >= 0.35 and asks(turn):
        yield _whole(n, turn, "regie.taalgebruik", "wedervraag", 0.3, "vraagt iets na vaktaal")


def _silence(n: int, turn: Line, other: Line, before: Mapping[str, float]) -> Iterator[Evidence]:
    """Silent for long, and then not much."""
    pause_ms = turn.span.start_ms - other.span.end_ms
    if pause_ms < LONG_PAUSE_MS or len(turn.words) > 6:
        return
    said = turn.quote(0, len(turn.turn.words) - 1)
    seconds = spoken_seconds(pause_ms)
    if any(before.get(code, 0) >= 0.4 for code in _PRESSURE):
        yield _whole(
            n, turn, "weerstand.verstarren", "stilte", 0.45, f"stilte van {seconds} s na een beurt die veel vraagt, daarna „{said}”"
        )
    elif pause_ms >= VERY_LONG_PAUSE_MS and asks(other) and all(w in _FLAT for w in turn.words):
        yield _whole(n, turn, "weerstand.verstarren", "stilte", 0.3, f"stilte van {seconds} s na een vraag, daarna „{said}”")
    elif asks(other):
        yield _whole(n, turn, "weerstand.verstarren", "stilte", 0.15, f"stilte van {seconds} s na een vraag, daarna „{said}”")


def _flat(n: int, turn: Line, before: Mapping[str, float]) -> Iterator[Evidence]:
    """Agrees in a word or two where much was said."""
    if len(turn.words) <= 4 and all(w in _FLAT for w in turn.words) and any(before.get(code, 0) >= 0.5 for code in _PRESSURE):
        yield _whole(n, turn, "weerstand.afhaken", "vlak", 0.3, "antwoordt kort en vlak op een beurt die veel vraagt")


def _against(n: int, turn: Line, lines: Sequence[Line], found: Found, other: int) -> Iterator[Evidence]:
    """Goes on where the fight was, or answers a judgement."""
    if len(turn.words) < 3 or not (_AGAINST.intersection(turn.words) or "!" in turn.turn.text or "? " in turn.text):
        return
    own = next((at for at in range(other - 1, max(-1, n - 5), -1) if lines[at].turn.speaker == turn.turn.speaker), None)
    if own is not None and found[own].get("weerstand.vechten", 0) >= 0.5:
        yield _whole(n, turn, "weerstand.vechten", "vervolg", 0.3, "gaat door op een botsing")
    if found[other].get("contact.oordeel", 0) >= 0.5:
        yield _whole(n, turn, "weerstand.vechten", "na_oordeel", 0.3, "spreekt tegen na een oordeel")


def _confirms(n: int, turn: Line, before: Mapping[str, float]) -> Iterator[Evidence]:
    if before.get("resultaten", 0) >= 0.5 and 2 <= len(turn.words) <= 15 and not asks(turn):
        if _TIMES.intersection(turn.words):
            yield _whole(n, turn, "resultaten", "herhaalt", 0.5, "herhaalt de afspraak")
        elif "doe ik" in turn.text or "zal ik" in turn.text or "ga ik" in turn.text:
            yield _whole(n, turn, "resultaten", "herhaalt", 0.35, "bevestigt de afspraak")


_TIMES = frozenset(
    """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag morgen vanmiddag vanavond week uur half kwart ochtend middag
    een twee drie vier vijf zes zeven acht negen tien elf twaalf
    """.split()
)


def _reflects(n: int, turn: Line, other: Line, before: Mapping[str, float]) -> Iterator[Evidence]:
    """What the klantmanager says right after something that touches, and the explanation after a question for one."""
    if before.get("emotie", 0) >= 0.5 and 3 <= len(turn.words) <= 25 and "? " not in turn.text:
        strength = 0.4 if {"u", "je", "uw"}.intersection(turn.words) else 0.25
        yield _whole(n, turn, "contact.beleving", "na_emotie", strength, "reageert op iets wat raakt")
    if before.get("regie.taalgebruik", 0) >= 0.6 and asks(other) and len(turn.words) >= 4:
        yield _whole(n, turn, "regie.taalgebruik", "uitleg", 0.5, "legt uit wat de ander niet begreep")
