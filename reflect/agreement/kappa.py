"""Cohen's kappa: agreement on units beyond what two coders with these habits would have by chance.

    kappa = (p_o - p_e) / (1 - p_e)      p_o = sum_i p_ii      p_e = sum_i p_i. p_.i

p_ij is the share of units to which the first coder gave category i and the second category j. Chance agreement p_e is the SUM over
categories of the product of the two coders' shares; taking another product over the categories (as a widely used tool has done)
makes it far too small, and kappa too large.

Source: Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20(1), 37-46.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reflect.agreement.units import Floats

Pair = tuple[Floats, Floats]
"""Numerators and denominators. A value is one over the other, and there is none where the denominator is 0."""


def kappa(table: npt.ArrayLike) -> Pair:
    """Numerator and denominator of kappa, in units: (agreed - expected) and (all - expected).

    `table[..., i, j]` counts the units to which the first coder gave category i and the second category j; leading axes are
    tables of their own. The denominator is 0 where both coders gave one and the same category to everything.

    >>> agreed, possible = kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])      # Cohen 1960: .492
    >>> round(float(agreed / possible), 3)
    0.492
    """
    counts = np.asarray(table, dtype=np.float64)
    total = counts.sum(axis=(-1, -2))
    by_a, by_b = counts.sum(axis=-1), counts.sum(axis=-2)
    return above_chance(total, np.trace(counts, axis1=-2, axis2=-1), by_a, by_b)


def above_chance(total: Floats, agreed: Floats, by_a: Floats, by_b: Floats) -> Pair:
    """As `kappa`, from the number of units, those agreed on, and how many each coder gave to each category (last axis)."""
    # The sum over the categories; numerator and denominator are both times the number of units.
    expected = (by_a * by_b).sum(axis=-1) / np.maximum(total, 1)
    return agreed - expected, _not_tiny(total - expected, total)


def pooled(tables: Sequence[npt.ArrayLike] | Floats) -> Pair:
    """One kappa over several codes, each with a table of its own (yes or no): sums of the numerators and of the denominators.

    Source: De Vries, H., Elliott, M. N., Kanouse, D. E. & Teleki, S. S. (2008). Using pooled kappa to summarize interrater
    agreement across many items. Field Methods 20(3), 272-282: means of p_o and of p_e over the items, put into the formula of kappa.

    >>> top, bottom = pooled([[[20, 5], [10, 15]], [[20, 5], [10, 15]]])
    >>> round(float(top / bottom), 3)
    0.4
    """
    top, bottom = kappa(np.asarray(tables, dtype=np.float64))
    return top.sum(axis=-1), bottom.sum(axis=-1)


def _not_tiny(denominator: Floats, total: Floats) -> Floats:
    """0 where only rounding made it something."""
    out: Floats = np.where(denominator > total * 1e-12, denominator, 0.0)
    return out
