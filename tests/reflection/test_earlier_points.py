"""Which attention points a talk comes after."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cycle import Cycle, change

from reflect import reflection
from reflect.errors import NotFoundError
from reflect.store import recordings


def texts(cycle: Cycle, rid: str) -> list[str]:
    return [p.text for p in reflection.earlier_points(cycle.store, rid).points]


def test_a_point_of_a_session_is_as_old_as_the_session(cycle: Cycle) -> None:
    """The talks were on 3 September and 3 October; all of it is typed in now."""
    for day, text in (("2026-09-02", "voor beide"), ("2026-09-03", "dezelfde dag"), ("2026-10-03", "op de tweede"), ("2026-10-04", "erna")):
        session = cycle.made("session", held_on=day)
        cycle.made("point", session_id=session.id, text=text)
    assert texts(cycle, cycle.first) == ["voor beide", "dezelfde dag"]
    assert texts(cycle, cycle.second) == ["voor beide", "dezelfde dag", "op de tweede"]


def test_a_talk_that_the_session_watched_came_before_it(cycle: Cycle) -> None:
    session = cycle.made("session", held_on="2026-09-03")
    cycle.made("clip", session_id=session.id, recording_id=cycle.first, fragment_id=cycle.tags[cycle.first], place=1)
    cycle.made("point", session_id=session.id, text="let hierop")
    assert (texts(cycle, cycle.first), texts(cycle, cycle.second)) == ([], ["let hierop"])


def test_any_other_point_is_as_old_as_its_first_writing(cycle: Cycle) -> None:
    cycle.made("point", text="nu geschreven")
    assert texts(cycle, cycle.second) == []
    recordings.change(cycle.store, cycle.second, recorded_at=datetime(2099, 1, 1, tzinfo=UTC))
    assert texts(cycle, cycle.second) == ["nu geschreven"]


def test_closed_points_are_left_out_unless_they_were_followed_here(cycle: Cycle) -> None:
    session = cycle.made("session", held_on="2026-09-10")
    kept, closed = (cycle.made("point", session_id=session.id, text=text) for text in ("gevolgd", "dicht"))
    cycle.made("follow_up", point_id=kept.id, recording_id=cycle.second, tried="yes")
    cycle.send(*(change("point", point.id, 1, closed=True) for point in (kept, closed)))
    found = reflection.earlier_points(cycle.store, cycle.second)
    assert ([p.text for p in found.points], [str(f.tried) for f in found.follow_ups]) == (["gevolgd"], ["yes"])


def test_what_came_later_is_not_shown(cycle: Cycle) -> None:
    session = cycle.made("session", held_on="2026-08-01")
    point = cycle.made("point", session_id=session.id, text="al lang")
    cycle.made("follow_up", point_id=point.id, recording_id=cycle.second, tried="no")
    assert reflection.earlier_points(cycle.store, cycle.first).follow_ups == ()


def test_without_a_case_there_is_nothing(cycle: Cycle) -> None:
    recordings.change(cycle.store, cycle.second, case="")
    found = reflection.earlier_points(cycle.store, cycle.second)
    assert (found.case, found.points) == (None, ())
    with pytest.raises(NotFoundError, match="There is no recording 'r0000000'"):
        reflection.earlier_points(cycle.store, "r0000000")
