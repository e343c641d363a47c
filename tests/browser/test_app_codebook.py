"""The codebook in the player: read, asked from, changed for a recording, and what an old project is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_browser import Window, person
from app_robot import eventually, tags
from app_server import Server
from app_world import DEMO, Filling, World, copy_of_demo, demo_transcript
from playwright.sync_api import expect

OWN = """\
id: eigen
version: {version}
label: {{nl: Eigen boek, en: Own book}}
{more}
themes:
  - {{code: {code}, key: "1", colour: "#0f766e", label: {{nl: {label}, en: {label}}}, question: {{nl: A, en: B}}}}
"""
NAMES = ("read", "switch", "other", "older", "broken")


def write_own(home: Path, code: str, label: str, version: int = 1, more: str = "") -> None:
    folder = home / "kijkwijzer"
    folder.mkdir(exist_ok=True)
    (folder / "eigen.yaml").write_text(OWN.format(code=code, label=label, version=version, more=more), encoding="utf-8")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> World:
    from reflect.store import Home, codebooks, open_store

    home = tmp_path_factory.mktemp("books") / "home"
    with open_store(Home(home)) as store:
        make = Filling(store)
        ids = {name: make.recording(copy_of_demo(300 + n), f"Boek {name}", transcript=demo_transcript()) for n, name in enumerate(NAMES)}
        make.tags(ids["read"], [(15_000, 20_000, "contact.oordeel", ""), (30_000, 35_000, "regie", "")])
        make.tags(ids["switch"], [(15_000, 20_000, "emotie", "")])
        write_own(home, "een", "Eerste")
        for name in ("older", "broken"):
            codebooks.choose(store, "eigen", ids[name])
        make.tags(ids["older"], [(15_000, 20_000, "een", "houd dit")])
    assert (DEMO / "gesprek.mp4").is_file()
    return World(home, ids)


@pytest.fixture(scope="module")
def running(books: World) -> Iterator[Server]:
    server = Server(books.home).start()
    yield server
    server.stop()


@pytest.fixture
def seat(browser: Any, running: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    one = Window(person(browser, width=1280, height=800), running.url)
    request.node._windows = [one]
    yield one
    assert one.errors == []
    one.close()


def codes(world: World, name: str) -> list[str]:
    return [row[3] for row in tags(world.database, world[name])]


def test_a_question_of_the_theme_comes_with_the_fragment(seat: Window, books: World) -> None:
    one = seat.open(books["read"])
    one.tag_rows().first.click()
    one.press("g")
    book = one.locator("dialog.book")
    expect(book.locator(".book-page h3")).to_have_text("Contact")
    expect(book.locator(".book-page")).to_contain_text("Waarom dit ertoe doet")
    expect(book.locator(".book-page dl")).to_contain_text("Klinkt er een oordeel door?")
    question = "Wat liet je van jezelf zien?"
    book.locator(".book-ask li", has_text=question).get_by_role("button").click()
    expect(book.locator(".book-ask li", has_text=question).get_by_role("button")).to_be_disabled()
    one.press("7")
    expect(book.locator(".book-page h3")).to_have_text("Regie")
    one.press("ArrowUp")
    expect(book.locator(".book-page h3")).to_have_text("Doel en agenda")
    assert len(codes(books, "read")) == 2, "a digit reads here, and tags nothing"
    one.press("Escape")
    expect(book).to_be_hidden()
    expect(one.locator(".detail .questions")).to_contain_text(question)
    one.saved()


def test_another_codebook_for_one_recording(seat: Window, books: World) -> None:
    one = seat.open(books["switch"])
    before = one.now()
    one.press("ArrowRight", "ArrowRight", "g")
    choice = one.locator(".book-choice select")
    expect(choice).to_be_enabled()
    choice.select_option("klant-in-beeld")
    expect(one.locator(".tagbar .theme-button").first).to_contain_text("Werk en dagbesteding")
    assert one.now() >= before
    one.press("2", "w")
    eventually(lambda: sorted(codes(books, "switch")), ["emotie", "geld.wankel"])
    expect(one.locator(".message")).to_contain_text("Eén fragment is gelabeld met een ouder of een ander codeboek.")
    expect(one.tag_rows().filter(has_text="Emotie")).to_have_count(1)
    one.tag_rows().filter(has_text="Emotie").click()
    expect(one.locator(".detail select.code")).to_have_value("emotie")  # it is drawn after the list
    one.locator(".detail select.code").select_option("werk.goed")
    eventually(lambda: sorted(codes(books, "switch")), ["geld.wankel", "werk.goed"])
    one.press("Control+z")
    eventually(lambda: sorted(codes(books, "switch")), ["emotie", "geld.wankel"])
    one.saved()
    one.page.reload()
    one.ready()
    expect(one.locator(".tagbar .theme-button").first).to_contain_text("Werk en dagbesteding")
    expect(one.locator(".message")).to_have_count(0)
    one.press("g")
    expect(one.locator(".book-news")).to_contain_text("van een ander codeboek")
    expect(choice).to_be_enabled()
    choice.select_option("")
    expect(one.locator(".tagbar .theme-button").first).to_contain_text("Emotie")


def test_another_window_is_told_of_the_choice(seat: Window, books: World) -> None:
    from reflect.store import Home, codebooks, open_store

    one = seat.open(books["other"])
    with open_store(Home(books.home)) as store:
        codebooks.choose(store, "duo-interview", books["other"])
    one.press("1")
    eventually(lambda: codes(books, "other"), ["emotie"])
    expect(one.locator(".message")).to_contain_text("Deze opname heeft nu een ander codeboek.")
    one.locator(".message").get_by_role("button", name="Laat zien").click()
    expect(one.locator(".tagbar .theme-button").first).to_contain_text("Eerste contact")
    expect(one.tag_rows().first).to_contain_text("Emotie")


def test_an_old_project_is_told_and_renewed_when_asked(seat: Window, books: World) -> None:
    write_own(books.home, "twee", "Tweede", 2, "renamed: {een: twee}\nchanged: {2: {nl: Eerste heet Tweede., en: First is Second.}}")
    one = seat.open(books["older"])
    expect(one.tag_rows().first).to_contain_text("Tweede")
    assert codes(books, "older") == ["een"]
    one.locator(".message").get_by_role("button", name="Bekijken").click()
    news = one.locator(".book-news")
    expect(news).to_contain_text("Eerste heet Tweede.")
    expect(news.locator("tbody tr")).to_have_text(re.compile("eigen 1.*een.*Tweede.*1"))
    expect(news).to_contain_text("Er is niets omgezet")
    news.get_by_role("button", name="Codes van nu gebruiken").click()
    eventually(lambda: codes(books, "older"), ["twee"])
    expect(news).to_have_text("Eén fragment heeft nu de code van nu.")
    one.press("Escape")
    expect(one.tag_rows().first).to_contain_text("houd dit")
    one.page.reload()
    one.ready()
    expect(one.tag_rows().first).to_contain_text("Tweede")
    expect(one.locator(".message")).to_have_count(0)


def test_a_codebook_that_cannot_be_used_is_told_and_replaced(seat: Window, books: World) -> None:
    (books.home / "kijkwijzer" / "eigen.yaml").write_text("id: eigen\n", encoding="utf-8")
    one = seat.open(books["broken"])
    message = one.locator(".message")
    expect(message).to_contain_text(
        "Het codeboek van deze opname kan niet gebruikt worden. eigen.yaml, line 1: the file lacks the field version."
    )
    one.press("1")
    assert codes(books, "broken") == []
    message.get_by_role("button", name="Ander codeboek kiezen").click()
    choice = one.locator(".book-choice select")
    expect(choice).to_be_enabled()
    choice.select_option("kijkwijzer")
    expect(one.locator(".tagbar .theme-button")).to_have_count(8)
    one.press("1")
    eventually(lambda: codes(books, "broken"), ["emotie"])
