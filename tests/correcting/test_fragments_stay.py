"""Fragments keep their moments on the film, whatever happens to the transcript and to other clocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from window import LINES, Person, op, talk

from reflect import pipeline, tagging
from reflect.correcting import restore
from reflect.model.span import Span
from reflect.store import MediaKind, NewMedia, recordings
from reflect.store.database import Store
from reflect.store.incoming import import_media

SPANS = (Span(0, 1_000), Span(2_345, 6_789), Span(59_000, 60_000))


def test_fragments_stay_on_the_film(store: Store, new_recording: Callable[..., str], tmp_path: Path) -> None:
    rid = new_recording(talk())
    tags = [
        {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": s.start_ms, "end": s.end_ms, "note": f"nr {n}"}
        for n, s in enumerate(SPANS)
    ]
    assert {a.status for a in tagging.apply(store, rid, tags, "ann").acks} == {"stored"}
    before = tagging.fragments(store, rid)
    assert tuple(f.span for f in before) == SPANS

    def unmoved() -> bool:
        return tagging.fragments(store, rid) == before

    ann = Person(store, rid, "ann")
    for wish in (
        ann.on(0, "words", text="Dag."),
        ann.on(1, "words", text=""),
        ann.on(2, "split", at=2),
        ann.on(4, "speaker", speaker="new"),
        op("replace", find="burger service", **{"with": "burgerservice"}),
        op("undo"),
    ):
        assert ann.do(wish).status == "stored"
        assert unmoved()
    later = talk(tuple((speaker, f"Eh {text}") for speaker, text in LINES))
    pipeline.keep(store, rid, replace(later, duration_ms=70_000), "k2")
    assert unmoved()
    restore(store, rid, 3, "ann", str(uuid.uuid4()))
    assert unmoved()

    # A recorder and a camera get another place on the film's clock, as a run with a better comparison gives them.
    for kind in (MediaKind.AUDIO, MediaKind.CAMERA):
        for offset_ms, drift_ppm in ((0.0, 0.0), (-4_321.5, 12.0), (100_000.0, -80.0)):
            path = tmp_path / "other.wav"
            path.write_bytes(str(kind).encode())
            item = NewMedia(import_media(store, path, recording_id=rid), kind, offset_ms=offset_ms, drift_ppm=drift_ppm)
            assert recordings.add_media(store, rid, item).offset_ms == offset_ms
            assert unmoved()
