"""What a person asks of the worker is done once, whatever is killed; what cannot be done says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from reflect import arriving
from reflect.errors import MediaError, NotFoundError, UsageError
from reflect.media import write_wave
from reflect.model.sound import RATE
from reflect.pipeline import Settings
from reflect.store import arrivals, jobs, open_store, recordings
from reflect.store.database import Store
from reflect.store.values import State, Wish

CHILD = Path(__file__).with_name("arriving_child.py")


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    with open_store() as opened:
        yield opened


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.asr.fake import FakeRecognizer
    from reflect.diarization import FakeDiarizer

    monkeypatch.setattr("reflect.asr.create", lambda *args, **settings: FakeRecognizer())
    monkeypatch.setattr("reflect.diarization.create", lambda *args, **settings: FakeDiarizer())


def talk(path: Path, seed: int = 1, seconds: int = 4) -> Path:
    write_wave(path, [np.random.default_rng(seed).normal(0, 0.2, seconds * RATE).astype(np.float32)])
    return path


def child(idle_s: float = 0.2) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(CHILD), str(idle_s)], stdout=subprocess.PIPE, text=True)


def until_it_says(worker: subprocess.Popen[str], word: str) -> None:
    assert worker.stdout is not None
    while worker.stdout.readline().strip() != word:
        assert worker.poll() is None


def until_it_listens(worker: subprocess.Popen[str]) -> None:
    until_it_says(worker, "words")


# ---- asking -----------------------------------------------------------------------------------


def test_a_film_is_asked_for_once_with_its_settings(store: Store, tmp_path: Path) -> None:
    film = talk(tmp_path / "gesprek.wav")
    settings = Settings(language="tr", speakers=3, glossary=("UWV",), case="A12", audio=talk(tmp_path / "r.wav", 2))
    (first,) = arriving.ask(store, f"  {film} ", settings)
    (again,) = arriving.ask(store, film, Settings())
    assert first.id == again.id
    assert arriving.waiting(store) == (first,)
    assert (first.kind, first.state, first.path, first.recording_id) == (Wish.FILM, State.QUEUED, str(film), None)
    assert arriving.asking.from_plain(first.settings) == settings


def test_a_folder_is_all_its_films(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "kaart"
    (folder / "diep").mkdir(parents=True)
    for name in ("b.MTS", "a.mp4", "notes.txt", ".hidden.mp4", "diep/c.mp4"):
        (folder / name).write_bytes(b"x")
    asked = arriving.ask(store, folder, Settings())
    assert [Path(a.path).name for a in asked] == ["a.mp4", "b.MTS"]
    with pytest.raises(UsageError, match="belongs to one film"):
        arriving.ask(store, folder, Settings(cameras=(folder / "a.mp4",)))


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("nowhere.mp4", NotFoundError, "There is no file"),
        ("empty", NotFoundError, "holds no films"),
        ("notes.txt", MediaError, "is no film or sound file by its name"),
        ("pipe.mp4", MediaError, "is not a file"),
        ("a\x00b.mp4", NotFoundError, "There is no file"),
        ("x" * 5_000 + ".mp4", NotFoundError, "There is no file"),
    ],
    ids=["nowhere", "empty", "text", "pipe", "nul", "long"],
)
def test_what_cannot_be_asked_says_why(store: Store, tmp_path: Path, name: str, error: type[Exception], says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(error, match=says):
        arriving.ask(store, f"{tmp_path}/{name}", Settings())
    assert arriving.waiting(store) == ()


def test_a_film_of_the_library_is_not_brought_in_again(store: Store, tmp_path: Path, fakes: None) -> None:
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings())
    assert arriving.work(store, idle_s=0)
    (line,) = recordings.listing(store)
    assert line.recording.film is not None
    with pytest.raises(UsageError, match="is in the library already"):
        arriving.ask(store, line.recording.film.path, Settings())


def test_the_inbox_lists_what_is_not_in_yet(store: Store, fakes: None) -> None:
    folder = arriving.inbox_folder(store.home)
    assert arriving.inbox(store) == ()
    film = talk(folder / "gesprek.wav")
    (folder / "thumbs.db").write_bytes(b"x")
    assert arriving.inbox(store) == (film,)
    arriving.ask(store, film, Settings())
    assert arriving.inbox(store) == ()
    arriving.work(store, idle_s=0)
    assert len(recordings.listing(store)) == 1
    assert arriving.inbox(store) == ()
    assert film.is_file()


def test_without_the_speech_packages_the_line_to_type_is_told(monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path) -> None:
    from importlib.metadata import PackageNotFoundError

    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("reflect.arriving.asking.find_spec", lambda name: None)
    assert "pip install 'reflect[speech]'" in arriving.missing()
    monkeypatch.setattr("reflect.asr.recognizer.version", absent)
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings())
    assert arriving.work(store, idle_s=0)
    (failed,) = arriving.waiting(store)
    assert failed.state is State.FAILED
    assert "pip install 'reflect[speech]'" in failed.error
    assert recordings.listing(store) == ()


# ---- working ----------------------------------------------------------------------------------


def test_the_worker_brings_in_what_can_be_and_keeps_why_the_rest_cannot(store: Store, tmp_path: Path, fakes: None) -> None:
    silent = tmp_path / "stil.wav"
    write_wave(silent, [np.zeros(4 * RATE, dtype=np.float32)])
    arriving.ask(store, silent, Settings())
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings(case="A12"))
    assert arriving.work(store, idle_s=0)
    (line,) = recordings.listing(store)
    assert (line.recording.case, line.versions) == ("A12", 1)
    (failed,) = arriving.waiting(store)
    assert (failed.path, failed.state, failed.recording_id) == (str(silent), State.FAILED, None)
    assert "is silent" in failed.error
    talk(silent, 5)
    (again,) = arriving.ask(store, silent, Settings())
    assert again.id != failed.id
    arriving.work(store, idle_s=0)
    assert arriving.waiting(store) == ()
    assert len(recordings.listing(store)) == 2


def test_an_error_of_our_own_keeps_its_kind_only(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **settings: object) -> None:
        raise RuntimeError("mevrouw Achternaam")

    monkeypatch.setattr("reflect.asr.create", broken)
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings())
    arriving.work(store, idle_s=0)
    assert arriving.waiting(store)[0].error.startswith("An error in reflect itself (RuntimeError).")


def test_what_waits_can_be_taken_back(store: Store, tmp_path: Path, fakes: None) -> None:
    (first,) = arriving.ask(store, talk(tmp_path / "een.wav", 1), Settings())
    (second,) = arriving.ask(store, talk(tmp_path / "twee.wav", 2), Settings())
    arriving.cancel(store, first.id)
    arriving.cancel(store, first.id)
    assert arriving.waiting(store) == (second,)
    arriving.work(store, idle_s=0)
    assert [line.recording.title for line in recordings.listing(store)] == ["twee.wav"]


def test_one_worker_for_a_data_folder(store: Store) -> None:
    first = child(idle_s=5)
    until_it_says(first, "holds")
    assert arriving.work(store, idle_s=0) is False
    assert first.communicate(timeout=60)[0].strip() == "worked"
    assert arriving.work(store, idle_s=0) is True


def test_a_killed_worker_leaves_a_film_that_is_brought_in_once(store: Store, tmp_path: Path) -> None:
    film = talk(tmp_path / "gesprek.wav")
    arriving.ask(store, film, Settings(case="A12", glossary=("UWV",)))
    for _ in range(2):
        worker = child()
        until_it_listens(worker)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        (left,) = arriving.waiting(store)
        assert left.state is State.RUNNING
        assert left.recording_id is not None
    assert child().communicate(timeout=90)[0].split()[-1] == "worked"
    (line,) = recordings.listing(store)
    assert (line.versions, line.recording.case) == (1, "A12")
    assert arriving.waiting(store) == ()
    assert arrivals.listing(store) == ()


def test_a_recording_is_stopped_and_goes_on(store: Store, tmp_path: Path) -> None:
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings(speakers=2))
    worker = child()
    until_it_listens(worker)
    (line,) = recordings.listing(store)
    arriving.stop(store, line.recording.id)
    assert worker.communicate(timeout=60)[0].split()[-1] == "worked"
    (line,) = recordings.listing(store)
    assert line.job is not None
    assert (line.job.state, line.versions) == (State.STOPPED, 0)
    assert arriving.waiting(store) == ()
    asked = arriving.resume(store, line.recording.id)
    assert asked == arriving.resume(store, line.recording.id)
    assert child().communicate(timeout=60)[0].split()[-1] == "worked"
    (line,) = recordings.listing(store)
    assert line.job is not None
    assert (line.job.state, line.versions) == (State.DONE, 1)
    assert line.job.settings["speakers"] == 2
    reused = {s.name for s in line.job.steps if s.reused}
    assert any(name.startswith("sound") for name in reused)


def test_a_recorder_is_listened_to_again_without_its_path(store: Store, tmp_path: Path, fakes: None) -> None:
    chance = np.random.default_rng(5)
    sound = (chance.normal(0, 0.2, 40 * RATE) * (np.sin(np.arange(40 * RATE) / 3_000) > 0)).astype(np.float32)
    write_wave(tmp_path / "film.wav", [sound])
    write_wave(tmp_path / "recorder.wav", [0.5 * sound[5 * RATE :]])
    arriving.ask(store, tmp_path / "film.wav", Settings(audio=tmp_path / "recorder.wav"))
    arriving.work(store, idle_s=0)
    (line,) = recordings.listing(store)
    assert len(line.recording.media) == 2
    (tmp_path / "recorder.wav").unlink()
    (tmp_path / "film.wav").unlink()
    arriving.resume(store, line.recording.id)
    arriving.work(store, idle_s=0)
    assert arriving.waiting(store) == ()
    (line,) = recordings.listing(store)
    assert (line.versions, len(line.recording.media)) == (1, 2)
    assert line.job is not None
    assert all(s.reused for s in line.job.steps)


def test_a_recording_without_its_film_cannot_go_on(store: Store, tmp_path: Path, fakes: None) -> None:
    arriving.ask(store, talk(tmp_path / "gesprek.wav"), Settings())
    arriving.work(store, idle_s=0)
    (line,) = recordings.listing(store)
    assert line.recording.film is not None
    line.recording.film.path.unlink()
    with pytest.raises(NotFoundError, match="is no longer on the disk"):
        arriving.resume(store, line.recording.id)


def test_what_is_asked_at_the_last_moment_is_not_forgotten(
    store: Store, tmp_path: Path, fakes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked while the worker is about to end and still holds the lock, so that no other was started."""
    from reflect.arriving import worker

    once = threading.Event()
    really = worker._until_idle

    def idle_then_asked(store: Store, idle_s: float) -> None:
        really(store, idle_s)
        if not once.is_set():
            once.set()
            arriving.ask(store, talk(tmp_path / "laat.wav"), Settings())

    monkeypatch.setattr(worker, "_until_idle", idle_then_asked)
    assert arriving.work(store, idle_s=0)
    assert len(recordings.listing(store)) == 1


def test_the_app_starts_a_worker_that_ends_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLECT_WORKER")
    started: list[list[str]] = []
    monkeypatch.setattr("reflect.arriving.worker.subprocess.Popen", lambda command, **more: started.append(command))
    assert arriving.ensure_worker(store.home)
    assert started[0][1:] == ["-P", "-m", "reflect.cli", "work"]
    monkeypatch.setenv("REFLECT_WORKER", "off")
    assert not arriving.ensure_worker(store.home)


def test_the_work_command_ends_when_there_is_nothing_to_do(store: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "reflect.cli", "work", "--idle", "0"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ---- viewing copies ---------------------------------------------------------------------------


@pytest.fixture
def strange(store: Store, tmp_path: Path) -> str:
    """A recording whose film no browser plays."""
    from dataclasses import asdict

    from reflect import media
    from reflect.store.incoming import import_media
    from reflect.store.values import NewMedia

    sys.path.insert(0, str(Path(__file__).parent.parent / "media"))
    from odd_media import base_film, ffmpeg

    base_film(tmp_path / "base.mp4")
    ffmpeg("-i", tmp_path / "base.mp4", "-c", "copy", tmp_path / "film.mkv")
    info = media.probe(tmp_path / "film.mkv")
    return recordings.add(store, [NewMedia(import_media(store, tmp_path / "film.mkv"), container=info.container, facts=asdict(info))]).id


def test_a_viewing_copy_is_made_beside_the_films(store: Store, strange: str) -> None:
    from reflect.serving import copies

    recording = recordings.get(store, strange)
    (film,) = recording.media
    before = film.path.read_bytes()
    assert copies.states(store, recording)[film.id] == {"copy": "none", "copyProgress": 0.0}
    assert copies.ask(store, recording, film)["copy"] == "wanted"
    assert copies.ask(store, recording, film)["copy"] == "wanted"
    assert len(arrivals.listing(store)) == 1
    assert arriving.waiting(store) == ()
    assert arriving.work(store, idle_s=1.5)
    assert copies.states(store, recording)[film.id] == {"copy": "ready", "copyProgress": 1.0}
    assert arrivals.listing(store) == ()
    assert film.path.read_bytes() == before
    assert b"moov" in arriving.copy_path(store.home, film).read_bytes()[:64_000]
    recordings.delete_recording(store, strange)
    assert not arriving.copy_path(store.home, film).exists()


def test_a_copy_that_cannot_be_made_says_so_and_may_be_asked_again(store: Store, strange: str) -> None:
    from reflect.serving import copies

    recording = recordings.get(store, strange)
    (film,) = recording.media
    film.path.write_bytes(film.path.read_bytes()[:300])
    copies.ask(store, recording, film)
    arriving.work(store, idle_s=1.5)
    assert copies.states(store, recording)[film.id]["copy"] == "failed"
    assert copies.ask(store, recording, film)["copy"] == "wanted"
    film.path.unlink()
    with pytest.raises(NotFoundError):
        arriving.ask_copy(store, film)


def test_a_queued_job_is_told_to_the_page(store: Store, strange: str) -> None:
    from reflect.serving import states

    recording = recordings.get(store, strange)
    assert states.of(store, recording, False, "nl")["state"] == "empty"
    arriving.resume(store, strange)
    assert states.of(store, recording, False, "nl")["state"] == "waiting"
    arriving.stop(store, strange)
    assert states.of(store, recording, False, "nl")["state"] == "empty"
    assert jobs.of_recording(store, strange) == ()
