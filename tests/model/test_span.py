from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.span import Span, clock_text, hull, union

spans = st.builds(lambda a, d: Span(a, a + d), st.integers(0, 10**8), st.integers(0, 10**7))


@given(spans, spans)
def test_overlap_and_distance_exclude_each_other(a: Span, b: Span) -> None:
    assert a.overlap_ms(b) == b.overlap_ms(a)
    assert a.distance_ms(b) == b.distance_ms(a)
    assert not (a.overlap_ms(b) and a.distance_ms(b))


@given(spans, spans)
def test_within_lies_inside_the_limit(span: Span, limit: Span) -> None:
    cut = span.within(limit)
    assert limit.start_ms <= cut.start_ms <= cut.end_ms <= limit.end_ms
    assert cut.duration_ms == span.overlap_ms(limit)


@given(spans, st.integers(-(10**8), 10**8))
def test_shifting_keeps_the_length_after_zero(span: Span, by_ms: int) -> None:
    moved = span.shifted(by_ms)
    assert moved.start_ms == max(0, span.start_ms + by_ms)
    assert moved.duration_ms <= span.duration_ms


@given(st.lists(spans, max_size=20), st.integers(0, 1000))
def test_union_covers_the_same_time_without_overlap(many: list[Span], bridge_ms: int) -> None:
    joined = union(many, bridge_ms)
    assert list(joined) == sorted(joined)
    assert all(b.start_ms - a.end_ms > bridge_ms for a, b in pairwise(joined))
    assert all(any(j.overlap_ms(s) == s.duration_ms for j in joined) for s in many)
    if many:
        assert hull(many) == hull(joined)


@given(st.integers(0, 10**9))
def test_seconds_come_back_as_the_same_millisecond(ms: int) -> None:
    assert Span.from_seconds(ms / 1000, ms / 1000 + 1).start_ms == ms


@given(st.integers(0, 10**8))
def test_clock_text_reads_back(ms: int) -> None:
    *hours, minutes, seconds = clock_text(ms, fraction=True).split(":")
    back = (int(hours[0]) * 3600 if hours else 0) + int(minutes) * 60 + float(seconds)
    assert round(back * 1000) == ms


@pytest.mark.parametrize(("start_ms", "end_ms"), [(-1, 5), (5, 4), (0.5, 2), ("0", 2), (True, 2)])
def test_a_span_that_cannot_be_is_refused(start_ms: object, end_ms: object) -> None:
    with pytest.raises(UsageError, match="span"):
        Span(start_ms, end_ms)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_seconds_that_are_no_time_are_refused(value: float) -> None:
    with pytest.raises(UsageError, match="finite"):
        Span.from_seconds(0, value)
