"""The command line as a person types it, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "media"))


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def reflect(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`reflect("show", "r7k")` runs that command."""
    from reflect import cli, terminal

    monkeypatch.setattr(terminal, "out", terminal.Console(highlight=False, width=100))
    monkeypatch.setattr(terminal, "err", terminal.Console(stderr=True, highlight=False, width=200))

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["reflect", *map(str, arguments)])
        capfd.readouterr()
        try:
            cli.main()
            status: int | str | None = 0
        except SystemExit as left:
            status = left.code
        sys.stdout.flush()
        said = capfd.readouterr()
        return Said(int(status or 0), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from odd_media import base_film

    folder = tmp_path_factory.mktemp("films")
    base_film(folder / "base.mp4")
    return folder
