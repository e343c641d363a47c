"""A store with recordings of a minute."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect.store import Home, open_store, recordings
from reflect.store.database import Store

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

from tag_ops import make_recording


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def record(store: Store, tmp_path: Path) -> Callable[..., str]:
    """`record(case=…)` is the id of a new recording of a minute."""

    def make(**facts: object) -> str:
        made = make_recording(store, tmp_path)
        return recordings.change(store, made, **facts).id

    return make


@pytest.fixture
def talk(record: Callable[..., str]) -> str:
    return record()
