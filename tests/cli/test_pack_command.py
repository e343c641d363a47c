"""`reflect pack` on a session: what it writes, and where the passphrase comes from."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.pack import Gap, Packed
from reflect.store import open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "pack"))

Reflect = Callable[..., Any]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    from pack_world import films

    return films(tmp_path_factory.mktemp("films"))


@pytest.fixture
def session(stock: tuple[Path, Path], tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a session; commands run in an empty folder."""
    from pack_world import make_world

    with open_store() as store:
        world = make_world(store, stock)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return world.session


def test_a_session_is_packed_and_encrypted_with_a_passphrase_of_a_file(reflect: Reflect, session: str) -> None:
    Path("zin.txt").write_text("kat hond vis koe\nmore\n")
    done = reflect("pack", session[:8], "-o", "sessie.zip", "--passphrase-file", "zin.txt", "--no-tips")
    assert done.status == 0
    assert done.out.startswith("sessie.zip   3 clips, ")
    assert "kat hond" not in done.out + done.err
    with zipfile.ZipFile("sessie.zip") as archive:
        assert [info.flag_bits & 1 for info in archive.infolist()[:2]] == [0, 1]
    again = reflect("pack", session[:8], "-o", "sessie.zip")
    assert (again.status, again.out) == (2, "")
    assert again.err == "reflect: sessie.zip is already there. Choose another name, or add --force to replace it.\n"


def test_a_made_up_passphrase_is_shown_once_and_gaps_are_named(reflect: Reflect, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def make(*args: Any, **more: Any) -> Packed:
        given.append(args[3])
        return Packed(args[2], 1, 2_000_000, (Gap(2, "gone"), Gap(3, "denied", ("withdrawn",))), encrypted=True)  # type: ignore[arg-type]

    monkeypatch.setattr("reflect.pack.make", make)
    done = reflect("pack", session[:8], "-o", "sessie.zip", "--encrypt")
    assert done.out.splitlines() == ["sessie.zip   1 clip, 2.0 MB", given[0].passphrase]
    told = " ".join(done.err.split())
    assert "The passphrase, shown only now." in told
    assert "clip 2 has no film: its recording is not there any more. The pack shows a card." in told
    assert "clip 3 has no film: it may not be used for reflection (withdrawn)." in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "sessie", "--encrypt"), "Only a zip can be encrypted. Give a name that ends in .zip with -o."),
        (("-o", "sessie.zip", "--passphrase-file", "none.txt"), "The passphrase cannot be read from none.txt."),
        (("-o", "sessie.zip", "--passphrase-file", "short.txt"), "The passphrase is too short: use at least 12 characters"),
        (("-o", "sessie.zip", "--language", "de"), "--language de is not known. Give nl or en."),
        (("-o", "nowhere/sessie.zip"), "The folder nowhere does not exist. Make it, or choose another place for sessie.zip."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(reflect: Reflect, session: str, arguments: tuple[str, ...], words: str) -> None:
    Path("short.txt").write_text("kort")
    done = reflect("pack", session[:8], *arguments)
    assert done.status != 0
    assert words in done.err
    assert os.listdir() == ["short.txt"]
