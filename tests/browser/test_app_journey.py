"""The whole way of a researcher, with the keyboard alone: from the demo to ten corrected turns, ten tags and a clip list on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app_browser import Window
from app_robot import rows
from app_server import Server
from playwright.sync_api import expect

MOST_TABS = 80


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """The app as it is after installing: nothing in it."""
    server = Server(tmp_path / "home").start()
    yield server
    server.stop()


def tab_to(window: Window, selector: str, key: str = "Tab") -> None:
    """Tab until the focus is there, as somebody without a mouse does."""
    here = """(selector) => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
      return Boolean(e?.matches(selector)) }"""
    for _ in range(MOST_TABS):
        if window.page.evaluate(here, selector):
            return
        window.press(key)
    pytest.fail(f"{selector} cannot be reached with Tab")


@pytest.mark.timeout(120)
def test_from_the_demo_to_a_clip_list_without_the_mouse(window: Callable[..., Window], fresh: Server) -> None:
    one = window(fresh)
    one.goto("/")
    button = one.page.get_by_role("button", name="Bekijk het voorbeeld")
    button.wait_for()
    tab_to(one, "button[data-testid='stBaseButton-primary'], .stButton button[kind='primary']")
    one.press("Enter")
    one.ready()
    database = fresh.home / "reflect.db"
    [(rid,)] = rows(database, "select id from recordings order by recorded_at limit 1")  # the demo is two talks; the first is shown

    one.press("Space")
    one.page.wait_for_function("() => window.__all('video')[0].currentTime > 1")
    one.press("Space")
    for number in range(10):
        one.press("Shift+ArrowRight", str(1 + number % 8))
    expect(one.tag_rows()).to_have_count(10)
    one.saved()

    one.press("F7", "Home")
    before = one.ask(f"transcript/{rid}")["turns"]
    for number in range(10):
        one.press("Enter", "End")
        one.page.keyboard.type(f" ({number + 1})")
        one.press("Enter")
    expect(one.locator(".rf-e-turn[data-waiting]")).to_have_count(0)
    after = one.ask(f"transcript/{rid}")["turns"]
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old["w"] != new["w"]]
    assert changed == list(range(10))
    assert [after[number]["w"][-1][0] for number in changed] == [f"({number + 1})" for number in changed]

    one.press("F8")
    tab_to(one, '[data-part="add-all"]')
    one.press("Enter")
    expect(one.locator('[data-part="clip"]')).to_have_count(10)
    expect(one.locator('[data-part="clip-state"]')).to_have_attribute("data-state", "saved")
    tab_to(one, '[data-part="export"]', "Shift+Tab")
    one.press("Enter")
    with one.page.expect_download() as download:
        tab_to(one, '[data-part="export-json"]')
        one.press("Enter")
    content = json.loads(Path(download.value.path()).read_text("utf-8-sig"))
    assert len(content["clips"]) == 10
    assert rows(database, "select count(*) from fragments where not deleted") == [(10,)]
