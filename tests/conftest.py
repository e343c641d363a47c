"""What every test may use. No test reaches a network: sockets are disabled in pyproject.toml."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parent.parent

# A law does not depend on how busy the machine is.
settings.register_profile("reflect", deadline=None)
settings.load_profile("reflect")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running until the end, and other tests run loops of their own."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared_speech() -> Path:
    """Speech to tune on that lies beside the repository and is no part of it."""
    folder = ROOT.parent / "shared" / "data" / "speech"
    if not folder.is_dir():
        pytest.skip("the shared speech data do not lie beside this repository")
    return folder


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the data folder of the person who runs it, or starts a worker that outlives it."""
    home = tmp_path / "reflect-home"
    monkeypatch.setenv("REFLECT_WORKER", "off")
    monkeypatch.setenv("REFLECT_HOME", str(home))
    return home
