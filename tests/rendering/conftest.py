"""Two small films with numbered pictures and clicks, a talk, and a rendering of it that many tests look at."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "media")]


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `one.mp4` (256x144, 25 a second) and `two.mp4` (320x180, 29.97), five seconds each."""
    from counted import Counted, make

    folder = tmp_path_factory.mktemp("stock")
    make(Counted("one.mp4", Fraction(1, 12800), (512,), group=25), folder)
    make(Counted("two.mp4", Fraction(1, 30000), (1001,), group=30, size=(320, 180)), folder)
    return folder
