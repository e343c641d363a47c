"""A whole session on a talk: clips, questions, the client's words (released and not), notes, and points of two sessions."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tagging"))
sys.path.insert(0, str(Path(__file__).parent.parent / "reflection"))

from agreed import everybody_agrees
from cycle import change, new
from PIL import Image
from tag_ops import add, make_recording, new_id

from reflect import reflection, tagging
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.reflection import SessionFile
from reflect.store import cases, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind

SECRET = "Dit hoort niemand: geheimwoord"
RELEASED = "Ik voelde me gehoord toen zij even stil was."
CLIP_QUESTION = "Wat doe je als de cliënt een zin niet afmaakt?"


@dataclass(frozen=True)
class World:
    """A talk of a minute, `film`, and a second one; an earlier session's point was followed up in the second."""

    store: Store
    case: Any
    film: str
    other: str
    session: Any
    clips: tuple[Any, ...]

    def file(self) -> SessionFile:
        return reflection.session_file(self.store, self.case.id, self.session.id)

    def send(self, *ops: dict[str, Any]) -> list[Any]:
        return sent(self.store, self.case.id, *ops)


def sent(store: Store, case_id: str, *ops: dict[str, Any]) -> list[Any]:
    acks = reflection.apply(store, case_id, ops, "An")
    assert [a.why for a in acks] == [""] * len(acks), acks
    return [a.thing for a in acks]


def make_world(store: Store, folder: Path, film: str | None = None) -> World:
    """`film` is a recording of more than two minutes to use in place of a made one."""
    film = film or _talk(store, folder)
    recordings.change(store, film, case="T-2026-014", title="Eerste gesprek", recorded_at=datetime(2026, 9, 3, 10, tzinfo=UTC))
    other = make_recording(store, folder)
    recordings.change(store, other, case="T-2026-014", title="Tweede gesprek", recorded_at=datetime(2026, 10, 8, 10, tzinfo=UTC))
    everybody_agrees(store)
    case = cases.of_recording(store, film)
    assert case is not None
    tags = _tags(store, film, other)
    earlier = sent(store, case.id, new("session", title="Sessie in september", held_on="2026-09-10"))[0]
    session = sent(store, case.id, new("session", title="Ruimte geven en richting houden", held_on="2026-10-15", note="Fijn gesprek."))[0]
    clips = _clips(store, case.id, session.id, film, other, tags)
    _remarks(store, case.id, session.id, clips)
    _points(store, case.id, earlier.id, session.id, clips[0].id, other)
    _words(store, film, tags[0])
    return World(store, case, film, other, session, clips)


SAID = (
    ("S1", "Hoe gaat het met je werk?"),
    ("S2", "Niet goed. Ik ben gestopt, omdat het"),
    ("S1", "Omdat het te zwaar was?"),
    ("S2", "Dat wilde ik niet zeggen."),
)


def _talk(store: Store, folder: Path) -> str:
    """Four turns of five seconds from the half minute on, in a talk of three minutes."""
    id = make_recording(store, folder, 180_000)
    turns = []
    for n, (who, text) in enumerate(SAID):
        at = 30_000 + 5_000 * n
        turns.append(Turn(who, tuple(Word(w, Span(at + 500 * k, at + 500 * k + 400), 0.9) for k, w in enumerate(text.split()))))
    speakers = (Speaker("S1", Role.KLANTMANAGER, confirmed=True, name="Fatima"), Speaker("S2", Role.CLIENT))
    transcripts.add(store, id, Transcript("nl", 180_000, speakers, tuple(turns)), TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, id, speakers)
    return id


def _tags(store: Store, film: str, other: str) -> list[str]:
    ops = [
        add(start=31_000, end=45_000, code="emotie"),
        add(start=98_000, end=112_000, code="regie.metacommunicatie"),
    ]
    tagged = [ack.fragment.id for ack in tagging.apply(store, film, ops, "Noor").acks]
    return [*tagged, *(ack.fragment.id for ack in tagging.apply(store, other, [add(code="emotie")], "Noor").acks)]


def _clips(store: Store, case_id: str, session_id: str, film: str, other: str, tags: list[str]) -> tuple[Any, ...]:
    ops = [
        new(
            "clip",
            session_id=session_id,
            recording_id=film,
            fragment_id=tags[0],
            place=1,
            before_ms=2000,
            after_ms=2000,
            question=CLIP_QUESTION,
            tip="Laat een stilte eens drie tellen duren.",
        ),
        new("clip", session_id=session_id, recording_id=film, fragment_id=tags[1], place=2, question="Wie had hier de leiding?"),
        new("clip", session_id=session_id, recording_id=other, fragment_id=tags[2], place=3),
    ]
    return tuple(sent(store, case_id, *ops))


def _remarks(store: Store, case_id: str, session_id: str, clips: tuple[Any, ...]) -> None:
    said = [
        ("genuine", "professional", "Meestal wel. Bij de uitkering werd ik formeel."),
        ("genuine", "client", "Ja, ik kon zeggen wat ik wilde."),
        ("genuine", "coach", "Je bent er echt, tot het over regels gaat. Dan kijk je naar je scherm."),
        ("goal", "professional", "Dat dacht ik, maar ik heb het niet gevraagd."),
        ("goal", "coach", "Het doel is nu van jou. Hoe wordt het van jullie?"),
        ("fit", "client", "Het ging wat snel."),
        (clips[0].id, "professional", "Ik vulde haar zin aan. Dat had ik zelf niet door."),
        (clips[0].id, "coach", "Kijk wat er gebeurt met haar handen."),
        ("", "coach", "Volgende keer beginnen we met het tweede gesprek."),
    ]
    sent(store, case_id, *(new("remark", session_id=session_id, about=about, by=by, text=text) for about, by, text in said))


def _points(store: Store, case_id: str, earlier: str, session: str, clip: str, other: str) -> None:
    old, *_ = sent(
        store,
        case_id,
        new("point", session_id=earlier, text="Ik vat samen voor ik iets nieuws vraag."),
        new("point", session_id=earlier, text="Ik zeg wat ik ga doen."),
        new("point", session_id=session, clip_id=clip, text="Drie tellen stil zijn."),
        new("point", session_id=session, text="Vragen wat zij zelf als doel ziet."),
    )
    went = {"tried": "yes", "seen": "yes", "worked": "partly", "span": [12_000, 15_000], "note": "Het lukte aan het begin."}
    sent(store, case_id, new("follow_up", point_id=old.id, recording_id=other, **went))


def _words(store: Store, film: str, tag: str) -> None:
    def tell(*ops: dict[str, Any]) -> list[Any]:
        acks = reflection.apply_to_recording(store, film, ops, "Ilse")
        assert [a.why for a in acks] == [""] * len(acks), acks
        return [a.thing for a in acks]

    talk = tell(new("interview", held_on="2026-09-12"))[0]
    told = tell(
        new("feedback", interview_id=talk.id, about=tag, text=RELEASED, may_hear="yes"),
        new("feedback", interview_id=talk.id, about=tag, text=SECRET, may_hear="yes"),
        new("feedback", interview_id=talk.id, about="understanding", answer="yes", text="Ja, nu wel.", may_hear="yes"),
        new("feedback", interview_id=talk.id, about="nearer", answer="partly", may_hear="yes"),
        new("feedback", interview_id=talk.id, about="ownership", answer="no", text=SECRET, may_hear="no"),
    )
    tell(*(change("feedback", told[n].id, told[n].revision, released=True) for n in (0, 2, 3)))


def a_still() -> bytes:
    """A small JPEG, twice as wide as high."""
    out = io.BytesIO()
    Image.new("RGB", (64, 32), "#336699").save(out, "JPEG")
    return out.getvalue()


__all__ = ["CLIP_QUESTION", "RELEASED", "SECRET", "World", "a_still", "change", "make_world", "new", "new_id", "sent"]
