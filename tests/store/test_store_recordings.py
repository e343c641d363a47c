"""Recordings and films: what goes in comes out, once, under any name, and nothing is left behind."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select

from reflect.errors import MediaError, NotFoundError, Stopped, StoreError, UsageError
from reflect.model.speech import Maker, Role, Speaker, Transcript
from reflect.store import Home, MediaKind, NewMedia, Recording, State, TranscriptKind, jobs, people, recordings, transcripts
from reflect.store import incoming as incoming_module
from reflect.store.common import ALPHABET, new_id
from reflect.store.database import Store
from reflect.store.incoming import discard_media, import_media
from reflect.store.tables import JobRow, MediaRow, RecordingRow, ResultRow, SpeakerRow, StepRow, Table, TranscriptRow

Film = Callable[..., Path]


def leftovers(home: Home) -> list[str]:
    """Everything in the data folder that belongs to no recording."""
    return [p.name for p in home.path.rglob("*") if p.is_file() and (p.name.startswith(".") or p.parent == home.tmp)]


def test_a_recording_comes_back_as_it_went_in(store: Store, film: Film) -> None:
    source = film()
    moment = datetime(2026, 3, 1, 14, 30, tzinfo=timezone(timedelta(hours=1)))
    stored = import_media(store, source)
    facts = {"streams": [{"codec": "h264", "rotation": 90}], "fps": 29.97}
    media = NewMedia(stored, container="mov,mp4", facts=facts, offset_ms=-12.5, drift_ppm=3.25, clock_confidence=0.9)
    made = recordings.add(store, [media], case="W-12", recorded_at=moment, duration_ms=60_000, language="nl")
    assert made == recordings.get(store, made.id)
    assert (made.title, made.case, made.duration_ms, made.language) == (source.name, "W-12", 60_000, "nl")
    assert made.recorded_at == moment
    assert made.created_at.tzinfo is UTC
    film_file = made.film
    assert film_file is not None
    assert (film_file.facts, film_file.container, film_file.clock_confidence) == (facts, "mov,mp4", 0.9)
    assert (film_file.offset_ms, film_file.drift_ppm, film_file.size_bytes) == (-12.5, 3.25, source.stat().st_size)
    assert film_file.path.read_bytes() == source.read_bytes()
    assert film_file.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert film_file.path == store.home.path / "media" / made.id / f"{film_file.id}.mp4"
    assert leftovers(store.home) == []


@pytest.mark.skipif(os.name != "posix", reason="rights in octal exist on POSIX systems only")
def test_only_the_owner_can_read_the_data(store: Store, recording: Recording) -> None:
    assert recording.film is not None
    for path in (store.home.database, recording.film.path):
        assert path.stat().st_mode & 0o777 == 0o600, path
    for folder in (store.home.path, recording.film.path.parent, store.home.tmp, store.home.work(recording.id)):
        assert folder.stat().st_mode & 0o777 == 0o700, folder


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ('O\'Brien "x"; DROP TABLE recordings;--.MP4', ".mp4"),
        ("regel\neen.mov", ".mov"),
        ("gesprek 🙂 één.mkv", ".mkv"),
        ("%s%d{0}.webm", ".webm"),
        ("no ending", ".bin"),
        ("script.sh", ".bin"),
        (".mp4", ".bin"),
        ("x.m%4", ".bin"),
        ("-rf .wav", ".wav"),
        (os.fsdecode(b"latin\xe9.mp4"), ".mp4"),
    ],
)
def test_any_name_is_data_and_never_a_path(store: Store, film: Film, name: str, ending: str) -> None:
    made = recordings.add(store, [NewMedia(import_media(store, film(name=name)))])
    assert made.title == name.encode("utf-8", "replace").decode()
    assert made.film is not None
    assert made.film.path.name == made.film.id + ending
    assert recordings.listing(store)[0].recording.title == made.title


def test_the_same_film_is_recognised_and_not_kept_twice(store: Store, film: Film) -> None:
    first = recordings.add(store, [NewMedia(import_media(store, film(b"one film")))])
    again = import_media(store, film(b"one film", "other name.mov"))
    assert again.known_as == first.id
    assert not again.path.exists()
    assert recordings.find_film(store, again.sha256) == first
    assert recordings.find_film(store, "0" * 64) is None
    assert leftovers(store.home) == []


def test_two_imports_of_one_film_at_once_make_one_recording(store: Store, film: Film) -> None:
    one, two = import_media(store, film(b"same")), import_media(store, film(b"same"))
    assert one.known_as is two.known_as is None
    first = recordings.add(store, [NewMedia(one)])
    assert recordings.add(store, [NewMedia(two)]).id == first.id
    assert len(recordings.listing(store)) == 1
    assert leftovers(store.home) == []
    assert [p.name for p in (store.home.path / "media").iterdir()] == [first.id]


def test_a_recorder_and_a_camera_join_the_film(store: Store, film: Film, recording: Recording) -> None:
    sound = NewMedia(import_media(store, film(b"sound", "h4n.wav"), recording_id=recording.id), MediaKind.AUDIO, offset_ms=20.0)
    added = recordings.add_media(store, recording.id, sound)
    assert (added.kind, added.offset_ms, added.path.read_bytes()) == (MediaKind.AUDIO, 20.0, b"sound")
    assert import_media(store, film(b"sound"), recording_id=recording.id).known_as == recording.id
    unknown = import_media(store, film(b"sound"))
    assert unknown.known_as is None, "a recorder's file may serve two recordings"
    better = recordings.add_media(store, recording.id, NewMedia(unknown, MediaKind.AUDIO, offset_ms=21.0))
    assert (better.id, better.offset_ms) == (added.id, 21.0)
    kinds = [m.kind for m in recordings.get(store, recording.id).media]
    assert kinds == [MediaKind.FILM, MediaKind.AUDIO]
    assert leftovers(store.home) == []
    with pytest.raises(NotFoundError, match="There is no recording 'r0000000'"):
        recordings.add_media(store, "r0000000", sound)


def test_the_source_is_only_read_and_progress_reaches_one(store: Store, film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming_module, "BLOCK", 1000)
    source = film()
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    parts: list[float] = []
    stored = import_media(store, source, parts.append)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert len(parts) > 3
    discard_media(stored)
    assert leftovers(store.home) == []


def test_a_stop_leaves_nothing(store: Store, film: Film) -> None:
    def stop(_: float) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        import_media(store, film(), stop)
    assert leftovers(store.home) == []


def test_a_film_that_still_grows_is_refused(store: Store, film: Film) -> None:
    source = film()

    def grow(_: float) -> None:
        with source.open("ab") as out:
            out.write(b"more")

    with pytest.raises(MediaError, match=r"changed while it was read. Wait until it is finished"):
        import_media(store, source, grow)
    assert leftovers(store.home) == []


def test_what_is_no_film_file_is_refused_by_name(store: Store, film: Film, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no file .*absent.mp4. Check the name."):
        import_media(store, tmp_path / "absent.mp4")
    with pytest.raises(MediaError, match=r"empty.mp4 is empty. Copy it again"):
        import_media(store, film(b"", "empty.mp4"))
    with pytest.raises(MediaError, match=r"is not a file|cannot be read \("):
        import_media(store, tmp_path)
    with pytest.raises(MediaError, match="cannot be read"):
        import_media(store, "x\x00y")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mp4")
        with pytest.raises(MediaError, match=r"pipe.mp4 is not a file"):
            import_media(store, tmp_path / "pipe.mp4")
    assert leftovers(store.home) == []


def test_too_little_room_is_seen_before_copying(store: Store, film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "free_bytes", lambda self: 1000)
    with pytest.raises(StoreError, match=r"needs 0.00 GB and .* has 0.00 GB free. Free some disk space"):
        import_media(store, film())


def _named(store: Store, *ids: str) -> None:
    with store.writing() as connection:
        for recording_id in ids:
            connection.execute(insert(RecordingRow).values(id=recording_id, title=recording_id, created_at=datetime.now(UTC)))


def test_a_short_id_is_enough_when_it_is_the_only_one(store: Store) -> None:
    _named(store, "rabc0001", "rabc0002", "rabd1111")
    assert recordings.get(store, "rabd").id == "rabd1111"
    assert recordings.get(store, "RABDL").id == "rabd1111", "capitals and l for 1 are forgiven"
    assert recordings.get(store, "rabcooo2").id == "rabc0002"
    with pytest.raises(NotFoundError) as caught:
        recordings.get(store, "rabc")
    assert str(caught.value) == "'rabc' may be any of rabc0001, rabc0002. Type one more letter of the recording's id."


@pytest.mark.parametrize("typed", ["", " ", "r%", "r_", "rzzz", "' OR 1=1 --", "../..", "r\x00", "é" * 500])
def test_an_unknown_id_says_how_to_list_them(store: Store, typed: str) -> None:
    _named(store, "rabc0001")
    with pytest.raises(NotFoundError, match=r"There is no recording .*Type reflect status to list them\."):
        recordings.get(store, typed)


def test_ids_can_be_read_aloud() -> None:
    made = {new_id("r") for _ in range(500)}
    assert len(made) == 500
    assert all(len(i) == 8 and set(i[1:]) <= set(ALPHABET) for i in made)
    assert not set("ilou") & set(ALPHABET)


def test_changing_what_is_known(store: Store, recording: Recording) -> None:
    changed = recordings.change(store, recording.id, title="Intake", case="A", language="de")
    assert (changed.title, changed.case, changed.language, changed.duration_ms) == ("Intake", "A", "de", 60_000)
    assert recordings.change(store, recording.id, case="").case is None
    with pytest.raises(NotFoundError):
        recordings.change(store, "r0000000", title="x")


def test_what_makes_no_recording(store: Store, film: Film) -> None:
    with pytest.raises(UsageError, match="at least one film"):
        recordings.add(store, [])
    stored = import_media(store, film())
    with pytest.raises(UsageError, match="needs a time zone"):
        recordings.add(store, [NewMedia(stored)], recorded_at=datetime(2026, 1, 1))
    with pytest.raises(StoreError, match=r"cannot be used|cannot be read or written|refused a change"):
        recordings.add(store, [NewMedia(stored, facts={"no JSON": object()})])
    assert recordings.listing(store) == ()
    assert list((store.home.path / "media").iterdir()) == []


def _fill(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "recognise", "k")
    jobs.finish_step(store, job.id, "recognise", "k", payload=b"x", maker=Maker("m"))
    jobs.finish(store, job.id)
    people.set_speakers(store, recording.id, [Speaker("S1", Role.CLIENT)])
    first = transcripts.add(store, recording.id, Transcript("nl", 1, (), ()), TranscriptKind.ALIGNED, Maker("m"))
    transcripts.add(store, recording.id, Transcript("nl", 2, (), ()), TranscriptKind.CORRECTED, Maker("m"), parent_id=first.id)


def test_deleting_leaves_no_row_and_no_file(store: Store, film: Film, recording: Recording) -> None:
    other = recordings.add(store, [NewMedia(import_media(store, film()))])
    _fill(store, recording)
    _fill(store, other)
    store.home.work(recording.id).joinpath("sound.f32").write_bytes(b"derived")
    recordings.delete_recording(store, recording.id)
    assert [line.recording.id for line in recordings.listing(store)] == [other.id]
    assert not [p for p in store.home.path.rglob("*") if recording.id in p.as_posix()]
    with store.reading() as connection:
        for table in (MediaRow, SpeakerRow, TranscriptRow, JobRow, StepRow, ResultRow):
            owners = set(connection.execute(select(table.recording_id)).scalars())
            assert owners == {other.id}, table
    with pytest.raises(NotFoundError):
        recordings.delete_recording(store, recording.id)


def test_a_recording_being_processed_is_not_deleted(store: Store, recording: Recording) -> None:
    jobs.start(store, recording.id, {})
    with pytest.raises(StoreError, match=f"is being processed by process {os.getpid()}. Stop that or wait"):
        recordings.delete_recording(store, recording.id)
    assert recordings.get(store, recording.id) == recording


def test_a_line_of_the_library_counts_everything(store: Store, recording: Recording) -> None:
    _fill(store, recording)
    (line,) = recordings.listing(store)
    assert line.recording == recording
    assert (line.speakers, line.versions, line.media_bytes) == (1, 2, sum(m.size_bytes for m in recording.media))
    assert line.job is not None
    assert line.job.state is State.DONE
    assert [(s.name, s.state, s.progress) for s in line.job.steps] == [("recognise", State.DONE, 1.0)]


def _library(store: Store, size: int) -> None:
    now = datetime.now(UTC)
    rows: dict[type[Table], list[dict[str, Any]]] = {RecordingRow: [], MediaRow: [], SpeakerRow: [], JobRow: [], StepRow: []}
    for i in range(size):
        rid = f"r{i:07d}"
        rows[RecordingRow].append({"id": rid, "title": f"film {i}", "created_at": now})
        media = {
            "kind": "film",
            "sha256": f"{i:064d}",
            "size_bytes": 1,
            "original_name": "x",
            "path": f"media/{rid}/x.mp4",
            "container": "mp4",
        }
        rows[MediaRow].append({"id": f"m{i}", "recording_id": rid, **media, "facts": {}, "offset_ms": 0.0, "drift_ppm": 0.0})
        for label in ("S1", "S2"):
            rows[SpeakerRow].append({"recording_id": rid, "label": label, "role": "client", "confirmed": False, "reason": "", "name": ""})
        for run in range(2):
            job = {
                "id": f"j{i}-{run}",
                "recording_id": rid,
                "settings": {},
                "state": "done",
                "host": "",
                "process_started": "",
                "error": "",
            }
            rows[JobRow].append({**job, "created_at": now + timedelta(seconds=run)})
            for position, name in enumerate(("import", "sound", "recognise", "diarize", "align")):
                step = {"job_id": f"j{i}-{run}", "name": name, "recording_id": rid, "position": position, "key": "k", "state": "done"}
                rows[StepRow].append({**step, "progress": 1.0, "reused": False, "error": ""})
    with store.writing() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)


def test_a_library_of_500_is_listed_in_six_queries(store: Store) -> None:
    _library(store, 500)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    best = 9.0
    for _ in range(3):
        started = time.process_time()
        lines = recordings.listing(store)
        best = min(best, time.process_time() - started)
    print(f"500 recordings listed in {best * 1000:.0f} ms")
    assert len([a for a in asked if a.startswith("SELECT")]) == 3 * 6
    assert len(lines) == 500
    assert all(line.job and line.job.id.endswith("-1") and len(line.job.steps) == 5 and line.speakers == 2 for line in lines)
    assert best < 0.5  # the bound is for a busy machine
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(StepRow)).scalar() == 5000
