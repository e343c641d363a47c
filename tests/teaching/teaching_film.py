"""A recording with a real film, in which a name is said and a face is seen, everything decided: ready to be masked."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from agreed import everybody_agrees
from counted import Counted, make
from tag_ops import new_id

from reflect import reflection
from reflect.masking import faces, words
from reflect.masking.faces.writing import propose
from reflect.media import probe
from reflect.model.checks import MAX_MS
from reflect.model.span import Span
from reflect.model.speech import Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import NewMedia, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import TranscriptKind

SAID = "Goedemorgen mevrouw Yilmaz wilt u koffie of liever thee straks".split()
NAME = "Yilmaz"
WORD_MS = 400
NAME_AT = Span(2 * WORD_MS, 3 * WORD_MS)
FACE = (0.25, 0.5, 0.25, 0.375)
"""x, y, w, h: below the squares that number the pictures."""
SIZE = (256, 144)
TITLE = "Gesprek met mevrouw Yilmaz"


def film(folder: Path) -> Path:
    """Six seconds, 25 a second; clicks every half second."""
    return make(Counted("yilmaz.mp4", Fraction(1, 12800), (512,), seconds=6.0, group=25, size=SIZE), folder)


def talk() -> Transcript:
    said = [Word(word, Span(n * WORD_MS, (n + 1) * WORD_MS - 20), 0.9) for n, word in enumerate(SAID)]
    speakers = (Speaker("S1", Role.KLANTMANAGER, True), Speaker("S2", Role.CLIENT, True))
    return Transcript("nl", 6_000, speakers, (Turn("S1", tuple(said[:6])), Turn("S2", tuple(said[6:]))))


def filmed(store: Store, path: Path, *, decided: bool = True) -> str:
    """The id of the recording; everybody on it agrees to all."""
    info = probe(path)
    facts = {"video": {"fps": 25.0}, "audio": [{"default": True}], "duration_ms": info.duration_ms}
    rid = recordings.add(store, [NewMedia(import_media(store, path), facts=facts)], duration_ms=info.duration_ms, case="T-1").id
    recordings.change(store, rid, title=TITLE)
    transcripts.add(store, rid, talk(), TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, rid, talk().speakers)
    everybody_agrees(store, rid)
    if decided:
        decide(store, rid)
    return rid


def decide(store: Store, rid: str) -> None:
    """Faces and names were looked for, and a person confirmed what was found."""
    found = recordings.get(store, rid).film
    assert found is not None
    propose(store, rid, [], "test", media_id=found.id, looked=Span(0, MAX_MS))
    box = {"op": new_id(), "do": "add", "id": new_id(), "span": [0, 6_000], "boxes": [[0, *FACE]], "shape": "box"}
    assert faces.apply(store, rid, [box], "Noor")[0].status == "stored"
    ops = [{"op": new_id(), "do": "update", "id": one.mask.id, "base": 1, "decision": "confirmed"} for one in words.propose(store, rid)]
    assert [ack.status for ack in words.apply(store, rid, ops, "Noor")] == ["stored"] * len(ops)


def client_said(store: Store, rid: str, fragment_id: str, text: str, **fields: object) -> str:
    """The client's words about a fragment, released unless told otherwise; the id of the feedback."""
    ids = [new_id(), new_id()]
    more = {"may_hear": "yes", "released": True, **fields}
    ops = [
        {"what": "interview", "op": new_id(), "do": "add", "id": ids[0]},
        {"what": "feedback", "op": new_id(), "do": "add", "id": ids[1], "interview_id": ids[0], "about": fragment_id, "text": text, **more},
    ]
    assert [(a.status, a.why) for a in reflection.apply_to_recording(store, rid, ops, "An")] == [("stored", "")] * 2
    return ids[1]
