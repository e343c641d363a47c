"""`reflect render` on a list of a recording, and on what people mistype."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from agreed import everybody_agrees

from reflect import tagging
from reflect.store import NewMedia, open_store, recordings
from reflect.store.incoming import import_media

Reflect = Callable[..., Any]
LIST = "6f1c2b1e-0000-4000-8000-00000000000a"


@pytest.fixture
def talk(films: Path) -> str:
    """A recording of ten seconds with a list of two clips."""
    clips = [
        {"start": 3_000, "end": 4_000, "before": 500, "after": 0, "code": "weerstand.vechten", "question": "Wat zie je?"},
        {"start": 7_000, "end": 8_000, "before": 0, "after": 0},
    ]
    with open_store() as store:
        made = recordings.add(store, [NewMedia(import_media(store, films / "base.mp4"))], duration_ms=10_000).id
        everybody_agrees(store)
        tagging.save_clips(store, made, {"id": LIST, "title": "Contact", "clips": clips}, "Noor")
    return made


def test_films_are_made_printed_and_kept(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    said = reflect("render", talk[:6], "contact", "-o", folder, "--no-reel", "--no-loudness")
    assert said.status == 0, said.err
    assert said.out.splitlines() == [f"{folder}/01-weerstand.mp4   0:01", f"{folder}/02-clip.mp4   0:01"]
    again = reflect("render", talk[:6], "-o", folder, "--no-reel", "--no-loudness", "--format", "json")
    told = json.loads(again.out)
    assert (again.status, told["kept"], told["reel"], told["warnings"]) == (0, 2, None, [])
    assert [(clip["number"], clip["start"], clip["end"], clip["recording"]) for clip in told["clips"]] == [
        (1, 2_500, 4_000, talk),
        (2, 7_000, 8_000, talk),
    ]
    assert all(Path(clip["path"]).is_file() and Path(clip["still"]).is_file() for clip in told["clips"])


@pytest.mark.parametrize(
    ("wrong", "status", "says"),
    [
        (["--subtitles", "both"], 2, "--subtitles both is not known. Give burned, beside or none."),
        (["--language", "de"], 2, "--language de is not known. Give nl or en."),
        (["--session", "4a37"], 2, "Give a recording's id (reflect status lists them), or --session with a session's id. Not both."),
        (["--no-clips", "--no-reel"], 2, "Nothing is asked for: leave out --no-clips or --no-reel."),
        (["--camera", "2", "--no-reel"], 2, "--camera 2: the recording of clip 1 has 1, counted from 1."),
    ],
)
def test_what_people_mistype(reflect: Reflect, talk: str, tmp_path: Path, wrong: list[str], status: int, says: str) -> None:
    said = reflect("render", talk, "-o", tmp_path / "films", *wrong)
    assert said.status == status
    assert said.err.splitlines()[-1] == f"reflect: {says}"
    assert not (tmp_path / "films").exists()


def test_a_list_that_is_not_there(reflect: Reflect, talk: str, tmp_path: Path) -> None:
    said = reflect("render", talk, "Anders", "-o", tmp_path / "films")
    assert said.status == 3
    assert "Contact" in said.err


def test_a_session_that_is_not_there(reflect: Reflect, tmp_path: Path) -> None:
    said = reflect("render", "--session", "4a37", "-o", tmp_path / "films")
    assert said.status == 3
    assert said.err.splitlines()[-1] == "reflect: There are no sessions yet. Make one in the app: reflect app"
