"""Time on the video clock, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from reflect.errors import UsageError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the video clock: whole milliseconds, half-open `[start_ms, end_ms)`.

    Zero is where a player shows 0:00. A span of no length is allowed (a moment); one that starts
    before zero or ends before it starts is not.
    """

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if type(self.start_ms) is not int or type(self.end_ms) is not int:
            raise UsageError(f"A span takes whole milliseconds, not {self.start_ms!r} and {self.end_ms!r}.")
        if not 0 <= self.start_ms <= self.end_ms:
            raise UsageError(f"A span starts at 0 ms or later and ends no earlier than it starts, not {self.start_ms} to {self.end_ms} ms.")

    @classmethod
    def from_seconds(cls, start_s: float, end_s: float) -> Span:
        """The nearest milliseconds; a start before zero becomes zero, an end before the start becomes the start.

        `round`, because `int(s * 1000)` loses a millisecond on one value in 170.
        """
        if not (isfinite(start_s) and isfinite(end_s)):
            raise UsageError(f"A span takes finite seconds, not {start_s!r} and {end_s!r}.")
        start_ms = max(0, round(start_s * 1000))
        return cls(start_ms, max(start_ms, round(end_s * 1000)))

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def middle_ms(self) -> int:
        return (self.start_ms + self.end_ms) // 2

    def overlap_ms(self, other: Span) -> int:
        """Shared time in ms; 0 where the spans touch or lie apart."""
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))

    def distance_ms(self, other: Span) -> int:
        """Time between the spans in ms; 0 where they touch or overlap."""
        return max(0, other.start_ms - self.end_ms, self.start_ms - other.end_ms)

    def covers(self, moment_ms: int) -> bool:
        return self.start_ms <= moment_ms < self.end_ms

    def within(self, limit: Span) -> Span:
        """This span cut to `limit`; the nearest moment of `limit` where they do not meet."""
        start_ms = min(max(self.start_ms, limit.start_ms), limit.end_ms)
        return Span(start_ms, min(max(self.end_ms, start_ms), limit.end_ms))

    def shifted(self, by_ms: int) -> Span:
        """Moved along the clock; what would fall before zero is cut off."""
        start_ms = max(0, self.start_ms + by_ms)
        return Span(start_ms, max(start_ms, self.end_ms + by_ms))


def hull(spans: Iterable[Span]) -> Span:
    """The shortest span that holds all of `spans` (at least one)."""
    spans = list(spans)
    if not spans:
        raise UsageError("The hull of no spans does not exist.")
    return Span(min(s.start_ms for s in spans), max(s.end_ms for s in spans))


def union(spans: Iterable[Span], bridge_ms: int = 0) -> tuple[Span, ...]:
    """Sorted spans without overlap that cover the same time; gaps up to `bridge_ms` are closed."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start_ms - out[-1].end_ms <= bridge_ms:
            out[-1] = Span(out[-1].start_ms, max(out[-1].end_ms, span.end_ms))
        else:
            out.append(span)
    return tuple(out)


def clock_text(ms: int, fraction: bool = False) -> str:
    """A moment as people write it.

    >>> clock_text(75_250), clock_text(3_675_250), clock_text(75_250, fraction=True)
    ('1:15', '1:01:15', '1:15.250')
    """
    seconds, rest = divmod(ms, 1000)
    minutes, s = divmod(seconds, 60)
    h, m = divmod(minutes, 60)
    text = f"{h}:{m:02d}:{s:02d}" if h else f"{m}:{s:02d}"
    return f"{text}.{rest:03d}" if fraction else text
