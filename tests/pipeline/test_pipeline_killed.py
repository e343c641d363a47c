"""kill -9 at any moment: what was finished is there, nothing is half, and the same command goes on."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from reflect.store import recordings
from reflect.store.database import open_store

CHILD = Path(__file__).with_name("killed_child.py")


def test_a_run_that_is_killed_again_and_again_ends_in_one_whole_recording(talk: Path, own_home: Path) -> None:
    chance = random.Random(4)
    for _ in range(10):
        child = subprocess.Popen([sys.executable, str(CHILD), str(talk)], stdout=subprocess.PIPE, text=True)
        time.sleep(chance.uniform(0.3, 2.2))
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=60)
        if (own_home / "reflect.db").exists():
            connection = sqlite3.connect(own_home / "reflect.db")
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
    last = subprocess.run([sys.executable, str(CHILD), str(talk)], capture_output=True, text=True, check=True)
    with open_store() as store:
        (line,) = recordings.listing(store)
        assert last.stdout.split()[-1] == line.recording.id
        assert line.versions == 1
        film = line.recording.film
        assert film is not None
        assert film.path.read_bytes() == talk.read_bytes()
    files = [p.name for p in own_home.rglob("*") if p.is_file() and not p.name.startswith("reflect.db")]
    assert sorted(files) == sorted([film.path.name, f"sound-{film.sha256[:16]}.wav"])


def test_sound_that_was_ready_but_not_in_its_place_is_cleared_away(talk: Path, own_home: Path) -> None:
    dying = "import os, reflect.media.worker as w; w.replace = lambda *_: os.kill(os.getpid(), 9); "
    code = f"{dying}import runpy; runpy.run_path({str(CHILD)!r}, run_name='__main__')"
    child = subprocess.run([sys.executable, "-c", code, str(talk)], check=False)
    assert child.returncode == -signal.SIGKILL
    (left,) = (own_home / "work").rglob("*.reflect-tmp")
    open_store().close()
    assert not left.exists()


def test_a_finished_step_is_not_repeated_after_a_kill(talk: Path, own_home: Path) -> None:
    child = subprocess.Popen([sys.executable, str(CHILD), str(talk)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    while child.stdout.readline().strip() != "speakers":
        assert child.poll() is None
    child.kill()
    child.communicate(timeout=60)
    again = subprocess.run([sys.executable, str(CHILD), str(talk)], capture_output=True, text=True, check=True)
    assert again.stdout.split()[:-1] == ["speakers", "done"]
