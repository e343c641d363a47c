"""Faces found in single looks become tracks; what is missed between is carried on. Pure: no picture is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.masking.faces.centerface import Found, decoded
from reflect.masking.faces.tracking import FOLLOW_MS, STILL_MS, Sample, Tracker
from reflect.masking.faces.tracks import GROWN, LONGEST_MS, pieces, track_of
from reflect.model.mask import Box
from reflect.model.span import Span

STEP_MS = 100


class Still:
    """What is on a box stays where it is, or cannot be followed."""

    def __init__(self, works: bool = True) -> None:
        self.works, self.moments = works, tuple[int, ...]()

    def __call__(self, box: Box, at_ms: int) -> Box | None:
        return replace(box, at_ms=at_ms) if self.works else None


def face(x: float, sure: float = 0.8) -> Found:
    return Found(x, 0.4, 0.1, 0.2, sure)


def tracks(looks: Sequence[Sequence[Found]], works: bool = False) -> list[list[Sample]]:
    tracker = Tracker()
    for n, found in enumerate(looks):
        tracker.look(n * STEP_MS, found, Still(works))
    return tracker.finish()


def test_one_face_is_one_track_through_a_gap_and_unsure_looks() -> None:
    looks = [[face(0.3)]] * 5 + [[]] * 12 + [[face(0.32, 0.25)]] * 3 + [[face(0.34)]] * 5
    [samples] = tracks(looks)
    assert [s.box.at_ms for s in samples if s.sure] == [0, 100, 200, 300, 400, *range(1_700, 2_500, 100)]
    span, track = track_of(samples)
    assert span == Span(0, 2_800)
    assert [d.start_ms for d in track.doubts] == [500]
    assert track.at(1_200).x < 0.34


def test_two_faces_that_cross_keep_both_boxes() -> None:
    looks = [[face(0.2 + 0.03 * n), face(0.62 - 0.03 * n)] if abs(n - 7) > 1 else [face(0.41)] for n in range(15)]
    found = tracks(looks)
    for n, look in enumerate(looks):
        boxes = [s.box for samples in found for s in samples if s.box.at_ms == n * STEP_MS]
        for one in look:
            assert any(abs(b.x - one.x) < 0.05 for b in boxes), n
    assert max(len(samples) for samples in found) >= 12


def test_a_face_in_one_look_is_proposed_and_wholly_doubtful() -> None:
    [samples] = tracks([[]] * 10 + [[face(0.95)]] + [[]] * 30)
    span, track = track_of(samples)
    assert (span.start_ms, span.end_ms) == (1_000 - STILL_MS // 2, 1_000 + STILL_MS + 400)
    assert track.doubts == (span,)


def test_what_is_unsure_once_is_passed_over_and_twice_is_proposed() -> None:
    assert tracks([[face(0.5, 0.3)]] + [[]] * 10) == []
    assert len(tracks([[face(0.5, 0.3)], [face(0.5, 0.3)]] + [[]] * 10)) == 1


def test_a_face_that_can_be_followed_is_carried_on_for_longer() -> None:
    looks = [[face(0.5)]] * 3 + [[]] * 60
    [still], [followed] = tracks(looks, works=False), tracks(looks, works=True)
    assert still[-1].box.at_ms == 200 + STILL_MS
    assert followed[-1].box.at_ms == 200 + FOLLOW_MS
    assert followed[-1].box.w > followed[2].box.w, "where it is becomes less certain"


@given(st.lists(st.floats(0.0, 0.8), min_size=1, max_size=60))
def test_boxes_that_are_left_out_lie_between_those_that_are_kept(xs: list[float]) -> None:
    samples = [Sample(Box(n * STEP_MS, x, 0.4, 0.1, 0.2), 0.9) for n, x in enumerate(xs)]
    span, track = track_of(samples)
    assert span.start_ms == 0
    for sample in samples:
        shown, true = track.at(sample.box.at_ms), sample.box
        assert shown.x <= true.x + 1e-9
        assert shown.x + shown.w >= true.x + true.w - 1e-9
        assert shown.w >= true.w * (1 + 2 * GROWN) * 0.99


def test_long_faces_come_in_pieces_that_meet() -> None:
    samples = [Sample(Box(at_ms, 0.4, 0.4, 0.1, 0.2), 0.9) for at_ms in range(0, 3 * LONGEST_MS, 1_000)]
    spans = [track_of(piece)[0] for piece in pieces(samples)]
    assert len(spans) == 3
    assert all(a.end_ms >= b.start_ms for a, b in pairwise(spans))
    assert pieces(samples[:1]) == [samples[:1]]


def test_the_networks_answer_becomes_faces() -> None:
    sure, large, off = np.zeros((24, 40)), np.zeros((2, 24, 40)), np.zeros((2, 24, 40))
    for row, column, score in ((10, 20, 0.9), (10, 21, 0.6), (3, 5, 0.1)):
        sure[row, column] = score
        large[:, row, column] = np.log([12, 8])  # 48 px high, 32 px wide
    [found] = decoded(sure, large, off, 160, 96)
    assert (found.w, found.h, found.sure) == (pytest.approx(32 / 160), pytest.approx(48 / 96), 0.9)
    assert (found.x + found.w / 2, found.y + found.h / 2) == (pytest.approx(82 / 160), pytest.approx(42 / 96))
