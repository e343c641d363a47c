"""Toestemming in a browser: somebody is added with the keyboard, agrees, takes it back, and sees at once what was erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from app_browser import Window
from app_server import Server
from playwright.sync_api import expect

from reflect import consenting
from reflect.model.consent import Answer, Purpose
from reflect.store import Home, NewMedia, open_store, recordings
from reflect.store.incoming import import_media

EVIL = "X <img src=x onerror=window.hacked=1>"
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder of its own: what is erased here is used by no other test."""
    return tmp_path / "home"


@pytest.fixture
def talk(home: Path, tmp_path: Path) -> str:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film that nothing looks into")
    with open_store(Home(home)) as store:
        new = [NewMedia(import_media(store, film))]
        made = recordings.add(store, new, title="Intake", case="A12", duration_ms=60_000, recorded_at=datetime(2026, 9, 3, 10, tzinfo=UTC))
        person = consenting.appear(store, made.id, EVIL, "visitor", "Noor").person_id
        consenting.answer(store, made.id, person, [Purpose.RESEARCH], Answer.YES, "Noor")
        return made.id


@pytest.fixture
def own(home: Path, talk: str) -> Iterator[Server]:
    running = Server(home).start()
    yield running
    running.stop()


def test_a_person_is_added_agrees_and_takes_it_back(window: Callable[..., Window], own: Server, talk: str) -> None:
    one = window(own, width=1280)
    one.goto(f"/toestemming?opname={talk}")
    table = one.locator(".facts table").first
    expect(table).to_contain_text(EVIL, timeout=20_000)
    assert one.page.evaluate(FITS)
    assert one.page.evaluate("() => window.hacked ?? null") is None

    one.locator(f".st-key-person-{talk} button").click()
    one.page.get_by_label("Pseudoniem").fill("C1")
    one.page.get_by_label("Pseudoniem").press("Tab")
    one.locator(".st-key-person-keep button").click()
    expect(table).to_contain_text("C1")
    expect(one.locator("body")).to_contain_text("Nog niet iedereen is gevraagd")

    one.locator(f".st-key-answer-{talk} button").click()
    one.locator(".st-key-answer-P1 label").filter(has_text="ja").click()
    one.locator(".st-key-answer-keep button").click()
    expect(one.locator("body")).to_contain_text("Iedereen die hier staat zegt ja tegen onderzoek", timeout=10_000)

    one.locator(f".st-key-withdraw-{talk} button").click()
    expect(one.locator("[role=dialog]")).to_contain_text("Dit wordt gewist, voor altijd", timeout=10_000)
    one.locator(".st-key-withdraw-typed input").fill(EVIL)
    one.locator(".st-key-withdraw-typed input").press("Tab")
    one.locator(".st-key-withdraw-do button").click()
    said = one.locator(".st-key-consent-statement")
    expect(said).to_contain_text("Daarna is overal gezocht: er is niets meer gevonden.", timeout=15_000)
    expect(said).to_contain_text("Er was niets meegegeven.")
    one.locator(".st-key-statement-read button").click()
    expect(said).to_have_count(0)
