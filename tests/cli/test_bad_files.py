"""Files that cannot be used: one line that names the file, and the data folder as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from odd_media import BAD, ODD_NAMES, Bad

from reflect.diarization import FakeDiarizer

Reflect = Callable[..., Any]


def media_in(home: Path) -> list[Path]:
    return [p for p in home.rglob("*") if p.is_file() and not p.name.startswith("reflect.db")]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_in_one_line_and_nothing_is_kept(
    reflect: Reflect, films: Path, tmp_path: Path, own_home: Path, bad: Bad
) -> None:
    path = bad.make(films / "base.mp4", tmp_path)
    said = reflect("process", "--quiet", path)
    assert said.status in (3, 4)
    assert said.out == ""
    assert said.err.startswith("reflect: ")
    assert said.err.count("\n") == 1
    assert path.name in said.err
    assert bad.says in said.err
    assert reflect("status").out.startswith("There are no recordings yet")
    assert media_in(own_home) == []


@pytest.mark.parametrize("name", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_a_good_film_may_have_any_name(reflect: Reflect, films: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.asr.fake import FakeRecognizer

    monkeypatch.setattr("reflect.asr.create", lambda *args, **settings: FakeRecognizer())
    monkeypatch.setattr("reflect.diarization.create", lambda *args, **settings: FakeDiarizer())
    path = Path(os.fsdecode(os.fsencode(tmp_path / name)))
    os.link(films / "base.mp4", path)
    said = reflect("process", path)
    assert said.status == 0, said.err
    recording = said.out.split()[-1]
    assert recording in reflect("status").out
