"""Krippendorff's alpha for unitised data: coders chose the stretches themselves, and these and their values both may differ.

A continuum of length L is cut by each of m coders into segments S_ig with a value, and gaps (value: none). Lengths of
intersections are the observed coincidences, and those of a random placing of the same segments the expected ones:

    l_ck = sum_i sum_j!=i sum_g sum_h  length(S_ig with value c  and  S_jh with value k) / (m - 1)
    e_ck = l_.. (l_c. l_.k - [c = k] C_c) / (l_..^2 - sum_c C_c)
    C_c = sum over all segments with value c of length^2;  C of the gaps = their length in the smallest unit of time
    alpha = 1 - (l_.. - sum_c l_cc) / (e_.. - sum_c e_cc)

C takes out a segment's meeting with itself, which chance cannot give. The smallest unit of time here is the millisecond.

Source: Krippendorff, K. (2019). Content Analysis (4th ed.), section 12.6, equations 32 to 34; Krippendorff, K., Mathet, Y., Bouvry, S. &
Widlöcher, A. (2016). On the reliability of unitizing textual continua: further developments. Quality & Quantity 50, 2347-2364. It
takes the place of the coefficient of 1995 and 2004, which its author found to misbehave with more than two coders.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from reflect.agreement.kappa import Pair
from reflect.agreement.units import Floats
from reflect.model.span import Span

Segments = Mapping[Span, Hashable]
"""A coder's stretches with their values, without overlap."""


def unitised_alpha(coders: Sequence[Segments], length: int) -> Pair:
    """Numerator and denominator of alpha over a continuum of `length` smallest units, which all spans lie in.

    >>> alex = {Span(0, 7): 1, Span(7, 13): 2, Span(30, 32): 5, Span(32, 37): 6, Span(37, 44): 6, Span(44, 60): 7}
    >>> paul = {Span(0, 7): 1, Span(7, 13): 3, Span(13, 21): 5, Span(32, 44): 6}
    >>> suzan = {Span(0, 7): 1, Span(7, 13): 4, Span(13, 21): 5, Span(32, 37): 6, Span(37, 41): 6, Span(41, 44): 6}
    >>> top, bottom = unitised_alpha([alex, paul, suzan], 60)                   # Krippendorff 2019, figure 12.11: .510
    >>> round(float(top / bottom), 3)
    0.51
    """
    values: list[Hashable] = [None, *dict.fromkeys(v for coder in coders for v in coder.values())]
    at = {value: n for n, value in enumerate(values)}
    meet = np.zeros((len(values), len(values)))
    itself = np.zeros(len(values))
    for i, coder in enumerate(coders):
        for span, value in coder.items():
            itself[at[value]] += span.duration_ms**2
        itself[0] += length - sum(span.duration_ms for span in coder)
        for other in (c for j, c in enumerate(coders) if j != i):
            meet += _intersections(coder, other, length, at)
    meet /= len(coders) - 1
    return above_chance(meet.sum(), np.trace(meet), meet.sum(axis=0), itself.sum())


def above_chance(whole: Floats, agreed: Floats, each: Floats, itself: Floats) -> Pair:
    """As `unitised_alpha`, from the sums l_.., l_cc (of all values), l_c. (last axis) and C (of all values)."""
    possible = whole**2 - itself
    expected = whole * (whole**2 - (each**2).sum(axis=-1)) / np.where(possible > 0, possible, 1.0)
    expected = np.where((possible > 0) & (expected > whole * 1e-12), expected, 0.0)
    return expected - (whole - agreed), expected


def _intersections(one: Segments, other: Segments, length: int, at: Mapping[Hashable, int]) -> Floats:
    """How long each value of the one meets each value of the other, gaps included."""
    out = np.zeros((len(at), len(at)))
    for span, value in one.items():
        for second, meant in other.items():
            out[at[value], at[meant]] += span.overlap_ms(second)
    for span, value in one.items():
        out[at[value], 0] += span.duration_ms - sum(span.overlap_ms(s) for s in other)
    for span, value in other.items():
        out[0, at[value]] += span.duration_ms - sum(span.overlap_ms(s) for s in one)
    out[0, 0] += length - out.sum()
    return out
