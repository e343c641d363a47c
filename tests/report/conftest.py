"""A store with a whole session on the demo film; made once, because taking the film in and out takes time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.store import Home, open_store

sys.path.insert(0, str(Path(__file__).parent))

from session_world import World, make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with open_store(Home(folder / "home")) as store:
        yield make_world(store, folder)
