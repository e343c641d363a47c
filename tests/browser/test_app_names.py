"""Names, notes and words are text: nothing of them ever runs or becomes an element, on any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from app_browser import Window
from app_world import World

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
