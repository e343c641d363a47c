"""Recordings with something the matter: what the screen says, and what still works."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from app_browser import Window
from app_robot import rows
from app_world import ROOT, World
from playwright.sync_api import expect

Open = Callable[..., Window]


@pytest.fixture
def worker(world: World) -> Iterator[None]:
    """The worker as the app starts it."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "reflect.cli", "work", "--idle", "120"],
        env={**os.environ, "REFLECT_HOME": str(world.home), "PYTHONPATH": path},
    )
    yield
    process.kill()
    process.wait(20)


def original(world: World, name: str) -> str:
    """The sum of the film as it was brought in."""
    [(path,)] = rows(world.database, "select path from media_files where recording_id = ?", world[name])
    return hashlib.sha256((world.home / path).read_bytes()).hexdigest()


def test_a_film_that_no_browser_plays_gets_a_viewing_copy(window: Open, world: World, worker: None) -> None:
    """MPEG-2 of a camcorder, and HEVC: offered, asked for by the button, made, and then played without a reload."""
    before = {name: original(world, name) for name in ("camcorder", "hevc")}
    opened = [window().open(world[name]) for name in before]
    for one in opened:
        note = one.locator(".stage-note")
        expect(note).to_contain_text(
            "Deze browser kan de film niet afspelen. Een kijkkopie kan dat wel; het origineel blijft zoals het is."
        )
        ask = note.get_by_role("button", name="Kijkkopie maken")
        if ask.count():  # else a test before this one has asked
            ask.click()
        expect(note).to_contain_text("De kijkkopie wordt gemaakt")
    for one in opened:
        one.page.bring_to_front()
        expect(one.locator(".stage-note")).to_be_hidden(timeout=40_000)
        one.page.wait_for_function("() => window.__all('video')[0].readyState >= 2")
        one.press("Space")
        one.page.wait_for_function("() => window.__all('video')[0].currentTime > 0.3")
    assert {name: original(world, name) for name in before} == before


def test_five_hours_of_transcript_open_and_the_end_is_a_click_away(window: Open, world: World) -> None:
    one = window().open(world["five"])
    turns = one.ask(f"transcript/{world['five']}")["turns"]
    assert sum(len(turn["w"]) for turn in turns) == 45_000
    late = turns[-3]
    row = one.locator(".turn").nth(len(turns) - 3).locator("p")
    row.scroll_into_view_if_needed()
    expect(row).to_have_text(" ".join(word[0] for word in late["w"]))
    row.click(position={"x": 4, "y": 10})
    assert late["w"][0][1] > 4.9 * 3_600_000
    one.page.wait_for_function(f"() => Math.abs(window.__all('video')[0].currentTime - {late['w'][0][1] / 1000}) < 0.3")


def test_a_film_that_left_the_disk(window: Open, world: World) -> None:
    one = window().open(world["gone"])
    expect(one.page.get_by_text("De film staat niet meer op schijf. Transcript en tags zijn er nog.")).to_be_visible()
    expect(one.locator(".stage-note")).to_contain_text("De film staat niet op deze schijf.")
    expect(one.locator(".turn").first).to_be_visible()


def test_a_film_without_sound(window: Open, world: World) -> None:
    one = window().open(world["silent"])
    expect(one.page.get_by_text("Deze film heeft geen geluid. Je kunt kijken en taggen; er komt geen transcript.")).to_be_visible()
    expect(one.locator(".stage-hint")).to_have_text("Geen geluid")
    one.press("Space")
    one.page.wait_for_function("() => window.__all('video')[0].currentTime > 0.3")


def test_a_recording_that_is_being_processed(window: Open, world: World) -> None:
    one = window().open(world["busy"])
    expect(one.page.get_by_text("Wordt verwerkt: ")).to_contain_text("Woorden 40%")
    expect(one.locator(".transcript-pane")).to_contain_text("Het transcript wordt gemaakt: 24 %. Taggen kan al.")
    before = one.tag_rows().count()
    one.press("3")
    expect(one.tag_rows()).to_have_count(before + 1)
    one.saved()
    one.goto("/")
    row = one.locator(f'.library .row[data-id="{world["busy"]}"]')
    expect(row.locator("span.state")).to_have_text("Wordt verwerkt")
    expect(row.locator(".step.running")).to_have_text("Woorden 40%")
    expect(row.get_by_role("button", name="Stop")).to_be_visible()
