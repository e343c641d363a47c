"""Zie je het moment? by keyboard alone: presses through a reload and a killed server, at 200 % zoom; the trainer's is not told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from app_browser import Window
from app_server import Server
from app_teaching import Taught, change, film_made, make_set
from app_world import World
from playwright.sync_api import expect

from reflect.model.teaching import Press, Spotting
from reflect.store import Home, open_store
from reflect.store import teaching as rows
from reflect.store.database import Store

Open = Callable[..., Window]
READY = '.moment[data-ready="1"]'
SAVED = '.moment [data-part="saved"][data-state="saved"][data-waiting="0"]'
NAME = '.moment [data-part="name"]'


@pytest.fixture(scope="module")
def taught(world: World) -> Taught:
    with open_store(Home(world.home)) as store:
        made = make_set(store, "Moment-1", 630, "Zien wat er gebeurt")
        film_made(store, made)
        return made


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def opened(window: Open, set_id: str, at: Server | None = None, **more: Any) -> Window:
    one = window(at, **more)
    one.goto(f"/moment?leerset={set_id}")
    one.locator(READY).wait_for()
    return one


def began(one: Window, name: str) -> None:
    expect(one.locator(NAME)).to_be_focused()
    one.page.keyboard.type(name)
    one.press("Enter")
    expect(one.locator(".moment .place")).to_have_text("1 van 4")


def saved(one: Window) -> None:
    expect(one.locator(SAVED)).to_have_count(1)


def at(one: Window, low: float) -> None:
    one.page.wait_for_function("(low) => window.__all('.moment video:not([hidden])').some((v) => v.currentTime >= low)", arg=low)


def of(store: Store, set_id: str, trainee: str) -> list[tuple[str, int, str]]:
    """(clip, moment, theme) of what somebody pressed."""
    [spotting] = [s for s in rows.of(store, Spotting, set_id) if s.trainee == trainee]
    return [(p.clip_id, p.at_ms, p.theme) for p in rows.of(store, Press, set_id) if p.spotting_id == spotting.id]


def test_watching_and_pressing_by_keyboard_alone(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window, taught.set)
    expect(one.locator(".moment h1").first).to_have_text("Zien wat er gebeurt")
    one.press("Enter")
    expect(one.locator(".moment .wrong-note")).to_have_text("Verzin eerst een naam.")
    began(one, "Blauwe  vink ")
    expect(one.locator(".moment .look")).to_contain_text("Let op: Emotie. Wat gebeurt hier? (1)")
    at(one, 0.6)
    one.press("Space")
    expect(one.locator(".moment .pressed li")).to_have_count(1)
    at(one, 1.4)
    one.press("Space", "Backspace")
    expect(one.locator(".moment .pressed li")).to_have_count(1)
    one.press("p")
    expect(one.locator(".moment .signs")).to_have_text("❚❚ gepauzeerd")
    one.press("n", "n", "n")
    expect(one.locator(".moment .card-note")).to_contain_text("Deze clip is er niet bij")
    one.press("Space", "n")
    expect(one.locator(".moment .end h1")).to_have_text("Klaar, Blauwe vink")
    expect(one.locator(".moment .end")).to_contain_text("Je drukte 1 keer.")
    saved(one)
    [(clip, moment, theme)] = of(store, taught.set, "Blauwe vink")
    assert (clip, theme) == (taught.clips[0], "")
    assert 12_500 < moment < 13_500  # the clip begins at 12 s of the film
    one.press("x")
    one.locator('.session[data-ready="1"]').wait_for()
    expect(one.locator(".trainees")).to_contain_text("Blauwe vink")


def test_a_trainee_is_told_nothing_of_the_trainer(window: Open, taught: Taught) -> None:
    one = opened(window, taught.set)
    told = json.dumps(one.ask(f"teaching/{taught.set}/trainee"))
    for word in ("Het antwoord is", "Ana", "hij zucht", "K1", "C1", "B630", "Moment-1", "Eerste gesprek"):
        assert word not in told, word
    began(one, "Stille lezer")
    page = one.page.evaluate("() => window.__all('.moment *').map((e) => e.textContent).join(' ')")
    assert "Het antwoord is" not in page


def test_a_new_window_asks_whether_it_is_the_same_person(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window, taught.set)
    began(one, "Kievit")
    one.press("n")
    expect(one.locator(".moment .place")).to_have_text("2 van 4")
    other = window()
    other.goto(f"/moment?leerset={taught.set}")
    other.locator(READY).wait_for()
    expect(other.locator('.moment [data-part="resume"]')).to_have_text("Ga verder als Kievit, bij clip 2")
    other.locator('.moment [data-part="resume"]').press("Enter")
    expect(other.locator(".moment .place")).to_have_text("2 van 4")
    other.press("Space")
    saved(other)
    assert [clip for clip, _, _ in of(store, taught.set, "Kievit")] == [taught.clips[1]]


def test_a_name_that_may_not_be_kept(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window, taught.set)
    expect(one.locator(NAME)).to_be_focused()
    one.page.keyboard.type("111222333")
    one.press("Enter")  # the first clip stands there until the server says no, which may be at once
    expect(one.locator(".moment .wrong-note")).to_contain_text("burgerservicenummer")
    expect(one.locator(NAME)).to_have_value("111222333")
    one.locator(NAME).fill("<b>Otter</b>")
    one.press("Enter")
    at(one, 0.3)
    one.press("Space")
    saved(one)
    assert len(of(store, taught.set, "<b>Otter</b>")) == 1
    assert not [s for s in rows.of(store, Spotting, taught.set) if "111222333" in s.trainee]


def test_presses_survive_a_reload_and_a_killed_server(window: Open, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("moment") / "home"
    with open_store(Home(home)) as store:
        made = make_set(store, "Uitval", 640, "Uitval", 2)
        film_made(store, made)
    server = Server(home).start()
    try:
        one = opened(window, made.set, server)
        expect(one.locator(NAME)).to_be_focused()
        one.page.keyboard.type("Vos")
        one.press("Enter")
        at(one, 0.5)
        one.press("Space")
        one.page.reload()
        one.locator(READY).wait_for()
        expect(one.locator(".moment .pressed li")).to_have_count(1)
        one.press("p")
        at(one, 1.0)
        saved(one)
        server.kill()
        one.press("Space")
        expect(one.locator('.moment [data-part="saved"]')).to_contain_text("Nog niet opgeslagen")
        expect(one.locator(".moment .pressed li")).to_have_count(2)
        server.start()
        saved(one)
        one.errors.clear()  # the film that did not come
    finally:
        server.stop()
    with open_store(Home(home)) as store:
        assert len(of(store, made.set, "Vos")) == 2


def test_themes_by_number_and_at_200_percent(window: Open, world: World, store: Store) -> None:
    made = make_set(store, "Moment-2", 632, "Welk thema is het, bij een naam die lang is en maar doorgaat", 2)
    film_made(store, made)
    change(store, made.set, {"what": "set", "do": "update", "id": made.set, "ask_theme": True})
    one = opened(window, made.set, width=640, height=360, device_scale_factor=2)
    began_at = one.locator(NAME)
    began_at.fill("Uil")
    one.press("Enter")
    expect(one.locator(".moment .press")).to_have_count(8)
    at(one, 0.4)
    one.press("8")
    one.locator(".moment .press").first.click()
    expect(one.locator(".moment .pressed li")).to_have_count(2)
    wide = "() => window.__all('html, .moment').filter((e) => e.scrollWidth > e.clientWidth + 1).length"
    assert one.page.evaluate(wide) == 0
    one.locator('.moment [data-part="next"]').click()
    saved(one)
    themes = [theme["code"] for theme in one.ask(f"teaching/{made.set}/trainee")["themes"]]
    assert {theme for _, _, theme in of(store, made.set, "Uil")} == {themes[0], themes[7]}
