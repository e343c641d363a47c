"""Names, notes and words are text: nothing of them ever runs or becomes an element, on any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from app_browser import Window
from app_cycle import do, make_cycle, make_session, new
from app_world import EVIL, World

from reflect import reflection
from reflect.store import Home, open_store

Open = Callable[..., Window]
PAGES = ["bekijken", "verbeteren", "clips", "maten", "slim", "clientgesprek"]
FOUND = """() => ({
  hacked: window.hacked ?? null,
  title: document.title.includes('HACKED'),
  elements: window.__all('img[src="x"], svg[onload], [onerror], .list-pane b').length,
})"""
NOTHING = {"hacked": None, "title": False, "elements": 0}


@pytest.mark.parametrize("page", PAGES)
def test_names_stay_text(window: Open, world: World, page: str) -> None:
    one = window()
    one.goto(f"/{page}?opname={world['evil']}")
    one.page.get_by_text("<img src=x onerror").first.wait_for(state="attached")
    if page not in ("maten", "slim", "clientgesprek"):
        one.ready()
        one.press("?")
    one.page.wait_for_timeout(300)
    assert one.page.evaluate(FOUND) == NOTHING


def test_names_stay_text_in_the_library(window: Open, world: World) -> None:
    one = window()
    one.goto("/")
    one.locator(f'.library [data-id="{world["evil"]}"]').wait_for()
    assert one.page.evaluate(FOUND) == NOTHING
    one.locator(".library input.search").fill("onerror")
    one.locator(f'.hits a.hit[data-id="{world["evil"]}"]').first.wait_for()
    assert one.page.evaluate(FOUND) == NOTHING


def test_names_stay_text_in_a_session(window: Open, world: World) -> None:
    with open_store(Home(world.home)) as store:
        cycle = make_cycle(store, f"{EVIL[:60]} sessie", 260)
        session = make_session(store, cycle, EVIL, 1)
        clip = reflection.session_file(store, cycle.case, session).clips[0].clip
        note = {"what": "remark", "do": "add", "id": new(), "session_id": session, "about": clip.id, "text": EVIL}
        point = {"what": "point", "do": "add", "id": new(), "session_id": session, "text": EVIL}
        do(store, cycle.case, {"what": "clip", "do": "update", "id": clip.id, "question": EVIL, "tip": EVIL}, note, point)
    one = window()
    one.goto(f"/sessie?traject={cycle.case}&sessie={session}")
    one.locator('.session[data-ready="1"]').wait_for()
    assert one.page.evaluate(FOUND) == NOTHING
    one.goto(f"/tonen?traject={cycle.case}&sessie={session}")
    one.locator('.show[data-ready="1"]').wait_for()
    one.press("n", "w", "t", "e", "Escape", "o", "Escape", "End")
    one.locator(".show .end").wait_for()
    assert one.page.evaluate(FOUND) == NOTHING
