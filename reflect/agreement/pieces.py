"""What two coders gave to the same time: tables with a row for each unit and a column for each pair of values.

There are one or more labels (codes). The value that a coder gives to a moment is the set of labels that lie over it; of a single
label that is yes or no. Tables count pairs of values, the first coder's and the second's: of units (`by_unit`), or of
milliseconds (`by_time`). Sums of their rows are all that kappa and alpha need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reflect.agreement import alpha, kappa, unitised
from reflect.agreement.kappa import Pair
from reflect.agreement.units import Bools, Floats, Grid, marked
from reflect.model.span import Span, union

Ints = npt.NDArray[np.intp]
Labels = Sequence[tuple[Sequence[Span], Sequence[Span]]]
"""For each label the spans of the first and of the second coder."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """`table[u, p]` is how much of unit u has pair p. `of_a[p, v]` is 1 where pair p has value v of the first coder, `of_b` likewise;
    `same[p]` is 1 where the two are equal; value 0 is nothing. `itself`, of milliseconds alone, is C of `unitised`, shared out over
    the units.
    """

    table: Floats
    of_a: Floats
    of_b: Floats
    itself: Floats | None = None

    @property
    def same(self) -> Floats:
        out: Floats = (self.of_a * self.of_b).sum(axis=1)
        return out

    @property
    def sums(self) -> Floats:
        """All that the figures need, in a table for `bootstrap`; the last column is `itself`."""
        itself = np.zeros(len(self.table)) if self.itself is None else self.itself
        return np.column_stack([self.table, itself])

    def counts(self) -> tuple[int, int, int, int, int]:
        """Units to which both gave the same, only the first something, only the second, both something else, neither anything."""
        each = self.table.sum(axis=0)
        nothing_a, nothing_b, same = self.of_a[:, 0] > 0, self.of_b[:, 0] > 0, self.same > 0
        kinds = (same & ~nothing_a, ~nothing_a & nothing_b, nothing_a & ~nothing_b, ~same & ~nothing_a & ~nothing_b, nothing_a & nothing_b)
        both, only_a, only_b, other, neither = (int(each[kind].sum()) for kind in kinds)
        return both, only_a, only_b, other, neither

    def observed(self, sums: Floats) -> Pair:
        return sums[..., :-1] @ self.same, sums[..., :-1].sum(axis=-1)

    def kappa(self, sums: Floats) -> Pair:
        agreed, total = self.observed(sums)
        return kappa.above_chance(total, agreed, sums[..., :-1] @ self.of_a, sums[..., :-1] @ self.of_b)

    def alpha(self, sums: Floats) -> Pair:
        agreed, total = self.observed(sums)
        return alpha.above_chance(2 * total, 2 * agreed, sums[..., :-1] @ (self.of_a + self.of_b))

    def unitised_alpha(self, sums: Floats) -> Pair:
        agreed, total = self.observed(sums)
        return unitised.above_chance(2 * total, 2 * agreed, sums[..., :-1] @ (self.of_a + self.of_b), sums[..., -1])


def by_unit(labels: Labels, grid: Grid, counted: Bools) -> Crossed:
    """Units by what both coders gave them; those that are not `counted` are left out."""
    a, b = (np.column_stack([marked(spans[side], grid) for spans in labels]) for side in (0, 1))
    pair, of_a, of_b, _ = _crossed(a, b)
    table = np.zeros((grid.count, len(of_a)))
    table[np.arange(grid.count), pair] = counted
    return Crossed(table, of_a, of_b)


def by_time(labels: Labels, grid: Grid) -> Crossed:
    """Milliseconds by what both coders gave them."""
    cuts = {*range(0, grid.duration_ms, grid.unit_ms), grid.duration_ms} | {
        e for sides in labels for spans in sides for s in spans for e in (s.start_ms, s.end_ms)
    }
    edges = np.array(sorted(cuts), dtype=np.int64)
    lengths, starts = np.diff(edges).astype(np.float64), edges[:-1]
    a, b = (np.column_stack([_over(spans[side], starts) for spans in labels]) for side in (0, 1))
    pair, of_a, of_b, values = _crossed(a, b)
    unit = starts // grid.unit_ms
    table, itself = np.zeros((grid.count, len(of_a))), np.zeros(grid.count)
    np.add.at(table, (unit, pair), lengths)
    for value in values:
        np.add.at(itself, unit, lengths * _own_length(value, lengths))
    return Crossed(table, of_a, of_b, itself)


def yes_no(labels: Labels, grid: Grid, counted: Bools) -> Floats:
    """For each unit four columns for each label: both, only the first, only the second, neither."""
    columns = []
    for of_a, of_b in labels:
        a, b = marked(of_a, grid), marked(of_b, grid)
        columns += [a & b & counted, a & ~b & counted, ~a & b & counted, ~a & ~b & counted]
    return np.column_stack(columns).astype(np.float64)


def _crossed(a: Bools, b: Bools) -> tuple[Ints, Floats, Floats, tuple[Ints, Ints]]:
    """For each row its pair of values; the value of each pair as columns of 0 and 1; the values of both coders."""
    value = _numbered(np.concatenate([a, b]))
    of_a, of_b = value[: len(a)], value[len(a) :]
    many = int(value.max(initial=0)) + 1
    known, pair = np.unique(of_a * many + of_b, return_inverse=True)
    each = np.eye(many)
    return pair, each[known // many], each[known % many], (of_a, of_b)


def _numbered(sets: Bools) -> Ints:
    """The same number for the same row, and 0 for a row of nothing.

    >>> _numbered(np.array([[False, True], [False, False], [True, True], [False, True]])).tolist()
    [1, 0, 2, 1]
    """
    number = np.zeros(len(sets) + 1, dtype=np.int64)
    for first in range(0, sets.shape[1], 30):
        some = sets[:, first : first + 30]
        # A row of nothing is put in front, which has the lowest key and so keeps number 0.
        number[1:] = (number[1:] << 30) + some @ (1 << np.arange(some.shape[1], dtype=np.int64))
        number = np.unique(number, return_inverse=True)[1]
    return number[1:]


def _over(spans: Sequence[Span], starts: npt.NDArray[np.int64]) -> Bools:
    """At which of these moments a span lies."""
    merged = union(spans)
    before = np.searchsorted([s.start_ms for s in merged], starts, side="right") - 1
    ends = np.array([s.end_ms for s in merged] or [0])
    out: Bools = (before >= 0) & (starts < ends[np.maximum(before, 0)])
    return out


def _own_length(value: Ints, lengths: Floats) -> Floats:
    """For each piece of time the length of the segment it is in; of a gap the smallest unit of time, 1 ms."""
    run = np.concatenate([[0], np.cumsum(value[1:] != value[:-1])]) if len(value) else value
    whole = np.bincount(run, weights=lengths) if len(run) else lengths
    return np.where(value == 0, 1.0, whole[run] if len(run) else 1.0)


def someone(labels: Labels, grid: Grid) -> Bools:
    """The units to which either coder gave any of the labels."""
    out = np.zeros(grid.count, dtype=bool)
    for sides in labels:
        for spans in sides:
            out |= marked(spans, grid)
    return out
