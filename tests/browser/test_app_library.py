"""The library: finding, and opening at the moment; what is wrong with a recording is said in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from app_browser import Window
from app_world import World
from playwright.sync_api import expect

Open = Callable[..., Window]


def test_a_hit_opens_the_film_at_its_moment(window: Open, world: World) -> None:
    one = window()
    one.goto("/")
    search = one.locator(".library input.search")
    search.fill("notitie 250")
    hit = one.locator(".hits a.hit").first
    expect(hit).to_contain_text("notitie 250")
    moment = int(hit.get_attribute("data-t") or 0)
    assert moment > 0
    hit.click()
    one.ready()
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime - {moment / 1000}) < 0.5")


def test_the_filter_of_cases(window: Open, world: World) -> None:
    one = window()
    one.goto("/")
    rows = one.locator(".library .body .row")
    with sqlite3.connect(world.home / "reflect.db") as database:
        [(count,)] = database.execute("select count(*) from recordings")
    expect(rows).to_have_count(count)
    one.locator(".library select").first.select_option("A12")
    expect(rows).to_have_count(2)


@pytest.mark.parametrize(
    ("name", "words"),
    [("silent", "geen geluid"), ("gone", "niet meer op schijf"), ("empty", "nog geen transcript"), ("failed", "mislukt")],
)
def test_what_is_missing_is_said_and_tagging_still_works(window: Open, world: World, name: str, words: str) -> None:
    one = window().open(world[name], at_ms=5_000)
    expect(one.page.get_by_text(words).first).to_be_attached()
    before = one.tag_rows().count()
    one.press("1")
    expect(one.tag_rows()).to_have_count(before + 1)
    one.saved()
