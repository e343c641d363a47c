"""A teaching set to put together and to watch: clips of two recordings, one of which not everybody agreed to."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import app_films as films
from app_cycle import WHO, Cycle, make_cycle, new

from reflect import consenting, teaching
from reflect.masking import words
from reflect.masking.faces import writing as faces
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.model.teaching import Making
from reflect.store import makings, recordings, transcripts
from reflect.store.database import Store


@dataclass(frozen=True)
class Taught:
    """`clips` are the ids of the clips in their order; `nobody` is the person on the second recording who was not asked."""

    cycle: Cycle
    set: str
    clips: tuple[str, ...]
    nobody: str


def done(acks: tuple[Any, ...]) -> None:
    wrong = [ack.why for ack in acks if ack.status != "stored"]
    if wrong:
        raise RuntimeError(f"a prepared thing was not stored: {wrong}")


def change(store: Store, set_id: str, *ops: dict[str, Any]) -> None:
    """The trainer's operations, each of which must be stored."""
    done(teaching.apply(store, set_id, [{"op": new(), **op} for op in ops], WHO))


def pressed(store: Store, set_id: str, trainee: str, *presses: tuple[str, int]) -> str:
    """Somebody watched and pressed: the clip and the moment of the film each time."""
    spotting = new()
    ops = [{"what": "spotting", "do": "add", "id": spotting, "trainee": trainee, "started_at": "2026-11-22T10:00:00+01:00"}]
    ops += [{"what": "press", "do": "add", "id": new(), "spotting_id": spotting, "clip_id": clip, "at_ms": at} for clip, at in presses]
    done(teaching.press(store, set_id, [{"op": new(), **op} for op in ops], WHO))
    return spotting


def empty_set(store: Store, title: str) -> str:
    id = new()
    done(teaching.begin(store, [{"what": "set", "op": new(), "do": "add", "id": id, "title": title}], WHO))
    return id


def looked_through(store: Store, recording_id: str) -> None:
    """Somebody looked for faces and for names in all of it: there is no face, and every name that was found goes."""
    recording = recordings.get(store, recording_id)
    film = recording.film
    if film is None:
        raise RuntimeError("the recording has no film")
    faces.propose(store, recording_id, [], "made-for-tests", media_id=film.id, looked=Span(0, recording.duration_ms or 0))
    words.propose(store, recording_id)
    there = words.found(store, recording_id, transcripts.latest(store, recording_id).transcript)
    ops = [{"op": new(), "do": "update", "id": one.mask.id, "decision": "confirmed"} for one in words.undecided(there)]
    for at in range(0, len(ops), 100):
        done(words.apply(store, recording_id, ops[at : at + 100], WHO))


def make_set(store: Store, code: str, first: int, title: str, count: int = 4) -> Taught:
    """The first fragments of a new case as clips with a question and an answer; somebody on its second recording was never asked."""
    cycle = make_cycle(store, code, first)
    for film in cycle.films:
        looked_through(store, film)
    nobody = consenting.appear(store, cycle.films[1], f"B{first}", "visitor", WHO).person_id
    consenting.answer(store, cycle.films[1], nobody, [Purpose.RESEARCH, Purpose.REFLECTION], Answer.YES, WHO)
    id = empty_set(store, title)
    clips = tuple(new() for _ in range(count))
    for place, (clip, tag) in enumerate(zip(clips, cycle.tags, strict=False), 1):
        film = cycle.films[0 if place <= 3 else 1]
        words = {"question": f"Wat gebeurt hier? ({place})", "answer": f"Het antwoord is {place}."}
        handles = {"before_ms": 3_000, "after_ms": 3_000}
        op = {"what": "clip", "do": "add", "id": clip, "recording_id": film, "fragment_id": tag, "place": place}
        change(store, id, op | words | handles)
    return Taught(cycle, id, clips, nobody)


def film_made(store: Store, taught: Taught) -> str:
    """Films of the clips lie ready, as after making them; they are short ones of this machine, and only their lengths are true."""
    folder = uuid.uuid4().hex
    files: dict[str, tuple[str, int, int]] = {}
    for shown in teaching.set_file(store, taught.set, WHO, date.today()).clips:
        span = shown.decision.shown
        if shown.decision.allowed and span is not None:
            name = f"clips/{shown.number:02d}.mp4"
            path = store.home.made(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(films.short_film(-(-span.duration_ms // 1000), 700), path)
            files[shown.clip.id] = (name, span.start_ms, span.end_ms)
    last = date.today() + timedelta(days=30)
    who = ("An", "clips", Purpose.TRAINING, "Groep 4", last, "ab" * 32, 1)
    makings.add(store, Making(new(), datetime.now(UTC), *who, taught.cycle.films, set_id=taught.set, folder=folder, files=files))
    return folder
