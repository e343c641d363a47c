"""Consent, terms, audit, check and copies as a person types them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

from tag_ops import add

from reflect import pipeline, tagging
from reflect.errors import NotFoundError
from reflect.model.consent import Quarantine
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import Home, NewMedia, consents, erasures, open_store, recordings, transcripts
from reflect.store.account import account
from reflect.store.incoming import import_media
from reflect.store.values import TranscriptKind
from reflect.terminal import BarReporter

Reflect = Callable[..., Any]
EXPORTS = [("export", "vtt"), ("tags", "csv"), ("slim", "json"), ("measures", "csv"), ("suggest", "json"), ("agreement", "json")]


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
        (("retention", "--set", "P1", "boek", "9"), 2, "'boek' is nothing that has a term. Choose film, words, session, clip, answer."),
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


def test_a_form_for_each_reader_and_one_for_a_clip(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    versions = set()
    for reader in ("client", "klantmanager", "visitor"):
        said = reflect("consent", "form", "--for", reader, "-o", tmp_path / f"{reader}.pdf")
        assert (said.status, (tmp_path / f"{reader}.pdf").read_bytes()[:5]) == (0, b"%PDF-")
        versions.add(said.err.split("Version ")[1].split(",")[0])
    assert len(versions) == 3
    assert "Give client, klantmanager or visitor." in reflect("consent", "form", "--for", "boss", "-o", tmp_path / "x.pdf").err
    reflect("consent", "person", talk, "C1")
    asked = ("consent", "clip", talk, "C1", "--for", "P5", "--from", "0:10", "--to", "0:20")
    said = reflect(*asked, "--note", "leerset", "-o", tmp_path / "clip.pdf")
    assert said.status == 0, said.err
    assert f"C1 is asked about 10 to 20 s of recording {talk}, for P5." in " ".join(said.err.split())
    assert "Asked, no answer yet: C1, P5, clip from 0:10 to 0:20." in reflect("consent", "show", talk).err
    [handed] = json.loads(reflect("audit", "--disclosures", "--format", "json").out)
    data = (tmp_path / "clip.pdf").read_bytes()
    assert (handed["recipient"], handed["sha256"]) == ("C1", hashlib.sha256(data).hexdigest())
    signed = ("--form", tmp_path / "clip.pdf", "--after")
    assert reflect("consent", "yes", talk, "C1", "--for", "P5", "--from", "0:10", "--to", "0:20", *signed).status == 0
    shown = json.loads(reflect("consent", "show", talk, "--format", "json").out)
    assert [(one["span"], one["answer"]) for one in shown["asked"]] == [([10_000, 20_000], "yes")]
    assert "some clips" in reflect("consent", "show", talk).out
    back = reflect("consent", "withdraw", "C1", "--recording", talk, "--for", "P5", "--from", "0:10", "--to", "0:20", "--yes")
    assert "P5 taken back. Erased: nothing was made for it; it is closed." in back.out
    for wrong in (asked[:6], (*asked[:4], *asked[6:])):
        assert reflect(*wrong).status == 2


def test_a_yes_is_confirmed_only_where_there_is_one(reflect: Reflect, talk: str) -> None:
    reflect("consent", "person", talk, "C1")
    assert "There is no yes to confirm." in reflect("consent", "confirm", talk, "C1").err
    reflect("consent", "yes", talk, "C1", "--for", "P5", "--on", "2025-01-01")
    assert "answer of C1" in reflect("retention").out
    assert "unconfirmed" not in reflect("consent", "show", talk).out
    assert reflect("consent", "confirm", talk, "C1").status == 0
    assert "answer of C1" not in reflect("retention").out


def test_a_quarantine_is_handed_to_an_account_of_this_machine(reflect: Reflect, talk: str) -> None:
    assert "This machine has no account 'nobody-of-that-name'" in reflect("consent", "hold", talk, "--importer", "nobody-of-that-name").err
    assert "A quarantine of 15 days cannot be. Give 1 to 14." in reflect("consent", "hold", talk, "--days", "15").err
    assert f"Only {account()} may play recording {talk} until" in " ".join(reflect("consent", "hold", talk, "--days", "3").err.split())
    with open_store() as store:
        consents.hold(store, Quarantine(talk, "uid 424242", datetime.now(UTC) + timedelta(days=3)))
    assert "in the quarantine of another account. Only that account can hand it over." in reflect("consent", "hold", talk).err


def test_what_is_due_is_kept_or_erased_one_by_one(reflect: Reflect, talk: str) -> None:
    until = (datetime.now(UTC) + timedelta(days=25)).date().isoformat()
    reflect("retention", "--set", "P1", "film", "20")
    assert "Say until which day it stays, with --until." in reflect("retention", "--keep", talk, "P1", "film", "--reason", "x").err
    assert "not after" in reflect("retention", "--keep", talk, "P1", "film", "--until", until, "--reason", "bezwaar").err
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    assert (
        f"P1 film stays until {until}." in reflect("retention", "--keep", talk, "P1", "film", "--until", until, "--reason", "bezwaar").err
    )
    gone = reflect("retention", "--erase", talk, "P2", "session", "--yes")
    assert f"{talk}: erased nothing, there was none." in gone.err
    gone = reflect("retention", "--erase", talk, "P1", "film", "--yes")
    assert f"{talk}: erased " in gone.err
    assert "1 media_files" in " ".join(gone.err.split())
    assert [e["why"] for e in json.loads(reflect("audit", "--erasures", "--format", "json").out)] == ["end of term"]
    assert reflect("show", talk).status == 3


def test_the_head_of_the_audit_is_kept_elsewhere(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    reflect("consent", "person", talk, "C1")
    reflect("backup", tmp_path / "copy", "-q")
    head = reflect("audit").err.split("elsewhere: ")[1].strip()
    assert reflect("audit", "--since", head).status == 0
    with open_store() as store, store.writing() as connection:
        connection.execute(text("DELETE FROM audit"))
    assert "The audit was changed from line 1 on." in reflect("audit").err
    assert reflect("verify", "-q").status == 7
    with open_store() as store, store.writing() as connection:
        connection.execute(text("DELETE FROM audit_heads"))
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'audit'"))
    reflect("consent", "person", talk, "C2")
    assert reflect("audit").status == 0, "a whole new chain is in order by itself"
    assert "line 1 differs or is gone" in " ".join(reflect("audit", "--since", head).err.split())
    against = reflect("verify", "--against", tmp_path / "copy", "-q", "--format", "json")
    assert (against.status, [one["wrong"] for one in json.loads(against.out)]) == (7, ["audit"])
    assert "is no head of the audit" in reflect("audit", "--since", "x").err


def test_looks_and_refusals_are_written_once(reflect: Reflect, talk: str) -> None:
    for _ in range(3):
        reflect("tags", talk)
        reflect("tags", talk, "--format", "csv")
    lines = json.loads(reflect("audit", "--format", "json").out)
    assert {(line["action"], line["outcome"]) for line in lines} == {("view", "done"), ("use for P1", "refused")}
    assert len(lines) <= 4, "a quarter of an hour may have ended meanwhile"


def test_who_got_something_is_named(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    reflect("consent", "person", talk, "C1")
    reflect("consent", "yes", talk, "C1", "--for", "P1", "--for", "P2")
    for command in (("tags", talk, "--format", "csv"), ("slim", talk, "--format", "json"), ("case", "T-1", "--format", "json")):
        assert reflect(*command, "--recipient", " team   Noord ").status == 0
    handed = json.loads(reflect("audit", "--disclosures", "--format", "json").out)
    assert [(one["what"], one["recipient"]) for one in handed] == [(w, "team Noord") for w in ("tags csv", "slim json", "case json")]
    again = reflect("case", "T-1", "--format", "json").out
    assert handed[2]["sha256"] == hashlib.sha256(again.encode()).hexdigest(), "of what was handed out, to the byte"
    refused = reflect("tags", talk, "--format", "csv", "--recipient", "111222333")
    assert "Name the recipient in another way." in refused.err
    assert "Noord" not in reflect("audit", "--format", "json").out


@pytest.mark.parametrize(("command", "format"), EXPORTS)
def test_what_leaves_as_text_has_its_hash_in_the_register(reflect: Reflect, talk: str, tmp_path: Path, command: str, format: str) -> None:
    reflect("consent", "person", talk, "C1")
    reflect("consent", "yes", talk, "C1", "--for", "P1")
    with open_store() as store:
        said = tuple(Word(f"woord{n}", Span(400 * n, 400 * n + 300), 0.9, "S1") for n in range(9))
        told = Transcript("nl", 60_000, (Speaker("S1", Role.CLIENT),), (Turn("S1", said),), (), (Maker("test"),))
        transcripts.add(store, talk, told, TranscriptKind.ALIGNED, Maker("test"))
        for coder in ("Noor", "Sam"):
            tagging.apply(store, talk, [add(code="emotie")], coder)
    output = tmp_path / f"out.{format}"
    chosen = (talk, format) if command == "export" else (talk, "--format", format)
    written = () if command == "tags" else ("-o", output)
    answer = reflect(command, *chosen, *written, "--recipient", "team Noord")
    assert answer.status == 0, answer.err
    data = answer.out.encode() if command == "tags" else output.read_bytes()
    [handed] = json.loads(reflect("audit", "--disclosures", "--format", "json").out)
    assert (handed["recipient"], handed["sha256"]) == ("team Noord", hashlib.sha256(data).hexdigest())
    assert handed["recording_ids"] == [talk]


def test_subtitles_say_for_whom_they_are_where_no_player_shows_it(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    reflect("consent", "person", talk, "C1")
    reflect("consent", "yes", talk, "C1", "--for", "P1")
    with open_store() as store:
        turn = Turn("S1", (Word("dag", Span(400, 900), 0.9, "S1"),))
        told = Transcript("nl", 60_000, (Speaker("S1", Role.CLIENT),), (turn,), (), (Maker("test"),))
        transcripts.add(store, talk, told, TranscriptKind.ALIGNED, Maker("test"))
    for format in ("vtt", "srt"):
        until = ("--recipient", "K1 --> <v X>", "--until", "2027-03-01")
        assert reflect("export", talk, format, "-o", tmp_path / f"x.{format}", *until).status == 0
    blocks = (tmp_path / "x.vtt").read_text().split("\n\n")
    assert blocks[:2] == ["WEBVTT", "NOTE Voor: K1 --&gt; &lt;v X&gt;. Te gebruiken tot en met 2027-03-01."]
    assert "K1" not in (tmp_path / "x.srt").read_text(), "SubRip has no place for it"
    handed = json.loads(reflect("audit", "--disclosures", "--format", "json").out)
    assert [one["expires_on"] for one in handed] == ["2027-03-01"] * 2


def test_a_film_is_erased_and_the_rest_stays(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    done = reflect("retention", "--erase-film", talk, "--yes")
    assert (done.status, f"{talk}: erased 1 media_files" in done.err) == (0, True), done.err
    again = reflect("retention", "--erase-film", talk, "--yes")
    assert (again.status, f"{talk}: erased nothing, there was none." in again.err) == (0, True), again.err
    assert "film erased on " in reflect("status").out
    [line] = json.loads(reflect("status", "--format", "json").out)
    assert (line["media"], line["film_erased_at"] is not None) == ([], True)
    [erased] = json.loads(reflect("audit", "--erasures", "--format", "json").out)
    assert (erased["purpose"], len(erased["statement"]["media"])) == ("P1", 1)
    assert reflect("verify", "-q").status == 0
    refused = reflect("process", tmp_path / "film.mp4")
    assert refused.status != 0


def test_having_a_recording_processed_has_a_word_of_its_own(reflect: Reflect, talk: str) -> None:
    reflect("retention", "--erase-film", talk, "--yes")
    with open_store() as store, pytest.raises(NotFoundError, match="so it cannot be processed again"):
        pipeline.process_again(store, talk, pipeline.Settings(), BarReporter(quiet=True))
    assert [line["action"] for line in json.loads(reflect("audit", "--format", "json").out)] == ["erasure", "process"]
