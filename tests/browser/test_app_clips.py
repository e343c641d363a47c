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

from reflect.store import Home, disclosures, open_store

Open = Callable[..., Window]
CLIPS = '[data-part="clip"]'


def sets(window: Window, rid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = window.ask(f"cliplists/{rid}")["lists"]
    return found


def stored(window: Window) -> None:
    expect(window.locator('[data-part="clip-state"]')).to_have_attribute("data-state", "saved")


@pytest.fixture
def clips(window: Open, world: World) -> Callable[[str], Window]:
    """The clips of a recording with three tags and no clip set, and a set of all three made."""

    def start(name: str) -> Window:
        one = window().open(world[name], "clips")
        one.locator('[data-part="add-all"]').click()
        expect(one.locator(CLIPS)).to_have_count(3)
        stored(one)
        return one

    return start


def test_make_order_handles_and_export(clips: Callable[[str], Window], world: World) -> None:
    one = clips("clips1")
    rows = one.locator(CLIPS)
    one.press("Alt+ArrowDown")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    one.press("q")
    one.press("Control+a")
    one.page.keyboard.type("Wat zie je hier, Zoë; en 'waarom'?")
    one.press("Escape")
    one.locator('[data-part="all-before"]').fill("2,5")
    one.press("Enter")
    one.locator('[data-part="clip-title"]').fill("Mijn = set")
    one.press("Enter")
    one.page.wait_for_timeout(400)
    stored(one)
    [made] = sets(one, world["clips1"])
    assert made["title"] == "Mijn = set"
    assert [clip["code"] for clip in made["clips"]] == ["contact", "emotie", "regie"]
    assert [clip["before"] for clip in made["clips"]] == [2_500] * 3
    assert made["clips"][1]["question"] == "Wat zie je hier, Zoë; en 'waarom'?"
    assert as_csv(taken(one, "csv")) == [clip["code"] for clip in made["clips"]]
    again = json.loads(taken(one, "json").read_text("utf-8-sig"))
    assert "Wat zie je hier, Zoë; en 'waarom'?" in json.dumps(again, ensure_ascii=False)
    lines = taken(one, "m3u").read_text("utf-8-sig").splitlines()
    assert lines[0].strip() == "#EXTM3U"
    assert sum(line.startswith("#EXTINF") for line in lines) == 3
    files_for_other_programs(one)
    with open_store(Home(world.home)) as store:
        whom = {d.what: d.recipient for d in disclosures.listing(store) if d.recording_ids == (world["clips1"],)}
    assert (whom["clips otio"], whom["clips edl"]) == ("n k K1", "")


def files_for_other_programs(one: Window) -> None:
    """They open, and the page says what they do not hold."""
    report = one.locator('[data-part="export-report"]')
    edl = taken(one, "edl").read_text("ascii")
    assert sum(line[:3].isdigit() for line in edl.splitlines()) == 3
    assert "* COMMENT: QUESTION: Wat zie je hier, Zoe; en 'waarom'?" in edl
    expect(report.locator('[data-loss="letters"]')).to_contain_text("Tekens die niet in dit bestand passen")
    expect(report).to_contain_text("EDL bewaart nooit accenten.")
    assert taken(one, "xspf").read_text("utf-8").count("<vlc:option>") == 2 * 3
    expect(report).to_contain_text("Al je clips staan er precies zo in.")
    expect(report.locator("[data-loss]")).to_have_count(0)
    assert taken(one, "fcpxml").read_text("utf-8").count("<asset-clip") == 3
    one.locator('[data-part="recipient"]').click()
    one.page.keyboard.type("n k K1")
    assert len(json.loads(taken(one, "otio").read_text("utf-8"))["tracks"]["children"]) == 2
    one.press("Escape")
    expect(one.locator('[data-part="export-menu"]')).to_be_hidden()
    expect(one.locator('[data-part="export"]')).to_be_focused()


def taken(window: Window, kind: str) -> Path:
    """The file that the browser saved."""
    if window.locator('[data-part="export"]').get_attribute("aria-expanded") != "true":
        window.locator('[data-part="export"]').click()
    with window.page.expect_download() as download:
        window.locator(f'[data-part="export-{kind}"]').click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path())


def as_csv(path: Path) -> list[str]:
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=text.splitlines()[0].count)))
    return [row["code"] for row in rows]


def test_played_in_order(clips: Callable[[str], Window], world: World) -> None:
    """Each clip from its handle to its handle, then the next; the question stands under the film."""
    one = clips("clips2")
    one.press("ArrowDown", "q", "Control+a")
    one.page.keyboard.type("Wat zie je hier?")
    one.press("Escape", "ArrowUp")
    expect(one.locator(CLIPS).first).to_have_attribute("aria-current", "true")
    stored(one)
    [made] = sets(one, world["clips2"])
    first, second = made["clips"][:2]
    one.locator('[data-part="play-all"]').click()
    player = one.locator('[data-part="clip-player"]')
    expect(player).to_contain_text("Clip 1")
    assert abs(one.now() - (first["start"] - first["before"])) < 1_500
    one.press("n")
    expect(player).to_contain_text("Clip 2")
    expect(one.locator('[data-part="clip-question"]')).to_have_text("Wat zie je hier?")
    one.page.evaluate("(s) => { window.__all('video')[0].currentTime = s }", (second["end"] + second["after"]) / 1000 - 0.4)
    expect(player).to_contain_text("Clip 3")
    one.press("Escape")
    expect(player).to_be_hidden()


def test_a_set_survives_a_reload(clips: Callable[[str], Window]) -> None:
    one = clips("clips3")
    one.page.reload()
    one.ready()
    expect(one.locator(CLIPS)).to_have_count(3)
