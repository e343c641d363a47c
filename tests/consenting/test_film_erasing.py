"""The film goes and the words stay: markers in picture and sound are gone from the whole data folder, those in text can still be read."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cycle import Cycle, new
from sqlalchemy import update
from tag_ops import add

from reflect import arriving, consenting, exporting, pipeline, reflection, tagging
from reflect.consenting import retention
from reflect.consenting.retention import TERMS, Artefact, Takes
from reflect.errors import InputError, NotFoundError, StoreError, UsageError
from reflect.masking.faces.writing import propose
from reflect.model.clip import Clip, ClipList
from reflect.model.consent import Answer, Purpose
from reflect.model.mask import Box, FaceTrack, MaskKind
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.model.teaching import Making
from reflect.store import (
    NewMedia,
    audit,
    backup,
    checking,
    disclosures,
    erasures,
    films,
    jobs,
    makings,
    masks,
    open_store,
    recordings,
    transcripts,
)
from reflect.store.arrivals import add as wish
from reflect.store.incoming import import_media
from reflect.store.tables import MediaRow
from reflect.store.values import MediaKind, State, TranscriptKind, Wish
from reflect.terminal import BarReporter

SEEN, HEARD, READ = b"Windvaan-beeld-53180", b"Stemvork-geluid-90417", "Zonnewijzer-woord-47119"
"""In the picture, in the sound, and in what is read."""
MASKED = b"Lantaarn-afgeschermd-66203"
"""In a masked clip for teaching, which has a term of its own."""
FILM = (Purpose.RESEARCH, Artefact.FILM)


def grain(mark: bytes, seed: int) -> bytes:
    """Something like a film: 30 kB that no other file holds, with the marker all through it."""
    noise = random.Random(seed)
    return b"".join(noise.randbytes(400) + mark for _ in range(70))


def plant(cycle: Cycle, tmp_path: Path) -> dict[str, bytes]:
    """Markers in all of the first talk: two films, a recorder, what is derived and made of them; and in its words. The files by kind."""
    store, rid = cycle.store, cycle.first
    film = recordings.get(store, rid).film
    assert film is not None
    kept = {}
    for kind, mark in ((MediaKind.CAMERA, SEEN), (MediaKind.AUDIO, HEARD)):
        source = tmp_path / f"{kind}.mp4"
        source.write_bytes(grain(mark, len(kept)))
        kept[str(kind)] = source.read_bytes()
        recordings.add_media(store, rid, NewMedia(import_media(store, source, recording_id=rid), kind))
    film.path.write_bytes(grain(SEEN, 7))
    work = store.home.work(rid)
    for name, mark in ((f"copy-{film.id}.mp4", SEEN), ("sound.wav", HEARD), ("peaks.u8", HEARD), ("thumbnail.jpg", SEEN)):
        (work / name).write_bytes(grain(mark, len(name)))
    job = jobs.start(store, rid, {})
    jobs.begin_step(store, job.id, "speakers", "key")
    jobs.finish_step(store, job.id, "speakers", "key", payload=grain(HEARD, 3), maker=Maker("test"))
    jobs.finish(store, job.id)
    when = datetime(2026, 6, 1, tzinfo=UTC)
    for folder, purpose, content in (("abc123", Purpose.RESEARCH, grain(SEEN, 11)), ("def456", Purpose.TRAINING, grain(MASKED, 12))):
        store.home.made(folder).mkdir(parents=True)
        (store.home.made(folder) / "reel.mp4").write_bytes(content)
        making = Making(str(uuid4()), when, "Noor", "reel", purpose, "groep 4", None, "0" * 64, 1, (rid,), str(uuid4()), folder)
        makings.add(store, making)
    wish(store, Wish.COPY, recording_id=rid, media_id=film.id)
    propose(store, rid, [(Span(0, 400), FaceTrack("", (Box(0, 0.1, 0.1, 0.2, 0.2),)))], "detector", looked=Span(0, 60_000))
    said = tuple(Word(f"{READ}{n}", Span(400 * n, 400 * n + 300), 0.9, "S1") for n in range(40))
    talk = Transcript("nl", 60_000, (Speaker("S1", Role.CLIENT),), (Turn("S1", said),), (), (Maker("test"),))
    transcripts.add(store, rid, talk, TranscriptKind.ALIGNED, Maker("test"))
    tagging.apply(store, rid, [add(code="emotie", note=f"Zij zei {READ} zachtjes")], "Noor")
    return kept


def places(folder: Path, *marks: bytes) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and any(mark in p.read_bytes() for mark in marks)]


def read(cycle: Cycle) -> str:
    """All that is said and noted of the first talk."""
    said = transcripts.latest(cycle.store, cycle.first).transcript
    return " ".join([*(w.text for turn in said.turns for w in turn.words), *(f.note for f in tagging.fragments(cycle.store, cycle.first))])


def erase(cycle: Cycle) -> tuple[Any, Any]:
    return consenting.erase_due(cycle.store, cycle.first, *FILM, "Noor")


def test_nothing_is_left_to_see_or_hear_and_everything_to_read(cycle: Cycle, tmp_path: Path) -> None:
    plant(cycle, tmp_path)
    store, rid, folder = cycle.store, cycle.first, cycle.store.home.path
    session, clip = cycle.session_with_clip()
    cycle.send(new("remark", session_id=session.id, about=clip.id, text=f"Mooi hoe {READ} terugkomt"))
    hashes, before = films.hashes(store, rid), read(cycle)
    assert len(places(folder, SEEN, HEARD)) >= 8, "planted in films, recorder, derived files, what was made, and the database"
    erased, left = erase(cycle)
    assert (places(folder, SEEN, HEARD), left) == ([], ())
    assert places(folder, MASKED) == ["made/def456/reel.mp4"]
    assert list(store.home.media(rid).glob("*")) == []
    assert {name: erased[name] for name in ("media_files", "step_results", "masks", "arrivals", "makings")} == {
        "media_files": 3, "step_results": 1, "masks": 2, "arrivals": 1, "makings": 1,
    }  # fmt: skip
    assert erased["files"] == 7
    assert masks.of_recording(store, rid, MaskKind.FACE, MaskKind.LOOK, deleted=True) == ()
    assert read(cycle) == before
    assert READ in before
    file = reflection.session_file(store, cycle.case.id, session.id)
    assert [(s.clip.id, s.recording is not None) for s in file.clips] == [(clip.id, True)]
    assert [r.text for r in file.remarks] == [f"Mooi hoe {READ} terugkomt"]
    [one] = erasures.listing(store)
    assert (one.purpose, one.why, one.who, one.media, one.verified_at is not None) == ("P1", "end of term", "Noor", hashes, True)
    assert one.statement["erased"] == erased
    [line] = [line for line in audit.lines(store) if line.action == "erasure"]
    assert line.about == {"recording": rid, "erasure": one.number, "purpose": "P1", "left": 0}
    found = recordings.get(store, rid)
    assert (found.media, found.film, found.film_erased_at) == ((), None, one.asked_at)
    assert recordings.get(store, cycle.second).film_erased_at is None
    assert checking.verify(store) == (), "its absence is right"


def test_a_second_time_nothing_happens(cycle: Cycle, tmp_path: Path) -> None:
    plant(cycle, tmp_path)
    erase(cycle)
    lines, when = len(audit.lines(cycle.store)), recordings.get(cycle.store, cycle.first).film_erased_at
    assert erase(cycle) == ({}, ())
    assert (len(audit.lines(cycle.store)), len(erasures.listing(cycle.store))) == (lines, 1)
    assert recordings.get(cycle.store, cycle.first).film_erased_at == when


def test_what_is_left_somewhere_is_said(cycle: Cycle, tmp_path: Path) -> None:
    kept = plant(cycle, tmp_path)
    (cycle.store.home.path / "vergeten.mp4").write_bytes(kept["camera"])
    _, left = erase(cycle)
    assert [one.place for one in left] == ["vergeten.mp4"]
    assert erasures.listing(cycle.store)[0].verified_at is None


def test_it_is_not_processed_and_not_brought_in_again(cycle: Cycle, tmp_path: Path) -> None:
    store, rid = cycle.store, cycle.first
    kept = plant(cycle, tmp_path)
    erase(cycle)
    day = f"{recordings.get(store, rid).film_erased_at:%Y-%m-%d}"
    said = rf"The film of recording {rid} was erased on {day}, so it cannot be processed again\. Its transcript and tags are still here"
    with pytest.raises(NotFoundError, match=said):
        pipeline.process_again(store, rid, pipeline.Settings(), BarReporter(quiet=True))
    with pytest.raises(NotFoundError, match=said):
        arriving.resume(store, rid)
    (tmp_path / "again.mp4").write_bytes(kept["camera"])
    with pytest.raises(InputError, match=rf"again\.mp4, which is the film or a sound of recording {rid} was erased on {day}"):
        import_media(store, tmp_path / "again.mp4")
    (tmp_path / "other.mp4").write_bytes(b"another film")
    other = import_media(store, tmp_path / "other.mp4", recording_id=rid)
    with pytest.raises(InputError, match=rf"The film of recording {rid} was erased on {day}; its transcript and tags are still here"):
        recordings.add_media(store, rid, NewMedia(other))
    assert [p for p in store.home.tmp.iterdir() if p != other.path] == [], "nothing half stays"
    consenting.remove(store, rid, "Noor")
    assert import_media(store, tmp_path / "again.mp4").known_as is None, "once nothing is kept of it, it is a film as any other"


def test_an_erasure_that_broke_off_is_finished(cycle: Cycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(cycle, tmp_path)
    rid = cycle.first
    with monkeypatch.context() as broken:
        broken.setattr(films, "remove", lambda path: (_ for _ in ()).throw(OSError("the disk is gone")))
        with pytest.raises(OSError, match="the disk is gone"):
            erase(cycle)
    assert [one.recording_id for one in consenting.unfinished(cycle.store)] == [rid]
    assert recordings.get(cycle.store, rid).film_erased_at is not None, "what is gone already is said"
    assert consenting.resume(cycle.store, "Noor") == 1
    assert places(cycle.store.home.path, SEEN, HEARD) == []
    assert consenting.unfinished(cycle.store) == ()


def test_not_while_a_process_works_on_it(cycle: Cycle) -> None:
    job = jobs.start(cycle.store, cycle.first, {})
    assert jobs.get(cycle.store, job.id).state is State.RUNNING
    with pytest.raises(StoreError, match="is being processed by process"):
        erase(cycle)
    assert recordings.get(cycle.store, cycle.first).film is not None
    assert erasures.listing(cycle.store) == ()


def test_a_backup_that_is_put_back_has_no_film_either(cycle: Cycle, tmp_path: Path) -> None:
    plant(cycle, tmp_path)
    film = recordings.get(cycle.store, cycle.first).film
    assert film is not None
    with cycle.store.writing() as connection:  # as if the planted film had been brought in
        data = film.path.read_bytes()
        values = {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
        connection.execute(update(MediaRow).where(MediaRow.id == film.id).values(**values))
    saved = backup.make(cycle.store, tmp_path / "monday")
    clips = [Clip(cycle.first, Span(1_000, 2_000), before_ms=500)]
    disclosures.add(cycle.store, "Noor", "films", Purpose.REFLECTION, clips=clips, recipient="K1", sha256="a" * 64)
    erase(cycle)
    folder = cycle.store.home
    cycle.store.close()
    back = backup.restore(saved.folder, folder, replace=True)
    assert back.erased == (cycle.first,)
    with open_store(folder) as store:
        cycle.store = store
        assert recordings.get(store, cycle.first).film_erased_at is not None
        assert places(folder.path, SEEN, HEARD) == []
        assert READ in read(cycle)
        assert [(e.purpose, e.why, len(e.media)) for e in erasures.listing(store)] == [("P1", "restored backup", 3)]
        assert [d.clips for d in disclosures.listing(store)] == [((cycle.first, 500, 2_000),)], "times of clips come along"
        assert checking.verify(store) == ()
        with pytest.raises(InputError, match="was erased on"):
            import_media(store, tmp_path / "camera.mp4")


def test_an_export_says_which_films_are_gone(cycle: Cycle, tmp_path: Path) -> None:
    person = consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor").person_id
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, "Noor")
    clips = ClipList(str(uuid4()), "Lijst", (Clip(cycle.first, Span(1_000, 2_000), question="Wat zie je?"),), "Noor")
    erase(cycle)
    made = exporting.clip_list(cycle.store, clips, "csv", "Noor")
    assert b"Wat zie je?" in made.data
    [loss] = [loss.text() for loss in made.losses if loss.key == "erased"]
    assert loss == "the film of some clips, which was erased; what was said and tagged is still there (1)"
    with pytest.raises(UsageError, match=rf"Clip 1 cannot be played: the film of recording {cycle.first} was erased on \d{{4}}-\d\d-\d\d"):
        exporting.clip_list(cycle.store, clips, "m3u", "Noor")


# ---- which rule is about what -----------------------------------------------------------------


def test_the_film_has_a_shorter_term_than_the_words(cycle: Cycle) -> None:
    def due() -> list[tuple[Artefact, date]]:
        found = retention.due(cycle.store, date(2027, 6, 1), 100_000)
        return [(d.artefact, d.on) for d in found if (d.recording_id, d.purpose) == (cycle.first, Purpose.RESEARCH)]

    assert due() == [(Artefact.FILM, date(2027, 3, 5)), (Artefact.WORDS, date(2036, 8, 31))]
    erase(cycle)
    assert due() == [(Artefact.WORDS, date(2036, 8, 31))], "a film that is gone is not due"
    assert retention.days_of(cycle.store)[Purpose.RESEARCH] == 183, "the form says how long the film stays"


def test_every_term_says_what_it_takes(cycle: Cycle) -> None:
    assert {kind for kind, term in TERMS.items() if term.takes is Takes.FILM} == {FILM}
    assert {kind for kind, term in TERMS.items() if term.takes is Takes.RECORDING} == {(Purpose.RESEARCH, Artefact.WORDS)}
    with pytest.raises(UsageError, match="A yes is not erased by somebody else"):
        consenting.erase_due(cycle.store, cycle.first, Purpose.TRAINING, Artefact.ANSWER, "Noor")


def test_after_the_film_the_words_can_go_too(cycle: Cycle, tmp_path: Path) -> None:
    plant(cycle, tmp_path)
    erase(cycle)
    consenting.erase_due(cycle.store, cycle.first, Purpose.RESEARCH, Artefact.WORDS, "Noor")
    assert not recordings.exists(cycle.store, cycle.first)
    assert [e.purpose for e in erasures.listing(cycle.store)] == ["P1", ""]
