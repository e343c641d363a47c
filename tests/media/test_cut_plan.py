"""What a span shows and what can be copied of it: laws, on made-up films."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.media import nal
from reflect.media.cut_plan import Coded, decode_times, plan, visible

STEPS = st.lists(st.integers(2, 250), min_size=2, max_size=60)


def film(steps: list[int], group: int, reorder: int) -> list[Coded]:
    """Pictures that stand for these ms; every `group`-th is an IDR, and inside a group every `reorder`-th is coded early."""
    moments = [sum(steps[:n]) for n in range(len(steps))]
    order: list[int] = []
    for begin in range(0, len(moments), group):
        rest = list(range(begin, min(begin + group, len(moments))))
        order.append(rest.pop(0))
        while rest:
            part, rest = rest[:reorder], rest[reorder:]
            order += [part[-1], *part[:-1]]
    return [Coded(moments[n] / 1000, moments[n], n % group == 0) for n in order]


@given(STEPS, st.integers(1, 20), st.integers(1, 5), st.integers(0, 3000), st.integers(1, 5000))
def test_a_plan_fills_the_clip_and_copies_a_closed_stretch(steps: list[int], group: int, reorder: int, start: int, length: int) -> None:
    coded = film(steps, group, reorder)
    begin_s, end_s = start / 1000, (start + length) / 1000
    made = plan(coded, begin_s, end_s)
    assert made.shown[0].from_s == 0.0
    assert made.shown[-1].to_s == pytest.approx(end_s - begin_s)
    assert all(a.to_s == b.from_s for a, b in pairwise(made.shown))
    first, end = made.copied
    copied, shown = range(first, end), {picture.number: picture for picture in made.shown}
    assert all(n in shown for n in copied)
    if copied:
        assert coded[first].anew
        others = [picture for picture in made.shown if picture.number not in copied]
        begins, stops = min(shown[n].from_s for n in copied), max(shown[n].to_s for n in copied)
        assert all(picture.to_s <= begins or picture.from_s >= stops for picture in others)


@given(STEPS, st.integers(0, 3000), st.integers(2, 5000))
def test_at_every_moment_the_clip_shows_what_the_film_shows(steps: list[int], start: int, length: int) -> None:
    coded = film(steps, 10, 1)
    shown = visible(coded, start / 1000, (start + length) / 1000)
    for at in range(1, length - 1, 37):
        theirs = max((n for n, picture in enumerate(coded) if picture.at_s <= (start + at) / 1000), default=0)
        ours = next(p for p in shown if p.from_s <= at / 1000 < p.to_s)
        # A picture that is seen for a millisecond or less may be left out.
        assert abs(ours.number - theirs) <= 1
        if ours.number != theirs:
            edge = min(abs(at - (coded[n].pts - start)) for n in (ours.number, theirs))
            assert edge <= 2


@given(st.permutations(range(12)), st.integers(1, 50))
def test_decode_times_rise_and_never_come_after_their_picture(order: list[int], step: int) -> None:
    pts = [n * 10 for n in order]
    times = decode_times(pts, step)
    assert all(a < b for a, b in pairwise(times))
    assert all(decoded <= shown for decoded, shown in zip(times, pts, strict=True))


SPS, OTHER_SPS, PPS = bytes([0x67, 100, 0, 31, 0b1010_0000]), bytes([0x67, 100, 0, 40, 0b1100_0000]), bytes([0x68, 0b1110_0000])


def test_parameter_sets_survive_their_box_and_join_only_under_numbers_of_their_own() -> None:
    sets = nal.Sets(bytes([100, 0, 31]), 4, (SPS,), (PPS,))
    assert nal.read_avcc(nal.write_avcc(sets)) == sets
    assert sets.ids == {0}
    assert nal.free_id(sets) == 31
    other = nal.Sets(bytes([100, 0, 40]), 4, (OTHER_SPS,), ())
    with pytest.raises(ValueError, match="two parameter sets go by one number"):
        nal.joined(sets, other)
    assert nal.joined(sets, sets).sps == (SPS,)


@pytest.mark.parametrize("data", [b"", b"\1", b"\0\0\0\1g", b"\1d\0\37\xff\xe1\0\x20abc", b"\1d\0\37\xff\xe1\0\1a"])
def test_what_is_no_box_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="avcC"):
        nal.read_avcc(data)


def test_units_are_taken_apart_and_those_that_tell_too_much_are_left_out() -> None:
    idr, sei = bytes([0x65, 1, 2, 3]), bytes([6, 5, 9, 9])
    stream = b"\0\0\0\1" + sei + b"\0\0\1" + SPS + b"\0\0\0\1" + idr
    assert list(nal.units_of_stream(stream)) == [sei, SPS, idr]
    assert nal.packed(nal.units_of_stream(stream)) == b"\0\0\0\4" + idr
    assert nal.stripped(stream) == b"\0\0\0\1" + idr
    assert nal.starts_anew(b"\0\0\0\4" + idr, 4)
    with pytest.raises(ValueError, match="longer than its packet"):
        list(nal.units(b"\0\0\0\x09abc"))
