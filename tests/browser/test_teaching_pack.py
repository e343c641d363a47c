"""A teaching pack in Chromium, from the disk: watched and pressed by keyboard, saved as a file, and closed after its last day."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from app_browser import Window, person
from playwright.sync_api import expect

sys.path[:0] = [str(Path(__file__).parent.parent / name) for name in ("media", "tagging", "teaching")]

from tag_ops import new_id  # noqa: E402
from teaching_film import film, filmed  # noqa: E402
from teaching_world import World  # noqa: E402

from reflect import teaching  # noqa: E402
from reflect.model.teaching import Made, Press  # noqa: E402
from reflect.store import Home, open_store  # noqa: E402
from reflect.store import teaching as rows  # noqa: E402
from reflect.teaching import Wish, bringing  # noqa: E402

EVIL = '</script><img src=x onerror=alert(1)><b>"&amp;'
UNTIL = date.today() + timedelta(days=30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, Path]]]:
    """A pack of one film and a gap; and one in which the theme is asked, with hostile words."""
    folder = tmp_path_factory.mktemp("teaching-packs")
    with open_store(Home(folder / "home")) as store:
        rid = filmed(store, film(folder))
        world = World(store, rid, rid)
        packs: dict[str, Path] = {}
        for name, fields in (("plain", {}), ("asked", {"ask_theme": True, "goal": EVIL})):
            one = world.set(title="Doorvragen", **fields)
            world.clip(one.id, place=1, span=[0, 4_000], question=EVIL if fields else "Wat gebeurt hier?", answer="Zij vraagt door")
            world.clip(one.id, place=2, span=[0, 900])
            gone = world.clip(one.id, place=3, span=[1_000, 1_400])
            wish = Wish(Made.PACK, "de Academie", UNTIL, answers=not fields, workers=1)
            _without_film(world, gone.id)
            packs[name] = teaching.make(store, one.id, wish, folder / name, viewer="An").path
        yield world, packs


def _without_film(world: World, clip_id: str) -> None:
    """The recording of this clip is another one, which is not there."""
    from sqlalchemy import update

    from reflect.store.teaching_tables import TeachingClipRow

    with world.store.writing() as connection:
        connection.execute(update(TeachingClipRow).where(TeachingClipRow.id == clip_id).values(recording_id=f"r{new_id()[:7]}"))


class Reader(Window):
    """Somebody's browser at a page from a disk; `asked` are the addresses of all requests."""

    def __init__(self, context: Any, folder: Path) -> None:
        super().__init__(context, folder.as_uri())
        self.asked: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))

    def start(self) -> Reader:
        self.goto("/index.html")
        self.page.locator("#set[data-ready], #set[data-expired]").first.wait_for()
        return self


@pytest.fixture
def reader(browser: Any, made: tuple[World, dict[str, Path]], request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    opened: list[Reader] = []
    request.node._windows = opened

    def open_(name: str = "plain", **settings: Any) -> Reader:
        opened.append(Reader(person(browser, width=1280, height=720, **settings), made[1][name]))
        return opened[-1]

    yield open_
    for one in opened:
        assert [address for address in one.asked if not address.startswith(("file:", "blob:"))] == [], "nothing leaves"
        assert [said for said in one.console if "Content Security Policy" in said] == []
        one.close()
    assert [error for one in opened for error in one.errors] == [], "the page raised errors"


def test_a_trainee_presses_by_keyboard_and_the_trainer_brings_it_in(
    reader: Callable[..., Reader], made: tuple[World, dict[str, Path]], tmp_path: Path
) -> None:
    at = reader().start()
    expect(at.locator("h1")).to_have_text("Doorvragen")
    expect(at.locator(".stamp")).to_contain_text("Voor de Academie")
    expect(at.locator('[data-clip="3"]')).to_have_text("3niet te zien")
    at.locator("input").fill("  Blauwe   vink ")
    at.press("Enter")
    expect(at.locator('[data-part="question"]')).to_have_text("Wat gebeurt hier?")
    at.page.wait_for_function("() => document.querySelector('video').currentTime > 0.4")
    at.press("Space")
    expect(at.locator(".seen")).to_have_text("1 keer gedrukt in dit fragment")
    at.press("Space", "Backspace")
    expect(at.locator(".seen")).to_have_text("1 keer gedrukt in dit fragment")
    at.press("n", "Escape")
    at.page.reload()
    expect(at.locator('[data-part="count"]')).to_contain_text("Blauwe vink: 1 keer gedrukt")
    with at.page.expect_download() as waiting:
        at.locator('[data-do="save"]').click()
    waiting.value.save_as(tmp_path / "momenten.json")
    world = made[0]
    done = bringing.bring(world.store, bringing.read_file(tmp_path / "momenten.json"), "An")
    assert (done.trainee, done.presses, dict(done.refused)) == ("Blauwe vink", 1, {})
    (press,) = rows.of(world.store, Press, json.loads((tmp_path / "momenten.json").read_text())["set"])
    assert 300 <= press.at_ms <= 2_500
    at.locator('[data-do="again"]').click()
    expect(at.locator("input")).to_be_visible()


def test_the_theme_is_asked_by_its_number_and_text_stays_text(reader: Callable[..., Reader]) -> None:
    at = reader("asked").start()
    expect(at.locator("main")).to_contain_text(EVIL)
    at.locator("input").fill("Mus")
    at.locator('[data-do="spot"]').click()
    expect(at.locator('[data-part="question"]')).to_have_text(EVIL)
    expect(at.locator(".theme")).to_have_count(0)
    at.press("2")
    expect(at.locator(".seen")).to_have_text("1 keer gedrukt in dit fragment")
    at.press("Space")
    expect(at.locator(".seen")).to_have_text("1 keer gedrukt in dit fragment")
    assert at.locator("img").count() == 0
    assert at.locator('[data-part="answer"]').count() == 0


def test_answers_are_behind_a_click_and_a_gap_says_nothing_more(reader: Callable[..., Reader]) -> None:
    at = reader().start()
    at.locator('[data-clip="1"]').click()
    answer = at.locator('[data-part="answer"]')
    expect(answer.locator(".told")).not_to_be_visible()
    answer.locator("summary").click()
    expect(answer.locator(".told")).to_have_text("Zij vraagt door")
    at.press("PageDown", "PageDown")
    expect(at.locator(".gap")).to_have_text("Dit fragment is niet (meer) te zien.")
    assert at.locator("video").count() == 0


def test_after_its_last_day_the_page_shows_nothing_and_says_what_it_cannot_do(reader: Callable[..., Reader]) -> None:
    at = reader()
    late = UNTIL + timedelta(days=1)
    at.page.clock.set_fixed_time(f"{late.isoformat()}T08:00:00")
    at.start()
    expect(at.locator("h1")).to_have_text("Dit leerpakket mag niet meer worden gebruikt")
    expect(at.locator("main")).to_contain_text("kijkt alleen naar de klok van deze computer")
    assert at.locator("video, button, input").count() == 0
    assert [address for address in at.asked if address.endswith(".mp4")] == []
    other = reader()
    other.page.clock.set_fixed_time(f"{UNTIL.isoformat()}T22:00:00")
    other.start()
    expect(other.locator("h1")).to_have_text("Doorvragen")


def test_it_is_usable_at_200_percent(reader: Callable[..., Reader]) -> None:
    at = reader()
    at.page.set_viewport_size({"width": 640, "height": 360})
    at.start()
    at.locator("input").fill("Mees")
    at.press("Enter")
    expect(at.locator('[data-do="press"]')).to_be_visible()
    wide = at.page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
