"""Chromium against the real server, over recordings that are made without speech models.

Only this machine may be reached. A test that fails leaves a picture and the console in a folder that its report names.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from app_browser import Window, chromium, person  # noqa: E402
from app_server import Server  # noqa: E402
from app_world import World, make_world  # noqa: E402

FAILURES = Path(tempfile.gettempdir()) / "reflect-browser-failures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    windows: list[Window] = getattr(item, "_windows", [])
    if report.when != "call" or not report.failed or not windows:
        return
    folder = FAILURES / re.sub(r"\W+", "_", item.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, window in enumerate(windows, 1):
        window.keep(folder, f"window{number}")
    report.sections.append(("the browser", f"picture and console: {folder}"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world") / "home")


@pytest.fixture(scope="session")
def server(world: World) -> Iterator[Server]:
    running = Server(world.home).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def people(browser: Any) -> Callable[..., tuple[Any, list[Any]]]:
    """Browsers that tests share, one for each server and way to set them, with their empty tabs: the app is fetched and made ready once."""
    return cache(lambda _url, **settings: (person(browser, **settings), []))


@pytest.fixture
def window(
    browser: Any, people: Callable[..., tuple[Any, list[Any]]], server: Server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Window]]:
    """`window()` is a new window at the app; `apart` is that of somebody who is seen for the first time, and nowhere else. No page may
    raise an error."""
    opened: list[Window] = []
    request.node._windows = opened

    def make(at: Server | None = None, *, apart: bool = False, **settings: Any) -> Window:
        url = (at or server).url
        context, tabs = (person(browser, **settings), None) if apart else people(url, **settings)
        opened.append(Window(context, url, tabs=tabs))
        return opened[-1]

    yield make
    errors = [error for one in opened for error in one.errors]
    for one in opened:
        one.close()
    assert errors == [], "the page raised errors"
