"""The demo recordings, ready to look at: each film, and the transcript that was written by hand before the film was made."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, NAMESPACE_URL, uuid5

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.resources import resource

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import Recording

FOLDER = "annotations/demo"
CASE = "DEMO"
MAKER = Maker("reflect.demo", model="written by hand")
PEOPLE = {"Demo-klantmanager": "klantmanager", "Demo-client": "client"}
HELD_AT = {"gesprek": datetime(2026, 10, 1, 12, 0, tzinfo=UTC), "vervolg": datetime(2026, 10, 22, 7, 30, tzinfo=UTC)}
"""When the talks of the demo are held, by the name of their film: three weeks apart."""


def bring_in(store: Store) -> str:
    """The id of the first demo recording; both are brought in when they are not there."""
    return bring_in_all(store)["gesprek"]


def bring_in_all(store: Store) -> dict[str, str]:
    """The ids of the demo recordings by the name of their film. What has no transcript gets the written one, what has no date its own."""
    return {name: _there(store, name) for name in HELD_AT}


def _there(store: Store, name: str) -> str:
    from reflect import media
    from reflect.store import incoming, people, recordings, transcripts
    from reflect.store.values import MediaKind, NewMedia, TranscriptKind

    film = resource(f"{FOLDER}/{name}.mp4")
    plan = _plan(name)
    stored = incoming.import_media(store, film)
    if stored.known_as is None:
        info = media.probe(film)
        item = NewMedia(stored, MediaKind.FILM, info.container, asdict(info))
        length = int(plan["film"]["duration_ms"])
        recording = recordings.add(store, [item], title=str(plan["title"]), case=CASE, duration_ms=length, language="nl")
    else:
        recording = recordings.get(store, stored.known_as)
    _complete(store, recording, name, str(plan["title"]))
    _agreed(store, recording.id)
    if not transcripts.versions(store, recording.id):
        transcript = written(plan)
        transcripts.add(store, recording.id, transcript, TranscriptKind.IMPORTED, MAKER)
        people.set_speakers(store, recording.id, transcript.speakers)
    return recording.id


def _agreed(store: Store, recording_id: str) -> None:
    """The two made-up people of the demo agree to everything; who changed that is left alone."""
    from reflect import consenting
    from reflect.model.consent import Answer, Purpose
    from reflect.store import consents

    if consents.register(store, recording_id).appearances:
        return
    for pseudonym, role in PEOPLE.items():
        person = consenting.appear(store, recording_id, pseudonym, role, MAKER.name)
        consenting.answer(store, recording_id, person.person_id, list(Purpose), Answer.YES, MAKER.name)


def _complete(store: Store, recording: Recording, name: str, title: str) -> None:
    """The date and the title of the talk, where nobody gave it others."""
    from reflect.store import recordings

    if recording.recorded_at is None:
        recordings.change(store, recording.id, recorded_at=HELD_AT[name])
    if recording.title in (name, f"{name}.mp4"):
        recordings.change(store, recording.id, title=title)


def is_it(recording: Recording) -> bool:
    """Whether this recording is the first of the demo, which has made-up coders and readings."""
    return recording.case == CASE and recording.duration_ms == _plan("gesprek")["film"]["duration_ms"]


def code_twice(store: Store, recording_id: str) -> None:
    """Put the fragments of the two made-up coders on the demo. The same again changes nothing."""
    from reflect import codebook, tagging
    from reflect.exchange import fragments

    for letter in "ab":
        read = fragments.loads(resource(f"{FOLDER}/coders/codeur_{letter}.json").read_bytes())
        ops = [
            {
                "op": str(uuid5(NAMESPACE_OID, f"{recording_id} {f.id}")),
                "do": "add",
                "id": str(uuid5(NAMESPACE_URL, f"{recording_id} {f.id}")),
                "start": f.span.start_ms,
                "end": f.span.end_ms,
                "code": f.code,
                "perspective": str(f.perspective),
                "note": f.note,
            }
            for f in read
        ]
        tagging.apply(store, recording_id, ops, read[0].coder, codebook.load())


def read_with_slim(store: Store, recording_id: str) -> None:
    """Put the made-up SLIM readings on the demo. The same again changes nothing."""
    from reflect import slim
    from reflect.exchange import slim as readings

    found = readings.loads(resource(f"{FOLDER}/slim_readings.json").read_bytes())
    ops = [
        {
            "op": str(uuid5(NAMESPACE_OID, f"{recording_id} {r.id}")),
            "do": "add",
            "id": str(uuid5(NAMESPACE_URL, f"{recording_id} {r.id}")),
            "self_images": r.self_images,
            "approach": r.approach,
            "reader": str(r.reader),
            "span": () if r.span is None else (r.span.start_ms, r.span.end_ms),
            "note": r.note,
        }
        for r in found
    ]
    slim.apply(store, recording_id, ops, found[0].coder)


def _plan(name: str) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(resource(f"{FOLDER}/{name}.json").read_text(encoding="utf-8"))
    return plan


def written(plan: dict[str, Any]) -> Transcript:
    """The written dialogue as a transcript. Turns have the times of the film; those of words are shared out by their length."""
    roles = list(dict.fromkeys(str(turn["speaker"]) for turn in plan["turns"]))
    labels = {role: f"S{number}" for number, role in enumerate(roles, 1)}
    speakers = tuple(Speaker(labels[role], Role(role), confirmed=True) for role in roles)
    turns = tuple(_turn(turn, labels[turn["speaker"]]) for turn in plan["turns"])
    activities = tuple(Activity(turn.span, turn.speaker) for turn in turns)
    return Transcript(str(plan["language"]), int(plan["film"]["duration_ms"]), speakers, turns, activities, (MAKER,))


def _turn(turn: dict[str, Any], label: str) -> Turn:
    start, end = int(turn["start_ms"]), int(turn["end_ms"])
    said = str(turn["text"]).split()
    weights = [len(word) + 2 for word in said]
    edges = [start + (end - start) * sum(weights[:i]) // sum(weights) for i in range(len(said) + 1)]
    return Turn(label, tuple(Word(word, Span(a, b), 1.0, label) for word, (a, b) in zip(said, pairwise(edges), strict=True)))
