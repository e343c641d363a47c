"""A copy that is whole or not there, a check that finds whatever was touched, and a restore that brings back nothing that was erased."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from cycle import Cycle
from sqlalchemy import text
from tag_ops import add

from reflect import consenting, reflection, tagging
from reflect.errors import InputError, NotFoundError, StoreError, UsageError
from reflect.model.consent import Answer, Purpose
from reflect.store import Home, audit, backup, checking, consents, disclosures, erasures, open_store, recordings
from reflect.store.database import Store


def film_of(store: Store, rid: str) -> Path:
    film = recordings.get(store, rid).film
    assert film is not None
    return film.path


def test_a_backup_put_back_is_the_same(cycle: Cycle, tmp_path: Path) -> None:
    made = backup.make(cycle.store, tmp_path / "copies" / "monday")
    assert made.files == 3
    films = {rid: film_of(cycle.store, rid).read_bytes() for rid in (cycle.first, cycle.second)}
    back = backup.restore(made.folder, Home(tmp_path / "elsewhere"))
    assert back.erased == ()
    with open_store(Home(tmp_path / "elsewhere")) as store:
        assert {rid: film_of(store, rid).read_bytes() for rid in films} == films
        assert tagging.fragments(store, cycle.first) == tagging.fragments(cycle.store, cycle.first)
        assert checking.verify(store) == ()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == [], "nothing half is left"


def test_what_was_erased_since_stays_erased(cycle: Cycle, tmp_path: Path) -> None:
    person = consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor").person_id
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH], Answer.YES, "Noor")
    tagging.apply(cycle.store, cycle.first, [add(code="emotie", note="Zonnewijzer in het park vanmorgen")], "Noor")
    made = backup.make(cycle.store, tmp_path / "monday")
    consenting.withdraw(cycle.store, person, "Noor")
    home = cycle.store.home
    cycle.store.close()
    with pytest.raises(UsageError, match=r"There is a data folder at .*\. Add --replace to put the backup in its place\."):
        backup.restore(made.folder, home)
    back = backup.restore(made.folder, home, replace=True)
    assert back.erased == (cycle.first,)
    with open_store(home) as store:
        assert not recordings.exists(store, cycle.first)
        assert recordings.exists(store, cycle.second)
        assert [e.answer for e in consents.events_of(store, person=person)] == [Answer.YES, Answer.WITHDRAWN]
        assert [e.why for e in erasures.listing(store)] == ["restored backup"]
    assert [p for p in home.path.rglob("*") if p.is_file() and b"onnewijzer" in p.read_bytes()] == []


def test_a_refusal_since_is_not_forgotten(cycle: Cycle, tmp_path: Path) -> None:
    person = consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor").person_id
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, "Noor")
    made = backup.make(cycle.store, tmp_path / "monday")
    consenting.withdraw(cycle.store, person, "Noor", purposes=[Purpose.REFLECTION])
    backup.restore(made.folder, cycle.store.home, replace=True)
    with open_store(cycle.store.home) as store:
        assert consents.may_use_all(store, cycle.first, Purpose.RESEARCH, "Noor")
        assert not consents.may_use_all(store, cycle.first, Purpose.REFLECTION, "Noor")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


TOUCHES = [(cut, "truncated"), (flip, "changed"), (Path.unlink, "missing"), (lambda p: p.write_bytes(p.read_bytes() + b"x"), "longer")]


@pytest.mark.parametrize(("touch", "wrong"), TOUCHES)
def test_whatever_happens_to_a_film_is_found(cycle: Cycle, tmp_path: Path, touch: Any, wrong: str) -> None:
    assert checking.verify(cycle.store) == ()
    film = film_of(cycle.store, cycle.first)
    touch(film)
    place = film.relative_to(cycle.store.home.path).as_posix()
    assert [(f.wrong, f.place) for f in checking.verify(cycle.store)] == [(wrong, place)]
    with pytest.raises(StoreError, match=rf"Not everything is as it was stored: {place} \({wrong}\)\. Mend that first"):
        backup.make(cycle.store, tmp_path / "monday")
    assert not (tmp_path / "monday").exists()


def test_a_strange_file_and_a_touched_audit_are_found(cycle: Cycle) -> None:
    consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor")
    (cycle.store.home.media(cycle.first) / "vreemd.mp4").write_bytes(b"x")
    with sqlite3.connect(cycle.store.home.database) as connection:
        connection.execute("UPDATE audit SET who = 'Sam'")
    connection.close()
    assert [f.wrong for f in checking.verify(cycle.store)] == ["audit", "strange"]


def test_the_check_tells_how_far_it_is(cycle: Cycle) -> None:
    seen: list[float] = []
    checking.verify(cycle.store, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.parametrize(("touch", "_"), TOUCHES[:3])
def test_a_backup_that_was_touched_is_not_put_back(cycle: Cycle, tmp_path: Path, touch: Any, _: str) -> None:
    made = backup.make(cycle.store, tmp_path / "monday")
    touch(next((made.folder / "media").rglob("*.mp4")))
    with pytest.raises(InputError, match=r"is missing or has another length|was changed since the backup was made"):
        backup.restore(made.folder, Home(tmp_path / "elsewhere"))
    assert not (tmp_path / "elsewhere").exists()


def test_a_manifest_of_anybody_reaches_no_other_file(cycle: Cycle, tmp_path: Path) -> None:
    made = backup.make(cycle.store, tmp_path / "monday")
    manifest = json.loads((made.folder / "backup.json").read_text())
    for place in ("../secret", "/etc/passwd", "media/../../x"):
        (made.folder / "backup.json").write_text(json.dumps({**manifest, "files": {place: {"bytes": 1, "sha256": ""}}}))
        with pytest.raises(InputError, match="names files outside the backup"):
            backup.check(made.folder)
    for words in ("{", "[]", '{"schema": "reflect/backup", "version": 99}'):
        (made.folder / "backup.json").write_text(words)
        with pytest.raises(InputError, match=r"cannot be read|is not of a backup"):
            backup.check(made.folder)
    with pytest.raises(NotFoundError, match="holds no backup"):
        backup.check(tmp_path)


def test_a_full_disk_leaves_no_half_backup(cycle: Cycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="monday"):
        backup.make(cycle.store, tmp_path / "disk" / "monday")
    assert list((tmp_path / "disk").iterdir()) == []


def test_places_that_cannot_be(cycle: Cycle, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match="is already there"):
        backup.make(cycle.store, tmp_path / "there")
    with pytest.raises(UsageError, match="A backup inside the data folder would go with it"):
        backup.make(cycle.store, cycle.store.home.path / "copy")


def test_what_was_ended_for_a_purpose_since_is_ended_again(cycle: Cycle, tmp_path: Path) -> None:
    person = consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor").person_id
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, "Noor")
    session, clip = cycle.session_with_clip()
    cycle.made("remark", session_id=session.id, about=clip.id, text="Zonnewijzer in het park vanmorgen")
    made = backup.make(cycle.store, tmp_path / "monday")
    consenting.withdraw(cycle.store, person, "Noor", purposes=[Purpose.REFLECTION])
    disclosures.add(cycle.store, "Noor", "report pdf", Purpose.REFLECTION, recording_ids=[cycle.first], recipient="K1", sha256="b" * 64)
    replaced, home = audit.head(cycle.store), cycle.store.home
    cycle.store.close()
    assert backup.restore(made.folder, home, replace=True).erased == (cycle.first,)
    with open_store(home) as store:
        assert recordings.exists(store, cycle.first), "the recording itself stays"
        [shown] = reflection.session_file(store, cycle.case.id, session.id).clips
        assert shown.recording is None
        assert [(e.purpose, e.why) for e in erasures.listing(store)] == [("P2", "restored backup")]
        assert [d.recipient for d in disclosures.listing(store)] == ["K1"], "who got something is not forgotten"
        line = audit.lines(store)[-1]
        assert line.about["replaced"] == {"lines": replaced.lines, "sha256": replaced.sha256}
        assert audit.verify(store) is None
    assert [p for p in home.path.rglob("*") if p.is_file() and b"onnewijzer" in p.read_bytes()] == []
    # Answered again, used again, saved, put back: what was ended before that is not ended once more.
    with open_store(home) as store:
        consenting.answer(store, cycle.first, person, [Purpose.REFLECTION], Answer.YES, "Noor")
        cycle.store = store
        again = cycle.made("clip", session_id=session.id, recording_id=cycle.first, fragment_id=cycle.tags[cycle.first], place=2)
        later = backup.make(store, tmp_path / "tuesday")
    assert backup.restore(later.folder, home, replace=True).erased == ()
    with open_store(home) as store:
        clips = reflection.session_file(store, cycle.case.id, session.id).clips
        assert [c.clip.id for c in clips if c.recording is not None] == [again.id]


def test_a_backup_knows_how_long_the_audit_was(cycle: Cycle, tmp_path: Path) -> None:
    consenting.appear(cycle.store, cycle.first, "C1", "client", "Noor")
    made = backup.make(cycle.store, tmp_path / "monday")
    known = backup.head(made.folder)
    assert known == audit.head(cycle.store)
    assert audit.since(cycle.store, known) is None
    with cycle.store.writing() as connection:
        for table in ("audit", "audit_heads", "sqlite_sequence"):
            connection.execute(text(f"DELETE FROM {table}"))
    consenting.appear(cycle.store, cycle.first, "C2", "client", "Sam")
    assert checking.verify(cycle.store) == (), "a whole new chain is in order by itself"
    assert audit.since(cycle.store, known) == 1
    manifest = json.loads((made.folder / "backup.json").read_text())
    manifest["audit"] = {"lines": "many"}
    (made.folder / "backup.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=r"backup\.json does not say how long the audit was"):
        backup.head(made.folder)
