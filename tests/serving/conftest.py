"""The fixtures of the routes; what they are made with is in `serving_site.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving_site import Site, make_site

from reflect.store import open_store
from reflect.store.database import Store


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    with open_store() as opened:
        yield opened


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Site:
    return make_site(store, tmp_path)


@pytest.fixture(scope="module")
def standing_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Site]]:
    folder = tmp_path_factory.mktemp("standing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFLECT_HOME", str(folder / "home"))
        with open_store() as opened:
            yield folder / "home", make_site(opened, folder)


@pytest.fixture
def standing(standing_home: tuple[Path, Site], monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site for tests that change nothing."""
    monkeypatch.setenv("REFLECT_HOME", str(standing_home[0]))
    return standing_home[1]
