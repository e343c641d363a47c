"""Toestemming in a browser: somebody is added with the keyboard, agrees, takes it back, and sees at once what was erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from app_browser import Window
from app_server import Server
from playwright.sync_api import expect
from sqlalchemy import delete

from reflect import consenting
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.store import Home, NewMedia, consents, disclosures, open_store, recordings, retention
from reflect.store.account import account
from reflect.store.consent_tables import TermDecisionRow
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
    expect(table).to_contain_text(EVIL)
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
    expect(one.locator("body")).to_contain_text("Iedereen die hier staat zegt ja tegen onderzoek")

    one.locator(f".st-key-withdraw-{talk} button").click()
    expect(one.locator("[role=dialog]")).to_contain_text("Dit wordt gewist, voor altijd")
    one.locator(".st-key-withdraw-typed input").fill(EVIL)
    one.locator(".st-key-withdraw-typed input").press("Tab")
    one.locator(".st-key-withdraw-do button").click()
    said = one.locator(".st-key-consent-statement")
    expect(said).to_contain_text("Daarna is overal gezocht: er is niets meer gevonden.")
    expect(said).to_contain_text("Er was niets meegegeven.")
    one.locator(".st-key-statement-read button").click()
    expect(said).to_have_count(0)


def test_a_clip_is_asked_printed_answered_and_taken_back(window: Callable[..., Window], own: Server, talk: str, home: Path) -> None:
    one = window(own, width=1280)
    one.goto(f"/toestemming?opname={talk}")
    one.locator(f".st-key-clip-{talk} button").click()
    dialog = one.locator("[role=dialog]")
    dialog.get_by_label("Van", exact=True).fill("0:10")
    dialog.get_by_label("Tot", exact=True).fill("0:26")
    dialog.get_by_label("Waarvoor precies").fill("leerset luisteren")
    dialog.get_by_label("Waarvoor precies").press("Tab")
    one.locator(".st-key-clip-keep button").click()
    line = one.locator(f".st-key-clip-{talk}-0")
    expect(line).to_contain_text("0:10 – 0:26 (16 s)")
    expect(line).to_contain_text("gevraagd, nog geen antwoord")
    expect(line).to_contain_text("leerset luisteren")
    with one.page.expect_download() as waiting:
        line.get_by_text("Formulier om te printen").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")

    one.locator(f".st-key-clip-answer-{talk}-0 button").click()
    expect(dialog).to_contain_text("0:10 – 0:26")
    dialog.locator(".st-key-clip-said label").filter(has_text="ja").click()
    one.locator(".st-key-clip-answer-keep button").click()
    expect(line).to_contain_text("ja, ")
    with open_store(Home(home)) as store:
        [request] = consenting.clip_requests(store, talk)
        assert (request.span, request.answer and request.answer.answer) == (Span(10_000, 26_000), Answer.YES)
        [handed] = disclosures.listing(store)
        assert (handed.what, handed.recipient, len(handed.sha256)) == ("clip form pdf", EVIL, 64)

    one.locator(f".st-key-clip-back-{talk}-0 button").click()
    expect(dialog).to_contain_text("niets gemaakt dat gewist moet worden")
    one.locator(".st-key-clip-back-do button").click()
    expect(line).to_contain_text("ingetrokken")
    assert one.page.evaluate(FITS)
    assert one.page.evaluate("() => window.hacked ?? null") is None


def test_what_is_past_its_term_is_decided_about_one_by_one(window: Callable[..., Window], own: Server, talk: str, home: Path) -> None:
    with open_store(Home(home)) as store:
        recordings.change(store, talk, recorded_at=datetime.now(UTC) - timedelta(days=200))
        person = consents.register(store, talk).appearances[0].person_id
        long_ago = datetime.now(UTC) - timedelta(days=400)
        consenting.answer(store, talk, person, [Purpose.TRAINING], Answer.YES, "Noor", at=long_ago)
    one = window(own, width=1280)
    one.goto(f"/toestemming?opname={talk}")
    expect(one.locator(".facts table").first).to_contain_text("niet bevestigd")
    one.page.get_by_role("tab", name="Bewaartermijn").click()
    expect(one.locator("body")).to_contain_text("Te laat: 2")
    one.locator(".st-key-confirm-0 button").click()
    one.locator(".st-key-term-confirm-do button").click()
    expect(one.locator("body")).to_contain_text("Te laat: 1")

    one.locator(".st-key-keep_it-0 button").click()
    one.locator(".st-key-term-keep-do button").click()
    expect(one.locator("[role=dialog]")).to_contain_text("Kies een dag en schrijf op waarom.")
    day = (datetime.now().astimezone() + timedelta(days=10)).strftime("%d%m%Y")
    field = one.locator("[role=dialog] .st-key-term-until input, [role=dialog] .st-key-term-until [role=spinbutton]").first
    field.click()
    one.page.keyboard.type(day)
    one.locator("[role=dialog]").get_by_label("Reden").fill("bezwaar loopt nog")
    one.locator("[role=dialog]").get_by_label("Reden").press("Tab")
    one.locator(".st-key-term-keep-do button").click()
    expect(one.locator("body")).to_contain_text("Blijft langer staan: 1")
    expect(one.locator("body")).to_contain_text("Te laat: 0")
    with open_store(Home(home)) as store:
        assert recordings.exists(store, talk)
        assert [d.reason for d in retention.decisions(store).values()] == ["bezwaar loopt nog"]
        recordings.change(store, talk, recorded_at=datetime.now(UTC) - timedelta(days=300))
        with store.writing() as connection:
            connection.execute(delete(TermDecisionRow))

    one.goto(f"/toestemming?opname={talk}")
    one.page.get_by_role("tab", name="Bewaartermijn").click()
    one.locator(".st-key-erase_film-0 button").click()
    expect(one.locator("[role=dialog]")).to_contain_text("De film wordt gewist, voor altijd")
    one.locator(".st-key-term-typed input").fill(talk)
    one.locator(".st-key-term-typed input").press("Tab")
    one.locator(".st-key-term-erase-do button").click()
    expect(one.locator("body")).to_contain_text("De film is gewist. Daarna is gezocht")
    expect(one.locator("body")).to_contain_text("Te laat: 0")
    with open_store(Home(home)) as store:
        assert recordings.get(store, talk).media == ()
    one.goto(f"/bekijken?opname={talk}")
    expect(one.locator(".stage-note")).to_contain_text("De film is gewist op")
    expect(one.locator("body")).to_contain_text("Het transcript, de tags en de notities zijn er nog.")


def test_another_account_gets_the_quarantine(window: Callable[..., Window], own: Server, talk: str, home: Path) -> None:
    with open_store(Home(home)) as store:
        consenting.appear(store, talk, "K1", "klantmanager", "Noor")
    one = window(own, width=1280)
    one.goto(f"/toestemming?opname={talk}")
    expect(one.locator("body")).to_contain_text("Nog niet iedereen is gevraagd")
    one.locator(f".st-key-hold-{talk} button").click()
    dialog = one.locator("[role=dialog]")
    expect(dialog).to_contain_text("hooguit 14")
    field = dialog.get_by_label("Dagen")
    field.fill("3")
    field.press("Tab")
    one.locator(".st-key-hold-keep button").click()
    expect(dialog).to_have_count(0)
    with open_store(Home(home)) as store:
        held = consents.register(store, talk).quarantine
        assert held is not None
        assert (held.importer, (held.until - datetime.now(UTC)).days) == (account(), 2)
