"""Words with speakers become turns; a backchannel does not chop the turn it falls in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reflect.model.speech import Turn, Word

BACKCHANNELS = frozenset(
    """
    ja jaja jawel nee hm hmm hmhm mm mhm mmm uhu uhm oké okee ok oke goed precies juist inderdaad klopt tuurlijk natuurlijk
    nou ah oh ach zo dus echt snap begrijp ik het yes no yeah okay right
    """.split()
)
"""Short signs of listening, Dutch first. `ik`, `het`, `snap`, `begrijp` allow "snap ik" and "ik begrijp het"."""

BACKCHANNEL_WORDS = 3
BACKCHANNEL_MS = 1_200
HOLD_MS = 1_500
"""Who is interrupted by a backchannel goes on within this time, or it was an answer."""

Run = tuple[Word, ...]
"""Consecutive words of one speaker."""


def build_turns(words: Sequence[Word]) -> tuple[Turn, ...]:
    """Turns in order of their first word; every word is in exactly one of them.

    Consecutive words of one speaker make a turn. A backchannel of another speaker ("ja", "hm") becomes
    a turn of its own, and the turn around it stays whole: the long one spans the short one.
    """
    runs: list[Run] = [tuple(run) for _, run in groupby(words, key=lambda w: w.speaker)]
    turns: list[list[Word]] = []
    turn_of: list[int] = []  # run → its turn
    for i, run in enumerate(runs):
        if i >= 2 and _is_backchannel(runs[i - 1]) and _holds_the_floor(runs[i - 2], run):
            turn_of.append(turn_of[i - 2])
            turns[turn_of[i]].extend(run)
        else:
            turn_of.append(len(turns))
            turns.append(list(run))
    return tuple(Turn(ws[0].speaker or "S1", tuple(ws)) for ws in turns)


def _is_backchannel(run: Run) -> bool:
    return (
        len(run) <= BACKCHANNEL_WORDS
        and run[-1].span.end_ms - run[0].span.start_ms <= BACKCHANNEL_MS
        and all(w.text.strip(".,!…-–").lower() in BACKCHANNELS for w in run)
    )


def _holds_the_floor(before: Run, after: Run) -> bool:
    """True when one speaker talks on across the run between: no question that it answers, no long wait."""
    return (
        before[0].speaker == after[0].speaker
        and after[0].span.start_ms - before[-1].span.end_ms <= HOLD_MS
        and not before[-1].text.endswith("?")
        and not (_is_backchannel(before) and _is_backchannel(after))
    )
