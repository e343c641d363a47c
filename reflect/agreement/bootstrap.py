"""Intervals by drawing blocks of time: seconds next to each other are alike, so single seconds may not be drawn.

The circular block bootstrap: a resample is as many blocks as fit in the recording, each a stretch of consecutive units that begins
anywhere with the same chance and goes round at the end. A figure is computed anew from each resample, and the interval
holds the middle 95 % of what comes out (percentiles).

All figures here are ratios of sums over units, so a resample is a sum over blocks, and the same draw serves all figures.

The intervals are somewhat too narrow, as those of every bootstrap of few blocks are. With simulated coders (kappa .60, stretches of 13 s a
minute apart; `tests/bench/agreement.py`) those of 95 % from blocks of 30 s held the kappa of a long run in 74 to 81 of 100 recordings of
4 minutes, 86 to 93 of 15 minutes and 88 to 90 of 45 and 90 minutes. Single seconds, without blocks, did in 39 to 50.

Source: Politis, D. N. & Romano, J. P. (1992). A circular block-resampling procedure for stationary data. In: LePage & Billard (eds.),
Exploring the limits of bootstrap, 263-270. Wiley.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reflect.agreement.settings import Settings
from reflect.agreement.units import Floats, Grid
from reflect.agreement.why import Reason, Why

FEWEST_BLOCKS = 5
"""Fewer say nothing about how a figure varies over time."""
MOST_CELLS = 20_000
"""Units are drawn in groups from so many on: a day of talk in short units would fill the memory."""
MOST_MISSED = 0.1
"""So large a part of the resamples may lack the figure; with more, the rest is not what the interval is about."""


@dataclass(frozen=True, slots=True)
class Resamples:
    """`starts[r]` are the cells at which the blocks of resample r begin; a cell is a group of `together` units, a block so many cells.

    `why` says why there are none.
    """

    starts: npt.NDArray[np.intp]
    block: int
    together: int
    level: float
    why: Why | None = None

    def sums(self, table: Floats) -> Floats:
        """For each resample, the sums of the rows of `table`, which has a row for each unit."""
        out = np.zeros((len(self.starts), table.shape[1]))
        if not len(self.starts):
            return out
        cells = np.add.reduceat(table, np.arange(0, len(table), self.together), axis=0)
        around = np.concatenate([np.zeros((1, table.shape[1])), cells, cells[: self.block - 1]])
        so_far = np.cumsum(around, axis=0)
        blocks = so_far[self.block :] - so_far[: -self.block]
        for starts in self.starts.T:
            out += blocks[starts]
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
    >>> drawn.starts.shape, set(drawn.sums(np.ones((600, 1))).ravel().tolist())
    ((1000, 20), {600.0})
    """
    together = max(1, -(-grid.count // MOST_CELLS))
    cells = -(-grid.count // together)
    block = max(1, round(settings.block_ms / (settings.unit_ms * together)))
    fit = cells // block
    if fit < FEWEST_BLOCKS:
        none = np.zeros((0, 0), dtype=np.intp)
        return Resamples(none, block, together, settings.level, Why(Reason.SHORT, {"have": fit, "need": FEWEST_BLOCKS}))
    starts = np.random.default_rng(settings.seed).integers(cells, size=(settings.resamples, fit))
    return Resamples(starts, block, together, settings.level)
