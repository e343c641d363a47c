"""`reflect teach` as a person types it: a set from nothing to what trainees pressed."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "teaching"))

from agreed import everybody_agrees
from tag_ops import add, make_recording
from teaching_world import looked_through

from reflect import consenting, tagging
from reflect.model.consent import Answer, Purpose
from reflect.store import consents, open_store
from reflect.store.database import Store

Reflect = Callable[..., Any]


@pytest.fixture
def store(own_home: Path) -> Any:
    with open_store() as opened:
        yield opened


@pytest.fixture
def rid(store: Store, tmp_path: Path) -> str:
    made = make_recording(store, tmp_path)
    everybody_agrees(store)
    looked_through(store, made)
    return made


def tag(store: Store, rid: str) -> str:
    ack = tagging.apply(store, rid, [add(code="weerstand.vechten")], "Noor").acks[0]
    assert ack.fragment is not None
    return ack.fragment.id


def test_a_set_from_nothing_to_what_was_pressed(reflect: Reflect, store: Store, rid: str, tmp_path: Path) -> None:
    assert "There are no teaching sets yet" in reflect("teach", "list").out
    made = reflect("teach", "new", "Weerstand herkennen", "--goal", "Het moment zien")
    assert made.status == 0, made.err
    id = made.out.split()[0]
    done = reflect("teach", "add", id, rid, "--fragment", tag(store, rid)[:8], "--question", "Wat zie je?", "--handle", "1")
    assert (done.status, "1. " + rid in done.out, "0:00-0:07" in done.out) == (0, True, True), done.out + done.err
    assert "refused" not in done.out
    (line,) = json.loads(reflect("teach", "list", "--format", "json").out)
    assert (line["title"], line["clips"], line["refused"], line["state"]) == ("Weerstand herkennen", 1, 0, "open")
    file = json.loads(reflect("teach", "show", id, "--format", "json").out)
    clip = file["clips"][0]
    presses = [{"id": str(uuid.uuid4()), "clip": clip["id"], "at_ms": at_ms, "theme": ""} for at_ms in (2_000, 500)]
    saved = {"schema": "reflect/presses", "version": 1, "set": file["id"], "id": str(uuid.uuid4()), "trainee": "=Vink", "presses": presses}
    (tmp_path / "momenten.json").write_text(json.dumps(saved))
    brought = reflect("teach", "presses", id, "--from", tmp_path / "momenten.json")
    assert "=Vink: 2 presses" in brought.err
    assert [cell for cell in brought.out.split() if cell.isdigit()] == ["1", "0", "1"], brought.out
    csv = reflect("teach", "presses", id, "--format", "csv", "--recipient", "K1").out.splitlines()
    [handed] = json.loads(reflect("audit", "--disclosures", "--format", "json").out)
    assert (handed["what"], handed["purpose"], handed["recipient"], len(handed["sha256"])) == ("presses csv", "P5", "K1", 64)
    assert csv[1:] == [f"'=Vink,1,{rid},500,,0", f"'=Vink,1,{rid},2000,,1"]
    assert "No trainee is called 'mus'" in reflect("teach", "presses", id, "--forget", "mus").err
    assert "Erased: 2 presses" in reflect("teach", "presses", id, "--forget", "=vink").err
    assert "No trainee pressed yet" in reflect("teach", "presses", id).out
    assert reflect("teach", "confirm", "Weerstand herkennen").out.split()[-1] == f"{date.today() + timedelta(days=365)}."


def test_who_did_not_agree_is_named_and_nothing_is_made(reflect: Reflect, store: Store, rid: str, tmp_path: Path) -> None:
    id = reflect("teach", "new", "Luisteren").out.split()[0]
    reflect("teach", "add", id, rid, "--from", "0:01", "--to", "0:03", "--theme", "emotie")
    client = next(p.id for p in consents.persons(store) if p.pseudonym == "C1")
    consenting.answer(store, rid, client, [Purpose.TRAINING], Answer.NO, "Noor")
    assert "refused: C1 (client): no; not masked: face uncovered" in reflect("teach", "show", id).out
    made = reflect("teach", "make", id, "--recipient", "Team", "-o", tmp_path / "set.zip")
    assert (made.status, "None of the 1 clips may be used: no" in made.err) == (8, True), made.err
    assert not (tmp_path / "set.zip").exists()


def test_what_cannot_be_is_said_in_one_line(reflect: Reflect, store: Store, rid: str, tmp_path: Path) -> None:
    id = reflect("teach", "new", "Leeg").out.split()[0]
    for arguments, told in (
        (("new", "Nummer 111222333"), "That cannot be kept: bsn"),
        (("add", id, rid), "Name a fragment with --fragment"),
        (("add", id, rid, "--fragment", "zzz"), "is not one fragment of"),
        (("add", id, rid, "--from", "5:00", "--to", "6:00"), "That cannot be kept: beyond end"),
        (("show", "nothing"), "is not one teaching set"),
        (("make", id, "--recipient", "A"), "This set has no clips yet"),
        (("make", id, "--recipient", "A", "--until", "soon"), "is no day. Write it as 2027-06-30"),
        (("make", id, "--recipient", "A", "--what", "film"), "--what film is not known"),
        (("make", id), "--recipient"),
        (("make", id, "--recipient", "A", "--voice", "0.8", "--voice-of", "Nobody"), "There is no person 'Nobody'"),
        (("presses", id, "--from", tmp_path / "none.json"), "none.json cannot be read"),
    ):
        said = reflect("teach", *arguments)
        assert said.status in (2, 3), f"{arguments}: {said}"
        assert told in said.err, f"{arguments}: {said.err}"
    assert "No trainee pressed yet" in reflect("teach", "presses", id).out
