"""The page Gezichten: a person decides about every face by key, draws one by hand, moves and stretches it, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_world import World
from playwright.sync_api import expect

from reflect.masking import faces
from reflect.masking.faces import Face
from reflect.masking.faces.writing import propose
from reflect.model.mask import Box, Decision, FaceTrack
from reflect.model.span import Span
from reflect.store import Home, open_store
from reflect.store.database import Store

Open = Callable[..., Window]
NAME = "demo3"


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def kept(store: Store, world: World) -> list[tuple[int, int, str, bool]]:
    found = faces.faces(store, world[NAME])
    return [(m.span.start_ms, m.span.end_ms, str(m.decision), isinstance(m.data, FaceTrack) and m.data.visible) for m in found]


def drawn_by_hand(one: Window, store: Store, world: World) -> None:
    """Drawn over the film with the mouse, stretched by typing a time, moved by key, and taken back."""
    rows = one.locator(".faces article.row")
    one.locator(".faces .add").click()
    area = one.locator(".faces .boxes").bounding_box()
    assert area is not None
    one.page.mouse.move(area["x"] + area["width"] * 0.4, area["y"] + area["height"] * 0.4)
    one.page.mouse.down()
    one.page.mouse.move(area["x"] + area["width"] * 0.6, area["y"] + area["height"] * 0.7, steps=4)
    one.page.mouse.up()
    expect(rows).to_have_count(3)
    [drawn] = [m for m in faces.faces(store, world[NAME]) if m.maker != "detector 1"]
    assert drawn.decision is Decision.CONFIRMED
    assert isinstance(drawn.data, FaceTrack)
    box = drawn.data.boxes[0]
    assert (box.x, box.y, box.w, box.h) == (pytest.approx(0.4, abs=0.01), *(pytest.approx(v, abs=0.02) for v in (0.4, 0.2, 0.3)))
    mine = one.locator(f'.faces article[data-id="{drawn.id}"]')
    mine.get_by_label("Einde").fill("0:30")
    mine.get_by_label("Einde").press("Enter")
    expect(one.locator(".faces .said")).to_contain_text("De tijd is aangepast.")
    mine.focus()
    one.press("Shift+ArrowRight")
    expect(one.locator(".faces .said")).to_contain_text("Het vak is aangepast.")
    [now] = [m for m in faces.faces(store, world[NAME]) if m.id == drawn.id]
    assert now.span.end_ms == 30_000
    assert isinstance(now.data, FaceTrack)
    assert now.data.at(now.data.boxes[-1].at_ms).x == pytest.approx(box.x + 0.005, abs=0.0005)
    mine.focus()
    one.press("Delete")
    expect(rows).to_have_count(2)
    one.press("Control+z")
    expect(rows).to_have_count(3)


def test_every_face_is_decided_drawn_and_stretched(window: Open, world: World, store: Store) -> None:
    track = FaceTrack("", (Box(2_000, 0.22, 0.24, 0.14, 0.27), Box(8_000, 0.24, 0.24, 0.14, 0.27)), doubts=(Span(4_000, 5_000),))
    other = FaceTrack("", (Box(0, 0.64, 0.24, 0.14, 0.27),))
    propose(store, world[NAME], [Face(Span(2_000, 8_000), track), Face(Span(0, 9_000), other)], "detector 1")
    one = window()
    one.goto(f"/gezichten?opname={world[NAME]}")
    one.locator('.faces[data-ready="1"]').wait_for()
    rows = one.locator(".faces article.row")
    expect(rows).to_have_count(2)
    expect(one.locator(".faces .sum")).to_contain_text("Nog 2 van 2")
    expect(one.locator(".faces .places")).to_contain_text("Gezicht 2: niet steeds gezien")
    rows.first.scroll_into_view_if_needed()
    expect(rows.first.locator("canvas[data-drawn]").first).to_be_visible()

    rows.first.focus()
    one.press("1")
    expect(rows.first).to_have_attribute("data-decision", "confirmed")
    one.press("ArrowDown", "2")
    expect(rows.nth(1)).to_have_attribute("data-decision", "visible")
    expect(rows.nth(1)).to_contain_text("Zeg wie dit is. Tot dan wordt dit gezicht afgeschermd.")
    expect(one.locator(".faces .sum")).to_contain_text("Over alle 2 gezichten")
    assert kept(store, world) == [(0, 9_000, "confirmed", False), (2_000, 8_000, "confirmed", True)]
    one.press("Control+z")
    expect(rows.nth(1)).to_have_attribute("data-decision", "proposed")
    one.press("3")
    expect(rows.nth(1)).to_have_attribute("data-decision", "rejected")

    drawn_by_hand(one, store, world)
    assert one.errors == []
