"""Media for these tests, made once a session with the ffmpeg that the product uses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds `base.mp4` (see odd_media.base_film); tests add to it."""
    from odd_media import base_film

    folder = tmp_path_factory.mktemp("films")
    base_film(folder / "base.mp4")
    return folder
