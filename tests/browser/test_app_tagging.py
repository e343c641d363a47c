"""Tagging by keys and with the mouse; what is checked is the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_browser import Window
from app_robot import eventually, rows, tags
from app_world import World
from playwright.sync_api import expect

Open = Callable[..., Window]
BURST = "123456781234"
THEMES = ["emotie", "weerstand", "feedback", "resultaten", "contact", "doelgerichtheid", "regie", "interventielogica"]


@pytest.fixture
def clean(world: World) -> Callable[[str], list[str]]:
    """The codes that were stored on a recording since the test began, in the order of making."""
    before = {row[0] for name in world.ids for row in tags(world.database, world[name])}
    return lambda name: [row[3] for row in tags(world.database, world[name]) if row[0] not in before]


@pytest.mark.parametrize("distance_ms", [0, 30, 100])
def test_no_key_of_a_burst_is_dropped_or_doubled(window: Open, world: World, clean: Callable[[str], list[str]], distance_ms: int) -> None:
    one = window().open(world["tag1"])
    for key in BURST:
        one.press(key)
        if distance_ms:
            one.page.wait_for_timeout(distance_ms)
    wanted = [THEMES[int(key) - 1] for key in BURST]
    eventually(lambda: clean("tag1"), wanted)
    one.saved()
    assert clean("tag1") == wanted
    one.page.reload()
    one.ready()
    assert clean("tag1") == wanted


def test_in_and_out(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag2"], at_ms=20_000)
    one.press("i", "ArrowRight", "ArrowRight", "o", "1")
    eventually(lambda: clean("tag2"), ["emotie"])
    start, end = next((row[1], row[2]) for row in tags(world.database, world["tag2"]) if row[3] == "emotie")
    assert abs(start - 20_000) < 45
    assert abs(end - 22_000) < 90


def test_a_letter_refines_and_p_changes_the_perspective(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag2"], at_ms=30_000)
    one.press("2", "v")
    eventually(lambda: clean("tag2"), ["weerstand.vechten"])
    one.press("p")
    last = lambda: tags(world.database, world["tag2"])[-1][3:5]  # noqa: E731
    eventually(last, ("weerstand.vechten", "klantmanager"))
    one.press("p")
    eventually(last, ("weerstand.vechten", "client"))


def test_undo_redo_and_delete(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag3"], at_ms=40_000)
    one.press("3")
    eventually(lambda: clean("tag3"), ["feedback"])
    first = tags(world.database, world["tag3"])[-1][0]
    one.press("Control+z")
    eventually(lambda: clean("tag3"), [])
    one.press("Control+y")
    eventually(lambda: clean("tag3"), ["feedback"])
    assert tags(world.database, world["tag3"])[-1][0] == first
    one.press("Delete")
    eventually(lambda: clean("tag3"), [])
    one.press("Control+z")
    eventually(lambda: clean("tag3"), ["feedback"])


def test_tag_the_turn_in_one_key(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    turns = rows_of_turns(window, world)
    start, end = turns[2]
    one = window().open(world["tag3"], at_ms=(start + end) // 2)
    one.press("Shift+Digit4")
    eventually(lambda: clean("tag3"), ["resultaten"])
    assert tags(world.database, world["tag3"])[-1][1:3] == (start, end)
    one.press("t", "6")
    eventually(lambda: clean("tag3"), ["resultaten", "doelgerichtheid"])
    assert tags(world.database, world["tag3"])[-1][1:3] == (start, end)


def rows_of_turns(window: Open, world: World) -> list[tuple[int, int]]:
    one = window().open(world["tag3"])
    found = one.ask(f"transcript/{world['tag3']}")["turns"]
    return [(turn["w"][0][1], max(word[2] for word in turn["w"])) for turn in found]


def test_edges_go_to_the_playhead(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag4"], at_ms=60_000)
    one.press("i", "ArrowRight", "ArrowRight", "o", "1")
    eventually(lambda: clean("tag4"), ["emotie"])
    one.press("ArrowRight", "]")
    span = lambda: [round(value, -2) for value in tags(world.database, world["tag4"])[-1][1:3]]  # noqa: E731
    eventually(span, [60_000, 63_000])
    one.press("ArrowLeft", "ArrowLeft", "[")
    eventually(span, [61_000, 63_000])


def test_note_question_and_observation(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag5"], at_ms=10_000)
    one.press("5", "n")
    one.page.keyboard.type("Zij kijkt weg: 1, 2, 3 en ik zeg niets.")
    one.press("Control+Enter", "q")
    one.page.keyboard.type("Wat zag je gebeuren?")
    one.press("Enter")
    eventually(lambda: tags(world.database, world["tag5"])[-1][5], "Zij kijkt weg: 1, 2, 3 en ik zeg niets.")
    questions = "select questions from fragments where recording_id = ?"
    eventually(lambda: "Wat zag je gebeuren?" in str(rows(world.database, questions, world["tag5"])), True)
    expect(one.tag_rows().first).to_contain_text("Zij kijkt weg")
    one.press("Escape", "ArrowRight", "b")
    one.page.keyboard.type("Stilte")
    one.press("Escape")
    eventually(lambda: clean("tag5"), ["contact", ""])
    eventually(lambda: tags(world.database, world["tag5"])[-1][5], "Stilte")


def test_the_list_filters_selects_and_jumps(window: Open, world: World) -> None:
    one = window().open(world["long"])
    expect(one.tag_rows()).to_have_count(300)
    one.press("/")
    one.page.keyboard.type("notitie 25")
    expect(one.tag_rows()).to_have_count(3)  # 25, 250 and 255
    one.press("Enter")
    one.press("ArrowDown", "Enter")
    starts = [row[1] for row in tags(world.database, world["long"]) if row[5].startswith("notitie 25")]
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime - {min(starts) / 1000}) < 0.3")
    one.press("/", "Escape")
    expect(one.tag_rows()).to_have_count(300)
    one.locator(".filters select").first.select_option("regie")
    expect(one.tag_rows()).to_have_count(sum(row[3].startswith("regie") for row in tags(world.database, world["long"])))


def test_edges_are_dragged_and_snap_to_turns(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag5"], at_ms=60_000)
    borders = {edge for turn in one.ask(f"transcript/{world['tag5']}")["turns"] for edge in (turn["w"][0][1], turn["w"][-1][2])}
    one.press("i", "ArrowRight", "ArrowRight", "ArrowRight", "o", "8")
    eventually(lambda: clean("tag5"), ["interventielogica"])
    one.press("z", "z", "z")
    _, start, end, *_ = tags(world.database, world["tag5"])[-1]
    target = min(edge for edge in borders if edge > end + 1_500)
    scale = one.page.evaluate(TIMELINE)
    assert scale["from"] < start
    assert scale["to"] > target
    at = lambda ms: scale["left"] + (ms - scale["from"]) / (scale["to"] - scale["from"]) * scale["width"]  # noqa: E731
    lane = one.page.evaluate("() => { const b = window.__all('.label.theme, .label')[0].getBoundingClientRect(); return b.y }")
    found = False
    for y in range(round(lane), round(lane) + 260, 6):
        one.page.mouse.move(at(end) - 2, y)
        if one.page.evaluate("() => getComputedStyle(window.__all('.timeline .area')[0]).cursor") == "ew-resize":
            found = True
            break
    assert found, "no edge to take hold of"
    one.page.mouse.down()
    one.page.mouse.move(at(end) + 20, y, steps=3)
    one.page.mouse.move(at(target) + 2, y, steps=5)
    one.page.mouse.up()
    eventually(lambda: tags(world.database, world["tag5"])[-1][1:3], (start, target))


TIMELINE = """() => {
  const area = window.__all('.timeline .area')[0].getBoundingClientRect();
  const overview = window.__all('.timeline .overview')[0].getBoundingClientRect();
  const shown = window.__all('.timeline .overview .window')[0].getBoundingClientRect();
  const length = 231600;
  return {left: area.x, width: area.width, from: (shown.x - overview.x) / overview.width * length,
    to: (shown.right - overview.x) / overview.width * length};
}"""
"""What part of the demo the timeline shows, as the overview tells."""


def test_two_windows_on_one_tag_show_both_and_a_person_chooses(window: Open, world: World) -> None:
    one = window().open(world["tag1"], at_ms=90_000)
    one.press("8")
    one.saved()
    other = window().open(world["tag1"])
    for each in (one, other):
        each.page.route("**/reflect/news/**", lambda route: route.abort())
    note = "Dit schreef de {}"
    last = tags(world.database, world["tag1"])[-1][0]
    for each, who in ((one, "eerste"), (other, "tweede")):
        each.locator(f'.row[data-id="{last}"]').click()
        each.press("n")
        each.page.keyboard.type(note.format(who))
        each.press("Control+Enter")
        if each is one:
            eventually(lambda: tags(world.database, world["tag1"])[-1][5], note.format("eerste"))
    conflict = other.locator(".conflicts .conflict")
    expect(conflict).to_contain_text(note.format("eerste"))
    expect(conflict).to_contain_text(note.format("tweede"))
    assert tags(world.database, world["tag1"])[-1][5] == note.format("eerste")
    conflict.locator("button").first.click()
    eventually(lambda: tags(world.database, world["tag1"])[-1][5], note.format("tweede"))
    expect(conflict).to_have_count(0)


def test_help_lists_the_keys_of_the_mode(window: Open, world: World) -> None:
    one = window().open(world["demo"])
    one.press("?")
    help_ = one.locator("dialog.help[open]")
    for word in ("Emotie", "Weerstand", "Space"):
        if word != "Space":
            expect(help_).to_contain_text(word)
    assert help_.locator("kbd").count() >= 30
    one.press("5")
    one.press("Escape")
    expect(one.locator("dialog.help[open]")).to_have_count(0)
    expect(one.tag_rows()).to_have_count(0)


def test_another_window_sees_it(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one, other = window().open(world["tag4"]), window().open(world["tag4"])
    before = other.tag_rows().count()
    one.press("7")
    eventually(lambda: clean("tag4"), ["regie"])
    expect(other.tag_rows()).to_have_count(before + 1)
    one.press("Delete")
    expect(other.tag_rows()).to_have_count(before)


def test_keys_typed_in_a_field_do_not_tag(window: Open, world: World, clean: Callable[[str], list[str]]) -> None:
    one = window().open(world["tag4"])
    one.press("/")
    one.page.keyboard.type("123 ")
    one.press("Escape")
    one.page.wait_for_timeout(300)
    assert clean("tag4") == []


def test_a_killed_server_loses_no_key(window: Open, world: World, tmp_path: Any) -> None:
    """Keys go on while the server is away; what waited is stored when it is back, once."""
    from app_server import Server
    from app_world import make_world

    own = make_world(tmp_path / "home", demos=0, long=False, odd=False)
    server = Server(own.home).start()
    try:
        one = window(server).open(own["demo"])
        one.press(*"1234")
        server.kill()
        one.press(*"5678")
        one.page.wait_for_timeout(300)
        server.start()
        one.press(*"1234")
        eventually(lambda: [row[3] for row in tags(own.database, own["demo"])], [*THEMES, *THEMES[:4]], 25)
        one.saved()
        assert rows(own.database, "select count(*) from fragments where recording_id = ?", own["demo"]) == [(12,)]
    finally:
        server.stop()
