"""Which fragment of one coder is which of the other: pairs, each fragment in one pair at most.

    precision = pairs / fragments of the second coder      recall = pairs / fragments of the first      F = 2 pairs / fragments of both

Neither coder is the truth; the first is taken for the reference, and F stays the same when they change places. Of all ways to pair
fragments, one with the most pairs is taken, and of these one with the longest shared time (an assignment problem).

Two fragments of the same code may be a pair when they share time; or, more strictly, when both their edges lie at most a
tolerance apart, as event-based scores for sounds do it: Mesaros, A., Heittola, T. & Virtanen, T. (2016). Metrics for polyphonic sound
event detection. Applied Sciences 6(6), 162.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reflect.model.span import Span


def pairs(of_a: Sequence[Span], of_b: Sequence[Span], tolerance_ms: int | None = None) -> tuple[tuple[int, int], ...]:
    """Which of the first goes with which of the second, by their places, in order of the first.

    With a tolerance both edges must lie at most so far apart; without one they must share time.

    >>> pairs([Span(0, 10), Span(8, 20)], [Span(7, 11)])
    ((0, 0),)
    >>> pairs([Span(0, 10), Span(8, 20)], [Span(9, 10), Span(1, 9)])
    ((0, 1), (1, 0))
    >>> pairs([Span(0, 10), Span(8, 20)], [Span(9, 10), Span(1, 9)], tolerance_ms=2)
    ((0, 1),)
    """
    if not of_a or not of_b:
        return ()
    a, b = (np.array([(s.start_ms, s.end_ms) for s in spans], dtype=np.float64) for spans in (of_a, of_b))
    shared = np.minimum.outer(a[:, 1], b[:, 1]) - np.maximum.outer(a[:, 0], b[:, 0])
    may: npt.NDArray[np.bool_] = shared > 0
    if tolerance_ms is not None:
        may = np.maximum(abs(np.subtract.outer(a[:, 0], b[:, 0])), abs(np.subtract.outer(a[:, 1], b[:, 1]))) <= tolerance_ms
    if not may.any():
        return ()
    from scipy.optimize import linear_sum_assignment

    shared = np.maximum(shared, 0.0)
    # One more pair outweighs all the time that can be shared.
    worth = np.where(may, shared + shared.sum() + 1.0, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return tuple((int(r), int(c)) for r, c in zip(rows, columns, strict=True) if may[r, c])
