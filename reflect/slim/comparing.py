"""Readings side by side: which are about the same moment, and what their readers see differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from reflect.model.slim import Outcome, SlimReading
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.codebook.slim import Slim

ASPECTS = ("self_images", "approach", "outcome")
"""In what two readings may differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two readings of the same moment that see an aspect (of `ASPECTS`) differently."""

    aspect: str
    one: SlimReading
    other: SlimReading


@dataclass(frozen=True, slots=True)
class Moment:
    """Readings about the same moment; `span` None is the whole conversation."""

    span: Span | None
    readings: tuple[SlimReading, ...]
    differences: tuple[Difference, ...]


def moments(readings: Iterable[SlimReading], model: Slim) -> tuple[Moment, ...]:
    """The readings by what they are about: the whole conversation first, then moments by time.

    Two readings are about the same moment when their spans share at least half of the shorter one. A moment spans what was read first
    in it. Differences are between each two of them, whoever read them.
    """
    groups: list[list[SlimReading]] = []
    for reading in sorted(readings, key=lambda r: (r.span is not None, r.span or Span(0, 0), r.reader, r.id)):
        near = next((group for group in groups if same_moment(group[0].span, reading.span)), None)
        if near is None:
            groups.append([reading])
        else:
            near.append(reading)
    return tuple(Moment(group[0].span, tuple(group), _differences(group, model)) for group in groups)


def same_moment(one: Span | None, other: Span | None) -> bool:
    """
    >>> same_moment(Span(0, 1000), Span(400, 9000)), same_moment(Span(0, 1000), Span(600, 9000)), same_moment(None, Span(0, 1000))
    (True, False, False)
    """
    if one is None or other is None:
        return one is other
    return 2 * one.overlap_ms(other) >= min(one.duration_ms, other.duration_ms)


def _differences(group: list[SlimReading], model: Slim) -> tuple[Difference, ...]:
    pairs = [(one, other, _aspects(one, model), _aspects(other, model)) for one, other in combinations(group, 2)]
    return tuple(
        Difference(aspect, one, other) for aspect in ASPECTS for one, other, of_one, of_other in pairs if of_one[aspect] != of_other[aspect]
    )


def _aspects(reading: SlimReading, model: Slim) -> dict[str, frozenset[str] | Outcome | None]:
    return {"self_images": frozenset(reading.self_images), "approach": frozenset(reading.approach), "outcome": model.outcome_of(reading)}
