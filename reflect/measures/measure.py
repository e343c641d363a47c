"""One number about a talk."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from reflect.model.span import Span


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with what it rests on.

    `unit` is "ms", "share" (0 to 1), or what is counted ("turns", "words"). `value` is `numerator` / `denominator`; without a
    denominator the numerator itself. `count` is the number of observations behind it. `spans` are those observations on the video
    clock, so that a page can open the film there. `speaker` is the voice that it is about, None for the talk as a whole.
    `low` and `high` bound a class of a distribution, half-open, in ms; None is without bound.
    """

    group: str
    name: str
    numerator: float
    denominator: float | None
    unit: str
    count: int
    spans: tuple[Span, ...]
    speaker: str | None = None
    low: int | None = None
    high: int | None = None

    @property
    def value(self) -> float | None:
        """None where there is nothing to divide by.

        >>> Measure("g", "m", 1, 4, "share", 1, ()).value, Measure("g", "m", 3, None, "turns", 3, ()).value
        (0.25, 3)
        >>> Measure("g", "m", 0, 0, "share", 0, ()).value
        """
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


def mean_of(group: str, name: str, values: list[int], unit: str, spans: list[Span], speaker: str | None = None) -> Measure:
    """The arithmetic mean: the sum over the number of values."""
    return Measure(group, name, sum(values), len(values), unit, len(values), tuple(spans), speaker)


def median_of(group: str, name: str, values: list[int], unit: str, spans: list[Span], speaker: str | None = None) -> list[Measure]:
    """The middle value, or the mean of the two middle ones; no measure of no values."""
    return [Measure(group, name, median(values), None, unit, len(values), tuple(spans), speaker)] if values else []
