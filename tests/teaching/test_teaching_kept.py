"""Sets in copies of the data folder, answers that are a year old, sound without a picture, and the words of a pack in both languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import av
import ffmpeg as graph
import pytest
from agreed import everybody_agrees
from tag_ops import new_id
from teaching_film import film, filmed, talk
from teaching_world import World, laid_ready

from reflect import consenting, teaching
from reflect.masking import words
from reflect.media import ffmpeg
from reflect.model.consent import Answer, Purpose
from reflect.model.speech import Maker
from reflect.model.teaching import Made
from reflect.store import Home, backup, consents, makings, open_store, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import NewMedia, TranscriptKind
from reflect.teaching import Wish, ready
from reflect.teaching.paper import SCRIPTS, catalogue

TODAY = date.today()
MONTH = TODAY + timedelta(days=30)


def client_of(store: Store) -> str:
    return next(p.id for p in consents.persons(store) if p.pseudonym == "C1")


def test_an_older_copy_brings_back_a_set_but_neither_its_films_nor_a_yes_that_was_taken_back(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_store(home) as store:
        rid = filmed(store, film(tmp_path))
        world = World(store, rid, rid)
        one = world.set()
        clip = world.clip(one.id, span=[0, 1_600])
        world.watch(one.id, "Vink", clip, 1_200)
        made = store.home.made(laid_ready(store, clip, MONTH).folder)
        backup.make(store, tmp_path / "copy")
        consenting.withdraw(store, client_of(store), "Noor", recording_id=rid, purposes=[Purpose.TRAINING])
        assert not made.exists(), "taking back erases what was made"
    backup.restore(tmp_path / "copy", home, replace=True)
    with open_store(home) as store:
        found = teaching.set_file(store, one.id, "An", TODAY)
        assert [[r.why for r in s.decision.reasons] for s in found.clips] == [["withdrawn"]]
        assert [w.spotting.trainee for w in teaching.press_file(store, found).watched] == ["Vink"]
        assert [(m.recipient, m.erased_at is not None) for m in makings.listing(store)] == [("Team", True)], "who got it is still known"
        assert ready.film(store, one.id, clip.id, "An", TODAY) is None


def test_films_that_are_in_no_copy_are_not_offered(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_store(home) as store:
        rid = filmed(store, film(tmp_path))
        world = World(store, rid, rid)
        one = world.set()
        clip = world.clip(one.id, span=[0, 1_600])
        made = laid_ready(store, clip, MONTH)
        assert ready.there(store, made, TODAY)
        assert ready.film(store, one.id, clip.id, "An", TODAY) is not None
        backup.make(store, tmp_path / "copy")
    backup.restore(tmp_path / "copy", home, replace=True)
    with open_store(home) as store:
        assert not ready.there(store, made, TODAY)
        assert ready.film(store, one.id, clip.id, "An", TODAY) is None
        assert ready.download(store, one.id, made.id, "An", TODAY) is None


def test_a_yes_of_more_than_a_year_ago_is_asked_again(world: World) -> None:
    one = world.set()
    world.clip(one.id)
    client, long_ago = client_of(world.store), datetime.now(UTC) - timedelta(days=366)
    visitor = consenting.appear(world.store, world.first, "V1", "visitor", "Noor").person_id
    consenting.answer(world.store, world.first, visitor, [Purpose.TRAINING], Answer.YES, "Noor", at=long_ago)

    def reasons() -> list[tuple[str, str]]:
        return [(r.why, r.pseudonym) for r in teaching.set_file(world.store, one.id, "An", TODAY).clips[0].decision.reasons]

    assert reasons() == [("unconfirmed", "V1")]
    consenting.answer(world.store, world.first, visitor, [Purpose.TRAINING], Answer.YES, "Noor")
    assert reasons() == []
    assert client != visitor


def test_sound_without_a_picture_is_masked_and_taught_with(store: Store, tmp_path: Path) -> None:
    rid = filmed(store, film(tmp_path), decided=True)
    wave = tmp_path / "recorder.wav"
    ffmpeg.run(graph.output(graph.input(str(film(tmp_path))).audio, str(wave)), wave)
    facts = {"video": None, "audio": [{"default": True}], "duration_ms": 6_000}
    sound = recordings.add(store, [NewMedia(import_media(store, wave), facts=facts)], duration_ms=6_000).id
    world = World(store, rid, sound)
    everybody_agrees(store, sound)
    transcripts.add(store, sound, talk(), TranscriptKind.ALIGNED, Maker("test"))
    one = world.set()
    clip = world.clip(one.id, sound, span=[0, 3_000])
    assert [r.why for r in teaching.decide(store, clip, "An").reasons] == ["names_not_looked"]
    ops = [{"op": new_id(), "do": "update", "id": p.mask.id, "base": 1, "decision": "confirmed"} for p in words.propose(store, sound)]
    words.apply(store, sound, ops, "Noor")
    made = teaching.make(store, one.id, Wish(Made.CLIPS, "Team", MONTH, workers=1), tmp_path / "out", viewer="An")
    with av.open(str(tmp_path / "out" / "clips" / "01-weerstand.m4a")) as heard:
        assert [s.type for s in heard.streams] == ["audio"]
    assert made.clips == 1


def test_the_pack_speaks_dutch_and_english_alike() -> None:
    dutch, english = catalogue("nl"), catalogue("en")
    assert list(dutch) == list(english)
    holes = re.compile(r"\{\w+\}")
    assert {key: sorted(holes.findall(text)) for key, text in dutch.items()} == {k: sorted(holes.findall(t)) for k, t in english.items()}
    script = "".join((files("reflect.teaching") / "page" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    used = set(re.findall(r'say\("([\w.]+)"', script))
    assert used <= set(dutch), used - set(dutch)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_masked_is_never_called_anonymous(language: str) -> None:
    text = " ".join(catalogue(language).values()).lower()
    assert "anon" not in text
    assert {"nl": "afgeschermd", "en": "masked"}[language] in text
