"""What the times of turns say: silences, long turns, questions in one turn, interruptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reflect.model.speech import Role
from reflect.suggestions.asking import questions
from reflect.suggestions.hearing import Evidence
from reflect.suggestions.words import Line

NUMBERS = {2: "twee", 3: "drie", 4: "vier", 5: "vijf", 6: "zes"}
MONOLOGUE_MS = 20_000
MONOLOGUE_WORDS = 50


def timed(lines: Sequence[Line]) -> Iterator[Evidence]:
    """What speaks for a code without a word that does."""
    for n, turn in enumerate(lines):
        if turn.role in (Role.KLANTMANAGER, Role.UNKNOWN):
            yield from _stacked(n, turn)
            yield from _monologue(n, turn)


def _stacked(n: int, turn: Line) -> Iterator[Evidence]:
    asked = questions(turn)
    if asked >= 3:
        reason = f"{NUMBERS.get(asked, str(asked))} vragen in één beurt"
        yield Evidence(n, "regie.stapelvraag", "regie.stapelvraag.vragen", 0.8, reason, 0, len(turn.turn.words) - 1)


def _monologue(n: int, turn: Line) -> Iterator[Evidence]:
    if turn.span.duration_ms >= MONOLOGUE_MS and len(turn.words) >= MONOLOGUE_WORDS:
        reason = f"is {round(turn.span.duration_ms / 1000)} s achter elkaar aan het woord"
        yield Evidence(n, "regie.beurtwisseling", "regie.beurtwisseling.lang", 0.6, reason, 0, len(turn.turn.words) - 1)
