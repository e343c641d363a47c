"""Tagging with a recording's own codebook, and old tags with a newer one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tag_ops import add, change, make_recording

from reflect import codebook, tagging
from reflect.errors import FormatError, NotFoundError
from reflect.store import codebooks, preferences, recordings
from reflect.store.database import Store
from reflect.store.tables import FragmentRow
from reflect.tagging import Ack

OWN = """\
id: eigen
version: {version}
label: {{nl: Eigen, en: Own}}
{more}
themes:
  - {{code: {code}, key: "1", colour: "#0f766e", label: {{nl: Een, en: One}}, question: {{nl: A, en: A}}}}
"""


def one(store: Store, talk: str, op: object) -> Ack:
    return tagging.apply(store, talk, [op], "Noor").acks[0]


def write_own(store: Store, code: str, version: int = 1, more: str = "") -> None:
    folder = codebooks.folder(store)
    folder.mkdir(exist_ok=True)
    (folder / "eigen.yaml").write_text(OWN.format(code=code, version=version, more=more), encoding="utf-8")


def test_a_recording_has_its_own_choice_or_that_of_the_settings(store: Store, talk: str) -> None:
    assert codebooks.of(store, talk) is codebook.load()
    assert codebooks.choose(store, "duo-interview").id == codebooks.default(store) == "duo-interview"
    assert codebooks.of(store, talk).id == "duo-interview"
    codebooks.choose(store, "klant-in-beeld", talk)
    assert (codebooks.of(store, talk).id, recordings.get(store, talk).codebook) == ("klant-in-beeld", "klant-in-beeld")
    assert recordings.listing(store)[0].recording.codebook == "klant-in-beeld"
    codebooks.as_settings(store, talk)
    assert (codebooks.of(store, talk).id, recordings.get(store, talk).codebook) == ("duo-interview", None)


def test_a_codebook_that_is_not_there_cannot_be_chosen(store: Store, talk: str) -> None:
    for recording in (None, talk):
        with pytest.raises(NotFoundError):
            codebooks.choose(store, "weg", recording)
    with pytest.raises(NotFoundError):
        codebooks.choose(store, "duo-interview", "r000")
    assert (codebooks.default(store), recordings.get(store, talk).codebook) == ("kijkwijzer", None)
    preferences.put(store, codebooks.PREFERENCE, 7)
    assert codebooks.default(store) == "kijkwijzer", "what is no name is no choice"


def test_only_codes_of_the_recordings_codebook_are_taken(store: Store, talk: str) -> None:
    codebooks.choose(store, "duo-interview", talk)
    assert one(store, talk, add(code="emotie")).why == "unknown_code"
    kept = one(store, talk, add(code="samenwerken.extern")).fragment
    assert kept is not None
    assert (kept.code, kept.codebook) == ("samenwerken.extern", "duo-interview 1")
    assert tagging.apply(store, talk, [add(code="emotie")], "Noor", codebook.load()).acks[0].status == "stored"


def test_a_window_that_was_open_keeps_its_codebook(store: Store, talk: str) -> None:
    op = add(code="emotie", codebook="kijkwijzer 2")
    codebooks.choose(store, "duo-interview", talk)
    kept = one(store, talk, op).fragment
    assert kept is not None
    assert kept.codebook == codebook.load().name
    assert one(store, talk, add(code="emotie", codebook="kijkwijzer 1")).status == "stored", "the id counts: the version is today's"
    assert one(store, talk, change("update", op["id"], 1, code="houding", codebook="duo-interview 1")).status == "stored"
    for wrong in ("weg 1", "../x", "", 3, "a" * 61):
        assert one(store, talk, add(code="emotie", codebook=wrong)).why == "unknown_code"


def test_the_name_of_a_codebook_alone_changes_nothing(store: Store, talk: str) -> None:
    op = add(code="emotie")
    one(store, talk, op)
    kept = one(store, talk, change("update", op["id"], 1, note="x", codebook="duo-interview 1")).fragment
    assert kept is not None
    assert (kept.codebook, kept.note) == (codebook.load().name, "x")


def test_a_broken_codebook_refuses_codes_and_nothing_else(store: Store, talk: str) -> None:
    write_own(store, "een")
    codebooks.choose(store, "eigen", talk)
    op = add(code="een")
    assert one(store, talk, op).status == "stored"
    (codebooks.folder(store) / "eigen.yaml").write_text("id: eigen\n", encoding="utf-8")
    assert one(store, talk, add(code="een")).why == "unknown_code"
    assert one(store, talk, change("update", op["id"], 1, note="x")).status == "stored"
    with pytest.raises(FormatError, match=r"^eigen\.yaml, line 1: the file lacks the field version"):
        codebooks.of(store, talk)


def test_old_tags_are_told_and_renewed_only_when_asked(store: Store, talk: str) -> None:
    write_own(store, "een")
    codebooks.choose(store, "eigen", talk)
    ops = [add(code="een"), add(code="een", note="houd dit")]
    tagging.apply(store, talk, ops, "Noor")
    with store.writing() as connection:
        connection.execute(FragmentRow.__table__.update().where(FragmentRow.id == ops[0]["id"]).values(code="weg"))  # type: ignore[attr-defined]
    write_own(store, "twee", 2, "renamed: {een: twee}\nchanged: {2: {nl: Een heet twee., en: One is two.}}")
    found = tagging.older(store, talk)
    assert [(c.code, c.now) for c in found.codes] == [("een", "twee"), ("weg", None)]
    assert [words.nl for words in found.news] == ["Een heet twee."]
    assert {(f.code, f.codebook, f.revision) for f in tagging.fragments(store, talk)} == {("een", "eigen 1", 1), ("weg", "eigen 1", 1)}
    assert tagging.renew(store, talk, "Sam") == 1
    kept = {f.code: f for f in tagging.fragments(store, talk)}
    assert (kept["twee"].codebook, kept["twee"].revision, kept["twee"].note, kept["twee"].coder) == ("eigen 2", 2, "houd dit", "Noor")
    assert (kept["weg"].codebook, kept["weg"].revision) == ("eigen 1", 1)
    assert tagging.renew(store, talk, "Sam") == 0
    assert tagging.older(store, talk).books == {"eigen 1": 1}


def test_many_old_tags_are_renewed_too(store: Store, tmp_path: Path) -> None:
    talk = make_recording(store, tmp_path)
    write_own(store, "een")
    codebooks.choose(store, "eigen")
    for _ in range(2):
        tagging.apply(store, talk, [add(code="een") for _ in range(tagging.MAX_OPS)], "Noor")
    tagging.apply(store, talk, [add(code="een")], "Noor")
    write_own(store, "twee", 2, "renamed: {een: twee}")
    assert tagging.renew(store, talk, "Sam") == 2 * tagging.MAX_OPS + 1
    assert not tagging.older(store, talk)
