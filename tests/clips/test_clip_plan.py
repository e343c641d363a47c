"""A clip list to begin with: order, handles, questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from reflect import clips, codebook
from reflect.clips import Order
from reflect.model.clip import Clip, ClipList
from reflect.model.fragment import Fragment
from reflect.model.span import Span

Made = Callable[..., Fragment]
BOOK = codebook.load()
FIRST = "Wanneer waren jullie hier het dichtst bij elkaar, en waardoor?"


def plan(*fragments: Fragment, **more: Any) -> ClipList:
    return clips.plan(fragments, id="l", title="Contact", who="Noor", book=BOOK, **more)


def numbers(found: ClipList) -> list[int]:
    return [UUID(c.fragment_id).int for c in found.clips if c.fragment_id]


def handles(*given: Clip, **lengths: int) -> list[tuple[int, int]]:
    return [(c.before_ms, c.after_ms) for c in clips.fitted(given, lengths)]


def clip(start_ms: int, end_ms: int, before_ms: int = 2_000, after_ms: int = 2_000, recording: str = "r1") -> Clip:
    return Clip(recording, Span(start_ms, end_ms), before_ms, after_ms)


def test_clips_come_in_the_order_of_the_film_with_handles(made: Made) -> None:
    found = plan(made(1, 30_000, 40_000, "contact"), made(2, 10_000, 15_000), made(3, 50_000, 52_000, deleted=True))
    assert (found.id, found.title, found.who, found.recording_id, found.revision) == ("l", "Contact", "Noor", "r1", 1)
    assert numbers(found) == [2, 1]
    assert found.clips[1] == Clip("r1", Span(30_000, 40_000), 2_000, 2_000, str(UUID(int=1)), "contact", FIRST)
    assert found.clips[1].shown() == Span(28_000, 42_000)


def test_clips_by_theme_or_as_they_were_chosen(made: Made) -> None:
    chosen = [
        made(1, 9_000, 9_900, "regie"),
        made(2, 5_000, 6_000, ""),
        made(3, 7_000, 8_000, "emotie"),
        made(4, 1_000, 2_000, "regie.taalgebruik"),
    ]
    assert numbers(plan(*chosen)) == [4, 2, 3, 1]
    assert numbers(plan(*chosen, order=Order.THEME)) == [3, 4, 1, 2]
    assert numbers(plan(*chosen, order=Order.GIVEN)) == [1, 2, 3, 4]


def test_the_proposed_question_is_the_coders_or_the_themes(made: Made) -> None:
    fragment = made(1, 0, 1_000, "contact.oordeel", questions=("Wat hoorde je hier?", "En toen?"))
    assert clips.proposed_question(fragment, BOOK) == "Wat hoorde je hier?"
    assert clips.proposed_question(made(1, 0, 1_000, "contact.oordeel"), BOOK) == FIRST
    assert clips.proposed_question(made(1, 0, 1_000, "contact"), BOOK, "en").startswith("When were you closest")
    older = clips.proposed_question(made(1, 0, 1_000, "slim.client.wil_en_kan"), BOOK)
    assert older == BOOK.themes[-1].reflection[0].nl
    plain = replace(BOOK, themes=tuple(replace(theme, reflection=()) for theme in BOOK.themes))
    assert clips.proposed_question(made(1, 0, 1_000, "contact"), plain) == "Is er echt contact?"
    assert clips.proposed_question(made(1, 0, 1_000, ""), BOOK) == ""
    assert clips.proposed_question(made(1, 0, 1_000, "verdwenen.code"), BOOK) == ""


def test_a_fragment_is_cut_to_its_film_or_left_out(made: Made) -> None:
    found = plan(made(1, 500, 3_000), made(2, 58_000, 61_000), made(3, 60_000, 61_000), made(4, 59_990, 61_000), durations={"r1": 60_000})
    assert [(c.span, c.shown(60_000)) for c in found.clips] == [
        (Span(500, 3_000), Span(0, 5_000)),
        (Span(58_000, 60_000), Span(56_000, 60_000)),
    ]
    assert [c.after_ms for c in found.clips] == [2_000, 0]


def test_clips_of_two_films_belong_to_no_recording(made: Made) -> None:
    found = plan(made(1, 0, 1_000), made(2, 500, 1_500, recording="r2"))
    assert found.recording_id is None
    assert [c.after_ms for c in found.clips] == [2_000, 2_000]  # another film: nothing is shown twice
    assert plan().clips == ()


def test_no_handles_when_none_are_wanted(made: Made) -> None:
    (only,) = plan(made(1, 5_000, 6_000), before_ms=0, after_ms=0).clips
    assert only.shown(60_000) == only.span == Span(5_000, 6_000)


def test_two_clips_share_the_time_between_them() -> None:
    assert handles(clip(10_000, 20_000), clip(24_000, 30_000)) == [(2_000, 2_000), (2_000, 2_000)]
    assert handles(clip(10_000, 20_000), clip(23_001, 30_000)) == [(2_000, 1_500), (1_501, 2_000)]
    assert handles(clip(10_000, 20_000, after_ms=500), clip(21_500, 30_000)) == [(2_000, 500), (1_000, 2_000)]
    assert handles(clip(10_000, 20_000), clip(21_500, 30_000, before_ms=100)) == [(2_000, 1_400), (100, 2_000)]
    assert handles(clip(10_000, 20_000), clip(20_000, 30_000)) == [(2_000, 0), (0, 2_000)]
    assert handles(clip(10_000, 20_000), clip(15_000, 30_000)) == [(2_000, 0), (0, 2_000)]
    assert handles(clip(24_000, 30_000), clip(10_000, 20_000)) == [(2_000, 2_000), (2_000, 2_000)]  # going back shows it on purpose
    assert handles(clip(500, 59_000), r1=60_000) == [(500, 1_000)]
    assert handles(clip(500, 70_000), r1=60_000) == [(500, 0)]


@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(40, 9_000), st.integers(0, 5_000), st.integers(0, 5_000)), max_size=8))
def test_handles_show_nothing_twice_and_nothing_outside(drawn: list[tuple[int, int, int, int]]) -> None:
    given_clips = [clip(start, min(start + length, 60_040), before, after) for start, length, before, after in sorted(drawn)]
    found = clips.fitted(given_clips, {"r1": 60_040})
    assert [c.span for c in found] == [c.span for c in given_clips]
    assert all(0 <= c.before_ms <= g.before_ms and 0 <= c.after_ms <= g.after_ms for c, g in zip(found, given_clips, strict=True))
    assert all(c.shown() == c.shown(60_040) and c.span.start_ms - c.before_ms >= 0 for c in found)
    for (first, second), (wanted, following) in zip(pairwise(found), pairwise(given_clips), strict=True):
        gap_ms = second.span.start_ms - first.span.end_ms
        if gap_ms >= 0:
            assert first.after_ms + second.before_ms == min(gap_ms, wanted.after_ms + following.before_ms)
        else:
            assert (first.after_ms, second.before_ms) == (0, 0)
    assert clips.fitted(found, {"r1": 60_040}) == found
