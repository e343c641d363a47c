"""A pack in Chromium, from the disk: nothing leaves, the keys work, films play with their words, and text stays text."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_browser import Window, person
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parent.parent / "pack"))

from pack_world import CLOSING, EVIL, POINT, QUESTION, RELEASED, TIP, films, make_world

from reflect import pack
from reflect.store import Home, erasing, open_store

ADDRESSES = "() => performance.getEntriesByType('resource').map((one) => one.name)"
WORDS = '[data-part="client-words"]'


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A pack, one of hostile text whose last recording is gone, and the first in another place without its films."""
    folder = tmp_path_factory.mktemp("packs")
    sources = films(folder)
    out = {name: folder / name for name in ("good", "evil", "bare")}
    for name, text in (("good", None), ("evil", EVIL)):
        with open_store(Home(folder / f"home-{name}")) as store:
            world = make_world(store, sources, **({} if text is None else dict.fromkeys(("title", "question", "tip", "said"), text)))
            if text is not None:
                erasing.erase(store, world.films[1])
            pack.make(store, world.file(), out[name], pack.Options(cards=text is None), viewer="Noor")
    out["bare"].mkdir()
    (out["bare"] / "index.html").write_bytes((out["good"] / "index.html").read_bytes())
    return out


class Reader(Window):
    """Somebody's browser at a page from a disk; `asked` are the addresses of all requests."""

    def __init__(self, context: Any, folder: Path) -> None:
        super().__init__(context, folder.as_uri())
        self.asked: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))

    def start(self) -> Reader:
        self.goto("/index.html")
        self.page.locator('#show[data-ready="1"]').wait_for()
        return self

    def film(self, what: str) -> Any:
        return self.page.evaluate(f"() => document.querySelector('video').{what}")

    def until(self, script: str) -> None:
        self.page.wait_for_function(script)


@pytest.fixture
def reader(browser: Any, packs: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    opened: list[Reader] = []
    request.node._windows = opened

    def open_(name: str = "good", **settings: Any) -> Reader:
        opened.append(Reader(person(browser, width=1280, height=720, **settings), packs[name]))
        return opened[-1].start()

    yield open_
    for one in opened:
        assert [address for address in one.asked if not address.startswith("file:")] == [], "nothing leaves"
        assert [said for said in one.console if "Content Security Policy" in said] == []
        one.close()
    assert [error for one in opened for error in one.errors] == [], "the page raised errors"


def test_a_session_is_walked_by_keyboard_from_the_disk(reader: Callable[..., Reader]) -> None:
    at = reader()
    expect(at.locator("h1").first).to_have_text("Ruimte geven")
    expect(at.locator(".private")).to_contain_text("Alles blijft op deze laptop")
    at.press("Space")
    expect(at.locator('[data-part="card"]')).to_contain_text(QUESTION)
    assert at.film("paused")
    at.press("Space")
    at.until("() => document.querySelector('video').currentTime > 0.3")
    expect(at.locator(".subtitles")).to_have_text("Klantmanager: Hoe gaat het?")
    expect(at.locator(".subtitles")).to_have_text("Cliënt: Niet goed vandaag.")
    assert at.film("currentTime") > 2
    at.press("u")
    expect(at.locator(".subtitles")).to_have_text("")
    at.press("u", "Space")
    expect(at.locator(".subtitles")).to_have_text("Cliënt: Niet goed vandaag.")
    assert at.film("paused")
    before = at.film("currentTime")
    at.press("ArrowLeft")
    assert at.film("currentTime") == pytest.approx(before - 1, abs=0.05)
    at.press("s", "l", "m")
    assert (at.film("playbackRate"), at.film("loop"), at.film("muted")) == (0.5, True, True)
    expect(at.locator(".signs")).to_contain_text("½× langzaam")
    at.press("s", "l", "m", "r")
    at.until("() => document.querySelector('video').currentTime < 0.8 && !document.querySelector('video').paused")
    at.until("() => document.querySelector('video').ended")
    expect(at.locator(".signs")).to_have_text("■ afgelopen")
    at.press("PageDown")
    expect(at.locator(".place")).to_have_text("2 van 3")
    at.press("b", "b")
    expect(at.locator(".start")).to_be_visible()
    assert {address.rpartition("/")[2] for address in at.asked} >= {"index.html", "01-emotie.mp4"}
    assert at.page.evaluate(ADDRESSES) == [] or all(one.startswith("file:") for one in at.page.evaluate(ADDRESSES))


def test_the_clients_words_wait_until_they_are_asked(reader: Callable[..., Reader]) -> None:
    at = reader()
    at.press("n")
    expect(at.locator(WORDS)).to_be_hidden()
    assert RELEASED not in at.page.evaluate("() => document.querySelector('#show').textContent")
    at.press("w")
    expect(at.locator(WORDS)).to_contain_text(RELEASED)
    at.locator('[data-do="tip"]').click()
    expect(at.locator('[data-part="tip"]')).to_contain_text(TIP)
    at.press("n", "b")
    expect(at.locator(WORDS)).to_be_hidden()
    at.press("n", "w")
    expect(at.locator(WORDS)).to_contain_text("De cliënt zei hier niets")
    at.press("End")
    expect(at.locator(".closing")).not_to_contain_text(CLOSING)
    at.press("w")
    expect(at.locator(".closing")).to_contain_text(CLOSING)
    expect(at.locator(".points").first).to_have_text(POINT)


def test_notes_stay_here_and_go_along_in_a_file(reader: Callable[..., Reader], tmp_path: Path) -> None:
    at = reader()
    at.press("n", "e")
    at.page.keyboard.type("Ik vulde haar zin aan: <b>n")  # letters are text here, no keys
    expect(at.locator(".side .kept")).to_have_text("Bewaard in deze browser, op deze laptop.")
    at.press("PageDown")
    expect(at.locator(".place")).to_have_text("2 van 3")
    at.press("End")
    at.locator('.end [data-note="genuine"]').fill("Meestal wel.")
    at.start()
    at.press("n", "e")
    expect(at.locator(".side textarea").first).to_have_value("Ik vulde haar zin aan: <b>n")
    with at.page.expect_download() as begun:
        at.press("Control+s")
    begun.value.save_as(tmp_path / "notes.txt")
    assert begun.value.suggested_filename.startswith("aantekeningen-")
    text = (tmp_path / "notes.txt").read_bytes().decode("utf-8-sig")
    assert f"1. Emotie\r\n{QUESTION}\r\nIk vulde haar zin aan: <b>n" in text
    assert "Is het contact echt?\r\nMeestal wel." in text
    at.page.emulate_media(media="print")
    at.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    expect(at.locator("#paper")).to_contain_text("Ik vulde haar zin aan")
    assert RELEASED not in at.locator("#paper").inner_text(), "not asked for, not printed"
    at.page.emulate_media(media="screen")
    at.press("Escape", "End")
    at.locator('[data-do="clear"]').click()
    at.locator('[data-do="clear"]').click()
    assert at.page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('note'))") == []
    expect(at.locator('.end [data-note="genuine"]')).to_have_value("")


def test_what_people_wrote_never_runs(reader: Callable[..., Reader]) -> None:
    at = reader("evil")
    expect(at.locator("h1").first).to_contain_text("</script><script>window.evil=1</script>")
    at.press("n")
    at.until("() => document.querySelector('video').currentTime > 0.1")  # without cards it plays at once
    at.press("w", "t", "o")
    expect(at.locator(".tile .ask").first).to_contain_text("<img src=x onerror=")
    at.press("o")
    at.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    at.page.evaluate("(evil) => { document.querySelector('.question').innerHTML = evil }", EVIL)  # even then the policy stops it
    at.page.wait_for_timeout(200)
    assert at.page.evaluate("() => window.evil") is None
    assert any("Content Security Policy" in said for said in at.console)
    at.console.clear()
    at.asked[:] = [address for address in at.asked if not address.endswith("/x")]
    at.page.keyboard.press("o")
    at.page.keyboard.press("ArrowRight")
    at.page.keyboard.press("ArrowRight")
    at.page.keyboard.press("Enter")
    expect(at.locator(".gap")).to_have_text("De opname van dit fragment is er niet meer.")
    at.press("Space", "r", "ArrowLeft")
    expect(at.locator(".place")).to_have_text("3 van 3")


def test_a_page_without_its_films_says_what_to_do(reader: Callable[..., Reader]) -> None:
    at = reader("bare")
    at.press("n")
    expect(at.locator(".gap")).to_contain_text("Pak dan eerst alles uit")
    at.press("w")
    expect(at.locator(WORDS)).to_contain_text(RELEASED)


def test_the_policy_lets_nothing_out(reader: Callable[..., Reader]) -> None:
    """Even a script of the page itself reaches nobody: a door stands open on this machine, and nobody comes in."""
    at = reader()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        address = f"http://127.0.0.1:{door.getsockname()[1]}/"
        tried = """async (address) => {
            const out = [];
            for (const go of [() => fetch(address), () => fetch('clips/01-emotie.mp4')])
                out.push(await go().then(() => 'left', () => 'stopped'));
            for (const kind of ['img', 'video', 'script', 'iframe']) {
                const one = document.body.appendChild(document.createElement(kind));
                one.src = address;
            }
            navigator.sendBeacon(address, 'x');
            await new Promise((done) => setTimeout(done, 400));
            return out;
        }"""
        assert at.page.evaluate(tried, address) == ["stopped"] * 2
        with pytest.raises(BlockingIOError):
            door.accept()
    at.console.clear()
    at.asked.clear()
