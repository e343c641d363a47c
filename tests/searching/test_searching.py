"""What a search finds, and that it keeps up with every change."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import delete, insert, update

from reflect import correcting, tagging
from reflect.model.span import Span
from reflect.model.speech import Maker, Speaker, Transcript, Turn, Word
from reflect.store import Home, NewMedia, TranscriptKind, open_store, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.searching import Hit, index_transcript, search
from reflect.store.tables import RecordingRow, SearchLineRow, TranscriptRow

MAKER = Maker("align")


def said(*texts: str) -> Transcript:
    turns = []
    for n, text in enumerate(texts):
        words = tuple(Word(w, Span(n * 5_000 + k * 300, n * 5_000 + k * 300 + 200), 0.9, "S1") for k, w in enumerate(text.split()))
        turns.append(Turn("S1", words))
    return Transcript("nl", 100_000, (Speaker("S1"),), tuple(turns))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def recording(store: Store, tmp_path: Path) -> Callable[..., str]:
    made: list[str] = []

    def make(*texts: str, title: str = "Gesprek") -> str:
        film = tmp_path / "film.mp4"
        film.write_bytes(b"film %d" % len(made))
        made.append(recordings.add(store, [NewMedia(import_media(store, film))], title=title, duration_ms=100_000).id)
        transcripts.add(store, made[-1], said(*texts), TranscriptKind.ALIGNED, MAKER)
        return made[-1]

    return make


def texts(store: Store, query: str, **more: int) -> list[str]:
    return [hit.text for hit in search(store, query, **more)]


def test_all_words_must_occur_in_a_line(store: Store, recording: Callable[..., str]) -> None:
    rid = recording("Ik heb schulden bij de gemeente.", "De gemeente hielp.", "Eén CAFÉ in 's-Hertogenbosch")
    assert search(store, "GEMEENTE schuld") == (Hit(rid, "Gesprek", "turn", 0, 1_700, "Ik heb schulden bij de gemeente."),)
    assert texts(store, "gemeente") == ["Ik heb schulden bij de gemeente.", "De gemeente hielp."]
    assert texts(store, "cafe een") == texts(store, "Café EÉN 's-h") == ["Eén CAFÉ in 's-Hertogenbosch"]
    assert texts(store, "afwezig") == texts(store, "") == texts(store, "  ") == texts(store, "gemeente", limit=0) == []


@pytest.mark.parametrize(
    "query", ["%", "_", "100%", "a_b", "\\", "/", "'; DROP TABLE search_lines; --", "[a-z]", "*", '"', "\x00", "\ud800", "x" * 9_000]
)
def test_nothing_typed_is_a_pattern_or_a_command(store: Store, recording: Callable[..., str], query: str) -> None:
    recording("Dat was honderd euro.")
    assert search(store, query) == ()
    recording(f"Hij zei {query[:40].replace(chr(0), '').encode('utf-8', 'replace').decode()} tegen mij")
    assert len(search(store, query)) <= 1
    assert texts(store, "honderd") == ["Dat was honderd euro."]


def test_typed_signs_are_found_as_they_are(store: Store, recording: Callable[..., str]) -> None:
    recording("Voor 100% zeker.", "Voor 1000 zeker.", "a_b", "axb")
    assert texts(store, "100% zeker") == ["Voor 100% zeker."]
    assert texts(store, "a_b") == ["a_b"]


def test_the_newest_recording_comes_first_and_its_title_before_its_lines(store: Store, recording: Callable[..., str]) -> None:
    old = recording("werk zoeken", title="Werk en inkomen")
    new = recording("eerst koffie", "dan werk", "en meer werk")
    found = search(store, "werk")
    assert [(h.recording_id, h.kind, h.start_ms) for h in found] == [
        (new, "turn", 5_000),
        (new, "turn", 10_000),
        (old, "title", 0),
        (old, "turn", 0),
    ]
    assert search(store, "werk", limit=3) == found[:3]
    recordings.change(store, old, title="Anders")
    assert [h.kind for h in search(store, "werk")] == ["turn"] * 3
    recordings.delete_recording(store, new)
    assert texts(store, "werk") == ["werk zoeken"]


def test_a_correction_is_found_at_once_and_what_it_replaced_no_more(store: Store, recording: Callable[..., str]) -> None:
    rid = recording("de burger service", "nog een beurt", "nog een beurt")

    def do(**op: object) -> None:
        now = correcting.current(store, rid)
        if "at" in op:
            at = int(str(op.pop("at")))
            op |= {"turn": now.keys[at], "expect": now.transcript.turns[at].text}
        assert correcting.apply(store, rid, now.stamp, [{"op": str(uuid.uuid4()), **op}], "ann").acks[0].status == "stored"

    do(do="words", at=0, text="de balie")
    assert texts(store, "burger service") == []
    assert texts(store, "balie") == ["de balie"]
    do(do="undo")
    assert texts(store, "burger service") == ["de burger service"]
    do(do="merge", at=1, next=correcting.current(store, rid).keys[2])
    assert texts(store, "beurt") == ["nog een beurt nog een beurt"]
    do(do="replace", find="nog", **{"with": "weer"})
    do(do="words", at=0, text="")
    correcting.restore(store, rid, 1, "ann", str(uuid.uuid4()))
    assert texts(store, "nog") == ["nog een beurt", "nog een beurt"]
    transcripts.add(store, rid, said("heel nieuw"), TranscriptKind.ALIGNED, MAKER, key="k2")
    assert texts(store, "nieuw") == [], "a new recognition waits behind the corrected one"
    now = correcting.current(store, rid).transcript
    with store.reading() as connection:
        lines = connection.execute(SearchLineRow.__table__.select().where(SearchLineRow.kind == "turn")).all()
    assert sorted(row.text for row in lines) == sorted(t.text for t in now.turns)


def test_notes_and_questions_are_found_as_long_as_they_are_there(store: Store, recording: Callable[..., str]) -> None:
    rid, fragment = recording("iets"), str(uuid.uuid4())

    def tag(**op: object) -> None:
        done = tagging.apply(store, rid, [{"op": str(uuid.uuid4()), "id": fragment, **op}], "ann")
        assert done.acks[0].status == "stored"

    tag(do="add", start=1_000, end=4_000, note="Zij aarzelt", questions=["Waarom aarzel je?", "Wat hielp?"])
    assert [(h.kind, h.start_ms, h.end_ms, h.text) for h in search(store, "aarzel")] == [
        ("note", 1_000, 4_000, "Zij aarzelt"),
        ("question", 1_000, 4_000, "Waarom aarzel je?"),
    ]
    tag(do="update", note="Zij wacht", end=5_000)
    assert [(h.kind, h.end_ms) for h in search(store, "aarzel")] == [("question", 5_000)]
    tag(do="delete")
    assert texts(store, "wacht") == texts(store, "hielp") == []
    tag(do="restore")
    assert texts(store, "wacht") == ["Zij wacht"]


def test_recordings_of_before_the_search_are_put_in_when_somebody_searches(store: Store, recording: Callable[..., str]) -> None:
    rid, damaged = recording("oude woorden"), recording("stuk")
    tagging.apply(
        store, rid, [{"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": 0, "end": 900, "note": "oude noot"}], "ann"
    )
    with store.writing() as connection:
        connection.execute(delete(SearchLineRow))
        connection.execute(update(TranscriptRow).where(TranscriptRow.recording_id == damaged).values(body=b"x"))
    assert texts(store, "oude") == ["oude woorden", "oude noot"]
    index_transcript(store, rid)
    assert texts(store, "oude") == ["oude woorden", "oude noot"], "putting it in again doubles nothing"


def test_a_large_library_is_searched_quickly(store: Store, recording: Callable[..., str]) -> None:
    """Here 100 recordings of 1,000 turns; the time is of the processor, so that a busy machine does not matter."""
    rid = recording("een")
    with store.writing() as connection:
        row = connection.execute(RecordingRow.__table__.select().where(RecordingRow.id == rid)).one()._mapping
        connection.execute(insert(RecordingRow), [{**row, "id": f"r{n:06d}"} for n in range(100)])
        line = {"kind": "turn", "source": "S1", "start_ms": 0, "end_ms": 900}
        common = "dat is wat ik zei over de gemeente en de uitkering van vorige week"
        for n in range(100):
            rows = [{**line, "recording_id": f"r{n:06d}", "text": (t := f"{common} {n * 1000 + k}"), "folded": t} for k in range(1_000)]
            connection.execute(insert(SearchLineRow), rows)
    took = {}
    for query, expected in (("gemeente", 50), ("gemeente 31234", 1), ("bestaat niet", 0)):
        began = process_time()
        assert len(search(store, query)) == expected
        took[query] = process_time() - began
    assert max(took.values()) < 1.0, took
