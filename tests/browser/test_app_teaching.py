"""The page Leersets: a set is put together from all cases, it says who has not agreed, it is confirmed, and shows what trainees pressed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from app_browser import Window
from app_cycle import UNHEARD
from app_teaching import Taught, change, empty_set, make_set, pressed
from app_world import EVIL, World
from playwright.sync_api import expect

from reflect import arriving, teaching
from reflect.model.consent import Purpose
from reflect.model.teaching import Spotting
from reflect.store import Home, arrivals, makings, open_store
from reflect.store import teaching as rows
from reflect.store.database import Store
from reflect.store.values import Arrival, State, Wish
from reflect.teaching import SetFile

Open = Callable[..., Window]
READY = '.session[data-ready="1"]'
CARDS = ".session .card"
SAVED = '.session [data-part="saved"][data-state="saved"][data-waiting="0"]'
WHO = "onderzoeker"


@pytest.fixture(scope="module")
def taught(world: World) -> Taught:
    with open_store(Home(world.home)) as store:
        made = make_set(store, "Leren-1", 620, "Weerstand herkennen")
        first, second = made.clips[0], made.clips[1]
        pressed(store, made.set, "Blauwe vink", (first, 17_000), (first, 12_500), (second, 31_500))
        pressed(store, made.set, EVIL[:60], (first, 18_000))
        return made


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(Home(world.home)) as opened:
        yield opened


def read(store: Store, set_id: str) -> SetFile:
    return teaching.set_file(store, set_id, WHO, date.today())


def opened(window: Open, set_id: str = "") -> Window:
    one = window()
    one.goto("/leerset" + (f"?leerset={set_id}" if set_id else ""))
    one.locator(READY).wait_for()
    return one


@contextmanager
def at_work(store: Store) -> Iterator[Arrival]:
    """The worker's part of a making, by the test itself: what it took, and after the block what came of it."""
    arrival = arrivals.take(store, (Wish.MAKING,))
    assert arrival is not None
    yield arrival
    arrivals.ended(store, arrival.id, State.DONE, arriving.making.do(store, arrival, lambda part: arrivals.tell(store, arrival.id, part)))


def saved(one: Window) -> None:
    expect(one.locator(SAVED)).to_have_count(1, timeout=15_000)


def test_a_set_by_key_from_fragments_of_all_cases(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window)
    expect(one.locator(f'.sets [data-set="{taught.set}"]')).to_contain_text("Weerstand herkennen")
    one.locator('.session [data-part="new-title"]').focus()
    one.page.keyboard.type("Met toetsen leren")
    one.press("Enter")
    title = one.locator('.session [data-part="title"]')
    expect(title).to_have_value("Met toetsen leren", timeout=20_000)
    expect(one.locator(".session .clips .none")).to_contain_text("Nog geen clips")
    one.locator('.session [data-part="goal"]').fill("De deelnemer ziet het moment.")
    one.locator('.session [data-part="audience"]').fill("Nieuwe klantmanagers")
    one.locator('.session [data-part="filter-case"]').select_option("Leren-1")
    one.locator('.session [data-part="filter-theme"]').select_option("emotie")
    expect(one.locator(".session .choice")).to_have_count(2)
    one.locator(".session .choice").first.focus()
    one.press("Enter", "ArrowDown", "Enter")
    expect(one.locator(CARDS)).to_have_count(2)
    one.press("Control+z")
    expect(one.locator(CARDS)).to_have_count(1)
    one.press("Control+y")
    expect(one.locator(CARDS)).to_have_count(2)
    one.locator('.session [data-part="theme"]').first.select_option("contact")
    expect(one.locator(f"{CARDS} b.name").first).to_have_text("Contact")
    one.locator('.session [data-part="tip"]').first.fill("Hij zucht, en zij wacht.")
    one.locator('.session [data-part="before_ms"]').first.fill("1,5")
    one.locator('.session [data-part="feedback"], .session [data-part="with-feedback"]').first.check()
    saved(one)
    set_id = re.search(r"leerset=([0-9a-f-]{36})", one.page.url)
    assert set_id is not None
    file = read(store, set_id[1])
    assert (file.set.title, file.set.goal, file.set.audience) == (
        "Met toetsen leren",
        "De deelnemer ziet het moment.",
        "Nieuwe klantmanagers",
    )
    first = file.clips[0].clip
    assert (first.theme, first.answer, first.before_ms, first.feedback) == ("contact", "Hij zucht, en zij wacht.", 1_500, True)
    assert {c.clip.recording_id for c in file.clips} == set(taught.cycle.films)
    one.locator(CARDS).first.focus()
    one.press("Alt+ArrowDown")
    saved(one)
    assert read(store, set_id[1]).clips[1].clip.id == first.id
    one.page.reload()
    one.locator(READY).wait_for(timeout=20_000)
    expect(one.locator('.session [data-part="tip"]').nth(1)).to_have_value("Hij zucht, en zij wacht.")
    expect(one.locator(".session")).not_to_contain_text(UNHEARD)


def test_who_has_not_agreed_is_said_and_asked(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window, taught.set)
    held = one.locator(f'{CARDS}[data-clip="{taught.clips[3]}"]')
    expect(held.locator(".refused")).to_contain_text("B620 (bezoeker): is nog niet gevraagd voor opleiding.")
    expect(one.locator(f'{CARDS}[data-clip="{taught.clips[0]}"] .refused')).to_contain_text("Mag, met iedereen")
    held.locator('[data-part="ask"]').press("Enter")
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Clip 4, van 0:37")
    dialog.get_by_text("Het antwoord is ja").click()
    dialog.get_by_role("button", name="Leg vast").click()
    expect(held.locator(".refused")).to_contain_text("Mag, met iedereen", timeout=20_000)
    assert read(store, taught.set).clips[3].decision.allowed
    held.locator('[data-part="before_ms"]').fill("9")  # more of the film than was asked about
    one.press("Enter")
    expect(held.locator(".refused")).to_contain_text("is nog niet gevraagd", timeout=15_000)
    assert not read(store, taught.set).clips[3].decision.allowed


def test_presses_stand_beside_what_researchers_tagged_and_can_be_erased(window: Open, taught: Taught, store: Store) -> None:
    one = opened(window, taught.set)
    row = one.locator(".trainees tbody tr").first
    expect(row).to_contain_text("Blauwe vink")
    assert row.locator("td.number").all_inner_texts() == ["2", "2", "1"]
    assert one.page.evaluate("() => window.hacked ?? null") is None
    expect(one.locator(".trainees tbody tr").nth(1)).to_contain_text("<img src=x")
    seen = one.locator(f'.watched[data-clip="{taught.clips[0]}"]')
    expect(seen.locator("h4")).to_contain_text("2 goed · 0 gemist · 1 extra")
    marks = seen.locator(".mark")
    assert sorted((m.get_attribute("class") or "") for m in marks.all()) == ["mark", "mark hit", "mark hit"]
    assert seen.locator(".tag.counts").count() == 1
    left = [float(str(m.evaluate("(e) => parseFloat(e.style.left)"))) for m in marks.all()]
    assert sorted(round(n) for n in left) == [5, 45, 55]  # of 12 to 23 seconds
    seen.locator(".mark.hit").first.press("Enter")
    one.page.wait_for_function("() => window.__all('.session video').some((v) => v.currentTime > 15 && v.currentTime < 19.2)")
    other = one.locator(".trainees tbody tr").nth(1)  # one of the two asks for it, and is gone; the other stays
    other.locator('[data-part="erase"]').press("Enter")
    other.locator('[data-part="erase-keep"]').press("Enter")
    expect(one.locator(".trainees tbody tr")).to_have_count(2)
    other.locator('[data-part="erase"]').press("Enter")
    other.locator('[data-part="erase-sure"]').press("Enter")
    expect(one.locator(".trainees tbody tr")).to_have_count(1)
    expect(one.locator(".session .said")).to_contain_text("Gewist: 1 keer drukken van <img src=x")
    assert one.page.evaluate("() => window.hacked ?? null") is None
    assert [s.trainee for s in rows.of(store, Spotting, taught.set, deleted=True)] == ["Blauwe vink"]


def test_a_set_that_nobody_confirmed_for_a_year(window: Open, world: World, store: Store) -> None:
    made = make_set(store, "Leren-2", 622, "Lang geleden", 1)
    old = date.today() - timedelta(days=400)
    change(store, made.set, {"what": "set", "do": "update", "id": made.set, "confirmed_on": old.isoformat()})
    one = opened(window)
    expect(one.locator(f'.sets [data-set="{made.set}"]')).to_contain_text("eerst bevestigen")
    one.locator(f'.sets [data-set="{made.set}"] a').press("Enter")
    standing = one.locator('.session [data-part="standing"]')
    expect(standing).to_contain_text("heeft niemand deze leerset bevestigd", timeout=20_000)
    standing.locator('[data-part="confirm"]').press("Enter")
    expect(standing).to_contain_text("Te gebruiken tot en met")
    saved(one)
    assert rows.get(store, made.set).confirmed_on == date.today()
    one.locator('.session [data-part="closed"]').check()
    saved(one)
    assert rows.get(store, made.set).closed
    one.press("Control+z")
    one.locator('.session [data-part="delete-set"]').press("Enter")
    expect(one.locator(".session .said")).to_contain_text("‘Lang geleden’ is verwijderd.")
    one.locator(".session .said").get_by_text("Ongedaan maken").press("Enter")
    expect(one.locator(CARDS)).to_have_count(1)
    saved(one)
    assert not rows.get(store, made.set).deleted


def test_words_that_may_not_be_kept_and_a_set_that_is_gone(window: Open, world: World, store: Store) -> None:
    id = empty_set(store, EVIL[:150])
    one = opened(window, id)
    expect(one.locator('.session [data-part="title"]')).to_have_value(EVIL[:150])
    one.locator('.session [data-part="goal"]').fill("Bel 111222333 hierover")
    expect(one.locator(".session .purpose .wrong").first).to_contain_text("burgerservicenummer")
    one.locator('.session [data-part="goal"]').fill("Bel hierover")
    saved(one)
    one.locator('.session [data-part="title"]').fill("")
    expect(one.locator(".session .what .wrong").first).to_contain_text("heeft een titel nodig")
    assert one.page.evaluate("() => window.hacked ?? null") is None
    one.goto("/leerset?leerset=00000000-0000-4000-8000-000000000000")
    one.locator(READY).wait_for(timeout=20_000)
    expect(one.locator(".session h2")).to_have_text("Leersets")


def test_a_set_is_made_for_somebody_and_can_be_watched(window: Open, world: World, store: Store) -> None:
    made = make_set(store, "Leren-3", 624, "Maken en kijken", 1)
    change(store, made.set, {"what": "clip", "do": "update", "id": made.clips[0], "before_ms": 0, "after_ms": 0})
    one = opened(window, made.set)
    make = one.page.get_by_role("button", name="Maak", exact=True)
    expect(one.page.get_by_text("Van deze leerset is nog niets gemaakt.")).to_be_visible()
    make.click()
    expect(one.page.get_by_role("alert").filter(has_text="Say who it is for")).to_be_visible()
    field = one.page.get_by_label("Voor wie")
    field.fill("Groep 4 <b>")
    field.press("Tab")
    make.click()
    expect(one.page.get_by_text("Het wordt zo gemaakt.")).to_be_visible()
    one.page.get_by_role("button", name="Stop met maken").click()
    expect(one.page.get_by_role("button", name="Stop met maken")).to_have_count(0)
    assert arriving.making_of(store, made.set) is None
    make.click()
    expect(one.page.get_by_text("Het wordt zo gemaakt.")).to_be_visible()
    one.page.reload()
    with at_work(store) as arrival:
        arrivals.tell(store, arrival.id, 0.4)
        expect(one.page.get_by_text("Er wordt afgeschermd, geluisterd en geknipt.")).to_be_visible()
        expect(make).to_be_disabled()
    expect(one.page.get_by_text("Klaar: 1 clip.")).to_be_visible()
    [making] = makings.listing(store, set_id=made.set)
    assert (making.recipient, making.who, making.purpose) == ("Groep 4 <b>", WHO, Purpose.TRAINING)
    expect(one.page.get_by_role("button", name=re.compile("Neem mee: Losse clips"))).to_be_visible()
    one.locator('.session [data-part="watch"]').press("Enter")
    one.locator('.moment[data-ready="1"]').wait_for(timeout=20_000)
    one.page.keyboard.type("Ree")
    one.press("Enter")
    one.page.wait_for_function("() => window.__all('.moment video').some((v) => v.currentTime > 0.5 && Math.abs(v.duration - 5) < 0.3)")
    one.press("Space")
    expect(one.locator(".moment .pressed li")).to_have_count(1)
