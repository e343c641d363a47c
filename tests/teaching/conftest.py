"""A store with two talks that everybody on them agreed to, and a short way to send operations on a set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    talks = [recordings.change(store, make_recording(store, tmp_path), case=f"T-{n}", title=f"Gesprek {n}").id for n in (1, 2)]
    everybody_agrees(store)
    for rid in talks:
        looked_through(store, rid)
    return World(store, *talks)
