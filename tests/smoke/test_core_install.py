"""The core in an environment of its own, without the speech and development packages: what a trainer's laptop has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from agreed import everybody_agrees

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import incoming, open_store, people, recordings, transcripts
from reflect.store.values import NewMedia, TranscriptKind

pytestmark = [pytest.mark.install, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The bin folder of a fresh environment with `pip install .` and nothing else."""
    venv = tmp_path_factory.mktemp("core") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    # The pip of these tests puts it there. Without compiling: of most packages no line is ever run here.
    pip = [sys.executable, "-m", "pip", "--python", venv / "bin" / "python", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--no-compile", str(repository)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return venv / "bin"


def reflect(core: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # From another folder and without PYTHONPATH, so that the checkout cannot help. What was not compiled when it was put there is once.
    left_out = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {k: v for k, v in os.environ.items() if k not in left_out} | {"REFLECT_HOME": str(home)}
    return subprocess.run([core / "reflect", *arguments], capture_output=True, text=True, cwd="/", env=environment, check=False)


def test_the_core_reads_what_was_processed_elsewhere(core: Path, own_home: Path, tmp_path: Path) -> None:
    film = tmp_path / "gesprek.mp4"
    film.write_bytes(b"film")
    turn = Turn("S1", (Word("Goedemorgen.", Span(1_000, 1_600), 0.9, "S1"),))
    speakers = (Speaker("S1", Role.KLANTMANAGER, confirmed=True),)
    talk = Transcript("nl", 60_000, speakers, (turn,), (Activity(Span(1_000, 1_600), "S1"),))
    with open_store() as store:
        recording = recordings.add(store, [NewMedia(incoming.import_media(store, film))], duration_ms=60_000)
        everybody_agrees(store, recording.id)
        transcripts.add(store, recording.id, talk, TranscriptKind.ALIGNED, Maker("test"))
        people.set_speakers(store, recording.id, speakers)

    assert "Commands" in reflect(core, own_home, "--help").stdout
    assert recording.id in reflect(core, own_home, "status").stdout
    assert "Goedemorgen." in reflect(core, own_home, "show", recording.id).stdout
    for name in ("json", "rttm", "vtt", "srt", "txt", "csv"):
        assert reflect(core, own_home, "export", recording.id, name).returncode == 0
    doctor = reflect(core, own_home, "doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "pip install 'reflect[speech]'" in " ".join(doctor.stdout.split())


def test_a_command_that_needs_more_says_which_line_to_type(core: Path, own_home: Path, repository: Path) -> None:
    for arguments in (("demo", "--no-app"), ("process", str(repository / "annotations/demo/gesprek.mp4"))):
        said = reflect(core, own_home, *arguments)
        assert said.returncode == 5
        assert said.stderr.count("\n") == 1
        assert "is not installed. Type: pip install 'reflect[speech]' (in a checkout: pip install '.[speech]')" in said.stderr


def test_the_demo_films_and_the_app_travel_with_the_package(core: Path) -> None:
    names = ("annotations/demo/gesprek.mp4", "annotations/demo/vervolg.mp4", "annotations/demo/cyclus.json", "app.py")
    code = f"from reflect.resources import resource; print(*map(resource, {names}))"
    found = subprocess.run([core / "python", "-c", code], capture_output=True, text=True, cwd="/", check=True).stdout
    assert found.count("_data") == len(names)
