"""The figures against worked examples that were published, and against other programs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.agreement.alpha import alpha, from_coincidences
from reflect.agreement.kappa import kappa, pooled
from reflect.agreement.unitised import unitised_alpha
from reflect.model.span import Span


def value(pair: tuple[object, object]) -> float:
    top, bottom = pair
    return float(top) / float(bottom)  # type: ignore[arg-type]


# ---- kappa ------------------------------------------------------------------------------------


def test_kappa_of_cohen_1960() -> None:
    assert value(kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == pytest.approx(29 / 59)  # published: .492


def test_kappa_of_artstein_and_poesio_2008() -> None:
    # Inter-coder agreement for computational linguistics. Computational Linguistics 34(4), table 1: kappa .348
    assert value(kappa([[20, 20], [10, 50]])) == pytest.approx(0.348, abs=0.0005)


def test_agreement_by_chance_is_a_sum_over_categories_and_no_product() -> None:
    table = np.array([[20, 20], [10, 50]]) / 100
    shares = table.sum(axis=1) * table.sum(axis=0)
    of_sum, of_product = ((np.trace(table) - chance) / (1 - chance) for chance in (shares.sum(), shares.prod()))
    assert (of_sum, of_product) == (pytest.approx(0.348, abs=0.0005), pytest.approx(0.684, abs=0.0005))
    assert value(kappa(table * 100)) == pytest.approx(of_sum)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_kappa_is_that_of_scikit_learn(units: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    table = np.zeros((4, 4))
    for a, b in units:
        table[a, b] += 1
    top, bottom = kappa(table)
    if len({c for unit in units for c in unit}) == 1:
        assert bottom == 0
    else:
        assert top / bottom == pytest.approx(metrics.cohen_kappa_score(*zip(*units, strict=True)), abs=1e-9)


def test_pooled_kappa_weighs_codes_by_what_can_be_gained() -> None:
    easy, hard = [[50, 0], [0, 50]], [[25, 25], [25, 25]]
    assert (value(kappa(easy)), value(kappa(hard)), value(pooled([easy, hard]))) == (1.0, 0.0, 0.5)


# ---- alpha ------------------------------------------------------------------------------------

# Krippendorff (2011), Computing Krippendorff's alpha-reliability.
A_BINARY = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
B_NOMINAL = (list("aabbdcccedda"), list("babbbcccEddd".lower()))


def test_alpha_of_two_coders_and_two_values() -> None:
    assert value(alpha(A_BINARY)) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_two_coders_and_five_values() -> None:
    assert value(alpha(B_NOMINAL)) == pytest.approx(155 / 224)  # published: .692


def test_alpha_from_coincidences_is_alpha_from_values() -> None:
    assert value(from_coincidences([[10, 4], [4, 2]])) == pytest.approx(value(alpha(A_BINARY)))


values = st.one_of(st.none(), st.integers(0, 3))


@given(st.integers(2, 4).flatmap(lambda m: st.lists(st.tuples(*[values] * m), min_size=1, max_size=30)))
@settings(max_examples=60)
def test_alpha_is_that_of_the_package_krippendorff(units: list[tuple[int | None, ...]]) -> None:
    package = pytest.importorskip("krippendorff")
    rows = list(zip(*units, strict=True))
    paired = {v for unit in units if sum(v is not None for v in unit) > 1 for v in unit if v is not None}
    top, bottom = alpha(rows)
    if len(paired) < 2:
        assert bottom == 0
        return
    data = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
    assert top / bottom == pytest.approx(package.alpha(reliability_data=data, level_of_measurement="nominal"), abs=1e-9)


# ---- alpha of unitised data -------------------------------------------------------------------

# Krippendorff (2019), Content Analysis, 4th ed., figure 12.11: three coders of a continuum of 60.
ALEX = {Span(0, 7): 1, Span(7, 13): 2, Span(30, 32): 5, Span(32, 37): 6, Span(37, 44): 6, Span(44, 60): 7}
PAUL = {Span(0, 7): 1, Span(7, 13): 3, Span(13, 21): 5, Span(32, 44): 6}
SUZAN = {Span(0, 7): 1, Span(7, 13): 4, Span(13, 21): 5, Span(32, 37): 6, Span(37, 41): 6, Span(41, 44): 6}


def test_alpha_of_unitised_data_of_krippendorff_2019() -> None:
    assert value(unitised_alpha([ALEX, PAUL, SUZAN], 60)) == pytest.approx(0.510, abs=0.0005)


def test_the_same_units_agree_wholly_and_the_same_place_without_them_does_not() -> None:
    assert value(unitised_alpha([PAUL, dict(PAUL)], 60)) == 1.0
    assert value(unitised_alpha([{Span(0, 30): 1}, {Span(30, 60): 1}], 60)) < 0


def test_where_nothing_is_there_nothing_can_be_expected() -> None:
    assert unitised_alpha([{}, {}], 60)[1] == 0
    assert unitised_alpha([{Span(0, 60): 1}, {Span(0, 60): 1}], 60)[1] == 0
