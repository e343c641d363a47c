"""`reflect report` on a session: into which file, and what it refuses."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from reflect.store import open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "report"))

Reflect = Callable[..., Any]


@pytest.fixture
def session(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a session; commands run in an empty folder."""
    from session_world import make_world

    with open_store() as store:
        world = make_world(store, tmp_path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return str(world.session.id)


def test_a_report_lies_in_this_folder_under_a_name_without_names(reflect: Reflect, session: str) -> None:
    said = reflect("report", session[:8])
    name = f"verslag-{session[:8]}-2026-10-15.docx"
    assert said.status == 0
    assert os.listdir() == [name]
    assert f"Written: {name}" in said.err
    assert "Note: fragment 1 has no picture: No picture can be read at this moment of the recording." in " ".join(said.err.split())


def test_a_worksheet_as_pdf_in_english_in_a_file_of_choice(reflect: Reflect, session: str) -> None:
    said = reflect(
        "report", "Ruimte geven en richting houden", "--kind", "werkblad", "--format", "pdf", "--language", "en", "-o", "blad.pdf"
    )
    assert said.status == 0
    text = pypdf.PdfReader("blad.pdf").pages[0].extract_text()
    assert "Worksheet" in text
    again = reflect("report", session, "--kind", "werkblad", "--format", "pdf", "-o", "blad.pdf")
    assert (again.status, again.out) == (2, "")
    assert again.err == "reflect: blad.pdf is already there. Choose another name, or add --force to replace it.\n"
    assert reflect("report", session, "--format", "pdf", "-o", "blad.pdf", "--no-client", "--force").status == 0
    assert "Sessieverslag" in pypdf.PdfReader("blad.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "folder"), "--kind folder is not known. Give verslag or werkblad."),
        (("--format", "odt"), "--format odt is not known. Give docx or pdf."),
        (("--language", "fr"), "--language fr is not known. Give nl or en."),
        (("--case", "T-0"), "There is no case 'T-0'. There are: T-2026-014."),
        (("-o", "nergens/v.docx"), "The folder nergens does not exist. Make it, or choose another place for v.docx."),
    ],
)
def test_what_cannot_be_is_said(reflect: Reflect, session: str, arguments: tuple[str, ...], words: str) -> None:
    said = reflect("report", session, *arguments)
    assert said.status in (2, 3)
    assert said.err.splitlines()[-1] == f"reflect: {words}"
    assert os.listdir() == []


def test_an_unknown_session_names_those_that_are_there(reflect: Reflect, session: str) -> None:
    said = reflect("report", "nietbestaand")
    assert said.status == 3
    assert session[:8] in said.err


def test_a_full_disk_leaves_what_was_there(reflect: Reflect, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.store import home

    Path("v.docx").write_bytes(b"earlier")

    def full(descriptor: int, block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(home, "write_all", full)
    said = reflect("report", session, "-o", "v.docx", "--force")
    assert said.status == 7
    assert "There is no room left for v.docx" in said.err
    assert os.listdir() == ["v.docx"]
    assert Path("v.docx").read_bytes() == b"earlier"
