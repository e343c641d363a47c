"""Sets, clips and presses as operations: done once, only over what was seen, and nothing of a browser is trusted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tag_ops import add, new_id
from teaching_world import World, change, new

from reflect import consenting, tagging, teaching
from reflect.errors import NotFoundError, UsageError
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.teaching import Spotting, TeachingClip, TeachingSet
from reflect.store import consents, makings
from reflect.store import teaching as rows

TODAY = date(2026, 11, 22)
BSN = "111222333"


def file(world: World, set_id: str, today: date = TODAY) -> teaching.SetFile:
    return teaching.set_file(world.store, set_id, "An", today)


def reasons(world: World, set_id: str) -> list[list[tuple[str, str]]]:
    return [[(r.why, r.pseudonym) for r in s.decision.reasons] for s in file(world, set_id).clips]


def test_a_set_is_made_once_and_its_clips_take_over_the_fragment(world: World) -> None:
    op = new("set", title="  Weerstand   herkennen ", goal="Het moment zien", audience="Nieuwe klantmanagers")
    first, again = (teaching.begin(world.store, [op], "An")[0] for _ in range(2))
    assert first.thing == again.thing
    assert (first.thing.title, first.thing.made_by, first.thing.revision) == ("Weerstand herkennen", "An", 1)
    clip = world.clip(first.thing.id, place=1, question="Wat zie je?", answer="Zij kijkt weg", feedback=True, before_ms=500)
    assert (clip.span, clip.theme, clip.feedback) == (Span(1_000, 6_000), "weerstand.vechten", True)
    world.clip(first.thing.id, world.second, place=0.5)
    world.send(first.thing.id, change("clip", clip.id, 1, place=0.1))
    assert [s.clip.recording_id for s in file(world, first.thing.id).clips] == [world.first, world.second]


def test_a_set_without_a_title_or_under_another_address_is_refused(world: World) -> None:
    assert teaching.begin(world.store, [new("set")], "An")[0].why == "no_title"
    assert teaching.begin(world.store, [new("set", title=f"Over {BSN}")], "An")[0].why == "bsn"
    assert teaching.begin(world.store, [change("set", new_id(), title="X")], "An")[0].why == "bad_op"
    assert teaching.begin(world.store, [new("clip", recording_id=world.first)], "An")[0].why == "bad_op"
    one, other = world.set(), world.set()
    assert world.send(one.id, change("set", other.id, title="Anders"))[0].why == "bad_id"
    assert world.send(one.id, new("set", title="Nog een"))[0].why == "bad_id"
    with pytest.raises(NotFoundError, match="There is no teaching set"):
        world.send(new_id(), change("set", new_id(), title="X"))


def test_two_windows_on_one_set_get_a_choice(world: World) -> None:
    one = world.set()
    assert world.send(one.id, change("set", one.id, 1, goal="Eerst"))[0].status == "stored"
    late = world.send(one.id, change("set", one.id, 1, goal="Te laat"))[0]
    assert (late.status, late.why, late.thing.goal) == ("conflict", "changed", "Eerst")
    world.send(one.id, change("set", one.id, do="delete"))
    assert teaching.sets(world.store, "An", TODAY) == ()
    with pytest.raises(NotFoundError, match="This teaching set was deleted"):
        file(world, one.id)
    world.send(one.id, change("set", one.id, do="restore"))
    assert file(world, one.id).set.goal == "Eerst"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"recording_id": "rnothere"}, "unknown_recording"),
        ({"recording_id": "../../etc/passwd"}, "unknown_recording"),
        ({"recording_id": 7}, "unknown_recording"),
        ({"span": [5_000, 5_010]}, "zero_length"),
        ({"span": [70_000, 80_000]}, "beyond_end"),
        ({"span": ["a", "b"]}, "bad_span"),
        ({"span": [1]}, "bad_span"),
        ({}, "bad_span"),
        ({"span": [0, 1_000], "before_ms": -1}, "bad_span"),
        ({"span": [0, 1_000], "fragment_id": "11111111-2222-4333-8444-555555555555"}, "unknown_fragment"),
        ({"span": [0, 1_000], "question": "x" * 2_000}, "too_long"),
        ({"span": [0, 1_000], "answer": f"Nummer {BSN}"}, "bsn"),
        ({"span": [0, 1_000], "feedback": "yes"}, "bad_op"),
        ({"span": [0, 1_000], "place": float("inf")}, "bad_op"),
        ({"span": [0, 1_000], "evil": 1}, "bad_op"),
    ],
)
def test_what_is_no_clip_is_refused(world: World, fields: dict[str, Any], why: str) -> None:
    one = world.set()
    ack = world.send(one.id, new("clip", **{"recording_id": world.first, **fields}))[0]
    assert (ack.status, ack.why) == ("refused", why)
    assert file(world, one.id).clips == ()


def test_a_fragment_of_another_recording_and_a_closed_recording_are_not_taken(world: World) -> None:
    one = world.set()
    assert world.send(one.id, new("clip", recording_id=world.second, fragment_id=world.tags[world.first]))[0].why == "unknown_fragment"
    op = new("clip", recording_id=world.first, span=[0, 1_000])
    assert teaching.apply(world.store, one.id, [op], "An", closed={world.first})[0].why == "unknown_recording"


def test_presses_are_kept_and_may_be_taken_back_but_not_changed(world: World) -> None:
    one = world.set()
    clip = world.clip(one.id, before_ms=1_000, after_ms=4_000)
    spotting, (press,) = world.watch(one.id, "  Blauwe   vink ", clip, 2_000)
    assert spotting.trainee == "Blauwe vink"
    assert world.send(one.id, change("press", press.id, at_ms=3_000))[0].why == "bad_op"
    assert world.send(one.id, change("press", press.id))[0].why == "bad_op"
    assert world.send(one.id, change("spotting", spotting.id, trainee="Ander"))[0].why == "bad_op"
    assert world.send(one.id, change("press", press.id, 1, do="delete"))[0].status == "stored"
    assert [c.presses for c in teaching.press_file(world.store, file(world, one.id)).clips] == [()]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"at_ms": 500_000}, "outside_clip"),
        ({"at_ms": -1}, "outside_clip"),
        ({"at_ms": None}, "outside_clip"),
        ({"at_ms": "NaN"}, "bad_span"),
        ({"clip_id": "11111111-2222-4333-8444-555555555555"}, "unknown_clip"),
        ({"spotting_id": "11111111-2222-4333-8444-555555555555"}, "unknown_spotting"),
        ({"theme": "x" * 200}, "too_long"),
    ],
)
def test_what_is_no_press_is_refused(world: World, fields: dict[str, Any], why: str) -> None:
    one = world.set()
    clip = world.clip(one.id)
    spotting, _ = world.watch(one.id, "Vink", clip)
    good = {"spotting_id": spotting.id, "clip_id": clip.id, "at_ms": 2_000}
    assert world.send(one.id, new("press", **{**good, **fields}))[0].why == why


@pytest.mark.parametrize(("name", "why"), [("", "no_name"), ("   ", "no_name"), (BSN, "bsn"), ("x" * 99, "too_long"), (3, "bad_op")])
def test_a_trainee_has_a_made_up_name(world: World, name: object, why: str) -> None:
    one = world.set()
    assert world.send(one.id, new("spotting", trainee=name))[0].why == why
    assert world.send(one.id, new("spotting"))[0].why == "no_name"


def test_a_closed_set_takes_no_presses_and_presses_of_another_set_are_none_of_its(world: World) -> None:
    one, other = world.set(), world.set()
    clip = world.clip(one.id)
    spotting, _ = world.watch(one.id, "Vink", clip)
    press = new("press", spotting_id=spotting.id, clip_id=clip.id, at_ms=2_000)
    assert world.send(other.id, press)[0].why == "unknown_spotting"
    world.send(one.id, change("set", one.id, closed=True))
    assert world.send(one.id, press)[0].why == "closed"
    assert world.send(one.id, new("spotting", trainee="Mus"))[0].why == "closed"


def test_presses_are_counted_against_what_researchers_tagged(world: World) -> None:
    tagging.apply(world.store, world.first, [add(start=10_000, end=12_000, code="weerstand.afhaken")], "Noor")
    tagging.apply(world.store, world.first, [add(start=14_000, end=15_000, code="emotie")], "Noor")
    one = world.set()
    clip = world.clip(one.id, after_ms=14_000)
    vink, _ = world.watch(one.id, "Vink", clip, 2_000, 5_000, 7_900, 9_000)  # in, in, 1.9 s late, extra
    mus, _ = world.watch(one.id, "Mus", clip, 11_000, 14_500)  # in the second, in another theme
    found = teaching.press_file(world.store, file(world, one.id))
    assert [(w.spotting.trainee, w.score) for w in found.watched] == [
        ("Vink", teaching.Score(hits=1, misses=1, extra=1)),
        ("Mus", teaching.Score(hits=1, misses=1, extra=1)),
    ]
    (shown,) = found.clips
    assert [f.span.start_ms for f in shown.tags] == [1_000, 10_000, 14_000]
    assert [t.span.start_ms for t in shown.targets] == [1_000, 10_000]
    assert [(p.press.at_ms, p.inside) for p in shown.presses if p.press.spotting_id == vink.id] == [
        (2_000, True),
        (5_000, True),
        (7_900, True),
        (9_000, False),
    ]
    assert shown.score == teaching.Score(2, 2, 2)
    with pytest.raises(NotFoundError, match=r"no watching of this set"):
        teaching.forget(world.store, world.set().id, [vink.id], "Noor")
    assert teaching.forget(world.store, one.id, [mus.id], "Noor") == 2
    with pytest.raises(NotFoundError, match=r"no watching of this set. See: reflect teach presses"):
        teaching.forget(world.store, one.id, [vink.id, mus.id], "Noor")
    assert [s.trainee for s in rows.of(world.store, Spotting, one.id, deleted=True)] == ["Vink"]


def test_a_clip_says_who_did_not_agree_and_a_set_asks_again_after_a_year(world: World) -> None:
    one = world.set()
    world.clip(one.id)
    assert reasons(world, one.id) == [[]]
    client = next(p.id for p in consents.persons(world.store) if p.pseudonym == "C1")
    consenting.withdraw(world.store, client, "Noor", recording_id=world.first, purposes=[Purpose.TRAINING])
    assert reasons(world, one.id) == [[("withdrawn", "C1")]]
    assert one.created_at is not None
    made = one.created_at.date()
    assert not file(world, one.id, made + timedelta(days=365)).stale
    assert file(world, one.id, made + timedelta(days=366)).stale
    world.send(one.id, change("set", one.id, confirmed_on=(made + timedelta(days=300)).isoformat()))
    assert not file(world, one.id, made + timedelta(days=366)).stale


def test_consent_for_one_clip_is_enough_for_that_clip(world: World) -> None:
    one = world.set()
    clip = world.clip(one.id, place=1)
    world.clip(one.id, place=2, before_ms=1_000)
    person = consenting.appear(world.store, world.first, "V1", "visitor", "Noor").person_id
    assert reasons(world, one.id) == [[("not_asked", "V1")]] * 2
    consenting.answer(world.store, world.first, person, [Purpose.TRAINING], Answer.YES, "Noor", span=clip.span)
    assert reasons(world, one.id) == [[], [("not_asked", "V1")]]


def test_a_person_who_is_in_ten_sets_leaves_a_gap_in_each(world: World) -> None:
    sets = [world.set(title=f"Set {n}") for n in range(10)]
    for one in sets:
        clip = world.clip(one.id, place=1, question="Wat zegt Zonnewijzer hier?", answer="Zonnewijzer")
        world.clip(one.id, world.second, place=2)
        world.watch(one.id, "Vink", clip, 2_000)
    consenting.remove(world.store, world.first, "Noor")
    for one in sets:
        found = file(world, one.id)
        assert reasons(world, one.id) == [[("gone", "")], []]
        assert found.clips[0].clip == TeachingClip(
            **{f: getattr(found.clips[0].clip, f) for f in ("id", "set_id", "place", "theme", "codebook", "feedback", "revision")},
            recording_id=world.first,
            span=Span(0, 0),
            created_at=found.clips[0].clip.created_at,
            updated_at=found.clips[0].clip.updated_at,
        )
        scores = [w.score for w in teaching.press_file(world.store, found).watched]
        assert scores == [teaching.Score(0, 1, 0)]
        assert world.send(one.id, change("clip", found.clips[0].clip.id, place=9))[0].status == "stored"
    left = b"".join(path.read_bytes() for path in world.store.home.path.rglob("reflect.db*"))
    assert b"Zonnewijzer" not in left


def test_a_set_made_of_nothing_and_too_many_changes(world: World) -> None:
    one = world.set()
    found = file(world, one.id)
    assert (found.clips, found.makings, teaching.press_file(world.store, found).watched) == ((), (), ())
    with pytest.raises(UsageError, match="Send at most 200"):
        world.send(one.id, *[new("clip")] * 201)
    with pytest.raises(UsageError, match="Send at most 200"):
        teaching.begin(world.store, [new("set")] * 201, "An")


def test_a_set_is_found_by_its_id_or_title(world: World) -> None:
    with pytest.raises(NotFoundError, match="There are no teaching sets yet"):
        teaching.find_set(world.store, "x")
    one: TeachingSet = world.set(title="Eerste")
    world.set(title="Tweede")
    assert teaching.find_set(world.store, one.id[:10]).id == teaching.find_set(world.store, "eerste").id == one.id
    with pytest.raises(NotFoundError, match="is not one teaching set"):
        teaching.find_set(world.store, "")


def test_nothing_was_made_yet(world: World) -> None:
    assert makings.listing(world.store) == makings.erase(world.store, world.first) == ()
