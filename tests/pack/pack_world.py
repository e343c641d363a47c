"""A small real session: a film of ten seconds with words, what the client said, and a second recording that can be taken away."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "media"))
sys.path.insert(0, str(Path(__file__).parent.parent / "reflection"))
sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))

from agreed import everybody_agrees
from counted import Counted, make
from cycle import change, new
from tag_ops import add

from reflect import reflection, tagging
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.reflection import SessionFile
from reflect.store import NewMedia, cases, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import TranscriptKind

CASE = "T-2026-014"
TITLE = "Ruimte geven"
QUESTION = "Wat doe je als de cliënt een zin niet afmaakt?"
TIP = "Laat een stilte eens drie tellen duren."
RELEASED = "Ik voelde me gehoord toen zij even stil was."
SECRET = "Dit hoort niemand: geheimwoord"
CLOSING = "Ja, nu wel."
POINT = "Drie tellen stil zijn."
EARLIER = "Ik vat samen voor ik iets nieuws vraag."
NAME = "Fatima"
EVIL = "</script><script>window.evil=1</script><img src=x onerror='window.evil=2'><!-- \u2028 {{data}} ${evil} & \u202eomgekeerd"

FILM_MS, SHORT_MS = 10_000, 4_000


@dataclass(frozen=True)
class World:
    store: Store
    case: str
    films: tuple[str, str]
    session: str
    clips: tuple[Any, ...]

    def file(self) -> SessionFile:
        return reflection.session_file(self.store, self.case, self.session)

    def send(self, *ops: dict[str, Any]) -> list[Any]:
        acks = reflection.apply(self.store, self.case, ops, "An")
        assert [a.why for a in acks] == [""] * len(acks), acks
        return [a.thing for a in acks]


def films(folder: Path) -> tuple[Path, Path]:
    """Two films that are not the same."""
    for name, long_ms in (("one.mp4", FILM_MS), ("two.mp4", SHORT_MS)):
        make(Counted(name, Fraction(1, 12800), (512,), seconds=long_ms / 1000, group=25, size=(256, 144)), folder)
    return folder / "one.mp4", folder / "two.mp4"


def make_world(
    store: Store, sources: tuple[Path, Path], *, title: str = TITLE, question: str = QUESTION, tip: str = TIP, said: str = RELEASED
) -> World:
    """Three clips: two of the film (the first with words of the client, from 1 to 5 s), one of another recording."""
    first, second = (_recording(store, source, f"Gesprek {n}", n) for n, source in enumerate(sources, start=1))
    everybody_agrees(store)
    _talk(store, first)
    case = cases.of_recording(store, first)
    assert case is not None
    tags = [
        ack.fragment.id
        for ack in tagging.apply(store, first, [add(start=2_000, end=4_000), add(start=7_000, end=9_000, code="contact")], "Noor").acks
        if ack.fragment is not None
    ]
    world = World(store, case.id, (first, second), "", ())
    earlier, session = world.send(new("session", title="Eerder"), new("session", title=title, held_on="2026-10-15"))
    of = {"session_id": session.id, "recording_id": first}
    clips = world.send(
        new("clip", **of, fragment_id=tags[0], place=1, before_ms=1000, after_ms=1000, question=question, tip=tip),
        new("clip", **of, fragment_id=tags[1], place=2),
        new("clip", session_id=session.id, recording_id=second, span=[1_000, 3_000], place=3, question="Wat zie je hier?"),
    )
    world.send(new("point", session_id=earlier.id, text=EARLIER), new("point", session_id=session.id, text=POINT))
    _words(store, first, tags[0], said)
    return World(store, case.id, (first, second), session.id, tuple(clips))


def _recording(store: Store, source: Path, title: str, month: int) -> str:
    made = recordings.add(store, [NewMedia(import_media(store, source))], duration_ms=FILM_MS if month == 1 else SHORT_MS)
    recordings.change(store, made.id, case=CASE, title=title, recorded_at=datetime(2026, month, 3, 10, tzinfo=UTC))
    return made.id


def _talk(store: Store, id: str) -> None:
    said = (("S1", 1_200, "Hoe gaat het?"), ("S2", 3_200, "Niet goed vandaag."), ("S1", 7_200, "Vertel eens."))
    turns = tuple(
        Turn(who, tuple(Word(w, Span(at + 400 * k, at + 400 * k + 350), 0.9) for k, w in enumerate(text.split()))) for who, at, text in said
    )
    speakers = (Speaker("S1", Role.KLANTMANAGER, confirmed=True, name=NAME), Speaker("S2", Role.CLIENT))
    transcripts.add(store, id, Transcript("nl", FILM_MS, speakers, turns), TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, id, speakers)


def _words(store: Store, film_id: str, tag: str, said: str) -> None:
    def tell(*ops: dict[str, Any]) -> list[Any]:
        acks = reflection.apply_to_recording(store, film_id, ops, "Ilse")
        assert [a.why for a in acks] == [""] * len(acks), acks
        return [a.thing for a in acks]

    talk = tell(new("interview", held_on="2026-09-12"))[0]
    told = tell(
        new("feedback", interview_id=talk.id, about=tag, text=said, may_hear="yes"),
        new("feedback", interview_id=talk.id, about=tag, text=SECRET, may_hear="yes"),
        new("feedback", interview_id=talk.id, about="understanding", answer="yes", text=CLOSING, may_hear="yes"),
        new("feedback", interview_id=talk.id, about="ownership", answer="no", text=SECRET, may_hear="no"),
    )
    tell(*(change("feedback", told[n].id, told[n].revision, released=True) for n in (0, 2)))
