"""Session mode by keyboard alone: what plays and is shown when; a reload, a dead server or a second window loses no word."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_cycle import HEARD, UNHEARD, Cycle, do, make_cycle, make_session, new
from app_films import camcorder_film
from app_server import Server
from app_world import Filling, World
from playwright.sync_api import expect

from reflect import reflection
from reflect.reflection import SessionFile
from reflect.store import Home, cases, disclosures, open_store, recordings

Open = Callable[..., Window]
READY = '.show[data-ready="1"]'
NOTE = '.show [data-part="note-professional"]'
POINT = '.show .side [data-part="new-point"]'
SAVED = '.show [data-part="saved"][data-state="saved"][data-waiting="0"]'


@pytest.fixture(scope="module")
def cycle(world: World) -> Cycle:
    with open_store(Home(world.home)) as store:
        return make_cycle(store, "Modus", 220)


@pytest.fixture
def read(world: World, cycle: Cycle) -> Iterator[Callable[[str], SessionFile]]:
    with open_store(Home(world.home)) as store:
        yield lambda session: reflection.session_file(store, cycle.case, session)


@pytest.fixture
def made(world: World, cycle: Cycle) -> Callable[..., str]:
    def make(title: str, count: int = 3) -> str:
        with open_store(Home(world.home)) as store:
            return make_session(store, cycle, title, count)

    return make


def opened(window: Open, cycle: Cycle, session: str, at: Server | None = None) -> Window:
    one = window(at)
    one.goto(f"/tonen?traject={cycle.case}&sessie={session}")
    one.locator(READY).wait_for()
    return one


def saved(one: Window) -> None:
    expect(one.locator(SAVED)).to_have_count(1)


def at(one: Window, low: float, high: float, paused: bool | None = None) -> None:
    """The film on the screen is between these moments, in seconds."""
    one.page.wait_for_function(
        """([low, high, paused]) => window.__all('.show .film video:not([hidden])').some((v) =>
          v.currentTime >= low && v.currentTime <= high && (paused === null || v.paused === paused))""",
        arg=[low, high, paused],
    )


def texts(file: SessionFile) -> list[tuple[str, str]]:
    return sorted((str(r.by), r.text) for r in file.remarks)


def test_a_session_by_keyboard_alone(
    window: Open, world: World, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    session = made("Met toetsen", 4)
    one = opened(window, cycle, session)
    expect(one.locator(".show h1").first).to_have_text("Met toetsen")
    expect(one.locator(".show .start")).to_contain_text("Is er een gedeeld doel?")
    one.press("Space")
    expect(one.locator('.show [data-part="question"]')).to_have_text("Wat zie je hier? (1)")
    at(one, 15.0, 20.1)
    expect(one.locator(".show .subtitles")).to_contain_text("Klantmanager:")
    one.press("u")
    expect(one.locator(".show .subtitles")).to_be_hidden()
    one.press("u", "s")
    one.page.wait_for_function("() => window.__all('.show video')[0].playbackRate === 0.5")
    at(one, 15.9, 20.1, False)
    one.press("ArrowLeft", "Space")
    at(one, 15.0, 17.5, True)
    assert one.locator('.show [data-part="client-words"]').inner_html() == ""  # what is not shown is not on the page
    one.press("w")
    expect(one.locator('.show [data-part="client-words"]')).to_contain_text(HEARD)
    one.press("t")
    expect(one.locator('.show [data-part="tip"]')).to_contain_text("Blijf even stil. (1)")
    one.press("e")
    one.page.keyboard.type("Ik zag het niet. Nu wel: nbtw lust ik.")
    one.press("Tab")
    one.page.keyboard.type("Mooi moment")
    one.press("PageDown")  # a presenter's remote, also while somebody types
    expect(one.locator('.show [data-part="question"]')).to_have_text("Wat zie je hier? (2)")
    expect(one.locator('.show [data-part="client-words"]')).to_be_hidden()
    one.press("w")
    expect(one.locator('.show [data-part="client-words"]')).to_contain_text("niets over wat je mag horen")
    expect(one.locator(".show")).not_to_contain_text(UNHEARD)
    one.press("a")
    one.page.keyboard.type("Vaker stil zijn")
    one.press("Enter")
    one.page.keyboard.type("Doorvragen")
    one.press("Escape", "Escape")
    expect(one.locator(".show .side")).to_be_hidden()
    saved(one)
    kept = read(session)
    assert [p.text for p in kept.points] == ["Vaker stil zijn", "Doorvragen"]
    with open_store(Home(world.home)) as store:
        shown = [d for d in disclosures.listing(store) if d.what == f"session {session[:8]}"]
    assert [d.recording_ids for d in shown] == [tuple(sorted({s.clip.recording_id for s in kept.clips}))]
    assert {p.clip_id for p in kept.points} == {kept.clips[1].clip.id}
    assert texts(kept) == [("coach", "Mooi moment"), ("professional", "Ik zag het niet. Nu wel: nbtw lust ik.")]


def test_from_the_overview_to_the_end(window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]) -> None:
    session = made("Tot het einde", 4)
    one = opened(window, cycle, session)
    one.press("n", "n", "o", "ArrowRight", "Enter")
    expect(one.locator(".show .place")).to_have_text("3 van 4")
    one.press("N")
    expect(one.locator(".show .theme")).to_contain_text("Weerstand: Vechten")
    at(one, 40.0, 45.1)
    one.press("n")
    expect(one.locator(".show .end h1")).to_be_visible()
    one.locator('.show .end [data-part="goal-coach"]').focus()
    one.page.keyboard.type("Werk vinden")
    one.press("Escape", "b")
    expect(one.locator(".show .place")).to_have_text("4 van 4")
    saved(one)
    assert texts(read(session)) == [("coach", "Werk vinden")]
    one.press("x")
    one.locator('.session[data-ready="1"]').wait_for()


def test_a_clip_ends_repeats_and_begins_again(window: Open, cycle: Cycle, made: Callable[..., str], world: World) -> None:
    session = made("Herhalen", 1)
    one = opened(window, cycle, session)
    one.press("Enter")
    at(one, 15, 20.1, False)
    one.page.evaluate("() => { window.__all('.show video')[0].currentTime = 19.6 }")
    expect(one.locator(".show .signs")).to_have_text("■ afgelopen")
    at(one, 19.9, 20.2, True)
    one.press("r")
    at(one, 15, 16.5, False)
    one.press("l")
    one.page.evaluate("() => { window.__all('.show video')[0].currentTime = 19.6 }")
    at(one, 15, 16.5, False)
    expect(one.locator(".show .signs")).to_have_text("↻ herhaalt")


def test_words_survive_a_reload_and_a_dead_server(window: Open, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("dead") / "home"
    with open_store(Home(home)) as store:
        cycle = make_cycle(store, "Uitval", 230)
        session = make_session(store, cycle, "Uitval", 2)
    server = Server(home).start()
    try:
        one = opened(window, cycle, session, server)
        one.press("n", "n", "Space", "e")
        one.page.keyboard.type("Voor het herladen")
        one.page.reload()  # in mid-typing
        one.locator(READY).wait_for()
        expect(one.locator('.show [data-part="resume"]')).to_contain_text("Verder bij clip 2")
        one.press("v", "e")
        expect(one.locator(NOTE)).to_have_value("Voor het herladen")
        saved(one)
        one.press("Escape", "End")
        server.kill()
        one.press("b", "e", "Control+End")
        one.page.keyboard.type(", en zonder server")
        expect(one.locator('.show [data-part="saved"]')).to_contain_text("Nog niet opgeslagen")
        one.page.keyboard.type(" verder geschreven.")
        server.start()
        saved(one)
        one.errors.clear()  # the film that did not come
    finally:
        server.stop()
    with open_store(Home(home)) as store:
        kept = reflection.session_file(store, cycle.case, session)
    assert texts(kept) == [("professional", "Voor het herladen, en zonder server verder geschreven.")]


def test_two_windows_write_the_same_note(window: Open, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]) -> None:
    session = made("Samen", 1)
    first, second = opened(window, cycle, session), opened(window, cycle, session)
    for one in (first, second):
        one.press("Space", "e")
    first.context.set_offline(True)  # neither hears of the other
    for number, one in enumerate((first, second)):
        one.page.bring_to_front()
        one.locator(NOTE).focus()
        one.page.keyboard.type(f"Venster {number}")
    expect(second.locator('.show [data-part="saved"]')).to_contain_text("Nog niet opgeslagen")
    first.context.set_offline(False)
    for one in (first, second):
        one.page.wait_for_function("() => window.__seen('.show .clash') || window.__seen('.show .saved[data-waiting=\"0\"]')")
    [one] = [one for one in (first, second) if one.page.evaluate("() => window.__seen('.show .clash')")]
    expect(one.locator(".show .clash")).to_contain_text("Venster 0")
    expect(one.locator(".show .clash")).to_contain_text("Venster 1")
    one.locator('.show [data-part="keep-both"]').click()
    saved(one)
    [(_, text)] = texts(read(session))
    assert sorted(text.split("\n")) == ["Venster 0", "Venster 1"]


def test_what_cannot_be_shown_says_so(
    window: Open, world: World, cycle: Cycle, made: Callable[..., str], read: Callable[[str], SessionFile]
) -> None:
    with open_store(Home(world.home)) as store:
        lost = make_cycle(store, "Weg", 240)
        session = make_session(store, lost, "Opname weg", 4)
        recordings.change(store, lost.films[1], case="")
        empty = new()
        do(store, lost.case, {"what": "session", "do": "add", "id": empty, "title": "<b>leeg</b>"})
    one = opened(window, lost, session)
    one.press("n", "n", "n", "n")
    expect(one.locator(".show .card-note")).to_have_text("De opname van deze clip is er niet meer. Vraag en aantekeningen blijven staan.")
    expect(one.locator('.show [data-part="question"]')).to_have_text("Wat zie je hier? (4)")
    one.press("e")
    one.page.keyboard.type("Toch genoteerd: 111222333")
    expect(one.locator(".show .notes .wrong").first).to_contain_text("burgerservicenummer")
    one.press("Backspace")
    saved(one)
    with open_store(Home(world.home)) as store:
        assert texts(reflection.session_file(store, lost.case, session)) == [("professional", "Toch genoteerd: 11122233")]
    one.goto(f"/tonen?traject={lost.case}&sessie={empty}")
    expect(one.locator(".show .wrong-note")).to_have_text("Deze sessie heeft nog geen clips. Kies eerst een of meer fragmenten.")
    expect(one.locator(".show h1").first).to_have_text("<b>leeg</b>")


def test_cameras_and_a_film_that_this_browser_cannot_play(window: Open, world: World) -> None:
    with open_store(Home(world.home)) as store:
        unplayable = Filling(store).recording(camcorder_film(8), "Van een andere camcorder", case="Camera")
        recordings.change(store, world["cameras"], case="Camera")
        case = cases.of_recording(store, world["cameras"])
        assert case is not None
        session = new()
        clip = {"what": "clip", "do": "add", "session_id": session}
        do(
            store,
            case.id,
            {"what": "session", "do": "add", "id": session, "title": "Camera"},
            {**clip, "id": new(), "recording_id": world["cameras"], "span": [10_000, 14_000], "place": 1},
            {**clip, "id": new(), "recording_id": unplayable, "span": [1_000, 2_000], "place": 2},
        )
    one = window()
    one.goto(f"/tonen?traject={case.id}&sessie={session}")
    one.locator(READY).wait_for()
    one.press("n", "c", "Space")
    expect(one.locator(".show .told")).to_have_text("Camera 1")
    at(one, 8.5, 12.6)  # the second camera began a second and a half later
    one.press("n")
    expect(one.locator(".show .stage-note")).to_contain_text("Deze browser kan")
    one.locator(".show .stage-note button").click()
    expect(one.locator(".show .stage-note progress")).to_be_visible()
