"""Who is masked, out of the store: what people said of tracks and voices, asked before anything is handed out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from name_talks import talk_of
from tag_ops import change, new_id
from typer.testing import CliRunner

from reflect import consenting
from reflect.cli import app
from reflect.errors import NotAllowedError, NotFoundError
from reflect.masking import faces
from reflect.masking.faces import Face
from reflect.masking.faces.writing import propose
from reflect.masking.persons import Rendition, Why, masked_persons, say_voice, standings, voice_spans, voices
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Purpose
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker
from reflect.privacy import Allowed, Denied
from reflect.store import NewMedia, consents, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import MediaKind, TranscriptKind

FACTS = {"video": {"fps": 25.0}, "audio": [{"default": True}], "duration_ms": 60_000}
CLIP = Span(10_000, 20_000)


@pytest.fixture
def rid(store: Store, tmp_path: Path) -> str:
    """A recording with a second camera that began two seconds later, and two people: K1 agrees to all, C1 to research only."""
    film, camera = tmp_path / "film.mp4", tmp_path / "camera.mp4"
    film.write_bytes(b"film" * 99)
    camera.write_bytes(b"camera" * 99)
    media = [
        NewMedia(import_media(store, film), facts=FACTS),
        NewMedia(import_media(store, camera), MediaKind.CAMERA, facts=FACTS | {"duration_ms": 30_000}, offset_ms=2_000.0),
    ]
    made = recordings.add(store, media, duration_ms=60_000).id
    for name, role, purposes in (("K1", "klantmanager", list(Purpose)), ("C1", "client", [Purpose.RESEARCH])):
        person = consenting.appear(store, made, name, role, "Noor").person_id
        consenting.answer(store, made, person, purposes, Answer.YES, "Noor")
    return made


@pytest.fixture
def who(store: Store, rid: str) -> dict[str, str]:
    return {p.pseudonym: p.id for p in consents.persons(store)}


@pytest.fixture
def spoken(store: Store, rid: str) -> None:
    """S1 speaks, then S2, a line each."""
    talk = talk_of(["Dag hoe gaat het", "Het gaat wel"])
    turns = (talk.turns[0], replace(talk.turns[1], speaker="S2"))
    transcripts.add(
        store, rid, replace(talk, turns=turns, speakers=(Speaker("S1"), Speaker("S2"))), TranscriptKind.CORRECTED, Maker("test")
    )
    people.set_speakers(store, rid, [Speaker("S1"), Speaker("S2")])


def covered(store: Store, rid: str, person: str, start_ms: int = 0, end_ms: int = 60_000, **fields: object) -> str:
    id = new_id()
    op = {"op": new_id(), "do": "add", "id": id, "span": [start_ms, end_ms], "boxes": [[start_ms, 0.4, 0.3, 0.1, 0.2]], "person": person}
    [ack] = faces.apply(store, rid, [{**op, **fields}], "Noor")
    assert (ack.status, ack.why) == ("stored", "")
    return id


def refusals(store: Store, rid: str, op: dict[str, object]) -> str:
    [ack] = faces.apply(store, rid, [{"op": new_id(), "id": new_id(), **op}], "Noor")
    assert ack.why in ("", *faces.WHY)
    return ack.why


def test_a_clip_is_taught_with_who_is_masked_in_it(store: Store, rid: str, who: dict[str, str], spoken: None) -> None:
    clip = Clip(rid, Span(11_000, 19_000), 1_000, 1_000)
    made = Rendition(all_voices=True)

    def may() -> Allowed | Denied:
        return consents.may_use(store, clip, Purpose.TRAINING, "Noor", masked=masked_persons(store, rid, CLIP, made))

    first = may()
    assert isinstance(first, Denied)
    assert [r.person_id for r in first.reasons] == [who["C1"]]
    covered(store, rid, who["C1"], 10_000, 19_000)
    assert not may(), "the handle at the end is not covered"
    covered(store, rid, who["C1"], 19_000, 20_000)
    assert may()
    assert masked_persons(store, rid, CLIP, made) == {who["C1"]}, "nobody covered the klantmanager, who agrees"


def test_who_is_out_of_the_picture_is_said_and_taken_back(store: Store, rid: str, who: dict[str, str]) -> None:
    made = Rendition(sound=False)
    id = new_id()
    away = {"op": new_id(), "do": "add", "id": id, "span": [0, 60_000], "away": who["C1"]}
    [ack] = faces.apply(store, rid, [away], "Noor")
    assert ack.status == "stored"
    assert masked_persons(store, rid, CLIP, made) == {who["C1"]}
    assert faces.faces(store, rid) == (), "it is no face"
    faces.apply(store, rid, [change("delete", id, 1)], "Noor")
    assert masked_persons(store, rid, CLIP, made) == set()


def test_what_is_said_of_a_face_is_checked(store: Store, rid: str, who: dict[str, str]) -> None:
    box = {"span": [0, 5_000], "boxes": [[0, 0.4, 0.3, 0.1, 0.2]]}
    assert refusals(store, rid, {"do": "add", **box, "person": "p-nobody"}) == "unknown_person"
    assert refusals(store, rid, {"do": "add", "span": [0, 5_000], "away": ""}) == "unknown_person"
    assert refusals(store, rid, {"do": "add", "span": [0, 5_000], "away": "p-nobody"}) == "unknown_person"
    assert refusals(store, rid, {"do": "add", **box, "away": who["C1"]}) == "bad_op"
    assert refusals(store, rid, {"do": "add", **box, "media": "m-none"}) == "unknown_film"
    face = covered(store, rid, "")
    assert refusals(store, rid, {"do": "update", "id": face, "media": "m-none"}) == "bad_op"
    propose(store, rid, [], "detector 1", looked=Span(0, 60_000))
    [look] = faces.looks(store, rid)
    assert refusals(store, rid, {"do": "delete", "id": look.id}) == "bad_id", "where a detector looked is no matter of opinion"


def test_a_detector_that_looks_again_at_a_part_leaves_the_rest(store: Store, rid: str) -> None:
    def found(start_ms: int) -> Face:
        return Face(Span(start_ms, start_ms + 4_000), FaceTrack("", (Box(start_ms, 0.4, 0.3, 0.1, 0.2),)))

    propose(store, rid, [found(1_000), found(30_000)], "detector 1", looked=Span(0, 60_000))
    propose(store, rid, [found(31_000)], "detector 2", looked=Span(28_000, 40_000))
    assert [m.span.start_ms for m in faces.faces(store, rid)] == [1_000, 31_000]
    assert [m.span for m in faces.looks(store, rid)] == [Span(0, 60_000), Span(28_000, 40_000)]
    camera = recordings.get(store, rid).media[1].id
    propose(store, rid, [found(5_000)], "detector 2", media_id=camera, looked=Span(0, 60_000))
    assert len(faces.faces(store, rid)) == 3, "another camera has proposals of its own"
    assert [m.span.start_ms for m in faces.faces(store, rid, camera)] == [5_000]


def test_a_camera_is_covered_on_its_own(store: Store, rid: str, who: dict[str, str]) -> None:
    film, camera = (m.id for m in recordings.get(store, rid).media)
    both = Rendition(sound=False, media=frozenset({film, camera}))
    covered(store, rid, who["C1"])
    assert masked_persons(store, rid, CLIP, Rendition(sound=False)) == {who["C1"]}
    assert masked_persons(store, rid, CLIP, both) == set()
    covered(store, rid, who["C1"], 2_000, 32_000, media=camera)
    assert masked_persons(store, rid, None, both) == {who["C1"]}, "before and after it ran it shows nobody"
    with pytest.raises(NotFoundError, match="has no film 'm-none' with a picture"):
        masked_persons(store, rid, CLIP, Rendition(media=frozenset({"m-none"})))


def test_whose_voice_it_is_is_said_or_follows_from_a_confirmed_role(store: Store, rid: str, who: dict[str, str], spoken: None) -> None:
    assert [(v.label, v.person_id) for v in voices(store, rid)] == [("S1", ""), ("S2", "")]
    people.confirm_role(store, rid, "S1", Role.KLANTMANAGER)
    assert [(v.person_id, v.said) for v in voices(store, rid)] == [(who["K1"], False), ("", False)]
    people.confirm_role(store, rid, "S2", Role.KLANTMANAGER, "C1")
    assert voices(store, rid)[1].person_id == who["C1"], "a pseudonym says more than a role"
    say_voice(store, rid, "S2", who["K1"])
    assert (voices(store, rid)[1].person_id, voices(store, rid)[1].said) == (who["K1"], True)
    say_voice(store, rid, "S2", "")
    assert voices(store, rid)[1].person_id == who["C1"]
    with pytest.raises(NotFoundError, match="That person is not on recording"):
        say_voice(store, rid, "S2", "p-nobody")
    with pytest.raises(NotFoundError, match="has no speaker 'S9'"):
        say_voice(store, rid, "S9", who["C1"])
    consenting.appear(store, rid, "K2", "klantmanager", "Noor")
    assert voices(store, rid)[0].person_id == "", "with two klantmanagers a role says no longer who"


def test_one_voice_is_changed(store: Store, rid: str, who: dict[str, str], spoken: None) -> None:
    made = Rendition(picture=False, voices=frozenset({who["C1"]}))
    assert masked_persons(store, rid, None, made) == set()
    say_voice(store, rid, "S1", who["K1"])
    say_voice(store, rid, "S2", who["C1"])
    assert masked_persons(store, rid, None, made) == {who["C1"]}
    spans = [turn.span for turn in transcripts.latest(store, rid).transcript.turns]
    assert voice_spans(store, rid, made.voices) == (spans[1],)
    [klantmanager] = [one for one in standings(store, rid, None, made) if one.person_id == who["K1"]]
    assert klantmanager.whys == (Why.VOICE_HEARD,)


@pytest.fixture
def home(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_HOME", str(store.home.path))


def test_a_masked_text_asks_who_speaks_and_nobody_else(store: Store, rid: str, who: dict[str, str], spoken: None, home: None) -> None:
    pytest.importorskip("deduce", reason="names are found with the extra mask")

    def export(*more: str) -> BaseException | None:
        return CliRunner().invoke(app, ["export", rid, "txt", *more]).exception

    visitor = consenting.appear(store, rid, "V1", "visitor", "Noor", voice=False).person_id
    assert isinstance(export(), NotAllowedError)
    assert export("--masked") is None, "who is only seen has no part in a text"
    consenting.answer(store, rid, visitor, [Purpose.RESEARCH], Answer.YES, "Noor")
    assert export() is None
    consenting.answer(store, rid, who["C1"], [Purpose.RESEARCH], Answer.NO, "Noor")
    assert isinstance(export("--masked"), NotAllowedError), "what somebody said is theirs, with or without their name"
