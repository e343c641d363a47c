"""A case with two talks, as the tests of reflection have it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reflect.store import Home, open_store, recordings
from reflect.store.database import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "reflection"))

from cycle import Cycle
from tag_ops import make_recording


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def cycle(store: Store, tmp_path: Path) -> Cycle:
    talks = [
        recordings.change(store, make_recording(store, tmp_path), case="T-1", recorded_at=datetime(2026, month, 3, 10, tzinfo=UTC)).id
        for month in (9, 10)
    ]
    return Cycle(store, *talks)
