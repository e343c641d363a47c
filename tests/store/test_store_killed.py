"""Killed at any moment, or out of room: what was acknowledged is there, once and whole, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from sqlalchemy import select

from reflect.errors import ReflectError, StoreError
from reflect.model.speech import Maker, Transcript
from reflect.store import Home, NewMedia, State, TranscriptKind, atomic_write, jobs, open_store, recordings, transcripts
from reflect.store.database import Store
from reflect.store.home import PENDING
from reflect.store.incoming import import_media
from reflect.store.tables import ResultRow
from reflect.temporary import TEMP_END

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the children are forked and killed")
MAKER = Maker("engine")
ROUNDS = 20
PRELOADED = alembic.command
"""Imported here, so that a forked child spends its short life on the work."""


def payload_of(key: str) -> bytes:
    return random.Random(key).randbytes(50_000)


def keep_writing(home: Home, sources: list[Path], say: int) -> None:
    """Import, process and now and then delete recordings, and say each thing after it is promised to last."""
    store = open_store(home)
    for number, source in enumerate(sources):
        stored = import_media(store, source)
        if stored.known_as is None:
            made = recordings.add(store, [NewMedia(stored)])
            tell(say, "film", made.id, stored.sha256)
        else:
            made = recordings.get(store, stored.known_as)
        job = jobs.start(store, made.id, {})
        for name in ("recognise", "diarize"):
            key = f"{made.id}-{name}"
            if jobs.begin_step(store, job.id, name, key) is None:
                jobs.finish_step(store, job.id, name, key, payload=payload_of(key), maker=MAKER)
                tell(say, "step", made.id, name)
        version = transcripts.add(store, made.id, Transcript("nl", 1, (), ()), TranscriptKind.ALIGNED, MAKER, key="k")
        tell(say, "version", made.id, version.id)
        jobs.finish(store, job.id)
        tell(say, "job", made.id, job.id)
        if number % 5 == 4:
            tell(say, "deleting", made.id)
            recordings.delete_recording(store, made.id)
            tell(say, "deleted", made.id)


def tell(say: int, *what: str) -> None:
    os.write(say, (json.dumps(what) + "\n").encode())


def killed_after(promises: int, seconds: float, home: Home, sources: list[Path]) -> list[list[str]]:
    """What a child said that was killed so many seconds after so many promises."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            keep_writing(home, sources, writing)
        except BaseException as error:
            tell(writing, "error", repr(error))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        said = [heard.readline() for _ in range(promises)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said += heard.readlines()
    return [json.loads(line) for line in said if line]


def test_twenty_kills_lose_nothing_acknowledged(home: Home, tmp_path: Path) -> None:
    chance = random.Random(int.from_bytes(os.urandom(4)))
    sources = []
    for i in range(30):
        path = tmp_path / f"film {i}.mp4"
        path.write_bytes(chance.randbytes(300_000))
        sources.append(path)
    said: list[list[str]] = []
    for turn in range(ROUNDS):
        # The first kills fall into opening and migrating; the later ones anywhere, whatever the machine's pace.
        promises = 0 if turn < 4 else chance.randrange(1, 7)
        said += killed_after(promises, chance.uniform(0.0, 0.15), home, chance.sample(sources, len(sources)))
    kinds = Counter(line[0] for line in said)
    print(f"{ROUNDS} kills; acknowledged: {dict(kinds)}")
    assert kinds["error"] == 0, [line for line in said if line[0] == "error"]
    assert min(kinds["film"], kinds["step"], kinds["version"]) >= 3
    with open_store(home) as store:
        check_promises(store, said)
    raw = sqlite3.connect(home.database)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()


def check_promises(store: Store, said: list[list[str]]) -> None:
    gone = {line[1] for line in said if line[0] == "deleting"}
    deleted = {line[1] for line in said if line[0] == "deleted"}
    lines = {line.recording.id: line for line in recordings.listing(store)}
    assert not deleted & set(lines)
    films = Counter(m.sha256 for line in lines.values() for m in line.recording.media)
    assert set(films.values()) <= {1}, "no film is there twice"
    for line in lines.values():
        (film,) = line.recording.media
        assert hashlib.sha256(film.path.read_bytes()).hexdigest() == film.sha256
        assert line.job is None or line.job.state is not State.RUNNING
    for kind, recording_id, *what in (line for line in said if line[1] not in gone):
        if kind == "film":
            assert lines[recording_id].recording.media[0].sha256 == what[0]
        elif kind == "step":
            key = f"{recording_id}-{what[0]}"
            found = jobs.step_result(store, recording_id, what[0], key)
            assert found is not None
            assert found.payload == payload_of(key)
        elif kind == "version":
            assert [v.id for v in transcripts.versions(store, recording_id)] == what
        elif kind == "job":
            assert jobs.get(store, what[0]).state is State.DONE
    with store.reading() as connection:
        results = connection.execute(select(ResultRow.recording_id, ResultRow.name)).all()
    assert len(results) == len(set(results))
    folders = {p.name for p in (store.home.path / "media").iterdir()}
    assert folders == set(lines), "no film without a recording"
    left = [p for p in store.home.path.rglob("*") if p.name.endswith(TEMP_END) or p.name.endswith(PENDING)]
    assert left == []


# ---- out of room ------------------------------------------------------------------------------


def in_child(work: Any) -> str:
    """What `work` returned or the ReflectError it raised, from a child that may spoil its own limits."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(work()).encode())
        except ReflectError as error:
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        except BaseException as error:
            os.write(writing, f"not ours: {error!r}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        answer = heard.read()
    os.waitpid(child, 0)
    return answer


def limit_files(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_film_that_does_not_fit(home: Home, store: Store, tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(bytes(9_000_000))

    def work() -> object:
        limit_files(5_000_000)
        return import_media(store, source)

    assert in_child(work).startswith("StoreError: There is no room left for ")
    assert list(home.tmp.iterdir()) == []
    assert recordings.listing(store) == ()


def test_a_result_that_does_not_fit(store: Store, recording: Any) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "recognise", "k")
    before = jobs.get(store, job.id)

    def work() -> object:
        limit_files(1_000_000)
        return jobs.finish_step(store, job.id, "recognise", "k", payload=os.urandom(2_000_000), maker=MAKER)

    answer = in_child(work)
    assert answer.startswith(f"StoreError: The database {store.home.database} could not be ")
    assert "free" in answer.lower()
    assert jobs.get(store, job.id) == before
    assert jobs.step_result(store, recording.id, "recognise", "k") is None
    jobs.finish_step(store, job.id, "recognise", "k", payload=b"smaller", maker=MAKER)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 3 MB, where root can mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no small disk can be mounted here (that takes root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(bytes(9_000_000))
    home = Home(small_disk / "home")
    with open_store(home) as store:
        with pytest.raises(StoreError, match=r"film.mp4 needs 0.01 GB and .* Free some disk space"):
            import_media(store, source)
        monkeypatch.setattr(Home, "free_bytes", lambda self: 10**12)
        with pytest.raises(StoreError, match=r"There is no room left for .* Free some disk space"):
            import_media(store, source)
        source.write_bytes(b"small")
        kept = recordings.add(store, [NewMedia(import_media(store, source))])
        job = jobs.start(store, kept.id, {})
        jobs.begin_step(store, job.id, "recognise", "k")
        with pytest.raises(StoreError, match=r"the disk is full. Free some disk space"):
            jobs.finish_step(store, job.id, "recognise", "k", payload=os.urandom(4_000_000), maker=MAKER)
        with pytest.raises(StoreError, match="There is no room left"):
            atomic_write(home.tmp / "big", bytes(9_000_000))
        assert list(home.tmp.iterdir()) == []
        assert recordings.get(store, kept.id) == kept
        jobs.finish_step(store, job.id, "recognise", "k", payload=b"fits", maker=MAKER)
