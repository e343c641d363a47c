"""The page Reflectiesessie: a session is put together from two recordings, put in order in three ways, undone, copied and taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_cycle import HEARD, UNHEARD, Cycle, make_cycle, make_session
from app_world import World
from playwright.sync_api import expect

from reflect import reflection
from reflect.reflection import SessionFile
from reflect.store import Home, open_store

Open = Callable[..., Window]
READY = '.session[data-ready="1"]'
CARDS = ".session .card"
SAVED = '.session [data-part="saved"][data-state="saved"][data-waiting="0"]'


@pytest.fixture(scope="module")
def cycle(world: World) -> Cycle:
    with open_store(Home(world.home)) as store:
        return make_cycle(store, "Bouwen", 210)


@pytest.fixture
def read(world: World, cycle: Cycle) -> Iterator[Callable[[str], SessionFile]]:
    """A session as it is stored, by its title."""
    with open_store(Home(world.home)) as store:
        yield lambda title: reflection.find_session(store, title, cycle.case)


@pytest.fixture
def made(world: World, cycle: Cycle) -> Callable[[str], str]:
    def make(title: str, count: int = 3) -> str:
        with open_store(Home(world.home)) as store:
            return make_session(store, cycle, title, count)

    return make


def opened(window: Open, cycle: Cycle, session: str = "") -> Window:
    one = window()
    one.goto(f"/sessie?traject={cycle.case}" + (f"&sessie={session}" if session else ""))
    one.locator(READY).wait_for()
    return one


def names(one: Window) -> list[str]:
    return one.locator(f"{CARDS} b.name").all_inner_texts()


def saved(one: Window) -> None:
    expect(one.locator(SAVED)).to_have_count(1)


def test_a_session_from_two_recordings_by_key(window: Open, cycle: Cycle, read: Callable[[str], SessionFile]) -> None:
    one = opened(window, cycle)
    one.locator('[data-part="first-session"]').click()
    expect(one.locator('.session [data-part="title"]')).to_be_focused()
    one.page.keyboard.type("Met toetsen")
    expect(one.locator(".session .clips .none")).to_contain_text("Nog geen clips")
    one.locator('.session [data-part="filter-text"]').fill("zucht")
    expect(one.locator(".session .choice")).to_have_count(1)
    expect(one.locator(".session .choice")).to_contain_text("De cliënt zei hier iets over dat je mag horen")
    one.locator('.session [data-part="filter-text"]').fill("")
    one.locator(".session .choice").first.focus()
    one.press("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(one.locator(CARDS)).to_have_count(2)
    expect(one.locator(".session .choice").first).to_contain_text("clip 1")
    assert names(one) == ["Emotie", "Weerstand: Vechten"]
    expect(one.locator('.session [data-part="question"]').first).not_to_have_value("")
    one.press("Control+z")
    expect(one.locator(CARDS)).to_have_count(1)
    one.press("Control+y")
    expect(one.locator(CARDS)).to_have_count(2)
    saved(one)
    kept = read("Met toetsen")
    assert [s.clip.recording_id for s in kept.clips] == list(cycle.films)
    assert all(s.clip.question and s.clip.tip for s in kept.clips)
    assert [f.text for f in kept.clips[0].said] == [HEARD]


def test_the_order_by_number_by_key_and_by_dragging(
    window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    one = opened(window, cycle, made("Volgorde"))
    expect(one.locator(CARDS)).to_have_count(3)
    one.locator('.session [data-part="number"]').nth(2).fill("1")
    one.press("Enter")
    expect(one.locator(f"{CARDS} b.name").first).to_have_text("Regie")
    assert names(one) == ["Regie", "Emotie", "Contact"]
    one.locator(CARDS).first.focus()
    one.press("Alt+ArrowDown")
    expect(one.locator(f"{CARDS} b.name").first).to_have_text("Emotie")
    assert names(one) == ["Emotie", "Regie", "Contact"]
    grip, target = one.locator(".session .grip").nth(2), one.locator(CARDS).first
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    one.page.mouse.move(box["x"] + 5, box["y"] + 5)
    one.page.mouse.down()
    first = target.bounding_box()
    assert first is not None
    one.page.mouse.move(box["x"], first["y"] + 5, steps=5)
    one.page.mouse.up()
    expect(one.locator(f"{CARDS} b.name").first).to_have_text("Contact")
    saved(one)
    assert [s.clip.code for s in read("Volgorde").clips] == ["contact", "emotie", "regie"]


def test_words_handles_and_what_the_client_said(
    window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    one = opened(window, cycle, made("Woorden", 2))
    card = one.locator(CARDS).first
    expect(card.locator(".released")).to_contain_text(HEARD)
    expect(one.locator(".session")).not_to_contain_text(UNHEARD)
    card.locator('[data-part="with-feedback"]').uncheck()
    card.locator('select[data-part="questions"]').select_option(index=1)
    chosen = card.locator('[data-part="question"]').input_value()
    assert chosen != "Wat zie je hier? (1)"
    card.locator('[data-part="before_ms"]').fill("2,5")
    one.press("Enter")
    expect(one.locator('.session [data-part="total"]')).to_contain_text("2 clips · samen 0:12")
    one.locator('.session [data-part="genuine-client"]').fill("Ik werd gehoord.")
    expect(one.locator(".session .cell.client").first).to_contain_text("Ja, we begrijpen elkaar beter.")
    one.locator('.session [data-part="date"]').fill("2026-12-01")
    one.page.reload()
    one.locator(READY).wait_for()
    saved(one)
    kept = read("Woorden")
    first = kept.clips[0]
    assert (first.clip.question, first.clip.before_ms, first.clip.with_feedback, first.said) == (chosen, 2_500, False, ())
    assert [(r.about, r.by, r.text) for r in kept.remarks] == [("genuine", "client", "Ik werd gehoord.")]
    assert str(kept.session.held_on) == "2026-12-01"
    card.locator('[data-part="hear-end"]').click()
    one.page.wait_for_function("() => window.__all('.session video').some((v) => v.currentTime > 17 && v.currentTime < 20.2)")


def test_a_copy_and_a_session_that_comes_back(
    window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    one = opened(window, cycle, made("Weg en terug", 2))
    one.locator('.session [data-part="copy-session"]').click()
    expect(one.locator('.session [data-part="title"]')).to_have_value("Weg en terug (kopie)")
    saved(one)
    assert [s.clip.question for s in read("Weg en terug (kopie)").clips] == ["Wat zie je hier? (1)", "Wat zie je hier? (2)"]
    one.locator('.session [data-part="delete-session"]').click()
    expect(one.locator(".session .said")).to_contain_text("‘Weg en terug (kopie)’ is verwijderd.")
    one.locator(".session .said").get_by_text("Ongedaan maken").click()
    expect(one.locator('.session [data-part="title"]')).to_have_value("Weg en terug (kopie)")
    expect(one.locator(CARDS)).to_have_count(2)
    one.locator('.session [data-part="start"]').click()
    one.locator('.show[data-ready="1"]').wait_for()
    expect(one.locator(".show h1").first).to_have_text("Weg en terug (kopie)")


def test_two_windows_write_the_same_question(
    window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    session = made("Twee vensters", 1)
    first, second = opened(window, cycle, session), opened(window, cycle, session)
    first.context.set_offline(True)  # neither hears of the other
    for number, one in enumerate((first, second)):
        one.locator('.session [data-part="question"]').fill(f"Vraag van venster {number}")
    expect(second.locator('.session [data-part="saved"]')).to_contain_text("Nog niet opgeslagen")
    first.context.set_offline(False)
    [one] = [one for one in (first, second) if clashes(one)] or [second]
    expect(one.locator(".session .clash")).to_contain_text("Vraag van venster 0")
    expect(one.locator(".session .clash")).to_contain_text("Vraag van venster 1")
    one.locator('.session [data-part="keep-both"]').click()
    saved(one)
    assert sorted(read("Twee vensters").clips[0].clip.question.split("\n")) == ["Vraag van venster 0", "Vraag van venster 1"]


def clashes(one: Window) -> bool:
    """Whether this window is the one that came second and has to choose; the first to send has nothing to choose."""
    one.page.wait_for_function("() => window.__seen('.session .clash') || window.__seen('.session .saved[data-waiting=\"0\"]')")
    return bool(one.page.evaluate("() => window.__seen('.session .clash')"))
