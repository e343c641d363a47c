"""The whole cycle on the demo, as people walk it: interview, session, attention point, and how it went in the next talk.

Interviewer, coach and klantmanager share one screen here; each step begins where the one before left off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from app_browser import Window
from app_server import Server
from playwright.sync_api import Locator, expect

SAID = "Bij de derde vraag was ik de eerste al kwijt."
UNSAID = "Dat hoeft hij niet te weten."
QUESTION = "Op welke vraag wilde je het liefst antwoord?"
NOTE = "Ik vulde de stilte zelf op."
POINT = "Ik stel één vraag en wacht dan."
FIRST = [(114_800, 127_000, "regie.stapelvraag", "drie vragen"), (137_800, 164_600, "regie.metacommunicatie", "stoppen")]
NEXT = [(22_700, 44_600, "contact.beleving", "wachten")]

Open = Callable[..., Window]


@dataclass(frozen=True)
class Demo:
    """A data folder with both talks of the demo, a few fragments on each, and nothing else."""

    server: Server
    case: str
    first: str
    following: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    from app_world import Filling

    from reflect.app import example
    from reflect.store import Home, cases, open_store

    home: Path = tmp_path_factory.mktemp("cycle") / "home"
    with open_store(Home(home)) as store:
        talks = example.bring_in_all(store)
        Filling(store).tags(talks["gesprek"], FIRST)
        Filling(store).tags(talks["vervolg"], NEXT)
        case = cases.get(store, example.CASE).id
    server = Server(home).start()
    yield Demo(server, case, talks["gesprek"], talks["vervolg"])
    server.stop()


def ready(window: Window, root: str) -> Locator:
    found = window.page.locator(f'{root}[data-ready="1"]')
    found.wait_for(state="attached")
    return found


def kept(window: Window) -> None:
    """The screen says that all is stored."""
    expect(window.page.locator('.saved[data-waiting="0"][data-state="saved"]').first).to_be_attached()


def test_the_whole_cycle_is_walked(window: Open, demo: Demo) -> None:
    one = window(demo.server)
    _interview(one, demo)
    _session(one, demo)
    _shown(one)
    _follow_up(one, demo)
    _case(one, demo)


def _interview(one: Window, demo: Demo) -> None:
    """The client sees two fragments; of what is said about them one thing may be heard."""
    one.goto(f"/traject?traject={demo.case}")
    case = ready(one, ".cycle")
    expect(case.get_by_text("21 dagen later")).to_be_visible()
    case.locator(f'.visit[data-rid="{demo.first}"]').get_by_role("link", name="Cliëntgesprek").click()
    page = one.page
    page.get_by_role("button", name="Begin een cliëntgesprek").click()
    page.get_by_role("button", name="Toon aan de cliënt").click()
    ask = page.locator("dialog.ask")
    ask.get_by_label("Wat zegt de cliënt hierover?").fill(SAID)
    expect(ask.get_by_role("button", name="Geef vrij")).to_be_disabled()
    ask.get_by_role("radio", name="ja").check()
    ask.get_by_role("button", name="Geef vrij").click()
    expect(ask.get_by_text("Vrijgegeven.", exact=False).first).to_be_visible()
    ask.get_by_role("button", name="Volgende").click()
    ask.get_by_label("Wat zegt de cliënt hierover?").fill(UNSAID)
    ask.get_by_role("radio", name="nee").check()
    ask.get_by_role("button", name="Sluit").click()
    kept(one)


def _session(one: Window, demo: Demo) -> None:
    """The coach takes both fragments of the first talk, puts the last one first, and asks a question of the other."""
    one.goto(f"/sessie?traject={demo.case}")
    session = ready(one, ".session")
    session.locator('[data-part="first-session"]').click()
    session.locator('[data-part="date"]').fill("2026-10-13")  # between the two talks
    choices = session.locator(".choices .choice")
    expect(choices).to_have_count(3)
    for n in (0, 1):
        choices.nth(n).locator('[data-part="take"]').click()
    cards = session.locator(".cards .card")
    expect(cards).to_have_count(2)
    expect(session.get_by_text(UNSAID)).to_have_count(0)
    number = cards.nth(1).locator('[data-part="number"]')
    number.fill("1")
    number.press("Enter")
    expect(cards.nth(0).locator(".name")).to_contain_text("Metacommunicatie")
    cards.nth(1).locator('[data-part="question"]').fill(QUESTION)
    kept(one)
    session.locator('[data-part="start"]').click()


def _shown(one: Window) -> None:
    """Klantmanager and coach look, by keyboard alone."""
    show = ready(one, ".show")
    one.press("Space", "n")
    expect(show.locator('[data-part="question"]')).to_have_text(QUESTION)
    expect(show.locator('[data-part="client-words"]')).to_be_hidden()
    one.page.wait_for_function("() => { const v = window.__all('video:not([hidden])')[0]; return v && v.currentTime > 0 && !v.paused; }")
    one.press("w")
    expect(show.locator('[data-part="client-words"]')).to_contain_text(SAID)
    one.press("e")
    one.page.keyboard.type(NOTE)
    one.press("Escape", "Escape", "a")
    one.page.keyboard.type(POINT)
    one.press("Escape")
    kept(one)
    one.press("Escape", "b", "w")
    expect(show.get_by_text(UNSAID)).to_have_count(0)
    one.press("x")
    ready(one, ".session")


def _follow_up(one: Window, demo: Demo) -> None:
    """The next recording opens with the point: it was tried, it is seen in a fragment, and it worked in part."""
    one.open(demo.following)
    follow = one.page.get_by_role("region", name="Terugblik")
    expect(follow.locator("article")).to_have_count(1)
    expect(follow).to_contain_text(POINT)
    one.tag_rows().first.click()
    for question, answer in (("Geprobeerd", "ja"), ("Gezien", "ja"), ("Werkte het", "deels")):
        button = follow.get_by_role("group", name=question).get_by_role("button", name=answer, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(follow.get_by_text("0:22–0:44")).to_be_visible()
    one.saved()


def _case(one: Window, demo: Demo) -> None:
    """All of it stands on the page of the case, in the order of time."""
    one.goto(f"/traject?traject={demo.case}")
    case = ready(one, ".cycle")
    point = case.locator(".point")
    expect(point.locator("textarea")).to_have_value(POINT)
    expect(point.locator(".verdicts")).to_contain_text("Geprobeerd: ja")
    expect(point.locator(".verdicts")).to_contain_text("Werkte het: deels")
    expect(point.get_by_role("link", name="0:22–0:44")).to_be_visible()
    expect(case.locator(".counts")).to_contain_text("2 opnames · 1 sessie · 1 aandachtspunt")
    expect(case.get_by_text(UNSAID)).to_have_count(0)
