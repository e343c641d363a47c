"""A store with two talks that everybody on them agreed to, and a short way to send operations on a set."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "media"))

from agreed import everybody_agrees
from tag_ops import make_recording
from teaching_world import World, looked_through

from reflect.store import Home, open_store, recordings
from reflect.store.database import Store


@pytest.fixture(scope="session")
def agreed_talks(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once; every test has a copy of the data folder."""
    folder = tmp_path_factory.mktemp("agreed-talks")
    with open_store(Home(folder / "home")) as store:
        talks = [recordings.change(store, make_recording(store, folder), case=f"T-{n}", title=f"Gesprek {n}").id for n in (1, 2)]
        everybody_agrees(store)
        for rid in talks:
            looked_through(store, rid)
        return World(store, *talks)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if "world" in request.fixturenames:
        made: World = request.getfixturevalue("agreed_talks")
        shutil.copytree(made.store.home.path, tmp_path / "home")
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def world(store: Store, agreed_talks: World) -> World:
    own = copy(agreed_talks)
    own.store = store
    return own
