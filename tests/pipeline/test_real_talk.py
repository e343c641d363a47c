"""The whole way with the real models, as a person types it. Slow: the demo lasts almost four minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


def reflect(home: Path, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "reflect.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "REFLECT_HOME": str(home)},
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real") / "home"


@pytest.fixture(scope="module")
def demo(home: Path) -> subprocess.CompletedProcess[str]:
    return reflect(home, "demo", "--no-app")


@pytest.fixture(scope="module")
def recording(home: Path, demo: subprocess.CompletedProcess[str]) -> str:
    lines = json.loads(reflect(home, "status", "--format", "json").stdout)
    (first,) = [line for line in lines if line["title"] != "Na het oefenen"]
    return str(first["id"])


def test_the_demo_shows_a_transcript_and_says_how_to_go_on(demo: subprocess.CompletedProcess[str], home: Path) -> None:
    assert "Klantmanager ?" in demo.stdout
    assert "Cliënt ?" in demo.stdout
    assert "dossier" in demo.stdout
    for words in ("Recognising words", "Finding who speaks", "real-time factor", f"The data are in {home}", "reflect app"):
        assert words in demo.stderr


def test_the_demo_measures_up(home: Path, recording: str, repository: Path) -> None:
    reference = repository / "annotations" / "demo" / "gesprek.json"
    result = json.loads(reflect(home, "evaluate", recording, "--reference", reference, "--format", "json").stdout)
    assert result["speakers"] == {"reference": 2, "found": 2}
    assert result["word_time_to_right_person"]["rate"] > 0.97
    assert result["der"]["rate"] < 0.08
    assert result["wer"]["rate"] < 0.42


def test_the_roles_of_the_demo_are_guessed_right(home: Path, recording: str, repository: Path) -> None:
    """Whoever the film's ground truth calls klantmanager gets that role."""
    truth = json.loads((repository / "annotations" / "demo" / "gesprek.json").read_text(encoding="utf-8"))["turns"]
    shown = json.loads(reflect(home, "export", recording, "json").stdout)
    text = json.dumps(shown)
    assert '"klantmanager"' in text
    first = truth[0]["speaker"]
    lines = reflect(home, "show", recording, "--to", "0:04").stdout.splitlines()
    assert first == "klantmanager"
    assert "Klantmanager ?" in lines[0]


def test_the_demo_again_is_done_at_once(home: Path, demo: subprocess.CompletedProcess[str]) -> None:
    again = reflect(home, "demo", "--no-app")
    assert again.stderr.count("kept from an earlier run") >= 3
    assert again.stdout == demo.stdout


def test_openai_whisper_hears_a_part_of_the_demo(home: Path, recording: str, repository: Path) -> None:
    film = repository / "annotations" / "demo" / "gesprek.mp4"
    done = reflect(home, "process", film, "--engine", "openai-whisper", "--from", "1:59", "--to", "2:14", "--speakers", "2")
    assert done.stdout.strip() == recording
    shown = reflect(home, "show", recording).stdout
    assert shown.startswith((" 1:5", "1:5", "2:0"))
    assert 5 < len(shown.split()) < 120


def test_nl_de_brief_goes_to_the_right_person(home: Path, shared_speech: Path) -> None:
    done = reflect(home, "process", shared_speech / "nl_de_brief.flac", "--speakers", "2")
    recording = done.stdout.split()[-1]
    result = json.loads(reflect(home, "evaluate", recording, "--reference", shared_speech / "nl_de_brief.json", "--format", "json").stdout)
    assert result["word_time_to_right_person"]["rate"] >= 0.97
    assert result["speech_to_right_person"]["rate"] >= 0.97
