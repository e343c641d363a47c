"""reflect mask names, reflect mask sound, reflect export --masked: they refuse in time, and print no name unless asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from name_talks import talk_of
from tag_ops import new_id
from typer.testing import CliRunner

from reflect.cli import app
from reflect.errors import NotAllowedError, NotFoundError, UsageError
from reflect.masking import words
from reflect.model.speech import Maker
from reflect.store import transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

pytest.importorskip("deduce", reason="names are found with the extra mask")


@pytest.fixture
def named(store: Store, talk: str, monkeypatch: pytest.MonkeyPatch) -> str:
    lines = ["Ik ben Fatma Yilmaz uit Delft."]
    transcripts.add(store, talk, talk_of(lines), TranscriptKind.CORRECTED, Maker("test"))
    monkeypatch.setenv("REFLECT_HOME", str(store.home.path))
    return talk


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_names_are_not_printed_unless_asked(named: str) -> None:
    told = run("mask", "names", named, "--format", "json")
    lines = json.loads(told)
    assert [(line["kind"], line["decision"], line["replacement"]) for line in lines] == [
        ("person", "proposed", "[naam 1]"),
        ("place", "proposed", "[plaats 1]"),
    ]
    assert not [name for name in ("Fatma", "Yilmaz", "Delft") if name in told + run("mask", "names", named)]
    assert "Fatma Yilmaz" in run("mask", "names", named, "--format", "json", "--show")


def test_nothing_masked_leaves_while_something_is_undecided(named: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"were not proposed yet\. Type: reflect mask names"):
        run("export", named, "txt", "--masked")
    run("mask", "names", named)
    for command in (("export", named, "txt", "--masked"), ("mask", "sound", named, "-o", str(tmp_path / "out.mp4"))):
        with pytest.raises(UsageError, match="2 names or numbers are still to be decided about"):
            run(*command)
    ops = [{"op": new_id(), "do": "update", "id": one.mask.id, "decision": "confirmed"} for one in words.found(store, named)]
    words.apply(store, named, ops, "Noor")
    text = run("export", named, "txt", "--masked")
    assert "[naam 1] uit [plaats 1]" in text
    assert "Fatma" not in text
    assert not (tmp_path / "out.mp4").exists()


def test_a_target_that_is_taken_or_nowhere_is_told_first(named: str, tmp_path: Path) -> None:
    (tmp_path / "there.mp4").write_bytes(b"x")
    with pytest.raises(UsageError, match="is already there"):
        run("mask", "sound", named, "-o", str(tmp_path / "there.mp4"))
    with pytest.raises(UsageError, match=r"The folder .* does not exist"):
        run("mask", "sound", named, "-o", str(tmp_path / "no" / "out.mp4"))
    with pytest.raises(NotFoundError, match="There is no recording"):
        run("mask", "names", "r0000000")


def test_what_may_not_be_used_does_not_leave(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.privacy import Denied, Reason, Why

    monkeypatch.setattr("reflect.store.consents.may_use_all", lambda *_, **__: Denied((Reason(Why.NO),)))
    with pytest.raises(NotAllowedError, match="may not be used for P1: somebody said no"):
        run("export", named, "txt", "--masked")
