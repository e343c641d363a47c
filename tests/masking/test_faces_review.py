"""What a person decides about faces, and what has to be looked at before a film is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tag_ops import change, new_id

from reflect.errors import UsageError
from reflect.masking import faces
from reflect.masking.faces import Face, Why
from reflect.masking.faces.writing import MAX_OPS, propose
from reflect.model.mask import Box, Decision, FaceTrack, Mask, MaskKind, Style
from reflect.model.span import Span
from reflect.store import consents
from reflect.store.database import Store

BOX = [2_000, 0.4, 0.3, 0.1, 0.2]


def drawn(start_ms: int = 1_000, end_ms: int = 6_000, **fields: Any) -> dict[str, Any]:
    return {"op": new_id(), "do": "add", "id": new_id(), "span": [start_ms, end_ms], "boxes": [BOX], **fields}


def found(start_ms: int, end_ms: int, x: float = 0.4, doubts: tuple[Span, ...] = ()) -> Face:
    boxes = (Box(start_ms, x, 0.3, 0.1, 0.2), Box(end_ms - 400, x + 0.1, 0.3, 0.1, 0.2))
    return Face(Span(start_ms, end_ms), FaceTrack("", boxes, doubts=doubts))


def one(store: Store, talk: str, op: dict[str, Any]) -> Mask:
    [ack] = faces.apply(store, talk, [op], "Noor")
    assert (ack.status, ack.why) == ("stored", "")
    assert ack.mask is not None
    return ack.mask


def test_what_is_drawn_is_confirmed_and_can_be_taken_back(store: Store, talk: str) -> None:
    op = drawn()
    mask = one(store, talk, op)
    assert (mask.decision, mask.maker, mask.span) == (Decision.CONFIRMED, "Noor", Span(1_000, 6_000))
    assert one(store, talk, op) == mask  # sent again
    gone = one(store, talk, change("delete", mask.id, 1))
    assert gone.deleted
    assert faces.faces(store, talk) == ()
    assert one(store, talk, change("restore", mask.id, 2)).decision is Decision.CONFIRMED


def test_a_box_is_moved_at_one_moment_and_the_track_stretched(store: Store, talk: str) -> None:
    mask = one(store, talk, drawn())
    moved = one(store, talk, {**change("update", mask.id, 1), "box": [4_000, 0.6, 0.3, 0.1, 0.2]})
    again = one(store, talk, {**change("update", mask.id, 2), "box": [4_030, 0.7, 0.3, 0.1, 0.2]})
    assert isinstance(moved.data, FaceTrack)
    assert isinstance(again.data, FaceTrack)
    assert [b.at_ms for b in again.data.boxes] == [2_000, 4_030], "a box at nearly the same moment takes the place of the other"
    assert moved.data.at(3_000).x == pytest.approx(0.5)
    longer = one(store, talk, {**change("update", mask.id, 3), "span": [0, 90_000]})
    assert longer.span == Span(0, 60_000), "cut to the film"
    back = one(store, talk, {**change("update", mask.id, 4), "boxes": [BOX]})
    assert isinstance(back.data, FaceTrack)
    assert back.data.boxes == (Box(*BOX),)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"boxes": []}, "bad_box"),
        ({"boxes": [[0, 0.1, 0.1, 0.0, 0.1]]}, "bad_box"),
        ({"boxes": [[0, 1.2, 0.1, 0.1, 0.1]]}, "bad_box"),
        ({"boxes": [[0, float("inf"), 0.1, 0.1, 0.1]]}, "bad_box"),
        ({"boxes": [[0, 0.1, 0.1, 0.1]]}, "bad_box"),
        ({"boxes": [["x", 0.1, 0.1, 0.1, 0.1]]}, "bad_span"),
        ({"boxes": [BOX] * 20_001}, "too_long"),
        ({"span": [5_000, 5_010]}, "zero_length"),
        ({"span": [70_000, 80_000]}, "beyond_end"),
        ({"span": "all"}, "bad_span"),
        ({"decision": "maybe"}, "unknown_decision"),
        ({"style": "hat"}, "unknown_style"),
        ({"visible": 1}, "bad_op"),
        ({"person": "123456782"}, "bsn"),
        ({"name": "x"}, "bad_op"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, talk: str, fields: dict[str, Any], why: str) -> None:
    [ack] = faces.apply(store, talk, [drawn(**fields)], "Noor")
    assert (ack.status, ack.why) == ("refused", why)
    assert ack.why in faces.WHY
    assert faces.faces(store, talk) == ()


def test_only_faces_are_changed_here_and_not_too_many(store: Store, talk: str) -> None:
    from reflect.model.mask import Name, NameKind
    from reflect.store import masks

    name = Mask(new_id(), talk, MaskKind.WORD, Span(0, 500), Name(NameKind.PERSON, "[naam]"))
    with masks.changing(store, talk) as desk:
        desk.look_up((), (name.id,))
        desk.write(new_id(), "add", "Noor", name)
    [ack] = faces.apply(store, talk, [change("delete", name.id, 1)], "Noor")
    assert (ack.status, ack.why) == ("refused", "bad_id")
    [ack] = faces.apply(store, talk, [change("update", new_id(), 1, visible=True)], "Noor")
    assert ack.why == "unknown_face"
    with pytest.raises(UsageError, match="101 changes at once are too many"):
        faces.apply(store, talk, [drawn()] * (MAX_OPS + 1), "Noor")


def test_looking_again_keeps_what_a_person_decided(store: Store, talk: str) -> None:
    first, second = propose(store, talk, [found(1_000, 9_000), found(20_000, 30_000)], "detector 1")
    one(store, talk, change("update", first.id, 1, decision="rejected"))
    propose(store, talk, [found(1_100, 8_900), found(20_000, 31_000), found(40_000, 50_000, 0.1)], "detector 2")
    now = faces.faces(store, talk)
    assert [(m.span.start_ms, m.decision) for m in now] == [
        (1_000, Decision.REJECTED),
        (20_000, Decision.PROPOSED),
        (40_000, Decision.PROPOSED),
    ]
    assert second.id not in {m.id for m in now}
    [last] = propose(store, talk, [found(55_000, 61_000)], "detector 3")
    assert last.span == Span(55_000, 60_000), "cut to the film"


def test_what_is_covered_is_what_was_confirmed_and_is_not_to_stay_visible(store: Store, talk: str) -> None:
    masks = propose(store, talk, [found(n * 10_000, n * 10_000 + 5_000) for n in range(4)], "detector 1")
    one(store, talk, change("update", masks[0].id, 1, decision="confirmed"))
    stranger = one(store, talk, change("update", masks[1].id, 1, decision="confirmed", visible=True))
    assert [track.visible for span, track in faces.covers([stranger])] == [False], "nobody said whose face it is, so it is covered"
    known = consents.register(store, talk).appearances[0].person_id
    one(store, talk, change("update", masks[1].id, 2, person=known))
    one(store, talk, change("update", masks[2].id, 1, decision="rejected"))
    now = faces.faces(store, talk)
    assert [span.start_ms for span, _ in faces.covers(now)] == [0]
    assert [m.id for m in faces.undecided(now)] == [masks[3].id]


def test_covers_on_the_clock_of_a_clip() -> None:
    whole = [found(1_000, 9_000), found(20_000, 30_000, 0.1), found(0, 4_000, 0.7)]
    [(span, track), (other, _)] = faces.for_clip(whole, Span(3_000, 12_000))
    assert (span, other) == (Span(0, 6_000), Span(0, 1_000))
    assert track.at(2_000).x == pytest.approx(whole[0].track.at(5_000).x)


def face(start_ms: int, end_ms: int, x: float, doubts: tuple[Span, ...] = (), **fields: Any) -> Mask:
    span, track = found(start_ms, end_ms, x, doubts)
    return Mask(new_id(), "r1", MaskKind.FACE, span, track, **fields)


def test_places_to_look_at() -> None:
    edge = face(5_000, 9_000, -0.15)
    middle = face(10_000, 20_000, 0.4, (Span(12_000, 13_000),))
    places = faces.places([edge, middle], 60_000, [Span(9_500, 12_000), Span(30_000, 33_000), Span(40_000, 40_600)])
    assert [(p.why, p.span) for p in places] == [
        (Why.BEGINS, Span(9_000, 11_000)),
        (Why.UNSURE, Span(12_000, 13_000)),
        (Why.ENDS, Span(19_000, 21_000)),
        (Why.NOBODY, Span(30_000, 33_000)),
    ]
    assert faces.places([replace(middle, decision=Decision.REJECTED)], 60_000) == ()


def test_a_face_that_goes_on_as_another_track_does_not_end_in_the_middle() -> None:
    first, then = face(0, 10_000, 0.4), face(10_100, 59_500, 0.5)
    assert faces.places([first, then], 60_000) == ()


def test_a_track_may_get_another_style(store: Store, talk: str) -> None:
    mask = one(store, talk, drawn(style="blur", shape="box"))
    assert isinstance(mask.data, FaceTrack)
    assert mask.data.style is Style.BLUR
