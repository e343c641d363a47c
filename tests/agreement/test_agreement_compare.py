"""Two coders compared: the perfect, the random and the empty case, and what lies between."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import agreement, codebook
from reflect.agreement import Agreement, Kind, Level, Reason, Settings, Why
from reflect.agreement.pieces import by_time, by_unit
from reflect.agreement.unitised import unitised_alpha
from reflect.agreement.units import Grid
from reflect.codebook import Codebook
from reflect.errors import InputError, UsageError
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span

Make = Callable[..., Fragment]
TEN_MINUTES = 600_000
CODES = ("emotie", "weerstand.vechten", "weerstand.afhaken", "regie.stapelvraag", "contact")
FAST = Settings(resamples=100)


def everything(found: Agreement) -> list[float]:
    """Every number of every figure."""
    figures = [f for row in found.rows for f in row.figures]
    return [v for f in figures for v in (f.value, f.low, f.high) if v is not None]


def as_coder(fragments: Sequence[Fragment], coder: str) -> list[Fragment]:
    from dataclasses import replace

    return [replace(f, coder=coder) for f in fragments]


@pytest.fixture
def anna(tag: Make) -> list[Fragment]:
    return [tag(CODES[n % 5], 20 + 40 * n, 32 + 40 * n) for n in range(14)]


# ---- perfect, random, empty -------------------------------------------------------------------


def test_the_same_fragments_agree_wholly(anna: list[Fragment], book: Codebook) -> None:
    found = agreement.compare(anna, as_coder(anna, "Bram"), TEN_MINUTES, book)
    assert {f.value for row in found.rows for f in row.figures} == {1.0}
    assert found.disagreements == ()
    assert (found.overall.figure("kappa").low, found.overall.figure("kappa").high) == (1.0, 1.0)


def test_coders_who_do_not_look_agree_as_chance_has_it(tag: Make, book: Codebook) -> None:
    dice = random.Random(4)
    blind = [[tag("emotie", s, s + 1, name) for s in range(1_500) if dice.random() < 0.3] for name in ("Anna", "Bram")]
    found = agreement.compare(*blind, 1_500_000, book, Settings(resamples=300))
    for name in ("kappa", "alpha", "unitised_alpha", "pooled_kappa"):
        figure = found.overall.figure(name)
        assert abs(figure.value or 9) < 0.08, name
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < 0 < figure.high, name
    assert found.overall.figure("observed").value == pytest.approx(0.58, abs=0.03), "agreement that chance gives by itself"


def test_nobody_coded_anything(book: Codebook) -> None:
    found = agreement.compare([], [], TEN_MINUTES, book)
    assert [row.level for row in found.rows] == [Level.ALL_CODES, Level.ALL_THEMES]
    assert all(f.value is None and f.why == Why(Reason.NOTHING) and f.low is None for row in found.rows for f in row.figures)
    assert str(found.overall.figures[0].why) == "neither coder gave it to anything"


def test_only_one_coded(anna: list[Fragment], book: Codebook) -> None:
    found = agreement.compare(anna, [], TEN_MINUTES, book)
    overall = found.overall
    assert (overall.figure("recall").value, overall.figure("f").value, overall.figure("kappa").value) == (0.0, 0.0, 0.0)
    assert overall.figure("precision").why == Why(Reason.NONE_OF_B)
    assert {d.kind for d in found.disagreements} == {Kind.ONLY_A}
    assert len(found.disagreements) == len(anna)


def test_both_gave_one_code_to_everything(tag: Make, book: Codebook) -> None:
    found = agreement.compare([tag("emotie", 0, 600)], [tag("emotie", 0, 600, "Bram")], TEN_MINUTES, book)
    code = found.rows[-1]
    assert (code.level, code.code, code.both, code.units) == (Level.CODE, "emotie", 600, 600)
    assert (code.figure("observed").value, code.figure("f").value) == (1.0, 1.0)
    assert {code.figure(n).why for n in ("kappa", "alpha", "unitised_alpha")} == {Why(Reason.SAME)}


# ---- units ------------------------------------------------------------------------------------


def test_kappa_per_code_from_units_of_a_second(tag: Make, book: Codebook) -> None:
    a, b = [tag("emotie", 0, 40)], [tag("emotie", 20, 50, "Bram")]
    found = agreement.compare(a, b, 100_000, book, FAST)
    row = found.rows[-1]
    assert (row.both, row.only_a, row.only_b, row.other, row.neither) == (20, 20, 10, 0, 50)
    assert row.figure("kappa").value == pytest.approx(0.16 / 0.46), "Artstein & Poesio's table"
    assert row.figure("observed").value == 0.7


def test_units_that_nobody_coded_may_be_left_out(tag: Make, book: Codebook) -> None:
    a, b = [tag("emotie", 0, 40), tag("contact", 60, 70)], [tag("emotie", 20, 50, "Bram")]
    counted = agreement.compare(a, b, 100_000, book, FAST).overall
    left_out = agreement.compare(a, b, 100_000, book, Settings(resamples=100, count_uncoded=False)).overall
    assert (counted.units, counted.neither, left_out.units, left_out.neither) == (100, 40, 60, 0)
    assert (left_out.figure("observed").value or 0) < (counted.figure("observed").value or 0)
    assert left_out.figure("unitised_alpha").value == counted.figure("unitised_alpha").value, "it is about the whole recording"


@pytest.mark.parametrize(
    ("start_s", "end_s", "units"), [(0.4, 2.4, 2), (0.6, 2.6, 2), (0.5, 2.5, 3), (3.1, 3.2, 1), (3.9, 4.1, 1), (99.9, 100, 1)]
)
def test_a_unit_bears_a_code_when_half_of_it_does_and_no_fragment_is_lost(
    tag: Make, book: Codebook, start_s: float, end_s: float, units: int
) -> None:
    row = agreement.compare([tag("emotie", start_s, end_s)], [], 100_000, book, FAST).rows[-1]
    assert row.only_a == units


def test_the_set_of_codes_is_the_value_of_a_unit(tag: Make, book: Codebook) -> None:
    a = [tag("emotie", 0, 30), tag("contact", 0, 30)]
    b = [tag("emotie", 0, 30, "Bram"), tag("contact", 0, 15, "Bram")]
    overall = agreement.compare(a, b, 100_000, book, FAST).overall
    assert (overall.both, overall.other, overall.neither) == (15, 15, 70)


def test_another_code_of_the_same_theme_agrees_about_the_theme(tag: Make, book: Codebook) -> None:
    a, b = [tag("weerstand.vechten", 10, 30)], [tag("weerstand.afhaken", 10, 30, "Bram")]
    found = agreement.compare(a, b, TEN_MINUTES, book, FAST)
    values = {(row.level, row.code): row.figure("kappa").value for row in found.rows}
    assert values[Level.THEME, "weerstand"] == values[Level.ALL_THEMES, ""] == 1.0
    assert values[Level.CODE, "weerstand.vechten"] == 0.0
    assert [d.kind for d in found.disagreements] == [Kind.OTHER_SUBCODE]


spans = st.lists(
    st.tuples(st.integers(0, 280), st.integers(1, 40)).map(lambda p: Span(p[0] * 100, min(30_000, (p[0] + p[1]) * 100))), max_size=6
)


@given(spans, spans)
@settings(max_examples=60, deadline=None)
def test_alpha_of_unitised_data_by_sums_is_that_by_its_definition(a: list[Span], b: list[Span]) -> None:
    from reflect.model.span import union

    top, bottom = by_time([(a, b)], Grid(30_000, 1_000)).unitised_alpha(by_time([(a, b)], Grid(30_000, 1_000)).sums.sum(axis=0))
    plain = unitised_alpha([dict.fromkeys(union(a), "x"), dict.fromkeys(union(b), "x")], 30_000)
    assert (float(top), float(bottom)) == (pytest.approx(float(plain[0])), pytest.approx(float(plain[1])))


@given(spans, spans)
@settings(max_examples=60, deadline=None)
def test_coders_who_change_places_agree_as_much(a: list[Span], b: list[Span]) -> None:
    grid = Grid(30_000, 1_000)
    import numpy as np

    every = np.ones(grid.count, dtype=bool)
    for make in (lambda x, y: by_unit([(x, y)], grid, every), lambda x, y: by_time([(x, y)], grid)):
        one, other = make(a, b), make(b, a)
        for figure in ("observed", "kappa", "alpha", "unitised_alpha"):
            first, second = (getattr(c, figure)(c.sums.sum(axis=0)) for c in (one, other))
            assert [float(v) for v in first] == pytest.approx([float(v) for v in second]), figure
            assert first[0] <= first[1] + 1e-9, "no more than whole agreement"


# ---- fragments --------------------------------------------------------------------------------


def test_fragments_are_paired_one_to_one(tag: Make, book: Codebook) -> None:
    a = [tag("emotie", 10, 20), tag("emotie", 30, 40), tag("emotie", 50, 60)]
    b = [tag("emotie", 11, 39, "Bram"), tag("emotie", 51, 61.5, "Bram")]
    row = agreement.compare(a, b, TEN_MINUTES, book, FAST).rows[-1]
    assert (row.fragments_a, row.fragments_b, row.pairs, row.edge_pairs) == (3, 2, 2, 1)
    assert (row.figure("precision").value, row.figure("recall").value, row.figure("f").value) == (1.0, pytest.approx(2 / 3), 0.8)
    assert row.figure("edge_f").value == 0.4


def test_the_tolerance_is_for_both_edges(tag: Make, book: Codebook) -> None:
    a, b = [tag("emotie", 10, 20)], [tag("emotie", 12, 22, "Bram")]
    pairs = [agreement.compare(a, b, 60_000, book, Settings(tolerance_ms=ms, resamples=100)).rows[-1].edge_pairs for ms in (1_999, 2_000)]
    assert pairs == [0, 1]


def test_what_to_look_at_together(tag: Make, book: Codebook) -> None:
    a = [tag("emotie", 10, 20), tag("contact", 30, 40), tag("regie", 50, 60), tag("feedback", 70, 90), tag("weerstand.vechten", 100, 110)]
    b = [
        tag("emotie", 15, 20, "Bram"),
        tag("feedback", 35, 45, "Bram"),
        tag("feedback", 70, 78, "Bram"),
        tag("feedback", 80, 90, "Bram"),
        tag("weerstand.afhaken", 101, 109, "Bram"),
        tag("resultaten", 120, 130, "Bram"),
    ]
    found = agreement.compare(a, b, TEN_MINUTES, book, FAST).disagreements
    assert [(d.kind, d.span.start_ms // 1000, d.span.end_ms // 1000) for d in found] == [
        (Kind.EDGES, 10, 20),
        (Kind.OTHER_CODE, 30, 45),
        (Kind.ONLY_A, 50, 60),
        (Kind.SPLIT, 70, 90),
        (Kind.OTHER_SUBCODE, 100, 110),
        (Kind.ONLY_B, 120, 130),
    ]


# ---- intervals --------------------------------------------------------------------------------


def test_an_interval_holds_the_figure_and_is_the_same_every_time(anna: list[Fragment], tag: Make, book: Codebook) -> None:
    bram = [tag(f.code, f.span.start_ms / 1000 + 3, f.span.end_ms / 1000 + 2, "Bram") for f in anna[2:]]
    one, two = (agreement.compare(anna, bram, TEN_MINUTES, book) for _ in range(2))
    assert one == two
    for figure in one.overall.figures:
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= (figure.value or 0) <= figure.high, figure.name
    assert one.overall.figure("kappa").low < one.overall.figure("kappa").high  # type: ignore[operator]


def test_longer_blocks_give_a_wider_interval_where_seconds_are_alike(tag: Make, book: Codebook) -> None:
    """Disagreement comes in stretches of a minute, so seconds that are drawn one by one make an interval that is too narrow."""
    a = [tag("emotie", 120 * n, 120 * n + 60) for n in range(30)]
    b = [tag("emotie", 120 * n + (60 if n % 3 else 0), 120 * n + (120 if n % 3 else 60), "Bram") for n in range(30)]

    def width(block_ms: int) -> float:
        figure = agreement.compare(a, b, 3_600_000, book, Settings(block_ms=block_ms)).overall.figure("kappa")
        return (figure.high or 0) - (figure.low or 0)

    assert width(120_000) > 2 * width(1_000)


def test_a_short_recording_has_figures_and_no_intervals(tag: Make, book: Codebook) -> None:
    found = agreement.compare([tag("emotie", 5, 20)], [tag("emotie", 6, 20, "Bram")], 60_000, book)
    figure = found.overall.figure("kappa")
    assert figure.value
    assert (figure.low, str(figure.why_no_interval)) == (None, "the recording has 2 blocks of time, and an interval takes at least 5")


def test_a_code_that_occurs_once_has_no_interval(tag: Make, book: Codebook) -> None:
    found = agreement.compare([tag("emotie", 5, 20)], [tag("emotie", 6, 20, "Bram")], TEN_MINUTES, book)
    why = found.overall.figure("kappa").why_no_interval
    assert why is not None
    assert why.reason is Reason.RARE
    assert "it is so rare that" in str(why)


def test_two_hours_in_short_units_is_drawn_in_groups(tag: Make, book: Codebook) -> None:
    a = [tag("emotie", 60 * n, 60 * n + 20) for n in range(120)]
    b = [tag("emotie", 60 * n + 5, 60 * n + 25, "Bram") for n in range(120)]
    fine = agreement.compare(a, b, 7_200_000, book, Settings(unit_ms=200, resamples=200)).overall.figure("kappa")
    coarse = agreement.compare(a, b, 7_200_000, book, Settings(resamples=200)).overall.figure("kappa")
    assert fine.low == pytest.approx(coarse.low, abs=0.03)


# ---- what comes in ----------------------------------------------------------------------------


def test_a_fragment_without_time_or_outside_the_recording_is_refused(tag: Make, book: Codebook) -> None:
    with pytest.raises(InputError, match=r"A fragment of Anna at 0:10 lasts no time\. Give it an end, or delete it\."):
        agreement.compare([tag("emotie", 10, 10)], [], TEN_MINUTES, book)
    with pytest.raises(InputError, match="A fragment of Anna at 10:10 lies outside the recording, which lasts 10:00"):
        agreement.compare([tag("emotie", 610, 620)], [], TEN_MINUTES, book)
    with pytest.raises(InputError, match="without length"):
        agreement.compare([], [], 0, book)


@pytest.mark.parametrize(
    "wrong", [{"unit_ms": 0}, {"tolerance_ms": -1}, {"block_ms": 10}, {"resamples": 1}, {"unit_ms": 5_000, "block_ms": 1_000}]
)
def test_settings_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        Settings(**wrong)


def test_what_is_left_out_is_said(tag: Make, book: Codebook) -> None:
    a = [tag("", 1, 2), tag("emotie", 590, 610), tag("weg", 3, 4), tag("emotie", 5, 6, deleted=True)]
    found = agreement.compare(a, [], TEN_MINUTES, book, FAST)
    assert [str(n) for n in found.notes] == [
        "1 observations without a code were left out.",
        "1 fragments were cut at the end of the recording.",
        f"1 fragments were left out because {book.name} has no code for them: weg.",
    ]
    assert found.overall.fragments_a == 1


def test_codes_of_an_older_codebook_are_read_as_they_are_called_now(tag: Make) -> None:
    book = codebook.loads(
        """
id: eigen
version: 2
label: {nl: Eigen, en: Own}
renamed: {oud: nieuw}
themes:
  - {code: nieuw, key: "1", colour: "#c2410c", label: {nl: Nieuw, en: New}, question: {nl: "Wat?", en: "What?"}}
"""
    )
    found = agreement.compare([tag("oud", 10, 20)], [tag("nieuw", 10, 20, "Bram")], TEN_MINUTES, book, FAST)
    assert found.overall.figure("kappa").value == 1.0
    assert [str(n) for n in found.notes] == ["1 fragments were coded with an older codebook; their codes are read as they are called now."]


def test_one_perspective_only(tag: Make, book: Codebook) -> None:
    a = [tag("emotie", 10, 20), tag("contact", 30, 40, perspective=Perspective.CLIENT)]
    b = [tag("emotie", 10, 20, "Bram")]
    assert agreement.compare(a, b, TEN_MINUTES, book, FAST, perspective=Perspective.RESEARCHER).overall.figure("f").value == 1.0
    assert agreement.compare(a, b, TEN_MINUTES, book, FAST).overall.figure("f").value != 1.0


@given(st.lists(st.tuples(st.sampled_from(CODES), spans), max_size=5), st.lists(st.tuples(st.sampled_from(CODES), spans), max_size=5))
@settings(max_examples=40, deadline=None)
def test_whatever_two_people_code_no_number_is_not_a_number(one: list[tuple[str, list[Span]]], other: list[tuple[str, list[Span]]]) -> None:
    a, b = (
        [
            Fragment(f"{n}-{m}", "r1111111", span, code, Perspective.RESEARCHER, name, "kijkwijzer 1")
            for n, (code, some) in enumerate(coded)
            for m, span in enumerate(some)
        ]
        for name, coded in (("Anna", one), ("Bram", other))
    )
    found = agreement.compare(a, b, 30_000, codebook.load(), Settings(block_ms=5_000, resamples=100))
    assert all(math.isfinite(v) and v <= 1 + 1e-9 for v in everything(found))
    for figure in (f for row in found.rows for f in row.figures):
        assert (figure.value is None) == (figure.why is not None)
        assert (figure.low is None) == (figure.why_no_interval is not None)
    json.dumps(everything(found), allow_nan=False)
