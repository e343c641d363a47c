"""Time as units of equal length, in order: what a coder did in each.

Lengths are in ms, and a table of "what is in each unit" is an array of float64 with a row for each unit: what is true of the whole
recording is the sum of its rows, and what is true of a resample is a sum over its blocks of rows (`bootstrap`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reflect.model.span import Span, union

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """The units of a recording: `edges` in ms, one more than there are units. The last unit may be shorter than the others."""

    duration_ms: int
    unit_ms: int

    @property
    def count(self) -> int:
        """
        >>> Grid(2_500, 1_000).count, Grid(0, 1_000).count
        (3, 0)
        """
        return -(-self.duration_ms // self.unit_ms)

    @property
    def edges(self) -> Floats:
        return np.minimum(np.arange(self.count + 1, dtype=np.float64) * self.unit_ms, float(self.duration_ms))

    def unit_of(self, moment_ms: int) -> int:
        """The unit that holds this moment; the last one for the end."""
        return min(moment_ms // self.unit_ms, self.count - 1)


def covered(spans: Iterable[Span], grid: Grid) -> Floats:
    """How much of each unit the spans cover, in ms; what is covered twice counts once.

    >>> covered([Span(500, 2_200), Span(600, 700)], Grid(3_000, 1_000)).tolist()
    [500.0, 1000.0, 200.0]
    """
    merged = union(spans)
    if not merged or not grid.count:
        return np.zeros(grid.count)
    starts, ends = (np.array(side, dtype=np.float64) for side in zip(*((s.start_ms, s.end_ms) for s in merged), strict=True))
    moments = np.column_stack([starts, ends]).ravel()
    so_far = np.column_stack([np.concatenate([[0.0], np.cumsum(ends - starts)[:-1]]), np.cumsum(ends - starts)]).ravel()
    out: Floats = np.diff(np.interp(grid.edges, moments, so_far))
    return out


def marked(spans: Sequence[Span], grid: Grid) -> Bools:
    """Which units bear the code of these spans: those of which at least half is covered.

    A span so short that it covers half of no unit marks the one of which it covers most, so that no fragment is lost.

    >>> marked([Span(500, 2_200)], Grid(3_000, 1_000)).tolist()
    [True, True, False]
    >>> marked([Span(2_800, 3_000)], Grid(3_000, 1_000)).tolist()
    [False, False, True]
    """
    lengths = np.diff(grid.edges)
    out: Bools = covered(spans, grid) * 2 >= lengths
    for span in union(spans):
        if span.duration_ms < grid.unit_ms:
            first, last = grid.unit_of(span.start_ms), grid.unit_of(max(span.start_ms, span.end_ms - 1))
            if not out[first : last + 1].any():
                out[first + int(np.argmax(covered([span], grid)[first : last + 1]))] = True
    return out
