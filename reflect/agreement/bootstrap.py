"""Intervals by drawing blocks of time: seconds next to each other are alike, so single seconds may not be drawn.

The circular block bootstrap: a resample is as many blocks as fit in the recording, each a stretch of consecutive units that begins
anywhere with the same chance and goes round at the end. A figure is computed anew from each resample, and the interval
holds the middle 95 % of what comes out (percentiles).

All figures here are ratios of sums over units, so a resample is a weight for each unit: how many times it was drawn.

Source: Politis, D. N. & Romano, J. P. (1992). A circular block-resampling procedure for stationary data. In: LePage & Billard (eds.),
Exploring the limits of bootstrap, 263-270. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reflect.agreement.settings import Settings
from reflect.agreement.units import Floats, Grid
from reflect.agreement.why import Reason, Why

FEWEST_BLOCKS = 5
"""Fewer say nothing about how a figure varies over time."""
MOST_CELLS = 4_000
"""Units are drawn in groups from so many on: a day of talk in short units would fill the memory."""
MOST_MISSED = 0.1
"""So large a part of the resamples may lack the figure; with more, the rest is not what the interval is about."""


@dataclass(frozen=True, slots=True)
class Resamples:
    """`weights[r, c]` is how many times cell c, a group of `together` units, was drawn in resample r. `why` says why there are none."""

    weights: Floats
    together: int
    level: float
    why: Why | None = None

    def sums(self, table: Floats) -> Floats:
        """For each resample, the sums of the rows of `table`, which has a row for each unit."""
        if not len(self.weights):
            return np.zeros((0, table.shape[1]))
        out: Floats = self.weights @ np.add.reduceat(table, np.arange(0, len(table), self.together), axis=0)
        return out

    def interval(self, top: Floats, bottom: Floats) -> tuple[float, float] | Why:
        """The bounds of a figure, from its numerator and denominator in each resample."""
        if self.why is not None:
            return self.why
        there = bottom > 0
        missed, every = int((~there).sum()), len(there)
        if missed > MOST_MISSED * every:
            return Why(Reason.RARE, {"missed": missed, "all": every})
        half = (1 - self.level) / 2
        low, high = np.quantile(top[there] / bottom[there], [half, 1 - half])
        return float(low), float(high)


def resamples(grid: Grid, settings: Settings) -> Resamples:
    """The draws of a recording, the same for all its figures.

    >>> drawn = resamples(Grid(600_000, 1_000), Settings())
    >>> drawn.weights.shape, set(drawn.weights.sum(axis=1).tolist())
    ((1000, 600), {600.0})
    """
    together = max(1, -(-grid.count // MOST_CELLS))
    cells = -(-grid.count // together)
    block = max(1, round(settings.block_ms / (settings.unit_ms * together)))
    fit = cells // block
    if fit < FEWEST_BLOCKS:
        return Resamples(np.zeros((0, cells)), together, settings.level, Why(Reason.SHORT, {"have": fit, "need": FEWEST_BLOCKS}))
    starts = np.random.default_rng(settings.seed).integers(cells, size=(settings.resamples, fit))
    ends = starts + block
    # The running sum of how many blocks begin and end at each cell is how many lie over it; those that go round lie over the first.
    change = np.zeros((settings.resamples, cells))
    rows = np.arange(settings.resamples)[:, None]
    np.add.at(change, (rows, starts), 1)
    np.add.at(change, (rows, ends % cells), -1)
    around = (ends >= cells).sum(axis=1, keepdims=True)
    return Resamples(np.cumsum(change, axis=1) + around, together, settings.level)
