"""A store with a recording of a minute."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.store import Home, open_store
from reflect.store.database import Store

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

from agreed import everybody_agrees
from tag_ops import make_recording


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def talk(store: Store, tmp_path: Path) -> str:
    """The id of a recording of a minute."""
    made = make_recording(store, tmp_path)
    everybody_agrees(store)
    return made
