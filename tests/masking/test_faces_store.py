"""Masks are kept as they were given, with the record of every change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from tag_ops import new_id

from reflect.errors import NotFoundError
from reflect.model.mask import Box, Decision, FaceTrack, Mask, MaskKind, Name, NameKind, Shape, Style
from reflect.model.span import Span
from reflect.store import masks, recordings
from reflect.store.database import Store
from reflect.store.mask_tables import MaskEventRow

FACE = FaceTrack(
    "m1", (Box(1_000, 0.1, 0.2, 0.05, 0.08), Box(2_000, -0.02, 0.3, 0.1, 0.16)), Style.BLUR, Shape.BOX, True, "S1", (Span(1_200, 1_400),)
)
NAME = Name(NameKind.PLACE, "[plaats 1]", "t1", (3, 4), "bleep")


def mask_of(talk: str, data: FaceTrack | Name, kind: MaskKind, start_ms: int = 1_000) -> Mask:
    return Mask(new_id(), talk, kind, Span(start_ms, start_ms + 900), data, Decision.PROPOSED, "detector 1")


def test_masks_come_back_as_they_were_stored_in_order_of_time(store: Store, talk: str) -> None:
    late, early = mask_of(talk, FACE, MaskKind.FACE, 5_000), mask_of(talk, NAME, MaskKind.SOUND, 2_000)
    with masks.changing(store, talk) as desk:
        desk.look_up((), (late.id, early.id))
        stored = [desk.write(new_id(), "add", "Noor", mask) for mask in (late, early)]
    assert masks.of_recording(store, talk) == tuple(reversed(stored))
    assert masks.of_recording(store, talk, MaskKind.FACE) == (stored[0],)
    assert replace(stored[0], created_at=None, updated_at=None) == late


def test_every_change_is_an_event_and_deleting_keeps_the_row(store: Store, talk: str) -> None:
    mask = mask_of(talk, FACE, MaskKind.FACE)
    for new in (mask, replace(mask, decision=Decision.CONFIRMED, revision=2), replace(mask, deleted=True, revision=3)):
        with masks.changing(store, talk) as desk:
            desk.look_up((), (mask.id,))
            desk.write(new_id(), "update", "Noor", new)
    assert masks.of_recording(store, talk) == ()
    assert [m.revision for m in masks.of_recording(store, talk, deleted=True)] == [3]
    with store.reading() as connection:
        events = connection.execute(select(MaskEventRow.before, MaskEventRow.after).order_by(MaskEventRow.number)).all()
    assert [after["decision"] for _, after in events] == ["proposed", "confirmed", "proposed"]
    assert events[0].before is None
    assert events[1].before == events[0].after


def test_masks_go_with_their_recording(store: Store, talk: str) -> None:
    mask = mask_of(talk, FACE, MaskKind.FACE)
    with masks.changing(store, talk) as desk:
        desk.look_up((), (mask.id,))
        desk.write(new_id(), "add", "Noor", mask)
    recordings.delete_recording(store, talk)
    with store.reading() as connection:
        assert connection.execute(select(MaskEventRow.number)).all() == []
    with pytest.raises(NotFoundError, match="There is no recording"):
        masks.of_recording(store, talk)


def test_a_box_moves_in_a_straight_line_and_stands_still_outside() -> None:
    assert FACE.at(1_500) == Box(1_500, pytest.approx(0.04), pytest.approx(0.25), pytest.approx(0.075), pytest.approx(0.12))
    assert (FACE.at(0).x, FACE.at(9_000).x) == (0.1, -0.02)
    moved = FACE.shifted(-1_500)
    assert moved.at(0) == replace(FACE.at(1_500), at_ms=0)
    assert moved.doubts == ()
