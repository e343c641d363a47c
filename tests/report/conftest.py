"""A store with a whole session in it: one that tests only read, and one of their own for those that change it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.store import Home, open_store

sys.path.insert(0, str(Path(__file__).parent))

from session_world import World, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with open_store(Home(folder / "home")) as store:
        yield make_world(store, folder)


@pytest.fixture
def own_world(tmp_path: Path) -> Iterator[World]:
    with open_store(Home(tmp_path / "home")) as store:
        yield make_world(store, tmp_path)
