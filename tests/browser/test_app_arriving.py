"""A film comes in: from a typed path, through the worker's own process, to a transcript; stopped and taken back by buttons."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import app_films as films
import pytest
from app_browser import Window
from app_server import Server
from app_world import ROOT
from playwright.sync_api import expect

Open = Callable[..., Window]
HERE = Path(__file__).parent


@contextmanager
def worker(home: Path, gate: Path) -> Iterator[None]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, str(HERE / "app_worker.py"), str(gate)],
        env={**os.environ, "REFLECT_HOME": str(home), "PYTHONPATH": path},
    )
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Server]:
    """The app of somebody who has no recording yet."""
    running = Server(tmp_path / "home").start()
    yield running
    running.stop()


def bring_in(window: Window, path: Path) -> None:
    """Type where the film is, and press the button."""
    box = window.page.get_by_role("dialog")
    if not box.is_visible():
        window.page.get_by_role("button", name="Opname binnenbrengen").first.click()
    field = box.get_by_label("Of typ waar de film")
    field.fill(str(path))
    field.press("Enter")
    box.get_by_role("button", name="Breng binnen").click()


def test_a_typed_path_becomes_a_recording_that_can_be_stopped(window: Open, nothing: Server, tmp_path: Path) -> None:
    film, other = films.short_film(12, 610), films.short_film(12, 620)
    gate = tmp_path / "gate"
    one = window(at=nothing)
    one.goto("/")
    expect(one.page.get_by_text("Welkom bij reflect")).to_be_visible()
    bring_in(one, tmp_path / "nergens.mp4")
    expect(one.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("nergens.mp4")
    bring_in(one, film)
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    waiting = one.page.locator('[class*="st-key-arrival-line-"]')
    expect(waiting).to_contain_text(film.name)
    expect(waiting).to_contain_text("wacht")
    with worker(nothing.home, gate):
        row = one.locator(".library .body .row", has_text=film.name)
        expect(row.locator(".state").first).to_contain_text("Wordt verwerkt")
        expect(row.locator(".step.running")).to_have_text("Woorden 40%")
        bring_in(one, other)
        expect(waiting).to_contain_text(other.name)
        waiting.get_by_role("button", name="Annuleer").click()
        expect(waiting).to_have_count(0)
        row.get_by_role("button", name="Stop").click()
        expect(row.locator(".state").first).to_contain_text("Gestopt")
        gate.touch()
        row.get_by_role("button", name="Ga verder").click()
        expect(row.locator("span.state")).to_have_text("Klaar")
    expect(one.locator(".library .body .row")).to_have_count(1)
    row.locator("a.open").click()
    one.ready()
    expect(one.locator(".turn p").first).to_contain_text("woord0 woord1")
