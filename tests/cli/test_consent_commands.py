"""Consent, terms, audit, check and copies as a person types them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.store import Home, NewMedia, consents, erasures, open_store, recordings
from reflect.store.incoming import import_media

Reflect = Callable[..., Any]


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("REFLECT_HOME", str(tmp_path / "home"))
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film that nothing looks into")
    with open_store(Home(tmp_path / "home")) as store:
        return recordings.add(store, [NewMedia(import_media(store, film))], duration_ms=60_000, case="T-1").id


def test_from_nobody_to_allowed_and_back(reflect: Reflect, talk: str) -> None:
    empty = reflect("consent", "show", talk)
    assert f"Begin with: reflect consent person {talk} C1 --role client" in empty.err
    assert "May be used for: nothing yet." in empty.err
    for person, role in (("K1", "klantmanager"), ("C1", "client")):
        assert reflect("consent", "person", talk, person, "--role", role).status == 0
        assert reflect("consent", "yes", talk, person, "--for", "P1", "--for", "p2").status == 0
    assert "May be used for: P1, P2." in reflect("consent", "show", talk).err
    assert reflect("consent", "no", talk, "C1", "--for", "P2").status == 0
    assert "May be used for: P1." in reflect("consent", "show", talk).err
    shown = json.loads(reflect("consent", "show", talk, "--format", "json").out)
    assert [(p["person"], [a["answer"] for a in p["answers"]]) for p in shown["people"]] == [
        ("K1", ["yes", "yes"]),
        ("C1", ["yes", "yes", "no"]),
    ]


def test_withdrawal_says_what_was_erased_and_what_was_handed_out(reflect: Reflect, talk: str) -> None:
    reflect("consent", "person", talk, "C1")
    reflect("consent", "yes", talk, "C1", "--for", "P1")
    said = reflect("consent", "withdraw", "C1", "--yes")
    assert said.status == 0
    assert f"{talk}: P1 taken back. Erased: " in said.out
    assert "1 media_files" in said.out
    erased = json.loads(reflect("audit", "--erasures", "--format", "json").out)
    assert [(e["recording_id"], e["why"], e["statement"]["left"]) for e in erased] == [(talk, "withdrawal", [])]
    again = reflect("consent", "withdraw", "C1", "--yes")
    assert (again.status, again.err.startswith("reflect: There is nothing to take back")) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ("consent", "yes", "TALK", "C9", "--for", "P1"),
            3,
            "There is no person 'C9'. Write them down first: reflect consent person ID",
        ),
        (("consent", "yes", "TALK", "C1"), 2, "Say for which purposes, each with --for"),
        (("consent", "yes", "TALK", "C1", "--for", "P9"), 2, "Say for which purposes, each with --for"),
        (
            ("consent", "yes", "TALK", "C1", "--for", "P1", "--on", "2199-01-01"),
            2,
            "that is still to come. Give the moment when it was",
        ),
        (("consent", "yes", "TALK", "C1", "--for", "P1", "--form", "/nowhere"), 3, "The form /nowhere cannot be read."),
        (("consent", "person", "TALK", "111222333"), 2, "A burgerservicenummer is no pseudonym"),
        (("consent", "person", "TALK", "C2", "--role", "baas"), 2, "--role 'baas' is unknown. Choose klantmanager, client"),
        (("retention", "--set", "P1", "film", "0"), 2, "A term of 0 days cannot be. Give 1 to 3660."),
        (("retention", "--set", "P6", "film", "9"), 2, "There is no term for P6 film."),
        (("retention", "--set", "P1", "boek", "9"), 2, "'boek' is nothing that has a term. Choose film, session, clip, answer."),
        (("restore", "/nowhere"), 3, "/nowhere holds no backup. Name the folder that reflect backup made."),
    ],
)
def test_what_cannot_be_is_said(reflect: Reflect, talk: str, arguments: tuple[str, ...], status: int, said: str) -> None:
    reflect("consent", "person", talk, "C1")
    answer = reflect(*(talk if word == "TALK" else word for word in arguments))
    assert (answer.status, said in answer.err) == (status, True), answer.err


def test_terms_say_what_is_due(reflect: Reflect, talk: str) -> None:
    assert "Nothing ends within 30 days." in reflect("retention").err
    found = json.loads(reflect("retention", "--set", "P1", "film", "20", "--format", "json").out)
    assert [(d["recording_id"], d["purpose"], d["artefact"], d["left"]) for d in found["due"]] == [(talk, "P1", "film", 20)]
    assert {"purpose": "P1", "artefact": "film", "days": 20, "usual": False} in found["rules"]


def test_check_copy_and_put_back(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    assert reflect("verify").err.splitlines()[-1] == "Everything is as it was stored."
    assert "Written and read back: 2 files" in reflect("backup", tmp_path / "copy", "-q").err
    (film,) = (tmp_path / "home" / "media" / talk).iterdir()
    film.write_bytes(b"something else")
    broken = reflect("verify", "--format", "json", "-q")
    assert (broken.status, json.loads(broken.out)) == (7, [{"wrong": "truncated", "place": f"media/{talk}/{film.name}"}])
    assert reflect("restore", tmp_path / "copy").status == 2
    assert reflect("restore", tmp_path / "copy", "--replace").status == 0
    assert reflect("verify", "-q").status == 0


def test_the_papers_are_written_and_never_over_another_file(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    form, page = tmp_path / "formulier.pdf", tmp_path / "overzicht.pdf"
    said = reflect("consent", "form", "-o", form)
    assert (said.status, form.read_bytes()[:5]) == (0, b"%PDF-")
    assert f"SHA-256 {hashlib.sha256(form.read_bytes()).hexdigest()}" in said.err
    assert reflect("consent", "form", "-o", form).status == 2
    reflect("consent", "person", talk, "C1")
    assert reflect("consent", "client", "C1", "-o", page, "--language", "en").status == 0
    assert page.read_bytes()[:5] == b"%PDF-"
    assert "There is no person 'C9'" in reflect("consent", "client", "C9", "-o", tmp_path / "x.pdf").err
    assert not (tmp_path / "x.pdf").exists()


def test_what_broke_off_is_erased(reflect: Reflect, talk: str) -> None:
    assert reflect("consent", "finish").err.strip() == "Nothing is left to erase."
    reflect("consent", "person", talk, "C1")
    with open_store() as store:
        erasures.begin(store, consents.persons(store)[0].id, talk, "withdrawal", "Noor")
    assert reflect("consent", "finish").err.strip() == "Erased and looked for: 1."
    assert reflect("show", talk).status == 3
