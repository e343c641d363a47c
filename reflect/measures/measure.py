"""One number about a talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from reflect.model.span import Span


class Reason(StrEnum):
    """Why there is no number. The text completes "not computable, because …"."""

    EMPTY = "nothing was said"
    ALONE = "only one person speaks"
    SHORT = "the talk is too short to be cut in thirds"
    NONE = "there is nothing of the kind here"
    LANGUAGE = "the words that tell it are not known for this language"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with what it rests on.

    `unit` is "ms", "share" (0 to 1), what is counted ("turns", "words") or a rate ("words/min"). `value` is `numerator` /
    `denominator`; without a denominator the numerator itself. `count` is the number of observations behind it. `spans` are those
    observations on the video clock, so that a page can open the film there. `speaker` is the voice that it is about, None for the
    talk as a whole. `part` is the third that it is about (1, 2, 3), None for the whole. `low` and `high` bound a class of a
    distribution, half-open, in ms; None is without bound. Where there is no number, `reason` says why.
    """

    group: str
    name: str
    numerator: float | None
    denominator: float | None
    unit: str
    count: int
    spans: tuple[Span, ...]
    speaker: str | None = None
    low: int | None = None
    high: int | None = None
    part: int | None = None
    reason: Reason | None = None

    @property
    def value(self) -> float | None:
        """None where there is nothing to divide by, or where `reason` says why there is no number; never NaN.

        >>> Measure("g", "m", 1, 4, "share", 1, ()).value, Measure("g", "m", 3, None, "turns", 3, ()).value
        (0.25, 3)
        >>> Measure("g", "m", 0, 0, "share", 0, ()).value
        """
        if self.numerator is None or self.reason is not None:
            return None
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def said(self) -> str:
        """Why there is no number, as a sentence's end; "" where there is one.

        >>> Measure("g", "m", None, None, "ms", 0, (), reason=Reason.ALONE).said
        'not computable, because only one person speaks'
        """
        return "" if self.reason is None else f"not computable, because {self.reason.value}"


Found = Sequence[tuple[int, Span]]
"""Observations: a value in ms (or a number), and where on the film it is."""


def counted(
    group: str, name: str, spans: Sequence[Span], unit: str = "times", of: int | None = None, speaker: str | None = None
) -> Measure:
    """How many there are; of how many, when `of` is given."""
    return Measure(group, name, len(spans), of, unit, len(spans), tuple(spans), speaker)


def mean_of(group: str, name: str, found: Found, unit: str, speaker: str | None = None) -> Measure:
    """The arithmetic mean: the sum over the number of values."""
    return Measure(group, name, sum(v for v, _ in found), len(found), unit, len(found), tuple(s for _, s in found), speaker)


def median_of(group: str, name: str, found: Found, unit: str, speaker: str | None = None) -> Measure:
    """The middle value, or the mean of the two middle ones."""
    value = median(v for v, _ in found) if found else None
    return Measure(group, name, value, None, unit, len(found), tuple(s for _, s in found), speaker)


def quartiles_of(group: str, name: str, found: Found, unit: str, speaker: str | None = None) -> tuple[Measure, Measure]:
    """The values under which a quarter and three quarters lie (Hyndman & Fan 1996, American Statistician 50, 361-365: type 7).

    >>> low, high = quartiles_of("g", "m", [(v, Span(0, 0)) for v in (1, 2, 3, 4, 5)], "ms")
    >>> (low.name, low.value), (high.name, high.value)
    (('m_q1', 2.0), ('m_q3', 4.0))
    """
    values = [v for v, _ in found]
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0] if values else None] * 3
    spans = tuple(s for _, s in found)
    return (
        Measure(group, f"{name}_q1", low, None, unit, len(values), spans, speaker),
        Measure(group, f"{name}_q3", high, None, unit, len(values), spans, speaker),
    )


def longest_of(group: str, name: str, spans: Sequence[Span], speaker: str | None = None) -> Measure:
    """The longest of them, in ms, and where it is."""
    longest = max(spans, key=lambda s: s.duration_ms, default=None)
    if longest is None:
        return Measure(group, name, None, None, "ms", 0, (), speaker)
    return Measure(group, name, longest.duration_ms, None, "ms", len(spans), (longest,), speaker)


def unknown(group: str, name: str, unit: str, reason: Reason, speaker: str | None = None) -> Measure:
    return Measure(group, name, None, None, unit, 0, (), speaker, reason=reason)
