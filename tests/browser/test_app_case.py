"""The page of a case: what happened in order, attention points that are written and undone, figures that lead to the film."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from app_browser import Window
from app_cycle import Cycle, do, make_cycle, make_session, new
from app_world import EVIL, World
from playwright.sync_api import expect

from reflect import reflection
from reflect.store import Home, open_store, recordings
from reflect.store.database import Store

Open = Callable[..., Window]
NOTHING = {"hacked": None, "elements": 0}
FOUND = "() => ({hacked: window.hacked ?? null, elements: window.__all('img[src=\"x\"], svg[onload], [onerror]').length})"

FITS = "() => document.documentElement.scrollWidth <= innerWidth && window.__all('.cycle').every((e) => e.scrollWidth <= e.clientWidth)"


@pytest.fixture(scope="module")
def cycle(world: World) -> Cycle:
    """Two talks three weeks apart, a session in between, and two points of which one was followed."""
    with open_store(Home(world.home)) as store:
        made = make_cycle(store, "Course", 250)
        for day, film in zip((2, 25), made.films, strict=True):
            recordings.change(store, film, recorded_at=datetime(2026, 11, day, 12, tzinfo=UTC))
        session = make_session(store, made, "Samen kijken", 2)
        point = new()
        do(
            store,
            made.case,
            {"what": "point", "do": "add", "id": point, "session_id": session, "text": "Eerst luisteren."},
            {"what": "point", "do": "add", "id": new(), "text": EVIL},
            {"what": "follow_up", "do": "add", "id": new(), "point_id": point, "recording_id": made.films[1]}
            | {"tried": "yes", "seen": "partly", "span": [40_000, 45_000], "worked": "no", "note": "te kort"},
        )
        return made


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def opened(window: Open, cycle: Cycle) -> Window:
    one = window()
    one.goto(f"/traject?traject={cycle.case}")
    one.locator('.cycle[data-ready="1"]').wait_for()
    return one


def saved(one: Window) -> None:
    expect(one.locator('.keep .saved[data-waiting="0"]')).to_have_attribute("data-state", "saved")


def test_what_happened_in_order_and_how_it_went(window: Open, cycle: Cycle) -> None:
    one = window()
    one.goto("/traject")
    one.locator('.cycle[data-ready="1"]').wait_for()
    one.locator(f'.cases [data-id="{cycle.case}"] a').click()
    items = one.locator("ol.time > li")
    expect(items).to_have_count(4)
    words = [" ".join(text.split()) for text in items.all_inner_texts()]
    assert [one.locator("ol.time > li").nth(n).get_attribute("class") for n in range(4)] == ["visit", "interview", "session", "visit"]
    assert words[0].startswith("2 nov 2026")
    assert "Klantmanager" in words[0]
    assert "18 dagen na de opname" in words[1]
    assert "Samen kijken" in words[2]
    assert words[3].startswith("23 dagen later")
    followed = one.locator(".point").filter(has_text="te kort")
    expect(followed.locator(".verdicts")).to_contain_text(re.compile("Geprobeerd: ja.*Gezien: deels.*Werkte het: nee"))
    assert one.page.evaluate(FOUND) == NOTHING
    followed.get_by_text("0:40–0:45").click()
    one.ready()
    one.page.wait_for_function("() => Math.abs(window.__all('video')[0].currentTime - 40) < 0.5")


def test_points_are_written_closed_taken_away_and_undone(window: Open, cycle: Cycle, store: Store) -> None:
    def stored() -> dict[str, bool]:
        return {point.text: point.closed for point in reflection.case_file(store, cycle.case).points if point.text != EVIL}

    one = opened(window, cycle)
    one.page.get_by_label("Nieuw aandachtspunt").fill("Vaker stil zijn")
    one.press("Enter")
    card = one.locator(".point").last
    expect(card.locator("textarea")).to_have_value("Vaker stil zijn")
    card.locator("textarea").press("End")
    one.page.keyboard.type(", en wachten")
    saved(one)
    assert stored() == {"Eerst luisteren.": False, "Vaker stil zijn, en wachten": False}
    card.get_by_text("Afronden").click()
    expect(card).to_have_class(re.compile("closed"))
    saved(one)
    assert stored()["Vaker stil zijn, en wachten"]
    card.get_by_text("Haal weg").click()
    expect(one.locator(".point")).to_have_count(2)
    for _ in range(3):  # back come the point, that it was open, and how it was written at first
        one.page.get_by_role("button", name="Ongedaan maken").click()
    expect(one.locator(".point").last.locator("textarea")).to_have_value("Vaker stil zijn")
    saved(one)
    assert stored() == {"Eerst luisteren.": False, "Vaker stil zijn": False}
    one.page.reload()
    expect(one.locator(".point").last.locator("textarea")).to_have_value("Vaker stil zijn")
    one.page.get_by_role("button", name="Ongedaan maken").click()  # also after a reload
    expect(one.locator(".point")).to_have_count(2)
    saved(one)
    assert stored() == {"Eerst luisteren.": False}
    for _ in range(2):  # it is there again, with all of its words
        one.page.get_by_role("button", name="Opnieuw").click()
    expect(one.locator(".point").last.locator("textarea")).to_have_value("Vaker stil zijn, en wachten")
    saved(one)
    assert stored() == {"Eerst luisteren.": False, "Vaker stil zijn, en wachten": False}
    one.locator("h1").click()
    for _ in range(2):
        one.press("Control+z")
    expect(one.locator(".point")).to_have_count(2)
    saved(one)
    assert stored() == {"Eerst luisteren.": False}
    one.press("Control+Shift+z")
    expect(one.locator(".point")).to_have_count(3)
    one.press("Control+z")
    saved(one)


def test_a_point_that_was_taken_away_while_somebody_reworded_it(window: Open, cycle: Cycle, store: Store) -> None:
    [first] = [point for point in reflection.case_file(store, cycle.case).points if point.text == "Eerst luisteren."]
    one = opened(window, cycle)
    do(store, cycle.case, {"what": "point", "do": "delete", "id": first.id})  # in another window
    card = one.locator(f'.point[data-id="{first.id}"]')
    card.locator("textarea").fill("Eerst luisteren, dan vragen.")
    expect(card.locator(".conflict")).to_contain_text("weggehaald")
    card.get_by_role("button", name="Bewaar wat hier staat").click()
    saved(one)
    assert [point.text for point in reflection.case_file(store, cycle.case).points if point.id == first.id] == [
        "Eerst luisteren, dan vragen."
    ]
    card.locator("textarea").fill("Eerst luisteren.")
    saved(one)
    do(store, cycle.case, {"what": "point", "do": "update", "id": first.id, "closed": True})  # a choice that was made elsewhere
    card.get_by_text("Afronden").click()  # the same choice: nothing to say
    expect(card.get_by_text("Heropen")).to_be_visible()
    saved(one)
    card.get_by_text("Heropen").click()
    saved(one)
    assert {point.text: point.closed for point in reflection.case_file(store, cycle.case).points if point.id == first.id} == {
        "Eerst luisteren.": False
    }


def test_figures_lead_to_the_recording_and_the_page_fits_a_small_window(window: Open, cycle: Cycle) -> None:
    one = opened(window, cycle)
    one.page.set_viewport_size({"width": 1024, "height": 700})
    one.locator('.figures[data-ready="1"]').wait_for()
    shares = one.locator('[data-name="talking_share"] a.mark')
    expect(shares).to_have_count(4)
    assert re.search(r"Spreektijd.*Klantmanager.*: \d+ %", shares.first.get_attribute("aria-label") or "")
    assert one.page.evaluate(FITS)
    expect(one.locator(".figures .slim")).to_contain_text("Het verloop verschijnt bij de eerste lezing.")
    shares.last.click()
    one.ready()
    assert f"opname={cycle.films[1]}" in one.page.url


def test_a_recording_gets_a_new_case(window: Open, cycle: Cycle, store: Store, world: World) -> None:
    one = window()
    one.goto("/traject")
    one.locator('.cycle[data-ready="1"]').wait_for()
    one.page.get_by_text(re.compile(r"Opnames zonder traject: \d+")).click()
    field = one.page.get_by_role("combobox", name="Traject")
    field.fill("Nieuw-1")
    field.press("Enter")
    put = one.page.get_by_role("button", name="Zet erin")
    expect(put).to_be_enabled()
    put.click()
    expect(one.locator(".case h1")).to_have_text("Nieuw-1")
    [loose] = one.locator("li.visit").all()
    recordings.change(store, str(loose.get_attribute("data-rid")), case="")
