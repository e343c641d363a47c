"""Krippendorff's alpha for nominal data: disagreement that is there over disagreement that chance would give.

    alpha = 1 - D_o / D_e

Units have values from coders; a unit with fewer than two values is left out. Each unit with m_u values adds, for each ordered pair of
its values (c, k), 1 / (m_u - 1) to the coincidence o_ck. With n_c = sum_k o_ck and n = sum_c n_c:

    D_o = n - sum_c o_cc        D_e = (n^2 - sum_c n_c^2) / (n - 1)

Source: Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania. The package `krippendorff`
(GPL) computes the same; the tests compare the two, and the product does without it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from reflect.agreement.kappa import Pair
from reflect.agreement.units import Floats


def alpha(values: Sequence[Sequence[Hashable | None]]) -> Pair:
    """Numerator D_e - D_o and denominator D_e of alpha, from a row of values for each coder; None is a value that is missing.

    >>> a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]                       # Krippendorff 2011, example C: .743
    >>> b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    >>> c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    >>> d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    >>> top, bottom = alpha([a, b, c, d])
    >>> round(float(top / bottom), 3)
    0.743
    """
    known = {v: n for n, v in enumerate(dict.fromkeys(v for row in values for v in row if v is not None))}
    counts = np.zeros((max(map(len, values), default=0), len(known)))
    for row in values:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, known[value]] += 1
    return from_coincidences(coincidences(counts))


def coincidences(counts: Floats) -> Floats:
    """The coincidence matrix of units (rows) in which so many coders gave each value (columns)."""
    given = counts.sum(axis=1)
    paired = counts[given > 1]
    weights = 1 / (given[given > 1] - 1)
    out: Floats = (paired * weights[:, None]).T @ paired - np.diag((paired * weights[:, None]).sum(axis=0))
    return out


def from_coincidences(matrix: npt.ArrayLike) -> Pair:
    """As `alpha`, from coincidence matrices (the last two axes).

    >>> top, bottom = from_coincidences([[10, 4], [4, 2]])                      # Krippendorff 2011, example A: .095
    >>> round(float(top / bottom), 3)
    0.095
    """
    o = np.asarray(matrix, dtype=np.float64)
    return above_chance(o.sum(axis=(-1, -2)), np.trace(o, axis1=-2, axis2=-1), o.sum(axis=-1))


def above_chance(n: Floats, agreed: Floats, each: Floats) -> Pair:
    """As `alpha`, from the number of values, those in agreeing pairs, and how many there are of each value (last axis)."""
    expected = (n**2 - (each**2).sum(axis=-1)) / np.maximum(n - 1, 1)
    expected = np.where(expected > n * 1e-12, expected, 0.0)
    return expected - (n - agreed), expected
