"""A set becomes films, a reel and a pack: masked, for somebody, until a day; and nothing that may not be used is in them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import av
import pytest
import pyzipper
from counted import clicks_of, numbers
from PIL import Image
from tag_ops import new_id
from teaching_film import FACE, NAME, NAME_AT, SIZE, TITLE, client_said, decide, film, filmed
from teaching_world import World, change, laid_ready

from reflect import consenting, teaching
from reflect.errors import NotAllowedError, UsageError
from reflect.masking import faces
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.teaching import Made
from reflect.store import Home, audit, consents, disclosures, makings, open_store, recordings
from reflect.store import teaching as rows
from reflect.store.database import Store
from reflect.teaching import Wish, preparing, ready
from reflect.teaching.said import nameless

TODAY = date.today()
MONTH = TODAY + timedelta(days=30)
WHO = "de Academie"
PASSPHRASE = "vier-woorden-die-niemand-raadt"
QUESTION, ANSWER = "Wat gebeurt hier?", "Zij vraagt door"
FEEDBACK = "Ik vond dat Fatma Yilmaz goed naar mij luisterde."
CLIP = Span(260, 3_000)


def person(store: Store, pseudonym: str) -> str:
    return next(p.id for p in consents.persons(store) if p.pseudonym == pseudonym)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two recordings of the same film; one set with a clip of each, the second of which somebody refuses."""
    folder = tmp_path_factory.mktemp("studio")
    path = film(folder)
    with open_store(Home(folder / "home")) as store:
        first = filmed(store, path)
        (folder / "other").mkdir()
        other = folder / "other" / "second.mp4"
        other.write_bytes(path.read_bytes() + b"\0" * 8)
        second = filmed(store, other)
        visitor = consenting.appear(store, second, "V1", "visitor", "Noor").person_id
        consenting.answer(store, second, visitor, [Purpose.TRAINING], Answer.NO, "Noor")
        world = World(store, first, second)
        client_said(store, first, world.tags[first], FEEDBACK)
        yield world


@pytest.fixture(scope="module")
def set_id(studio: World) -> str:
    made = studio.set(title="Doorvragen", goal="Zien wanneer", audience="Starters")
    more = {"question": QUESTION, "answer": ANSWER, "feedback": True}
    studio.clip(made.id, place=1, span=[500, 3_000], before_ms=240, **more)
    studio.clip(made.id, studio.second, place=2, span=[0, 1_000], question="Verborgen vraag")
    return made.id


def make(world: World, set_id: str, what: Made, target: Path | None = None, **wish: object) -> teaching.MadeOf:
    return teaching.make(world.store, set_id, replace(Wish(what, WHO, MONTH, workers=1), **wish), target, viewer="An")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pack(studio: World, set_id: str) -> teaching.MadeOf:
    return make(studio, set_id, Made.PACK, passphrase=PASSPHRASE)


def folder_of(world: World, made: teaching.MadeOf) -> Path:
    return world.store.home.made(made.making.folder)


# ---- what is in it ----------------------------------------------------------------------------


def test_a_pack_has_what_may_be_used_and_a_gap_for_the_rest(studio: World, pack: teaching.MadeOf) -> None:
    assert (pack.clips, [(g.number, g.reasons) for g in pack.gaps], pack.encrypted) == (1, [(2, ("no",))], True)
    refused = [line.about["why"] for line in audit.lines(studio.store) if (line.action, line.outcome) == ("use for P5", "refused")]
    assert ["no"] in refused
    with pyzipper.AESZipFile(pack.path) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        assert names[:2] == ["LEES-MIJ.txt", "index.html"]
        assert sorted(names[2:]) == [f"clips/01-weerstand{end}" for end in (".jpg", ".mp4", ".srt", ".vtt")]
        read_me, page = archive.infolist()[:2]
        assert WHO in archive.read(read_me).decode("utf-8-sig"), "how to open it can be read without the passphrase"
        for wrong in (b"another-passphrase", b""):
            archive.setpassword(wrong)
            with pytest.raises(RuntimeError, match=r"[Pp]assword"):
                archive.read(page)
        archive.setpassword(PASSPHRASE.encode())
        assert archive.read(page) == (folder_of(studio, pack) / "index.html").read_bytes()


def test_the_page_has_names_replaced_and_tells_trainees_no_answers(studio: World, pack: teaching.MadeOf) -> None:
    page = (folder_of(studio, pack) / "index.html").read_text("utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="pack">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    first, second = data["clips"]
    assert (data["recipient"], data["expires"], data["title"]) == (WHO, MONTH.isoformat(), "Doorvragen")
    assert (first["question"], first["answer"], first["start"], first["ms"]) == (QUESTION, "", CLIP.start_ms, CLIP.duration_ms)
    assert first["said"] == ["Ik vond dat […] goed naar mij luisterde."]
    assert "[naam 1]" in " ".join(line[3] for line in first["lines"])
    assert (second["film"], second["question"], second["lines"]) == ("", "", [])
    for word in (NAME, "Fatma", ANSWER, "Verborgen", TITLE, "withdrawn", studio.first, "K1", "C1"):
        assert word not in page


def test_faces_are_covered_and_names_are_silent_in_what_leaves(studio: World, pack: teaching.MadeOf) -> None:
    path = folder_of(studio, pack) / "clips" / "01-weerstand.mp4"
    x, y, w, h = (round(part * side) for part, side in zip(FACE, (*SIZE, *SIZE), strict=True))
    with av.open(str(path)) as made:
        pictures = [frame.to_ndarray(format="gray").astype(int) for frame in made.decode(video=0)]
    assert len(pictures) in (69, 70), "2.74 s at 25 a second; the picture that stands at the start is shown too"
    for picture in pictures:
        assert picture[y + 6 : y + h - 6, x + 6 : x + w - 6].std() < 6, "nothing of a face is left"
        assert picture[y + 6 : y + h - 6, x + w + 12 : x + w + 60].std() > 6, "and beside it all is there"
    begin, end = (moment / 1000 - CLIP.start_ms / 1000 for moment in (NAME_AT.start_ms, NAME_AT.end_ms))
    heard = clicks_of(path)
    assert [at for at in heard if begin <= at <= end] == []
    assert [at for at in heard if at > end + 0.6], "what was said later is heard"


def assert_nothing_tells(studio: World, path: Path) -> None:
    """No metadata in a film, and nothing of where it comes from in any file."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as made:
            assert made.metadata.keys() <= {"major_brand", "minor_version", "compatible_brands"}
            assert [s.type for s in made.streams] == ["video", "audio"]
            for stream in made.streams:
                assert stream.metadata.keys() <= {"language", "handler_name", "vendor_id"}
                assert stream.metadata.get("handler_name", "") in ("", "VideoHandler", "SoundHandler")
    held = path.read_bytes()
    secret = (TITLE, NAME, "yilmaz.mp4", studio.first, str(studio.store.home.path), "Lavf", "Lavc", "x264 - core")
    assert [s for s in secret if s.encode() in held] == [], path.name


def test_nothing_tells_where_the_films_come_from(studio: World, pack: teaching.MadeOf) -> None:
    folder = folder_of(studio, pack)
    for path in (folder / "clips").iterdir():
        assert_nothing_tells(studio, path)
    with Image.open(folder / "clips" / "01-weerstand.jpg") as still:
        assert (dict(still.getexif()), still.info.get("comment"), "icc_profile" in still.info) == ({}, None, False)
        assert [name for name, _ in still.applist] == ["APP0"]


def test_it_is_written_down_before_anybody_can_have_it(studio: World, pack: teaching.MadeOf) -> None:
    kept = next(d for d in disclosures.listing(studio.store) if d.number == pack.making.disclosure)
    assert (kept.what, kept.purpose, kept.recipient, kept.expires_on) == ("teaching pack", Purpose.TRAINING, WHO, MONTH)
    assert kept.recording_ids == (studio.first,), "the refused clip did not leave"
    assert kept.sha256 == pack.making.sha256 == hashlib.sha256(pack.path.read_bytes()).hexdigest()
    mine = [m for m in makings.listing(studio.store, set_id=pack.making.set_id) if m.id == pack.making.id]
    assert [(m.recipient, m.expires_on, m.what, m.erased_at) for m in mine] == [(WHO, MONTH, "pack", None)]


def test_trainees_play_the_masked_film_and_only_while_all_agree(studio: World, pack: teaching.MadeOf) -> None:
    file = teaching.set_file(studio.store, pack.making.set_id, "An", TODAY)
    first, second = (s.clip.id for s in file.clips)

    def playing(clip_id: str, today: date = TODAY) -> Path | None:
        return ready.film(studio.store, pack.making.set_id, clip_id, "An", today)

    assert playing(first) == folder_of(studio, pack) / "clips" / "01-weerstand.mp4"
    assert playing(second) is playing(new_id()) is None
    assert playing(first, MONTH + timedelta(days=1)) is None, "it has expired"
    assert ready.download(studio.store, pack.making.set_id, pack.making.id, "An", TODAY) == pack.path
    assert ready.download(studio.store, pack.making.set_id, pack.making.id, "An", MONTH + timedelta(days=1)) is None
    client = person(studio.store, "C1")
    consenting.answer(studio.store, studio.first, client, [Purpose.TRAINING], Answer.NO, "Noor")
    assert playing(first) is None
    assert ready.download(studio.store, pack.making.set_id, pack.making.id, "An", TODAY) is None
    with pytest.raises(NotAllowedError, match="None of the 2 clips may be used: no"):
        make(studio, pack.making.set_id, Made.CLIPS)
    consenting.answer(studio.store, studio.first, client, [Purpose.TRAINING], Answer.YES, "Noor")
    assert playing(first) is not None
    clip = file.clips[0].clip
    studio.send(pack.making.set_id, change("clip", clip.id, span=[500, 2_900]))
    assert playing(first) is None, "the film that was made shows another stretch"
    studio.send(pack.making.set_id, change("clip", clip.id, span=[500, 3_000]))


def test_a_reel_has_the_clients_words_after_the_clip(studio: World, set_id: str, tmp_path: Path) -> None:
    made = make(studio, set_id, Made.REEL, tmp_path / "reel")
    assert {path.name for path in made.path.iterdir()} == {"reel.mp4", "reel.srt", "reel.vtt", "LEES-MIJ.txt"}
    with av.open(str(made.path / "reel.mp4")) as reel:
        assert (reel.duration or 0) / 1e6 == pytest.approx(3 * 4 + CLIP.duration_ms / 1000, abs=0.1), "title, question, what was said"
    assert made.making.folder == ""
    assert ready.download(studio.store, set_id, made.making.id, "An", TODAY) is None, "it lies elsewhere"
    assert_nothing_tells(studio, made.path / "reel.mp4")


# ---- what is not made -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"recipient": "  "}, "Say who it is for"),
        ({"recipient": "111222333"}, "A burgerservicenummer may not be kept"),
        ({"recipient": "x" * 101}, "longer than 100 characters"),
        ({"expires_on": TODAY - timedelta(days=1)}, "has passed"),
        ({"expires_on": TODAY + timedelta(days=731)}, "is too far away"),
        ({"language": "de"}, "--language de is not known"),
        ({"voice": 3.0}, "The voice cannot be moved by 3"),
        ({"passphrase": "kort"}, "The passphrase is too short"),
        ({"what": Made.REEL, "passphrase": PASSPHRASE}, "Only a zip can be encrypted"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(studio: World, set_id: str, wish: dict[str, object], told: str) -> None:
    before = disclosures.listing(studio.store)
    with pytest.raises(UsageError, match=told):
        make(studio, set_id, **{"what": Made.PACK, **wish})  # type: ignore[arg-type]
    assert disclosures.listing(studio.store) == before


def test_a_set_of_nothing_a_closed_one_and_an_old_one_are_refused(studio: World, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = studio.set(title="Leeg")
    with pytest.raises(UsageError, match="This set has no clips yet"):
        make(studio, empty.id, Made.PACK)
    studio.clip(empty.id)
    studio.send(empty.id, change("set", empty.id, closed=True))
    with pytest.raises(UsageError, match="This set was closed"):
        make(studio, empty.id, Made.PACK)
    studio.send(empty.id, change("set", empty.id, closed=False, confirmed_on=(TODAY - timedelta(days=366)).isoformat()))
    with pytest.raises(UsageError, match="Nobody confirmed this set for a year"):
        make(studio, empty.id, Made.PACK)


def test_what_nobody_decided_about_is_not_made(store: Store, tmp_path: Path) -> None:
    rid = filmed(store, film(tmp_path), decided=False)
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, span=[0, 1_600])

    def reasons() -> list[str]:
        return [r.why for r in teaching.set_file(store, one.id, "An", TODAY).clips[0].decision.reasons]

    assert reasons() == ["faces_not_looked", "names_not_looked"]
    with pytest.raises(NotAllowedError, match="faces not looked, names not looked"):
        make(world, one.id, Made.CLIPS)
    decide(store, rid)
    assert reasons() == []
    box = {"op": new_id(), "do": "add", "id": new_id(), "span": [0, 900], "boxes": [[0, 0.1, 0.1, 0.1, 0.1]]}
    faces.apply(store, rid, [box], "Noor")
    faces.apply(store, rid, [{"op": new_id(), "do": "update", "id": box["id"], "base": 1, "decision": "proposed"}], "Noor")
    assert reasons() == ["faces_undecided"]
    faces.apply(store, rid, [{"op": new_id(), "do": "delete", "id": box["id"]}], "Noor")
    recording = recordings.get(store, rid)
    assert recording.film is not None
    recording.film.path.unlink()
    assert reasons() == ["film"]


def test_who_did_not_agree_is_let_off_when_masked(store: Store, tmp_path: Path) -> None:
    rid = filmed(store, film(tmp_path))
    world = World(store, rid, rid)
    one = world.set()
    clip = world.clip(one.id, span=[0, 1_600])
    client = person(store, "C1")
    consenting.answer(store, rid, client, [Purpose.TRAINING], Answer.NO, "Noor")

    def decision(wish: Wish) -> teaching.Decision:
        return teaching.decide(store, clip, "An", made=wish.rendition())

    plain, moved = Wish(Made.PACK, WHO, MONTH), Wish(Made.PACK, WHO, MONTH, voice=0.8)
    assert [(r.why, r.pseudonym, r.role, r.lacks) for r in decision(plain).reasons] == [("no", "C1", "client", ("face_uncovered",))]
    whose = next(m for m in faces.faces(store, rid))
    faces.apply(store, rid, [{"op": new_id(), "do": "update", "id": whose.id, "base": whose.revision, "person": client}], "Noor")
    assert decision(moved).allowed
    assert decision(moved).masked == {client}
    made = make(world, one.id, Made.CLIPS, voice=0.8)
    assert made.clips == 1


# ---- exactness, and what goes -----------------------------------------------------------------


def test_the_masked_film_shows_just_the_stretch(studio: World, tmp_path: Path) -> None:
    recording, span = recordings.get(studio.store, studio.first), Span(1_000, 3_000)
    wish = Wish(Made.CLIPS, WHO, MONTH)
    hidden = preparing.hiding(studio.store, recording, span, wish)
    preparing.make(recording, span, hidden, wish, tmp_path / "out.mp4", lambda part: None)
    assert [number for _, number in numbers(tmp_path / "out.mp4")] == list(range(25, 75))
    assert clicks_of(tmp_path / "out.mp4") == pytest.approx([1.0, 1.5], abs=0.02), "the first lies under the name's edge"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mp4"]


def test_a_name_that_ends_just_before_the_clip_is_not_heard_in_it(studio: World) -> None:
    recording = recordings.get(studio.store, studio.first)
    hidden = preparing.hiding(studio.store, recording, Span(NAME_AT.end_ms + 100, 4_000), Wish(Made.CLIPS, WHO, MONTH))
    assert hidden.sounds == (Span(0, 1),), "with its margin it covers the first moments"
    later = preparing.hiding(studio.store, recording, Span(NAME_AT.end_ms + 1_000, 4_000), Wish(Made.CLIPS, WHO, MONTH))
    assert later.sounds == ()


def test_names_in_what_the_client_said_are_taken_out() -> None:
    assert nameless("Mevrouw Fatma Yilmaz luisterde goed.\nIk sliep weer.") == "Mevrouw […] luisterde goed.\nIk sliep weer."
    assert nameless("") == ""


def test_words_come_along_only_when_released_and_the_client_agrees(store: Store, tmp_path: Path) -> None:
    from reflect.teaching.said import said

    rid = filmed(store, film(tmp_path))
    world = World(store, rid, rid)
    one = world.set()
    clip, silent = world.clip(one.id, feedback=True), world.clip(one.id, feedback=False)
    client_said(store, rid, world.tags[rid], "Niet vrijgegeven.", released=False)
    client_said(store, rid, world.tags[rid], "Mag niet.", may_hear="no", released=False)
    assert said(store, clip, clip.span) == ()
    client_said(store, rid, world.tags[rid], "Ik voelde mij gehoord.")
    assert said(store, clip, clip.span) == ("Ik voelde mij gehoord.",)
    assert said(store, silent, clip.span) == ()
    consenting.answer(store, rid, person(store, "K1"), [Purpose.TRAINING], Answer.NO, "Noor")
    assert said(store, clip, clip.span) == ("Ik voelde mij gehoord.",), "the klantmanager's answer is not about them"
    consenting.answer(store, rid, person(store, "C1"), [Purpose.TRAINING], Answer.NO, "Noor")
    assert said(store, clip, clip.span) == ()


def test_erasing_takes_what_was_made_and_says_who_got_it(store: Store, tmp_path: Path) -> None:
    rid = filmed(store, film(tmp_path))
    world = World(store, rid, rid)
    one = world.set()
    world.clip(one.id, span=[0, 1_600])
    here, there = make(world, one.id, Made.PACK), make(world, one.id, Made.CLIPS, tmp_path / "elsewhere.zip", recipient="K. van buiten")
    assert here.path.is_file()
    (statement, *_) = consenting.withdraw(store, person(store, "C1"), "Noor", recording_id=rid)
    assert statement.left == ()
    assert statement.handed_out == (here.making.disclosure, there.making.disclosure)
    assert [p for p in (store.home.path / "made").rglob("*") if p.is_file()] == []
    kept = makings.listing(store, set_id=one.id)
    assert [(m.recipient, m.erased_at is not None) for m in kept] == [(WHO, True), ("K. van buiten", False)]
    assert [s.decision.reasons[0].why for s in teaching.set_file(store, one.id, "An", TODAY).clips] == ["gone"]


def test_what_has_expired_and_what_nobody_names_is_cleared(world: World) -> None:
    one = world.set()
    made = laid_ready(world.store, world.clip(one.id), MONTH)
    folder = world.store.home.made(made.folder)
    (folder.parent / "leftover").mkdir()
    assert makings.expire(world.store, MONTH) == ()
    assert makings.tidy(world.store) == 1
    assert folder.is_dir()
    assert [m.id for m in makings.expire(world.store, MONTH + timedelta(days=1))] == [made.id]
    assert not folder.exists()
    assert rows.get(world.store, one.id).title == "Weerstand herkennen"
