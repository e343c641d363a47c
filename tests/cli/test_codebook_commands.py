"""`reflect codebooks`: list, check, choose, and what changed since."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import tagging
from reflect.store import codebooks, open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

Reflect = Callable[..., Any]
OWN = """\
id: eigen
version: 1
label: {nl: Eigen, en: Own}
themes:
  - code: een
    key: "1"
    colour: "#0f766e"
    label: {nl: Een, en: One}
    question: {nl: A, en: A}
"""


@pytest.fixture
def talk(tmp_path: Path) -> str:
    from tag_ops import make_recording

    with open_store() as store:
        made = make_recording(store, tmp_path)
        everybody_agrees(store)
    return made


@pytest.fixture
def folder() -> Path:
    """The folder of the researcher's own codebooks."""
    with open_store() as store:
        return codebooks.folder(store)


def test_the_list_of_codebooks(reflect: Reflect, folder: Path) -> None:
    (folder / "eigen.yaml").write_text(OWN, encoding="utf-8")
    (folder / "stuk.yaml").write_text("id: stuk\n", encoding="utf-8")
    said = reflect("codebooks")
    lines = [line.split() for line in said.out.splitlines()]
    assert lines[1][:3] == ["kijkwijzer", "*", "2"]
    assert ["eigen", "1", "Own", "1", "0", "eigen.yaml"] in lines
    assert "Cannot be used: stuk.yaml, line 1: the file lacks the field version." in said.err
    assert f"Add one: a file in {folder}" in said.err
    read = json.loads(reflect("codebooks", "--format", "json").out)
    assert [(b["id"], b["default"], bool(b["error"])) for b in read] == [
        *(("kijkwijzer", True, False), ("duo-interview", False, False), ("klant-in-beeld", False, False)),
        *(("eigen", False, False), ("stuk", False, True)),
    ]
    assert read[3]["codes"] == [{"code": "een", "nl": "Een", "en": "One", "key": "1"}]


def test_a_file_is_checked(reflect: Reflect, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(OWN, encoding="utf-8")
    said = reflect("codebooks", "--check", path)
    assert (said.status, said.out) == (
        0,
        f"eigen.yaml can be used: eigen 1. Themes: 1; codes under them: 0.\nTo use it, put it in {folder}\n",
    )
    path.write_text(OWN.replace("colour: ", "color: "), encoding="utf-8")
    said = reflect("codebooks", "--check", path)
    assert (said.status, said.out) == (4, "")
    assert said.err.startswith(
        "reflect: eigen.yaml, line 7: themes[1].color is no field here. Allowed: code, colour, label, question, key,"
    )
    path.write_bytes(OWN.replace("Een", "Eén").encode("latin-1"))
    assert reflect("codebooks", "--check", path).err == "reflect: eigen.yaml, line 8: it is not UTF-8 text (byte 0xe9). Save it as UTF-8.\n"
    said = reflect("codebooks", "--check", tmp_path / "weg.yaml")
    assert said.status == 3
    assert "cannot be read" in said.err


def test_a_file_that_adds_to_one_in_the_data_folder(reflect: Reflect, tmp_path: Path, folder: Path) -> None:
    (folder / "eigen.yaml").write_text(OWN, encoding="utf-8")
    path = tmp_path / "meer.yaml"
    more = "themes:\n  - {code: een, codes: [{code: een.a, key: a, label: {nl: A, en: A}}]}\n"
    path.write_text(f"id: meer\nversion: 1\nextends: eigen\nlabel: {{nl: M, en: M}}\n{more}", encoding="utf-8")
    assert reflect("codebooks", "--check", path).out.startswith(
        "meer.yaml can be used: meer 1, added to eigen. Themes: 1; codes under them: 1.\n"
    )


def test_a_recording_gets_its_own_codebook(reflect: Reflect, talk: str) -> None:
    assert reflect("codebooks", talk).out == f"{talk} is tagged with kijkwijzer 2, the choice of the settings.\n"
    assert reflect("codebooks", talk, "--use", "duo-interview").out == f"{talk} is tagged with duo-interview 1, its own choice.\n"
    assert reflect("codebooks", "--use", "klant-in-beeld").out.startswith(
        "Recordings without a choice of their own are tagged with klant-in-beeld 2"
    )
    assert reflect("codebooks", talk).out == f"{talk} is tagged with duo-interview 1, its own choice.\n"
    said = reflect("codebooks", talk, "--use", "weg")
    assert (said.status, said.out) == (3, "")
    for wrong in (("--renew",), ("--check", "x.yaml", "--use", "y")):
        assert reflect("codebooks", *wrong).status == 2


def test_an_old_project_says_what_changed(reflect: Reflect, talk: str, folder: Path) -> None:
    from tag_ops import add

    (folder / "eigen.yaml").write_text(OWN, encoding="utf-8")
    reflect("codebooks", talk, "--use", "eigen")
    with open_store() as store:
        tagging.apply(store, talk, [add(code="een"), add(code="een"), add(code="emotie", codebook="kijkwijzer 2")], "Noor")
    newer = OWN.replace("version: 1", "version: 2\nrenamed: {een: twee}\nchanged: {2: {nl: Anders., en: Another name.}}")
    (folder / "eigen.yaml").write_text(newer.replace("code: een", "code: twee"), encoding="utf-8")
    said = reflect("tags", talk)
    assert "Not coded with eigen 2: 2 with eigen 1, 1 with kijkwijzer 2 (codes with another name now: 1, gone: 0, of another" in said.err
    said = reflect("codebooks", talk)
    lines = [line.split() for line in said.out.splitlines()]
    assert said.out.startswith(f"{talk} is tagged with eigen 2, its own choice.\nAnother name.\n")
    assert ["eigen", "1", "een", "twee", "2"] in lines
    assert ["kijkwijzer", "2", "emotie", "of", "another", "codebook", "1"] in lines
    assert f"Nothing was rewritten. To use today's codes: reflect codebooks {talk} --renew" in said.err
    told = json.loads(reflect("codebooks", talk, "--format", "json").out)
    assert (told["codebook"], told["own_choice"], told["fragments"], told["codes"][0]["now"]) == ("eigen 2", True, 3, "twee")
    assert told["news"] == [{"nl": "Anders.", "en": "Another name."}]
    said = reflect("codebooks", talk, "--renew", "--format", "json")
    assert "2 fragments have today's codes now." in said.err
    assert [c["codebook"] for c in json.loads(said.out)["codes"]] == ["kijkwijzer 2"]


def test_a_broken_codebook_keeps_nobody_from_the_tags(reflect: Reflect, talk: str, folder: Path) -> None:
    from tag_ops import add

    (folder / "eigen.yaml").write_text(OWN, encoding="utf-8")
    reflect("codebooks", talk, "--use", "eigen")
    with open_store() as store:
        tagging.apply(store, talk, [add(code="een", note="houd dit")], "Noor")
    (folder / "eigen.yaml").write_text("id: eigen\n", encoding="utf-8")
    said = reflect("tags", talk)
    assert (said.status, said.err) == (0, "The codebook eigen cannot be used, so codes stand as they are. See: reflect codebooks\n")
    assert " een " in said.out
    (row,) = csv.DictReader(io.StringIO(reflect("tags", talk, "--format", "csv").out.lstrip("\ufeff")))
    assert (row["code"], row["label"], row["codebook"]) == ("een", "een", "eigen 1")
    said = reflect("codebooks", talk)
    assert said.status == 4
    assert said.err.startswith("reflect: eigen.yaml, line 1: the file lacks the field version.")


def test_exports_speak_the_recordings_codebook(reflect: Reflect, talk: str) -> None:
    from tag_ops import add

    reflect("codebooks", talk, "--use", "klant-in-beeld")
    with open_store() as store:
        tagging.apply(store, talk, [add(code="geld.wankel", note="Rood staan.")], "Noor")
    (row,) = csv.DictReader(io.StringIO(reflect("tags", talk, "--format", "csv").out.lstrip("\ufeff")))
    assert (row["label"], row["score"], row["note"], row["codebook"]) == (
        "Geld en schulden: 2 Wankel",
        "2",
        "Rood staan.",
        "klant-in-beeld 2",
    )
    assert "Money and debts: 2 Shaky" in reflect("tags", talk).out
