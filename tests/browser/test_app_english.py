"""The app in English: the main words of every page, and nothing of the Dutch texts left on the screen."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from app_browser import Window
from app_cycle import make_cycle, make_session
from app_teaching import film_made, make_set, pressed
from app_world import ROOT, World
from playwright.sync_api import expect

Open = Callable[..., Window]

SAID = """() => {
  const own = '.turn p, .rf-e-words, .row .note, .library .title, .library .case, h1[title], [contenteditable], '
    + '[data-part="filter-coder"] option:not([value=""])';
  const said = new Set();
  for (const e of window.__all('*')) {
    if (e.matches('script, style') || e.closest(own)) continue;
    for (const name of ['aria-label', 'title', 'placeholder']) if (e.getAttribute(name)) said.add(e.getAttribute(name).trim());
    for (const node of e.childNodes) if (node.nodeType === 3 && node.data.trim()) said.add(node.data.trim());
  }
  return [...said];
}"""
"""Every text, name and hint on the page, without what people made themselves."""

PAGES = {
    "": ["Library", "Watch", "Correct", "Research", "Settings", "Bring in a recording", "Case"],
    "bekijken": ["Tag", "Fragments", "Transcript", "Speed", "All saved"],
    "verbeteren": ["Doubtful words", "Versions", "Speakers"],
    "clips": ["Clip set", "Make a clip set"],
    "traject": ["Case", "Recordings", "Attention points", "Cases"],
    "clientgesprek": ["To the film", "No client interview about this recording yet", "To Watch"],
    "maten": ["Questions", "Speaking time"],
    "slim": ["Through whose eyes?", "Willing and able", "Teacher", "Keep this reading"],
    "instellingen": ["Keys", "Data folder", "Language", "Play and pause", "Fine"],
}


@pytest.fixture
def english(world: World) -> Iterator[None]:
    """As somebody chose in the settings; every new window asks for it."""
    from reflect.store import Home, open_store, preferences

    with open_store(Home(world.home)) as store:
        preferences.put(store, "app.language", "en")
        yield
        preferences.put(store, "app.language", None)


def labels(node: Any, language: str) -> Iterator[str]:
    """Every {nl, en} text of the codebook."""
    if isinstance(node, dict):
        if isinstance(node.get("nl"), str):
            yield node.get(language) or node["nl"]
        else:
            for value in node.values():
                yield from labels(value, language)
    elif isinstance(node, list):
        for value in node:
            yield from labels(value, language)


def texts(language: str) -> set[str]:
    import yaml

    found = set(tomllib.loads((ROOT / "reflect" / "app" / "texts" / f"{language}.toml").read_text("utf-8")).values())
    for path in (ROOT / "reflect" / "frontend" / "texts").glob(f"*.{language}.json"):
        found |= set(json.loads(path.read_text("utf-8")).values())
    books = (yaml.safe_load((ROOT / "kijkwijzer" / f"{name}.yaml").read_text("utf-8")) for name in ("kijkwijzer", "slim"))
    return found.union(*(labels(book, language) for book in books))


def pattern(text: str) -> str:
    """A text with {places} as what it looks like when they are filled in."""
    return "(?s:.{1,60})".join(re.escape(part) for part in re.split(r"\{\w+\}", text))


def dutch() -> re.Pattern[str]:
    """What only the Dutch screen says; a text that is hardly more than its places could be anything."""
    only = {text for text in texts("nl") - texts("en") if len(re.sub(r"\{\w+\}|\W", "", text)) > 3}
    assert len(only) > 300
    return re.compile("|".join(sorted(map(pattern, only))))


def test_no_dutch_is_left(window: Open, world: World, english: None) -> None:
    only_dutch, left, lacking = dutch(), {}, {}
    assert only_dutch.fullmatch("Kijkkopie maken")
    assert only_dutch.fullmatch("nog 12 twijfelwoorden")
    one = window(apart=True)
    for path, words in PAGES.items():
        one.goto(f"/{path}?opname={world['demo']}&t=40000" if path else "/")
        if path in ("bekijken", "verbeteren", "clips"):
            one.ready()
            one.press("?")
        expect(one.page.get_by_text(words[-1], exact=True).first).to_be_attached()
        said = one.page.evaluate(SAID)
        for _ in range(40):  # Streamlit draws a page in pieces
            if all(word in said for word in words):
                break
            one.page.wait_for_timeout(250)
            said = one.page.evaluate(SAID)
        found = sorted(text for text in said if only_dutch.fullmatch(text))
        if found:
            left[path] = found
        if absent := [word for word in words if word not in said]:
            lacking[path] = absent
        assert one.page.evaluate("document.documentElement.lang") == "en"
    assert left == {}
    assert lacking == {}


def test_no_dutch_is_left_in_a_session(window: Open, world: World, english: None) -> None:
    from reflect.store import Home, open_store

    with open_store(Home(world.home)) as store:
        cycle = make_cycle(store, "English", 310)
        session = make_session(store, cycle, "Looking together", 2)
    only_dutch = dutch()
    one = window(apart=True)
    one.goto(f"/sessie?traject={cycle.case}&sessie={session}")
    one.locator('.session[data-ready="1"]').wait_for()
    one.locator('.session summary[data-part="take"]').click()
    said = one.page.evaluate(SAID)
    assert {"Clips in the session", "Is there a shared goal?", "Report (Word)", "Start the session"} <= set(said)
    assert [text for text in said if only_dutch.fullmatch(text)] == []
    one.goto(f"/tonen?traject={cycle.case}&sessie={session}")
    one.locator('.show[data-ready="1"]').wait_for()
    one.press("n", "w", "t", "a", "Escape", "?")
    expect(one.locator(".show dialog")).to_contain_text("Half speed")
    said = one.page.evaluate(SAID)
    assert {"The client says", "Tip for the coach", "1 of 2"} <= set(said)
    assert [text for text in said if only_dutch.fullmatch(text)] == []


def test_no_dutch_is_left_in_a_teaching_set(window: Open, world: World, english: None) -> None:
    from reflect.store import Home, open_store

    with open_store(Home(world.home)) as store:
        made = make_set(store, "English-2", 654, "Looking at teaching", 4)
        film_made(store, made)
        pressed(store, made.set, "Blue finch", (made.clips[0], 17_000))
    only_dutch = dutch()
    one = window(apart=True)
    for address, wanted in (
        ("/leerset", {"Teaching sets", "Audience", "New teaching set"}),
        (f"/leerset?leerset={made.set}", {"Clips in the set", "Learning goal", "What trainees saw", "Ask consent for this fragment"}),
    ):
        one.goto(address)
        one.locator('.session[data-ready="1"]').wait_for()
        if wanted & {"Learning goal"}:
            expect(one.page.get_by_text("Nothing was made of this set yet.").or_(one.page.get_by_text("lies ready"))).to_be_visible()
            expect(one.locator(".trainees")).to_contain_text("Blue finch")
        said = one.page.evaluate(SAID)
        assert wanted <= set(said)
        said = [text for text in said if text != "Clip 4 – Resistance: Fighting"]  # a theme with a colon looks like "Clip {i}: {name}"
        assert [text for text in said if only_dutch.fullmatch(text)] == []
    one.goto(f"/moment?leerset={made.set}")
    one.locator('.moment[data-ready="1"]').wait_for()
    said = one.page.evaluate(SAID)
    one.page.keyboard.type("Wren")
    one.press("Enter")
    expect(one.locator(".moment .look")).to_contain_text("Look for: Emotion.")
    said += one.page.evaluate(SAID)
    assert {"Make up a name", "I see it", "Take back", "1 of 4"} <= set(said)
    assert [text for text in said if only_dutch.fullmatch(text)] == []
