"""Consent is given, taken back, and then nothing is left: markers are planted everywhere and looked for with a program of its own."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cycle import Cycle, change
from sqlalchemy import text
from tag_ops import add

from reflect import consenting, reflection, tagging
from reflect.errors import StoreError, UsageError
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.model.teaching import Making
from reflect.store import audit, consents, disclosures, erasing, erasures, makings, people, recordings, suggestion_answers, transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

MARK = "Zonnewijzer-Œuf-47119"
"""In everything of the first talk: text with a capital, a letter that no plain code has, and digits."""


def plant(cycle: Cycle) -> None:
    """The marker in titles, words, names, notes, questions, feedback, sessions, jobs' sound and pictures of the first talk."""
    store, rid = cycle.store, cycle.first
    recordings.change(store, rid, title=f"Gesprek over {MARK} in de ochtend")
    said = tuple(Word(f"{MARK}{n}", Span(400 * n, 400 * n + 300), 0.9, "S1") for n in range(40))
    talk = Transcript("nl", 60_000, (Speaker("S1", Role.CLIENT, name=f"Naam {MARK}"),), (Turn("S1", said),), (), (Maker("test", MARK),))
    transcripts.add(store, rid, talk, TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, rid, talk.speakers)
    tagging.apply(store, rid, [add(code="emotie", note=f"Zij zei {MARK} zachtjes", questions=[f"Waarom {MARK} nu juist?"])], "Noor")
    tagging.save_clips(store, rid, {"id": cycle.tags[rid], "title": f"Lijst {MARK} om te tonen", "clips": []}, "Noor")
    suggestion_answers.put(store, rid, f"Codeur {MARK} van buiten", suggestion_answers.Answer("s1", suggestion_answers.ASIDE))
    interview = cycle.made("interview", fragments=[cycle.tags[rid]], note=f"Thuis bij {MARK} aan tafel")
    cycle.made(
        "feedback", interview_id=interview.id, about=cycle.tags[rid], text=f"Ik voelde {MARK} heel sterk", may_hear="yes", released=True
    )
    session, clip = cycle.session_with_clip()
    cycle.send(change("clip", clip.id, question=f"Wat zie je van {MARK} hier?", tip=f"Let op {MARK} en stilte"))
    cycle.made("remark", session_id=session.id, about=clip.id, text=f"Mooi hoe {MARK} hier terugkomt")
    cycle.made("point", session_id=session.id, clip_id=clip.id, text="langer stil zijn")
    work = store.home.work(rid)
    for name in ("sound.wav", "peaks.bin", "thumbnail.jpg"):
        (work / name).write_bytes(f"{name} {MARK} in derived media".encode())
    film = recordings.get(store, rid).film
    assert film is not None
    film.path.write_bytes(f"film {MARK} with picture and sound".encode())


def places(home: Path) -> list[str]:
    """Every file that holds the marker in any form, also inside what is compressed. Knows nothing of the program."""
    forms = {form.encode(code) for form in (MARK, MARK.casefold()) for code in ("utf-8", "unicode_escape", "utf-16-le")}
    out = []
    for path in home.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        packed = [i for i in range(len(data) - 2) if data[i] == 0x78 and data[i + 1] in (0x01, 0x5E, 0x9C, 0xDA)]
        unpacked = b"".join(_unpacked(data[i:]) for i in packed)
        out += [f"{path.name} {form!r}" for form in forms if form in data or form in unpacked or MARK in path.name]
    return out


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 1 << 20)
    except zlib.error:
        return b""


def agreed(cycle: Cycle, *purposes: Purpose, pseudonym: str = "C1") -> str:
    """The id of a person who is on both talks and agreed to the purposes."""
    person = ""
    for rid in (cycle.first, cycle.second):
        person = consenting.appear(cycle.store, rid, pseudonym, "client", "Noor").person_id
        consenting.answer(cycle.store, rid, person, purposes, Answer.YES, "Noor", form="v1", form_sha256="0" * 64)
    return person


def test_after_withdrawal_nothing_is_left_of_the_recording(cycle: Cycle) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH, Purpose.REFLECTION)
    number = disclosures.add(cycle.store, "Noor", "report pdf", Purpose.REFLECTION, recording_ids=[cycle.first], recipient="K1")
    assert len(places(cycle.store.home.path)) >= 6, "the marker is planted, also inside packed transcripts"
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    assert places(cycle.store.home.path) == []
    assert not recordings.exists(cycle.store, cycle.first)
    assert statement.left == ()
    assert statement.verified_at is not None
    assert statement.handed_out == (number,)
    assert statement.erased["fragments"] == 2
    assert statement.erased["files"] == 4
    assert {"transcripts", "feedback", "search_lines", "interviews", "clip_lists", "suggestion_answers"} <= statement.erased.keys()
    kept = erasures.listing(cycle.store)[0]
    assert (kept.recording_id, kept.statement["erased"], kept.verified_at is not None) == (cycle.first, statement.erased, True)
    assert audit.verify(cycle.store) is None


def test_the_session_shows_a_gap_and_the_klantmanagers_own_words_stay(cycle: Cycle) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH)
    consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    case = reflection.case_file(cycle.store, cycle.case.id)
    session = reflection.session_file(cycle.store, cycle.case.id, case.sessions[0].id)
    assert [(s.recording, s.clip.question, s.said) for s in session.clips] == [(None, "", ())]
    assert [(p.text, p.clip_id) for p in case.points] == [("langer stil zijn", None)]
    assert [v.recording.id for v in case.visits] == [cycle.second]


def test_it_is_closed_before_anything_is_erased(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    person = agreed(cycle, Purpose.RESEARCH, Purpose.REFLECTION)
    clip = Clip(cycle.first, Span(1_000, 2_000))
    assert consents.may_use(cycle.store, clip, Purpose.REFLECTION, "Noor")

    def broken(store: Store, recording_id: str) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(erasing, "erase", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    assert not consents.may_use(cycle.store, clip, Purpose.REFLECTION, "Noor")
    assert not consents.may_play(cycle.store, cycle.first, "Noor")
    assert erasures.listing(cycle.store)[0].erased_at is None, "it is still to be done"


def test_one_purpose_less_closes_that_and_erases_nothing_that_was_not_made_for_it(cycle: Cycle) -> None:
    person = agreed(cycle, Purpose.RESEARCH, Purpose.REFLECTION, Purpose.TRAINING)
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.TRAINING])
    assert (statement.purposes, statement.erased) == ((Purpose.TRAINING,), {})
    assert recordings.exists(cycle.store, cycle.first)
    assert consents.may_use_all(cycle.store, cycle.first, Purpose.REFLECTION, "Noor")


def test_without_reflection_its_clips_and_notes_go_and_everything_else_stays(cycle: Cycle) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH, Purpose.REFLECTION, Purpose.CLIENT_WORDS)
    number = disclosures.add(cycle.store, "Noor", "report pdf", Purpose.REFLECTION, recording_ids=[cycle.first], recipient="K1")
    disclosures.add(cycle.store, "Noor", "export csv", Purpose.RESEARCH, recording_ids=[cycle.first])
    bench = cycle.store.home.bench("session")
    bench.mkdir(parents=True)
    (bench / "clip.mp4").write_bytes(b"half a film")
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.REFLECTION])
    assert statement.erased == {"session_clips": 1, "remarks": 1, "half_made": 1}
    assert (statement.left, statement.handed_out) == ((), (number,)), "what was handed out for this purpose"
    assert not bench.exists()
    case = reflection.case_file(cycle.store, cycle.case.id)
    session = reflection.session_file(cycle.store, cycle.case.id, case.sessions[0].id)
    assert [(s.recording, s.clip.question, s.clip.tip, s.clip.span.duration_ms) for s in session.clips] == [(None, "", "", 0)]
    assert session.remarks == ()
    assert [p.text for p in case.points] == ["langer stil zijn"]
    assert len(tagging.fragments(cycle.store, cycle.first)) == 2, "tags are research"
    assert reflection.released(cycle.store, cycle.first) != ()
    kept = erasures.listing(cycle.store)[0]
    assert (kept.purpose, kept.why, kept.verified_at is not None, kept.statement["erased"]) == ("P2", "withdrawal", True, statement.erased)


def test_the_clients_words_go_with_the_client_and_not_with_another(cycle: Cycle) -> None:
    plant(cycle)
    client = agreed(cycle, Purpose.RESEARCH, Purpose.CLIENT_WORDS)
    other = consenting.appear(cycle.store, cycle.first, "B1", "visitor", "Noor").person_id
    consenting.answer(cycle.store, cycle.first, other, [Purpose.CLIENT_WORDS], Answer.YES, "Noor")
    assert consenting.what_ends(cycle.store, other, cycle.first, [Purpose.CLIENT_WORDS, Purpose.RESEARCH]) == {}
    assert consenting.what_ends(cycle.store, client, cycle.first, [Purpose.CLIENT_WORDS]) == {"feedback": 1, "interviews": 1}
    (statement,) = consenting.withdraw(cycle.store, other, "Noor", recording_id=cycle.first, purposes=[Purpose.CLIENT_WORDS])
    assert statement.erased == {}
    assert reflection.released(cycle.store, cycle.first) != ()
    (statement,) = consenting.withdraw(cycle.store, client, "Noor", recording_id=cycle.first, purposes=[Purpose.CLIENT_WORDS])
    assert (statement.erased, statement.left) == ({"feedback": 1, "interviews": 1}, ())
    assert reflection.released(cycle.store, cycle.first) == ()
    assert recordings.exists(cycle.store, cycle.first)


def test_clips_without_the_person_stay(cycle: Cycle) -> None:
    _, clip = cycle.session_with_clip()
    far = consenting.appear(cycle.store, cycle.first, "B1", "visitor", "Noor", span=Span(50_000, 55_000)).person_id
    consenting.answer(cycle.store, cycle.first, far, [Purpose.REFLECTION], Answer.YES, "Noor")
    (statement,) = consenting.withdraw(cycle.store, far, "Noor", recording_id=cycle.first, purposes=[Purpose.REFLECTION])
    assert statement.erased == {}
    case = reflection.case_file(cycle.store, cycle.case.id)
    [shown] = reflection.session_file(cycle.store, cycle.case.id, case.sessions[0].id).clips
    assert (shown.clip.id, shown.recording is not None) == (clip.id, True)


def test_what_was_made_for_teaching_goes_with_the_yes_to_it(cycle: Cycle) -> None:
    person = agreed(cycle, Purpose.RESEARCH, Purpose.TRAINING, Purpose.TEAM)
    for purpose, name in ((Purpose.TRAINING, "aaa1"), (Purpose.TEAM, "bbb2")):
        folder = cycle.store.home.made(name)
        folder.mkdir(parents=True)
        (folder / "clip.mp4").write_bytes(b"masked")
        ids = (cycle.first, cycle.second)
        when = datetime.now(UTC)
        makings.add(cycle.store, Making(str(uuid4()), when, "Noor", "reel", purpose, "groep 4", None, "0" * 64, 1, ids, str(uuid4()), name))
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.TRAINING])
    assert (statement.erased, statement.left) == ({"makings": 1}, ())
    assert [m.purpose for m in makings.listing(cycle.store) if m.erased_at] == [Purpose.TRAINING]
    assert not cycle.store.home.made("aaa1").exists()
    assert cycle.store.home.made("bbb2").exists()


def test_ending_a_purpose_that_broke_off_is_carried_out_later(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH, Purpose.REFLECTION)

    def busy(store: Store, recording_id: str) -> None:
        raise StoreError("The recording is busy. Wait.")

    with monkeypatch.context() as broken:
        broken.setattr(recordings, "require_idle", busy)
        with pytest.raises(StoreError, match="busy"):
            consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.REFLECTION])
    assert not consents.may_use(cycle.store, Clip(cycle.first, Span(1_000, 2_000)), Purpose.REFLECTION, "Noor"), "closed at once"
    assert [one.purpose for one in consenting.unfinished(cycle.store)] == ["P2"]
    assert consenting.resume(cycle.store, "Noor") == 1
    assert consenting.unfinished(cycle.store) == ()
    assert recordings.exists(cycle.store, cycle.first), "only what was made for it goes"
    assert erasures.listing(cycle.store)[-1].statement["erased"] == {"session_clips": 1, "remarks": 1}


def test_everything_of_a_person_on_every_recording(cycle: Cycle) -> None:
    person = agreed(cycle, Purpose.RESEARCH)
    gone = consenting.withdraw(cycle.store, person, "Noor")
    assert {s.recording_id for s in gone} == {cycle.first, cycle.second}
    with pytest.raises(UsageError, match="There is nothing to take back: this person agreed to none of it, or took it back before"):
        consenting.withdraw(cycle.store, person, "Noor")


def test_what_is_left_is_said_and_not_called_verified(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH)
    real = erasing.erase

    def forgetful(store: Store, recording_id: str) -> None:
        real(store, recording_id)
        (store.home.path / "forgotten.txt").write_text(f"Zij zei {MARK} zachtjes", encoding="utf-8")

    monkeypatch.setattr(erasing, "erase", forgetful)
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    assert [one.place for one in statement.left] == ["forgotten.txt"]
    assert statement.verified_at is None
    assert erasures.listing(cycle.store)[0].verified_at is None


def test_the_audit_holds_ids_and_no_words(cycle: Cycle) -> None:
    plant(cycle)
    person = agreed(cycle, Purpose.RESEARCH, pseudonym="C-Zonnewijzer")
    consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    with cycle.store.reading() as connection:
        written: list[Any] = list(connection.execute(text("SELECT action, about FROM audit ORDER BY number")))
    assert [action for action, _ in written] == ["appearance", "consent", "appearance", "consent", "withdrawal", "erasure"]
    assert "onnewijzer" not in repr(written)
    assert "onnewijzer" not in repr(erasures.listing(cycle.store))


def test_a_bsn_is_no_pseudonym(cycle: Cycle) -> None:
    with pytest.raises(UsageError, match="A burgerservicenummer is no pseudonym, and may not be kept"):
        consenting.appear(cycle.store, cycle.first, "111222333", "client", "Noor")


def test_what_a_person_removed_is_erased_as_well(cycle: Cycle) -> None:
    plant(cycle)
    assert consenting.remove(cycle.store, cycle.first, "Noor") == ()
    assert places(cycle.store.home.path) == []
    assert [(e.recording_id, e.why, e.erased_at is not None) for e in erasures.listing(cycle.store)] == [(cycle.first, "removed", True)]
