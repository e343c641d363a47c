"""What trainees pressed against what researchers tagged. Pure: spans and moments in, counts out.

A press within a tagged stretch, or up to two seconds after its end, is a hit; a stretch is hit once, and who presses again in it neither
gains nor loses. A stretch that nobody pressed in is a miss. Any other press is extra. Where the theme was asked, a press of another theme
is extra. Presses are compared with all stretches of the clip together: a press in two that overlap hits both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reflect.model.span import Span
from reflect.model.teaching import LATE_MS


@dataclass(frozen=True, slots=True)
class Target:
    """A stretch in which the theme is seen, on the film's clock."""

    span: Span
    theme: str = ""

    def holds(self, at_ms: int, theme: str) -> bool:
        """Whether a press at this moment is about it. A press without a theme is about any."""
        same = not theme or not self.theme or theme == self.theme
        return same and self.span.start_ms <= at_ms <= self.span.end_ms + LATE_MS


@dataclass(frozen=True, slots=True)
class Score:
    """How many targets were hit and missed, and how many presses hit nothing."""

    hits: int = 0
    misses: int = 0
    extra: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, self.misses + other.misses, self.extra + other.extra)


def score(targets: Sequence[Target], presses: Sequence[tuple[int, str]]) -> tuple[Score, tuple[bool, ...]]:
    """The counts of one watching of one clip, and for each press (moment in ms, theme or "") whether it is in a target.

    >>> score([Target(Span(1000, 3000))], [(1500, ""), (2500, ""), (9000, "")])[0]
    Score(hits=1, misses=0, extra=1)
    """
    inside = tuple(any(target.holds(at_ms, theme) for target in targets) for at_ms, theme in presses)
    hits = sum(any(target.holds(at_ms, theme) for at_ms, theme in presses) for target in targets)
    return Score(hits, len(targets) - hits, inside.count(False)), inside
