"""One small session that tests only read, and one of their own for those that change it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.store import Home, open_store

sys.path.insert(0, str(Path(__file__).parent))

from pack_world import World, films, make_world


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return films(tmp_path_factory.mktemp("films"))


@pytest.fixture
def world(tmp_path: Path, stock: tuple[Path, Path]) -> Iterator[World]:
    with open_store(Home(tmp_path / "home")) as store:
        yield make_world(store, stock)
