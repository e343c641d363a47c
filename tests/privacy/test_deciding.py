"""May this be seen, for this purpose? Every case by hand, and a law over all of them: an allow never comes from nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.model.consent import Answer, Appearance, ConsentEvent, Purpose, Quarantine
from reflect.model.span import Span
from reflect.privacy.deciding import Allowed, Denied, Register, Why, decide, may_play

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


def seen(who: str, span: Span | None = None, **more: bool) -> Appearance:
    return Appearance(f"a-{who}", "r1", who, "client", span, **more)


def said(who: str, answer: str, purpose: Purpose = Purpose.RESEARCH, **more: Any) -> ConsentEvent:
    number = next(_numbers)
    return ConsentEvent(f"e{number}", who, "r1", purpose, Answer(answer), **{"at": NOW - DAY, "asked_by": "Noor", "number": number, **more})


def why(register: Register, shown: Span | None = None, purpose: Purpose = Purpose.RESEARCH, **more: Any) -> list[tuple[str, str]]:
    """The reasons against; [] when it may."""
    answer = decide(register, shown, purpose, more.pop("viewer", "Noor"), NOW, **more)
    assert isinstance(answer, Allowed | Denied)
    return [] if isinstance(answer, Allowed) else [(r.why, r.person_id) for r in answer.reasons]


def both(*events: ConsentEvent) -> Register:
    return Register("r1", (seen("k"), seen("c")), events)


def test_no_record_means_no() -> None:
    assert why(Register("r1")) == [("nobody_listed", "")]
    assert why(both()) == [("not_asked", "k"), ("not_asked", "c")]
    assert why(both(said("k", "yes"))) == [("not_asked", "c")]
    assert why(both(said("k", "yes"), said("c", "no"))) == [("no", "c")]
    assert why(both(said("k", "yes"), said("c", "yes"))) == []
    assert why(both(said("k", "yes"), said("c", "yes")), viewer="") == [("no_viewer", "")]


def test_a_yes_is_for_one_purpose() -> None:
    agreed = both(said("k", "yes"), said("c", "yes"))
    for purpose in Purpose:
        assert bool(why(agreed, purpose=purpose)) is (purpose is not Purpose.RESEARCH)


def test_the_last_answer_counts() -> None:
    assert why(both(said("k", "yes"), said("c", "yes"), said("c", "withdrawn"))) == [("withdrawn", "c")]
    assert why(both(said("k", "yes"), said("c", "no"), said("c", "yes"))) == []
    late = said("c", "yes", at=NOW - 3 * DAY)
    assert why(both(said("k", "yes"), said("c", "withdrawn", at=NOW - 2 * DAY), late)) == [("withdrawn", "c")], "by its own date"


def test_a_term_ends() -> None:
    assert why(both(said("k", "yes"), said("c", "yes", until=NOW + DAY))) == []
    assert why(both(said("k", "yes"), said("c", "yes", until=NOW))) == [("expired", "c")]


def test_an_answer_of_tomorrow_says_nothing_today() -> None:
    assert why(both(said("k", "yes"), said("c", "yes", at=NOW + DAY))) == [("not_asked", "c")]


def test_a_yes_about_a_clip_allows_that_clip_and_no_more() -> None:
    register = both(said("k", "yes"), said("c", "yes", span=Span(1_000, 5_000)))
    assert why(register, Span(1_000, 5_000)) == []
    assert why(register, Span(2_000, 3_000)) == []
    assert why(register, Span(999, 5_000)) == [("not_asked", "c")], "handles are part of what is shown"
    assert why(register, None) == [("not_asked", "c")]


def test_a_no_about_a_clip_forbids_whatever_touches_it() -> None:
    register = both(said("k", "yes"), said("c", "yes"), said("c", "no", span=Span(1_000, 5_000)))
    assert why(register, Span(4_999, 6_000)) == [("no", "c")]
    assert why(register, Span(5_000, 6_000)) == []
    assert why(register, None) == [("no", "c")]


def test_a_colleague_who_walks_in_counts_while_being_there() -> None:
    visitor = seen("v", Span(60_000, 70_000))
    register = Register("r1", (seen("k"), visitor), (said("k", "yes"),))
    assert why(register, Span(0, 60_000)) == []
    assert why(register, Span(0, 60_001)) == [("not_asked", "v")]
    unseen = Register("r1", (seen("k"), seen("v", face=False, voice=False)), (said("k", "yes"),))
    assert why(unseen) == [], "somebody nobody can recognise"


def test_who_is_masked_need_not_agree_and_originals_do_not_leave_for_teaching() -> None:
    teaching = both(said("k", "yes", Purpose.TRAINING))
    assert why(teaching, purpose=Purpose.TRAINING, masked={"c"}) == []
    assert why(teaching, purpose=Purpose.TRAINING, masked=set()) == [("not_asked", "c")]
    everybody = both(said("k", "yes", Purpose.TRAINING), said("c", "yes", Purpose.TRAINING))
    assert why(everybody, purpose=Purpose.TRAINING) == [("not_masked", "")]


@pytest.mark.parametrize(("viewer", "days", "may"), [("Noor", 1, True), ("Sam", 1, False), ("Noor", 0, False), ("", 1, False)])
def test_in_quarantine_the_importer_alone_may_play(viewer: str, days: int, may: bool) -> None:
    held = Quarantine("r1", "Noor", NOW + days * DAY)
    for appearances in ((), (seen("k"), seen("c"))):
        register = Register("r1", appearances, (), held)
        assert bool(may_play(register, viewer, NOW)) is may
        assert not decide(register, None, Purpose.RESEARCH, viewer, NOW), "playing is all"


@pytest.mark.parametrize("answer", ["no", "withdrawn"])
def test_quarantine_opens_nothing_that_somebody_refused(answer: str) -> None:
    register = Register("r1", (seen("k"), seen("c")), (said("c", answer),), Quarantine("r1", "Noor", NOW + DAY))
    assert not may_play(register, "Noor", NOW)


SPANS = st.none() | st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda t: Span(t[0] * 1_000, (t[0] + t[1]) * 1_000))
EVENTS = st.builds(
    lambda who, answer, purpose, span, days, term: said(
        who, answer, purpose, span=span, at=NOW + days * DAY, until=None if term is None else NOW + (days + term) * DAY
    ),
    st.sampled_from("kcv"),
    st.sampled_from([*Answer]),
    st.sampled_from([Purpose.RESEARCH, Purpose.REFLECTION]),
    SPANS,
    st.integers(-5, 2),
    st.none() | st.integers(1, 6),
)


def agrees(register: Register, who: str, shown: Span | None, purpose: Purpose) -> bool:
    """The rule said another way: millisecond by millisecond, the last answer that touches it is a yes that still holds, and one yes
    covers all of it."""
    events = sorted(
        (e for e in register.events if e.person_id == who and e.purpose is purpose and e.at <= NOW), key=lambda e: (e.at, e.number)
    )
    touching = []
    for event in events:
        film = (0, 10**9) if event.span is None else (event.span.start_ms, event.span.end_ms)
        asked = (0, 10**9) if shown is None else (shown.start_ms, shown.end_ms)
        whole = film[0] <= asked[0] and asked[1] <= film[1]
        if whole if event.answer is Answer.YES else max(film[0], asked[0]) < min(film[1], asked[1]):
            touching.append(event)
    return bool(touching) and touching[-1].answer is Answer.YES and (touching[-1].until is None or touching[-1].until > NOW)


@pytest.mark.parametrize(
    ("purpose", "age", "reasons"),
    [
        (Purpose.TRAINING, 364, []),
        (Purpose.TRAINING, 365, [("unconfirmed", "k"), ("unconfirmed", "c")]),
        (Purpose.TEAM, 3_000, []),
        (Purpose.PUBLICATION, 3_000, []),
    ],
)
def test_a_yes_to_teaching_is_asked_again_every_year(purpose: Purpose, age: int, reasons: list[tuple[str, str]]) -> None:
    old = [said(who, "yes", purpose, at=NOW - age * DAY) for who in "kc"]
    assert why(both(*old), purpose=purpose, masked=()) == reasons
    again = [said(who, "yes", purpose, at=NOW - DAY) for who in "kc"]
    assert why(both(*old, *again), purpose=purpose, masked=()) == []


def test_a_yes_that_ended_has_ended_whether_or_not_it_was_confirmed() -> None:
    ended = [said(who, "yes", Purpose.TRAINING, at=NOW - 400 * DAY, until=NOW - DAY) for who in "kc"]
    assert why(both(*ended), purpose=Purpose.TRAINING, masked=()) == [("expired", "k"), ("expired", "c")]


@given(age=st.integers(0, 2_000), days=st.integers(1, 1_000), span=st.none() | st.just(Span(0, 9_000)))
def test_asking_less_often_never_refuses_what_asking_often_allows(age: int, days: int, span: Span | None) -> None:
    events = [said(who, "yes", Purpose.TRAINING, at=NOW - age * DAY, span=span) for who in "kc"]
    asked = [Register("r1", (seen("k"), seen("c")), events, None, n) for n in (days, days + 1)]
    shown = Span(1_000, 2_000)
    often, seldom = (decide(one, shown, Purpose.TRAINING, "Noor", NOW, ()) for one in asked)
    assert bool(often) is (age < days)
    assert bool(seldom) or not often


@settings(max_examples=300, deadline=None)
@given(
    events=st.lists(EVENTS, max_size=8), where=st.lists(SPANS, min_size=3, max_size=3), shown=SPANS, present=st.sets(st.sampled_from("kcv"))
)
def test_an_allow_needs_the_yes_of_everybody_who_is_there(
    events: list[ConsentEvent], where: list[Span | None], shown: Span | None, present: set[str]
) -> None:
    register = Register("r1", tuple(seen(who, span) for who, span in zip("kcv", where, strict=True) if who in present), tuple(events))
    for purpose in (Purpose.RESEARCH, Purpose.REFLECTION, Purpose.CLIENT_WORDS):
        there = [
            a
            for a in register.appearances
            if a.span is None or shown is None or (a.span.start_ms < shown.end_ms and shown.start_ms < a.span.end_ms)
        ]
        wanted = bool(register.appearances) and all(agrees(register, a.person_id, shown, purpose) for a in there)
        assert (why(register, shown, purpose) == []) is wanted
        assert Why.NOT_MASKED not in [w for w, _ in why(register, shown, purpose)]
