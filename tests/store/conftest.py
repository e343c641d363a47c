"""A store in a fresh folder, and small files that stand for films (the store never looks inside)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect.store import Home, NewMedia, Recording, open_store, recordings
from reflect.store.database import Store
from reflect.store.incoming import import_media


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """A file with the given content; each call without content makes another one."""
    made: list[Path] = []

    def make(content: bytes | None = None, name: str | None = None) -> Path:
        path = tmp_path / (name or f"gesprek {len(made)}.mp4")
        path.write_bytes(content if content is not None else b"film %d " % len(made) * 1000)
        made.append(path)
        return path

    return make


@pytest.fixture
def recording(store: Store, film: Callable[..., Path]) -> Recording:
    return recordings.add(store, [NewMedia(import_media(store, film()))], duration_ms=60_000, language="nl")
