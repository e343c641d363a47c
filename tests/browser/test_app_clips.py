"""Clip sets: made from tags, in an order of their own, played, taken along as files that are read here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_browser import Window
from app_world import World
from playwright.sync_api import expect

Open = Callable[..., Window]
CLIPS = '[data-part="clip"]'


def sets(window: Window, rid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = window.ask(f"cliplists/{rid}")["lists"]
    return found


def stored(window: Window) -> None:
    expect(window.locator('[data-part="clip-state"]')).to_have_attribute("data-state", "saved")


@pytest.fixture
def clips(window: Open, world: World) -> Window:
    """Three tags on a recording that has no clips yet, and the clips of it open."""
    one = window().open(world["clips"], at_ms=20_000)
    if one.tag_rows().count() == 0:
        for key in "158":
            one.press(key, "ArrowRight", *["Shift+ArrowRight"] * 2)
        expect(one.tag_rows()).to_have_count(3)
        one.saved()
    one.press("Escape", "Escape", "F8")
    one.locator('[data-part="clips"]').wait_for()
    return one


def test_make_order_handles_and_export(clips: Window, world: World) -> None:
    clips.locator('[data-part="add-all"]').click()
    rows = clips.locator(CLIPS)
    expect(rows).to_have_count(3)
    stored(clips)
    clips.press("Alt+ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    clips.press("q")
    clips.press("Control+a")
    clips.page.keyboard.type("Wat zie je hier; en 'waarom'?")
    clips.press("Escape")
    clips.locator('[data-part="all-before"]').fill("2,5")
    clips.press("Enter")
    clips.locator('[data-part="clip-title"]').fill("Mijn = set")
    clips.press("Enter")
    clips.page.wait_for_timeout(400)
    stored(clips)
    [made] = sets(clips, world["clips"])
    assert made["title"] == "Mijn = set"
    assert [clip["code"] for clip in made["clips"]] == ["contact", "emotie", "interventielogica"]
    assert [clip["before"] for clip in made["clips"]] == [2_500] * 3
    assert made["clips"][1]["question"] == "Wat zie je hier; en 'waarom'?"
    assert as_csv(taken(clips, "csv")) == [clip["code"] for clip in made["clips"]]
    again = json.loads(taken(clips, "json").read_text("utf-8-sig"))
    assert "Wat zie je hier; en 'waarom'?" in json.dumps(again, ensure_ascii=False)
    lines = taken(clips, "m3u").read_text("utf-8-sig").splitlines()
    assert lines[0].strip() == "#EXTM3U"
    assert sum(line.startswith("#EXTINF") for line in lines) == 3


def taken(window: Window, kind: str) -> Path:
    """The file that the browser saved."""
    with window.page.expect_download() as download:
        window.locator(f'[data-part="export-{kind}"]').click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path())


def as_csv(path: Path) -> list[str]:
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=text.splitlines()[0].count)))
    return [row["code"] for row in rows]


def test_played_in_order(clips: Window, world: World) -> None:
    """Each clip from its handle to its handle, then the next; the question stands under the film."""
    [made] = sets(clips, world["clips"])
    first, second = made["clips"][:2]
    clips.press("Home")
    clips.locator('[data-part="play-all"]').click()
    player = clips.locator('[data-part="clip-player"]')
    expect(player).to_contain_text("Clip 1")
    assert abs(clips.now() - (first["start"] - first["before"])) < 1_500
    clips.press("n")
    expect(player).to_contain_text("Clip 2")
    expect(clips.locator('[data-part="clip-question"]')).to_have_text(second["question"])
    clips.page.evaluate("(s) => { window.__all('video')[0].currentTime = s }", (second["end"] + second["after"]) / 1000 - 0.4)
    expect(player).to_contain_text("Clip 3")
    clips.press("Escape")
    expect(player).to_be_hidden()


def test_a_set_survives_a_reload(clips: Window) -> None:
    count = clips.locator(CLIPS).count()
    assert count == 3
    clips.page.reload()
    clips.ready()
    expect(clips.locator(CLIPS)).to_have_count(count)
