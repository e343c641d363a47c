"""The page Namen: names are found, decided by key, everywhere and back, added by typing, and a burgerservicenummer stands out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from app_browser import Window
from app_world import World
from playwright.sync_api import expect

from reflect.masking import words
from reflect.model.speech import Maker
from reflect.store import Home, masks, open_store, transcripts
from reflect.store.values import TranscriptKind

sys.path.insert(0, str(Path(__file__).parent.parent / "masking"))

from name_talks import talk_of

pytest.importorskip("deduce", reason="names are found with the extra mask")

Open = Callable[..., Window]
LINES = (
    "Ik ben Fatma Yilmaz uit Delft.",
    "Dag mevrouw Yilmaz, hoe is het?",
    "Mijn bsn is 111222333.",
    "Kent u zuiderster en zuiderster twee?",
)


def test_names_are_found_decided_undone_and_added(window: Open, world: World) -> None:
    name = "clips2"
    with open_store(Home(world.home)) as store:
        transcripts.add(store, world[name], talk_of(LINES), TranscriptKind.CORRECTED, Maker("test"))
    one = window()
    one.goto(f"/namen?opname={world[name]}")
    one.locator('.names[data-ready="1"]').wait_for()
    one.locator(".names .primary").click()
    rows = one.locator(".names li.row")
    expect(rows).to_have_count(4)
    expect(one.locator(".names .count")).to_have_text("Nog 4 te beslissen")
    expect(one.locator(".names .bsn")).to_have_text("Burgerservicenummer: dit mag niet worden bewaard")
    # By key: confirm here, and the next one is chosen.
    rows.nth(0).focus()
    one.press("Enter")
    expect(one.locator(".names .count")).to_have_text("Nog 3 te beslissen")
    expect(one.locator(".names p.masked").nth(0)).to_have_text("Ik ben [naam 1] uit Delft.")
    expect(rows.nth(1)).to_be_focused()
    one.press("x")
    expect(rows.nth(1)).to_have_class("row rejected ")
    one.press("Control+z")
    expect(rows.nth(1)).to_have_class("row proposed ")
    # Added everywhere by typing, and undone as one.
    one.locator(".names .bar input").fill("zuiderster")
    one.locator(".names .bar select").select_option("organisation")
    one.locator(".names .bar input").press("Enter")
    expect(one.locator(".names p.masked").nth(3)).to_have_text("Kent u [organisatie 1] en [organisatie 1] twee?")
    one.locator(".names .head button").nth(1).click()
    expect(one.locator(".names p.masked").nth(3)).to_have_text(LINES[3])
    one.page.reload()
    expect(one.locator(".names p.masked").nth(0)).to_have_text("Ik ben [naam 1] uit Delft.")
    with open_store(Home(world.home)) as store:
        assert len(words.undecided(words.found(store, world[name]))) == 3
        assert len(masks.of_recording(store, world[name])) == 4
