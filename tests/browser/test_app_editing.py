"""Correcting a transcript, with keys and with the mouse; what is checked is what the server has afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from app_browser import Window
from app_robot import eventually
from app_world import World
from playwright.sync_api import expect

Open = Callable[..., Window]
CHOSEN = ".rf-e-turn[aria-current]"


@pytest.fixture
def editor(window: Open, world: World) -> Callable[[str], Window]:
    def start(name: str) -> Window:
        opened = window().open(world[name], "verbeteren")
        opened.locator(".rf-e-turn").first.wait_for()
        return opened

    return start


def turns(window: Window, rid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = window.ask(f"transcript/{rid}")["turns"]
    return found


def text(turn: dict[str, Any]) -> str:
    return " ".join(word[0] for word in turn["w"])


def saved(window: Window) -> None:
    """All edits are stored."""
    expect(window.locator(".rf-e-turn[data-waiting]")).to_have_count(0)


def choose(window: Window, number: int) -> None:
    window.press("Home", *["ArrowDown"] * number)
    expect(window.locator(".rf-e-turn").nth(number)).to_have_attribute("aria-current", "true")


def rewrite(window: Window, words: str) -> None:
    window.press("Enter", "Control+a")
    window.page.keyboard.insert_text(words)
    window.press("Enter")


def test_a_corrected_word_keeps_the_times_of_the_others(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo1")
    before = turns(window, world["demo1"])[0]
    choose(window, 0)
    rewrite(window, text(before).replace("Goedemiddag,", "Dag mevrouw,"))
    expect(window.locator(".rf-e-turn .rf-e-words").first).to_have_text(re.compile("^Dag mevrouw,"))
    saved(window)
    after = turns(window, world["demo1"])[0]
    assert [word[0] for word in after["w"][:3]] == ["Dag", "mevrouw,", before["w"][1][0]]
    assert after["w"][2:] == before["w"][1:]
    assert before["w"][0][1] <= after["w"][0][1] <= after["w"][1][1] <= after["w"][1][2] <= before["w"][1][1]
    window.page.reload()
    expect(window.ready().locator(".rf-e-turn .rf-e-words").first).to_have_text(re.compile("^Dag mevrouw,"))


def test_split_merge_undo_and_redo(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo1")
    before = turns(window, world["demo1"])
    choose(window, 2)
    window.press("Enter", "Home", "Control+ArrowRight", "Control+ArrowRight", "Control+Enter")
    rows = window.locator(".rf-e-turn")
    expect(rows).to_have_count(len(before) + 1)
    saved(window)
    halves = turns(window, world["demo1"])[2:4]
    assert [len(half["w"]) for half in halves] == [2, len(before[2]["w"]) - 2]
    assert halves[0]["w"] + halves[1]["w"] == before[2]["w"]
    window.press("Escape")
    window.press("Control+z")
    expect(rows).to_have_count(len(before))
    window.press("Control+y")
    expect(rows).to_have_count(len(before) + 1)
    choose(window, 3)
    window.press("m")  # with the turn before
    expect(rows).to_have_count(len(before))
    saved(window)
    assert text(turns(window, world["demo1"])[2]) == text(before[2])


def test_speaker_of_a_turn_and_a_name_everywhere(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo2")
    choose(window, 0)
    window.press("s", "2")
    expect(window.locator(".rf-e-turn .rf-e-who").first).to_contain_text("Cliënt")
    saved(window)
    assert turns(window, world["demo2"])[0]["s"] == "S2"
    window.press("r")
    name = window.locator('[data-field="name-S2"]')
    name.fill("Linde")
    name.press("Enter")
    expect(window.locator(".rf-e-turn .rf-e-who", has_text="Linde").first).to_be_attached()
    clients = [turn for turn in turns(window, world["demo2"]) if turn["s"] == "S2"]
    expect(window.locator(".rf-e-turn .rf-e-who", has_text="Linde")).to_have_count(len(clients))
    speakers = window.ask(f"transcript/{world['demo2']}")["speakers"]
    assert [one["name"] for one in speakers if one["label"] == "S2"] == ["Linde"]


def test_search_and_replace_everywhere(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo2")
    whole = " ".join(text(turn) for turn in turns(window, world["demo2"]))
    count = len(re.findall(r"\bgesprek\b", whole))
    assert count >= 2
    window.press("Control+f")
    window.locator('[data-part="find"]').fill("gesprek")
    window.locator('[data-part="whole"]').check()
    expect(window.locator('[data-part="hits"]')).to_have_text(re.compile(str(count)))
    window.locator('[data-part="with"]').fill("onderhoud")
    window.locator('[data-part="replace-all"]').click()
    window.page.wait_for_timeout(100)
    sure = window.locator(".rf-e-sure button").first
    if sure.is_visible():
        sure.click()
    expect(window.locator(".rf-e-words", has_text=re.compile(r"\bonderhoud\b")).first).to_be_attached()
    saved(window)
    now = " ".join(text(turn) for turn in turns(window, world["demo2"]))
    assert re.findall(r"\bgesprek\b", now) == []
    assert len(re.findall(r"\bonderhoud\b", now)) == count


def test_doubtful_words_one_after_another(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo3")
    doubtful = [word for turn in turns(window, world["demo3"]) for word in turn["w"] if word[4]]
    left = window.locator('[data-part="doubts-left"]')
    expect(left).to_have_text(re.compile(rf"\b{len(doubtful)}\b"))
    window.press("d")
    expect(window.locator(CHOSEN)).to_contain_text(doubtful[0][0])
    assert abs(window.now() - doubtful[0][1]) < 3_000
    for done in (1, 2, 3):
        window.press("c")
        expect(left).to_have_text(re.compile(rf"\b{len(doubtful) - done}\b"))
    eventually(lambda: [word for turn in turns(window, world["demo3"]) for word in turn["w"] if word[4]], doubtful[3:])


def test_two_people_on_the_same_turn_see_both_and_choose(editor: Callable[[str], Window], world: World) -> None:
    one, other = editor("demo3"), editor("demo3")
    for window in (one, other):
        choose(window, 4)
    other.press("Enter", "Control+a")
    other.page.keyboard.insert_text("Dit typte de tweede.")
    rewrite(one, "Dit typte de eerste.")
    saved(one)
    other.press("Enter")
    conflict = other.locator('[data-part="conflicts"]')
    expect(conflict).to_contain_text("Dit typte de eerste.")
    expect(conflict).to_contain_text("Dit typte de tweede.")
    assert text(turns(other, world["demo3"])[4]) == "Dit typte de eerste."
    other.locator('[data-part="mine"]').click()
    expect(conflict).to_be_hidden()
    saved(other)
    assert text(turns(other, world["demo3"])[4]) == "Dit typte de tweede."
    expect(one.locator(".rf-e-turn .rf-e-words").nth(4)).to_have_text("Dit typte de tweede.")


def test_versions_compare_and_restore(editor: Callable[[str], Window], world: World) -> None:
    window = editor("demo4")
    first = text(turns(window, world["demo4"])[1])
    choose(window, 1)
    rewrite(window, "Iets heel anders nu.")
    saved(window)
    window.press("v")
    versions = window.ask(f"versions/{world['demo4']}")["versions"]
    expect(window.locator('[data-part="versions"] tr[data-version]')).to_have_count(len(versions))
    recognised = min(version["number"] for version in versions)
    window.locator('[data-part="compare"]').click()
    change = window.locator('[data-part="changes"] .rf-e-change')
    expect(change).to_have_count(1)
    expect(change).to_contain_text("Iets heel anders nu.")
    restore = window.locator(f'[data-part="restore-{recognised}"]')
    restore.click()
    expect(restore).to_have_text("Zeker?")
    restore.click()
    expect(window.locator(".rf-e-turn .rf-e-words").nth(1)).to_have_text(first)
    assert text(turns(window, world["demo4"])[1]) == first
    kept = window.ask(f"versions/{world['demo4']}")["versions"]
    assert {version["number"] for version in versions} <= {version["number"] for version in kept}
