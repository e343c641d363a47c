"""Suggestions in the player: heard, taken and set aside by key and by mouse; what is checked is the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_robot import Api, eventually, rows, tags
from app_server import Server
from app_world import DEMO, Filling, World, copy_of_demo, demo_speakers, facts
from playwright.sync_api import Locator, expect

from reflect.model.span import Span
from reflect.model.speech import Activity, Transcript, Turn, Word
from reflect.suggestions import propose

Open = Callable[..., Window]
QUESTIONS = "Heeft u een fiets? Staat die in de schuur? En is de band zacht?"
ANSWER = "De winkel is op maandag dicht."
NAMES = ("key", "mouse", "lane", "undo", "reload", "windows", "filter", "switch", "correct", "blind", "edit", "dutch")


def talk() -> Transcript:
    """Six times three questions in one turn, each with an answer: a talk of which is known what will be suggested."""
    turns, at = list[Turn](), 1_000
    for number in range(12):
        label, text = ("S1", QUESTIONS) if number % 2 == 0 else ("S2", ANSWER)
        words = []
        for one in text.split():
            words.append(Word(one, Span(at, at + 280), 0.95, label))
            at += 300
        turns.append(Turn(label, tuple(words)))
        at += 400
    return Transcript(
        "nl", facts(DEMO / "gesprek.mp4")["duration_ms"], demo_speakers(), tuple(turns), tuple(Activity(t.span, t.speaker) for t in turns)
    )


FOUND = propose(talk())
"""What the program proposes of it, which the screen has to show: the stacked questions, and whatever the cues hear in them."""
ALL = len(FOUND)
CODE = [one.code for one in FOUND]
PLACE = [(one.span.start_ms, one.span.end_ms) for one in FOUND]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> World:
    from reflect.store import Home, open_store

    home = tmp_path_factory.mktemp("asked") / "home"
    with open_store(Home(home)) as store:
        make = Filling(store)
        ids = {name: make.recording(copy_of_demo(200 + n), f"Vragen {name}", transcript=talk()) for n, name in enumerate(NAMES)}
    return World(home, ids)


@pytest.fixture(scope="module")
def own(asked: World) -> Iterator[Server]:
    running = Server(asked.home).start()
    yield running
    running.stop()


@pytest.fixture
def opened(window: Open, own: Server, asked: World) -> Callable[..., Window]:
    """A window at the named recording in which the suggestions have come."""

    def make(name: str, **settings: object) -> Window:
        one = window(own, **settings).open(asked[name])
        expect(count(one)).to_have_text(str(ALL))
        return one

    return make


def count(one: Window) -> Locator:
    return one.locator("#tab-suggestions .count")


def offers(one: Window) -> Locator:
    return one.locator(".offers .row")


def codes(world: World, name: str) -> list[str]:
    return [row[3] for row in tags(world.database, world[name])]


def answers(world: World, name: str) -> list[str]:
    query = "select answer from suggestion_answers where recording_id = ? order by at"
    return [row[0] for row in rows(world.database, query, world[name])]


def test_next_hear_and_take_by_key(opened: Callable[..., Window], asked: World) -> None:
    one = opened("key")
    start, end = PLACE[1]
    one.press("j", "j")
    row = one.locator(".offers .row.chosen")
    expect(row).to_have_count(1)
    expect(row.locator(".reason")).to_contain_text("vragen")
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime * 1000 - {start}) < 60")
    one.press("h")
    one.page.wait_for_function("() => !window.__all('video')[0].paused")
    assert codes(asked, "key") == []
    one.press("a")
    eventually(lambda: codes(asked, "key"), [CODE[1]])
    eventually(lambda: answers(asked, "key"), ["taken"])
    (_, from_ms, to_ms, _, perspective, note, _) = tags(asked.database, asked["key"])[0]
    assert (from_ms, to_ms, perspective, note) == (start, end, "researcher", "")
    one.saved()
    expect(count(one)).to_have_text(str(ALL - 1))
    expect(one.locator(".detail .code")).to_have_value(CODE[1])
    one.press("k")
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime * 1000 - {PLACE[0][0]}) < 2000")
    one.press("w")
    eventually(lambda: answers(asked, "key"), ["taken", "aside"])
    expect(offers(one)).to_have_count(ALL - 2)
    assert codes(asked, "key") == [CODE[1]]


def test_by_mouse(opened: Callable[..., Window], asked: World) -> None:
    one = opened("mouse")
    one.locator("#tab-suggestions").click()
    offers(one).nth(2).locator(".take").click()
    eventually(lambda: codes(asked, "mouse"), [CODE[2]])
    assert tags(asked.database, asked["mouse"])[0][1:3] == PLACE[2]
    offers(one).nth(0).locator(".aside").click()
    eventually(lambda: answers(asked, "mouse"), ["taken", "aside"])
    offers(one).nth(0).locator(".hear").click()
    one.page.wait_for_function("() => !window.__all('video')[0].paused")
    one.press("Space")
    one.locator(".list-pane select[aria-label='Welke suggesties']").select_option("aside")
    expect(offers(one)).to_have_count(1)
    offers(one).locator(".reopen").click()
    eventually(lambda: answers(asked, "mouse"), ["taken"])
    expect(one.locator(".offers .empty")).to_contain_text("Geen suggestie past bij het filter")


def test_in_the_timeline(opened: Callable[..., Window], asked: World) -> None:
    one = opened("lane")
    lane = one.locator(".label.suggestion").bounding_box()
    area = one.locator(".timeline .area").bounding_box()
    assert lane is not None
    assert area is not None
    start, end = PLACE[4]
    x = area["x"] + (start + end) / 2 / facts(DEMO / "gesprek.mp4")["duration_ms"] * area["width"]
    one.page.mouse.move(x, lane["y"] + lane["height"] / 2)
    expect(one.locator(".tip")).to_contain_text("Suggestie: Regie · Stapelvraag")
    before = codes(asked, "lane")
    one.page.mouse.click(x, lane["y"] + lane["height"] / 2)
    expect(one.locator(".offers .row.chosen")).to_have_count(1)
    expect(one.locator(".timeline .proposal")).to_be_visible()
    assert codes(asked, "lane") == before
    one.page.mouse.dblclick(x, lane["y"] + lane["height"] / 2)
    one.page.wait_for_function("() => !window.__all('video')[0].paused")


def test_both_are_undone_and_done_again(opened: Callable[..., Window], asked: World) -> None:
    one = opened("undo")
    one.press("j", "a")
    eventually(lambda: codes(asked, "undo"), [CODE[0]])
    one.press("j", "w")
    eventually(lambda: answers(asked, "undo"), ["taken", "aside"])
    expect(count(one)).to_have_text(str(ALL - 2))
    one.press("Control+z")
    eventually(lambda: answers(asked, "undo"), ["taken"])
    expect(count(one)).to_have_text(str(ALL - 1))
    one.press("Control+z")
    eventually(lambda: codes(asked, "undo"), [])
    expect(count(one)).to_have_text(str(ALL))
    one.press("Control+y")
    eventually(lambda: codes(asked, "undo"), [CODE[0]])
    one.press("Control+y")
    eventually(lambda: answers(asked, "undo"), ["taken", "aside"])
    expect(count(one)).to_have_text(str(ALL - 2))
    one.press("Control+z", "Control+z")
    expect(count(one)).to_have_text(str(ALL))
    eventually(lambda: codes(asked, "undo"), [])


def test_what_was_taken_is_a_fragment_like_any_other(opened: Callable[..., Window], asked: World) -> None:
    one = opened("edit")
    one.press("j", "a")
    eventually(lambda: codes(asked, "edit"), [CODE[0]])
    one.locator(".detail .code").select_option("contact")
    one.press("n")
    one.page.keyboard.type("Drie dingen tegelijk.")
    one.press("Control+Enter", "p")
    eventually(lambda: tags(asked.database, asked["edit"])[0][3:6], ("contact", "klantmanager", "Drie dingen tegelijk."))
    expect(count(one)).to_have_text(str(ALL - 1))
    one.press("Delete")
    eventually(lambda: codes(asked, "edit"), [])
    expect(count(one)).to_have_text(str(ALL))


def test_a_reload_keeps_what_was_decided(opened: Callable[..., Window], asked: World) -> None:
    one = opened("reload")
    one.press("j", "a", "j", "w")
    one.page.reload()
    one.ready()
    expect(count(one)).to_have_text(str(ALL - 2))
    eventually(lambda: (codes(asked, "reload"), answers(asked, "reload")), ([CODE[0]], ["taken", "aside"]))
    expect(offers(one)).to_have_count(ALL - 2)
    one.press("Control+z")
    expect(count(one)).to_have_text(str(ALL - 1))


def test_two_windows_see_the_same(opened: Callable[..., Window], asked: World, window: Open, own: Server) -> None:
    one = opened("windows")
    other = Window(one.context, own.url)
    try:
        other.open(asked["windows"])
        expect(count(other)).to_have_text(str(ALL))
        one.press("j", "a")
        expect(count(other)).to_have_text(str(ALL - 1))
        expect(other.tag_rows().first).to_be_attached()
        other.press("j", "j", "w")
        expect(count(one)).to_have_text(str(ALL - 2))
        one.press("Control+z")
        expect(count(other)).to_have_text(str(ALL - 1))
        assert other.errors == []
    finally:
        other.page.close()


def test_filter_by_theme_and_strength(opened: Callable[..., Window], asked: World) -> None:
    one = opened("filter")
    one.locator("#tab-suggestions").click()
    expect(offers(one)).to_have_count(ALL)
    theme = one.locator(".list-pane #view-suggestions select").first
    theme.select_option("emotie")
    expect(offers(one)).to_have_count(0)
    expect(one.locator(".offers .empty")).to_contain_text("Geen suggestie past bij het filter")
    expect(count(one)).to_have_text(f"0 van {ALL}")
    theme.select_option("regie")
    expect(offers(one)).to_have_count(ALL)
    least = one.locator(".least input")
    least.evaluate("(e) => { e.value = '1'; e.dispatchEvent(new Event('input')) }")
    expect(offers(one)).to_have_count(0)
    one.page.reload()
    one.ready()
    expect(one.locator(".least-said")).to_have_text("vanaf 100 %")
    one.locator(".least input").evaluate("(e) => { e.value = '0'; e.dispatchEvent(new Event('input')) }")
    expect(offers(one)).to_have_count(ALL)


def test_the_switch_hides_them_all_and_is_remembered(opened: Callable[..., Window], asked: World) -> None:
    one = opened("switch", apart=True)
    expect(one.locator(".label.suggestion")).to_have_count(1)
    one.press("u")
    expect(count(one)).to_have_text("uit")
    expect(one.locator(".label.suggestion")).to_have_count(0)
    one.press("j", "a", "w")
    one.open(asked["filter"])
    expect(count(one)).to_have_text("uit")
    one.locator("#tab-suggestions").click()
    expect(one.locator(".offers .empty")).to_contain_text("Suggesties staan uit")
    one.locator(".offers .empty button").click()
    expect(offers(one)).to_have_count(ALL)
    expect(one.locator(".label.suggestion")).to_have_count(1)
    assert (codes(asked, "switch"), answers(asked, "switch")) == ([], [])


def test_a_correction_brings_other_ones(opened: Callable[..., Window], asked: World, own: Server) -> None:
    one = opened("correct")
    api = Api(own)
    api.sign_in()
    found = api.get(f"/reflect/transcript/{asked['correct']}")
    op = {
        "op": "00000000-0000-4000-8000-0000000000c1",
        "do": "words",
        "turn": found["turns"][0]["k"],
        "expect": QUESTIONS,
        "text": "Goedemorgen.",
    }
    assert api.post(f"/reflect/text/{asked['correct']}", {"stamp": found["stamp"], "ops": [op]})["acks"][0]["status"] == "stored"
    expect(count(one)).to_have_text(str(ALL - 1))


def test_who_codes_blind_sees_none(opened: Callable[..., Window], asked: World) -> None:
    from reflect.store import Home, open_store, preferences

    one = opened("blind")
    with open_store(Home(asked.home)) as store:
        preferences.put(store, "app.blind", True)
        try:
            expect(one.locator(".label.suggestion")).to_have_count(0)
            one.press("j", "a")
            one.page.reload()
            one.ready()
            one.locator("#tab-suggestions").click()
            expect(one.locator(".offers .empty")).to_contain_text("blind")
            assert one.ask(f"doc/{asked['blind']}")["suggestions"]["all"] == []
        finally:
            preferences.put(store, "app.blind", None)
    assert (codes(asked, "blind"), answers(asked, "blind")) == ([], [])
    expect(count(one)).to_have_text(str(ALL))


def test_help_has_their_keys(opened: Callable[..., Window]) -> None:
    one = opened("dutch")
    one.press("?")
    for text in ("Suggestie aannemen", "Suggestie wegleggen", "Suggesties tonen of verbergen", "voorstel van het programma"):
        expect(one.locator("dialog.help[open]")).to_contain_text(text)


def test_where_clips_are_made_there_are_fragments_only(opened: Callable[..., Window]) -> None:
    one = opened("dutch")
    one.press("j", "F8")
    expect(one.locator("#tab-suggestions")).to_be_hidden()
    expect(one.locator("#view-fragments .rows")).to_be_visible()
    one.press("F6")
    expect(one.locator("#view-suggestions .rows")).to_be_visible()
