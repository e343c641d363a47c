"""The page SLIM: a reading is made by key alone, changed, taken away and brought back, and it leads to the film."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_world import World
from playwright.sync_api import expect

from reflect import slim
from reflect.model.slim import Outcome, SlimReading
from reflect.store import Home, open_store

Open = Callable[..., Window]
CARDS = ".slim article.card"


@pytest.fixture
def read(world: World) -> Iterator[Callable[[str], tuple[SlimReading, ...]]]:
    """What is stored of a recording."""
    with open_store(Home(world.home)) as store:
        yield lambda name: slim.readings(store, world[name])


def opened(window: Open, world: World, name: str) -> Window:
    one = window()
    one.goto(f"/slim?opname={world[name]}")
    one.locator('.slim[data-ready="1"]').wait_for()
    return one


def test_a_reading_by_key_alone(window: Open, world: World, read: Callable[[str], tuple[SlimReading, ...]]) -> None:
    one = opened(window, world, "clips1")
    expect(one.locator(".slim .moments")).to_contain_text("Nog niemand heeft dit gesprek")
    one.locator('.slim [data-code="wil_maar_kan_niet"]').focus()
    one.press("Space", "Tab", "Space")
    expect(one.locator('.slim [data-code="leraar"]')).to_have_attribute("aria-pressed", "true")
    expect(one.locator(".slim .outcome .badge")).to_have_text("Past")
    one.page.reload()  # what is filled in stays
    one.locator('.slim[data-ready="1"]').wait_for()
    one.locator('.slim input[value="researcher"]').focus()
    one.press("ArrowRight", "ArrowRight", "Control+Enter")
    card = one.locator(CARDS)
    expect(card).to_contain_text("Leraar")
    [kept] = read("clips1")
    assert (kept.self_images, kept.approach, kept.reader, kept.span) == (("wil_maar_kan_niet",), ("leraar",), "client", None)
    one.page.reload()
    expect(card).to_have_count(1)


def test_a_moment_with_evidence_that_is_overruled_changed_taken_away_and_brought_back(
    window: Open, world: World, read: Callable[[str], tuple[SlimReading, ...]]
) -> None:
    one = opened(window, world, "clips2")
    form = one.locator(".slim form")
    for code in ("wil_en_kan", "leraar"):
        form.locator(f'[data-code="{code}"]').click()
    expect(form.locator(".outcome")).to_contain_text("Probeer eens Facilitator.")
    form.get_by_label("Een moment").check()
    form.locator("summary").click()
    form.locator(".evidence input").first.check()
    form.get_by_text("Tijden van de gekozen fragmenten").click()
    expect(form.get_by_label("Vanaf")).to_have_value("0:15")
    form.get_by_label("Ik kom op iets anders uit").check()
    form.locator(".primary").click()
    expect(form.get_by_role("alert")).to_have_text("Schrijf op waarom je op iets anders uitkomt.")
    form.locator("select").select_option("partial")
    form.locator(".other textarea").fill("Hij vroeg erom.")
    form.locator(".primary").click()
    card = one.locator(CARDS)
    expect(card).to_contain_text("Volgens de regel: Past niet. Waarom anders: Hij vroeg erom.")
    [kept] = read("clips2")
    assert (kept.overruled, len(kept.evidence), kept.span and kept.span.start_ms) == (Outcome.PARTIAL, 1, 15_000)

    card.get_by_text("Wijzig").click()
    form.get_by_label("Notitie").fill("Gezien.")
    form.locator(".primary").click()
    expect(card).to_contain_text("Gezien.")
    card.get_by_text("Haal weg").click()
    expect(card).to_have_count(0)
    one.page.get_by_text("Ongedaan maken").click()
    expect(card).to_contain_text("Gezien.")
    assert [r.note for r in read("clips2")] == ["Gezien."]
    one.page.reload()  # what can be undone survives it
    one.locator('.slim[data-ready="1"]').wait_for()
    again = one.page.get_by_role("button", name="Opnieuw")
    again.click()
    expect(card).to_have_count(0)
    expect(again).to_be_disabled()
    one.locator(".slim").press("Control+z")
    expect(card).to_contain_text("Gezien.")
    one.page.keyboard.press("Control+z")  # the note
    expect(card).not_to_contain_text("Gezien.")
    one.page.keyboard.press("Control+y")
    expect(card).to_contain_text("Gezien.")
    assert [(r.note, r.deleted) for r in read("clips2")] == [("Gezien.", False)]

    card.get_by_text("0:15 Emotie").click()
    one.ready()
    one.page.wait_for_function("() => Math.abs(window.__all('video')[0].currentTime - 15) < 0.5")


def test_who_changed_it_first_is_told_to_the_other(window: Open, world: World) -> None:
    first = opened(window, world, "clips3")
    for code in ("heeft_opgegeven", "ouderfiguur"):
        first.locator(f'.slim [data-code="{code}"]').click()
    first.locator(".slim .primary").click()
    expect(first.locator(CARDS)).to_have_count(1)
    second = opened(window, world, "clips3")
    for number, one in enumerate((first, second)):
        one.locator(CARDS).get_by_text("Wijzig").click()
        one.locator(".slim form").get_by_label("Notitie").fill(f"venster {number}")
    first.locator(".slim .primary").click()
    expect(first.locator(CARDS)).to_contain_text("venster 0")
    second.locator(".slim .primary").click()
    expect(second.locator(".slim .said")).to_contain_text("Iemand anders heeft deze lezing intussen veranderd")
    expect(second.locator(CARDS)).to_contain_text("venster 0")
    second.locator(".slim .primary").click()
    expect(second.locator(CARDS)).to_contain_text("venster 1")
