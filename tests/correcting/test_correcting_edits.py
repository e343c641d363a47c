"""Corrections through the store: stored once, in conflict or refused, versions, undo."""

from __future__ import annotations

from collections.abc import Callable

from reflect.correcting import current, versions
from reflect.store import TranscriptKind, transcripts
from reflect.store.database import Store


def test_the_first_correction_makes_a_version_and_the_recognised_text_stays(store: Store, rid: str, person: Callable) -> None:
    ann = person("ann")
    recognised = transcripts.latest(store, rid)
    assert ann.do(ann.on(1, "words", text="Ja, dank je wel.")).status == "stored"
    now = current(store, rid)
    assert (now.stamp, now.version.kind, now.version.maker.name) == ("v2.1", TranscriptKind.CORRECTED, "ann")
    assert now.version.parent_id == recognised.version.id
    assert ann.texts[1] == "Ja, dank je wel."
    assert transcripts.get(store, rid, 1).transcript == recognised.transcript
    assert transcripts.latest(store, rid).transcript == now.transcript
    assert [(v.version.number, v.who, v.edits, v.parent, v.current) for v in versions(store, rid)] == [
        (2, "ann", 1, 1, True),
        (1, "", 0, None, False),
    ]
