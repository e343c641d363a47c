"""The interview with the client: choosing, showing by key, words that are kept, release, two windows, and words that go nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from app_browser import Window
from app_cycle import HEARD, UNHEARD, Cycle, make_cycle
from app_world import World
from playwright.sync_api import expect

from reflect.model.reflection import Feedback, Interview
from reflect.store import Home, open_store, recordings
from reflect.store import reflection as rows
from reflect.store.database import Store

Open = Callable[..., Window]
WORDS = ".write textarea"


@pytest.fixture(scope="module")
def cycle(world: World) -> Cycle:
    with open_store(Home(world.home)) as store:
        made = make_cycle(store, "Raadhuis", 254)
        for film in made.films:
            recordings.change(store, film, recorded_at=datetime(2026, 11, 10, 12, tzinfo=UTC))
        return made


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def opened(window: Open, rid: str) -> Window:
    one = window()
    one.goto(f"/clientgesprek?opname={rid}")
    one.locator('.cycle[data-ready="1"]').wait_for()
    return one


def asking(one: Window, place: int = 0) -> Any:
    one.locator(".shown .open").nth(place).click()
    expect(one.locator("dialog.ask")).to_be_visible()
    return one.locator(WORDS)


def saved(one: Window, where: str = ".keep") -> None:
    expect(one.locator(f'{where} .saved[data-waiting="0"]')).to_have_attribute("data-state", "saved")


def of(store: Store, rid: str, about: str) -> Feedback:
    return next(f for f in rows.of(store, Feedback, rid) if f.about == about)


def test_from_choosing_to_release_by_key(window: Open, cycle: Cycle, store: Store) -> None:
    rid, (fight, moved) = cycle.films[1], cycle.tags[3:]
    one = opened(window, rid)
    one.page.get_by_role("button", name="Begin een cliëntgesprek").press("Enter")
    expect(one.locator(".shown li")).to_have_count(2)
    one.locator(f'.shown [data-hold="down-{fight}"]').press("Enter")
    one.page.get_by_label("Datum van het gesprek").fill("2026-11-13")
    expect(one.locator(".when .after")).to_have_text("3 dagen na de opname")
    one.locator(".start").press("Enter")
    ask = one.locator("dialog.ask")
    expect(ask.locator("header b")).to_have_text("Fragment 1 van 2")
    one.page.wait_for_function("() => Math.abs(window.__all('.ask video')[0].currentTime - 88) < 0.3")
    one.press("s", "Space")
    one.page.wait_for_function(
        "() => { const v = window.__all('.ask video')[0]; return !v.paused && v.playbackRate === 0.5 && v.currentTime > 88.2; }"
    )
    one.press("Space", "t")
    one.page.keyboard.type("Hier luisterde hij echt. 100% waar <b>")
    release = ask.locator(".write .release button")
    expect(release).to_be_disabled()
    one.press("Escape")
    one.page.get_by_role("radio", name="ja", exact=True).first.check(force=True)
    expect(ask.locator(".write .standing")).to_contain_text("Niet vrijgegeven. De cliënt zegt ja")
    saved(one, ".ask")
    assert not of(store, rid, moved).released
    release.press("Enter")
    expect(ask.locator(".write .standing")).to_contain_text("Vrijgegeven.")
    saved(one, ".ask")
    assert of(store, rid, moved).released
    one.press("t")
    one.page.keyboard.type("!")
    expect(ask.locator(".write .standing")).to_contain_text("de vrijgave is teruggenomen")
    saved(one, ".ask")
    said = of(store, rid, moved)
    assert (said.text, said.released) == ("Hier luisterde hij echt. 100% waar <b>!", False)
    one.press("Escape", "n", "n")
    expect(ask.locator("header b")).to_have_text("Drie slotvragen")
    goal = ask.locator(".closing").nth(1)
    goal.get_by_label("deels").check(force=True)
    goal.locator("textarea").fill("Een beetje")
    one.press("Escape", "b")
    expect(ask.locator("header b")).to_have_text("Fragment 2 van 2")
    one.press("Escape")
    expect(ask).to_be_hidden()
    saved(one)
    closing = of(store, rid, "nearer")
    assert (str(closing.answer), closing.text, closing.span) == ("partly", "Een beetje", None)
    [interview] = rows.of(store, Interview, rid)
    assert (interview.held_on, interview.fragments) == (date(2026, 11, 13), (moved, fight))
    one.page.get_by_text("Haal dit gesprek weg").click()
    expect(one.page.get_by_role("button", name="Begin een cliëntgesprek")).to_be_visible()
    one.page.get_by_role("button", name="Ongedaan maken").click()
    expect(one.locator(".shown li").first).to_contain_text("niet vrijgegeven: mag wel")


def test_words_survive_a_reload_a_lost_server_and_a_closed_window(window: Open, cycle: Cycle, store: Store) -> None:
    rid, tag = cycle.films[0], cycle.tags[1]
    one = opened(window, rid)
    asking(one, 1).fill("Een: meteen herladen")
    one.page.reload()
    expect(one.locator("dialog.ask")).to_be_visible()
    expect(one.locator(WORDS)).to_have_value("Een: meteen herladen")
    saved(one, ".ask")
    assert of(store, rid, tag).text == "Een: meteen herladen"
    one.page.route("**/reflect/interview/**", lambda route: route.abort())
    one.locator(WORDS).fill("Twee: de server is weg")
    expect(one.locator(".ask .saved")).to_contain_text("Nog niet opgeslagen")
    assert of(store, rid, tag).text == "Een: meteen herladen"
    one.page.evaluate("() => window.__all('dialog')[0].remove()")
    one.page.close(run_before_unload=False)
    two = opened(window, rid)
    for _ in range(100):
        if of(store, rid, tag).text == "Twee: de server is weg":
            break
        two.page.wait_for_timeout(100)
    assert of(store, rid, tag).text == "Twee: de server is weg"
    asking(two, 1)
    expect(two.locator(WORDS)).to_have_value("Twee: de server is weg")


def test_two_windows_and_neither_text_is_lost(window: Open, cycle: Cycle, store: Store) -> None:
    rid, tag = cycle.films[0], cycle.tags[0]
    first, second = opened(window, rid), opened(window, rid)
    for one in (first, second):
        expect(asking(one)).to_have_value(HEARD)
    first.locator(WORDS).fill("Van het eerste venster")
    saved(first, ".ask")
    second.locator(WORDS).fill("Van het tweede venster")
    conflict = second.locator(".write .conflict")
    expect(conflict).to_contain_text("Van het eerste venster")
    expect(conflict).to_contain_text("Van het tweede venster")
    expect(second.locator(".ask .saved")).to_have_attribute("data-state", "attention")
    expect(second.locator(".write .standing")).to_have_text("Niet vrijgegeven. Kies eerst welke woorden er blijven.")
    expect(second.locator(".write .release button")).to_be_disabled()
    conflict.get_by_role("button", name="Bewaar beide").click()
    saved(second, ".ask")
    said = of(store, rid, tag)
    assert (said.text, said.released) == ("Van het eerste venster\nVan het tweede venster", False)


def test_what_may_not_be_kept_is_said_and_stays_to_be_mended(window: Open, cycle: Cycle, store: Store) -> None:
    rid, tag = cycle.films[0], cycle.tags[1]
    one = opened(window, rid)
    words = asking(one, 1)
    before = of(store, rid, tag).text
    words.fill("Mijn nummer is 111222333, en dat staat hier niet goed")
    expect(one.locator(".write .trouble")).to_contain_text("burgerservicenummer")
    one.page.reload()
    expect(one.locator(WORDS)).to_have_value("Mijn nummer is 111222333, en dat staat hier niet goed")
    assert of(store, rid, tag).text == before
    words.fill("Mijn nummer hoort hier niet")
    saved(one, ".ask")
    assert of(store, rid, tag).text == "Mijn nummer hoort hier niet"
    expect(one.locator(".write .trouble")).to_be_empty()


def test_what_was_not_released_is_on_no_other_page(window: Open, world: World) -> None:
    with open_store(Home(world.home)) as store:
        made = make_cycle(store, "Stil", 258)
    one = window()
    for path in (
        "/",
        f"/traject?traject={made.case}",
        *(f"/{page}?opname={made.films[0]}" for page in ("bekijken", "maten")),
    ):
        one.goto(path)
        one.page.get_by_text("Eerste gesprek").first.wait_for(state="attached")
        one.page.wait_for_timeout(300)
        seen = one.page.evaluate(
            "() => window.__all('*').flatMap((e) => [...e.childNodes, e]).map((n) => n.data ?? n.value ?? '').join(' ')"
        )
        assert UNHEARD not in seen, path
    one.goto("/")
    one.locator(".library input.search").fill("mag hij niet horen")
    one.page.wait_for_timeout(600)
    expect(one.locator(".hits a.hit")).to_have_count(0)
    one.goto(f"/clientgesprek?opname={made.films[0]}")
    expect(one.locator(".shown")).to_contain_text(UNHEARD)
