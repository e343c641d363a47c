"""A set as a trainer's browser makes it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tag_ops import add, new_id

from reflect import tagging, teaching
from reflect.masking.faces.writing import propose
from reflect.model.consent import Purpose
from reflect.model.span import Span
from reflect.model.speech import Maker, Transcript
from reflect.model.teaching import Making, Press, Spotting, TeachingClip, TeachingSet
from reflect.store import makings, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import TranscriptKind
from reflect.teaching import Ack


class World:
    """Two talks in two cases; `tags` has a fragment of 1 to 6 s of each."""

    def __init__(self, store: Store, first: str, second: str) -> None:
        self.store, self.first, self.second = store, first, second
        self.tags = {rid: self._tag(rid) for rid in (first, second)}

    def _tag(self, rid: str) -> str:
        ack = tagging.apply(self.store, rid, [add(code="weerstand.vechten")], "Noor").acks[0]
        assert ack.fragment is not None, ack.why
        return ack.fragment.id

    def set(self, **fields: Any) -> TeachingSet:
        ack = teaching.begin(self.store, [new("set", **{"title": "Weerstand herkennen", **fields})], "An")[0]
        assert (ack.status, ack.why) == ("stored", "")
        assert isinstance(ack.thing, TeachingSet)
        return ack.thing

    def send(self, set_id: str, *ops: dict[str, Any]) -> list[Ack]:
        """In one go; operations of trainees by their own door."""
        if all(op["what"] in ("spotting", "press") for op in ops):
            return list(teaching.press(self.store, set_id, ops, "An"))
        return list(teaching.apply(self.store, set_id, ops, "An"))

    def made(self, set_id: str, what: str, **fields: Any) -> Any:
        """The thing that is there after adding it."""
        ack = self.send(set_id, new(what, **fields))[0]
        assert (ack.status, ack.why) == ("stored", "")
        return ack.thing

    def clip(self, set_id: str, rid: str | None = None, **fields: Any) -> TeachingClip:
        rid = rid or self.first
        clip: TeachingClip = self.made(set_id, "clip", recording_id=rid, fragment_id=self.tags[rid], **fields)
        return clip

    def watch(self, set_id: str, trainee: str, clip: TeachingClip, *moments: int) -> tuple[Spotting, list[Press]]:
        spotting = self.made(set_id, "spotting", trainee=trainee)
        presses = [self.made(set_id, "press", spotting_id=spotting.id, clip_id=clip.id, at_ms=at_ms) for at_ms in moments]
        return spotting, presses


def laid_ready(store: Store, clip: TeachingClip, until: date) -> Making:
    """As if clips had been made for the Team: a file in the data folder, and the record of it."""
    folder = store.home.made(new_id().replace("-", ""))
    (folder / "clips").mkdir(parents=True)
    (folder / "clips" / "01.mp4").write_bytes(b"masked")
    (folder / "leerset.zip").write_bytes(b"zip")
    more = {"set_id": clip.set_id, "folder": folder.name, "files": {clip.id: ("clips/01.mp4", clip.span.start_ms, clip.span.end_ms)}}
    head = (new_id(), datetime.now(UTC), "An", "clips", Purpose.TRAINING, "Team", until, "0" * 64, 1, (clip.recording_id,))
    making = Making(*head, **more)  # type: ignore[arg-type]
    makings.add(store, making)
    return making


def looked_through(store: Store, rid: str) -> None:
    """Nobody says a name and no face is in the picture, and somebody looked."""
    transcripts.add(store, rid, Transcript("nl", 60_000, (), ()), TranscriptKind.ALIGNED, Maker("test"))
    film = recordings.get(store, rid).film
    assert film is not None
    propose(store, rid, [], "test", media_id=film.id, looked=Span(0, 60_000))


def new(what: str, **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": new_id(), "do": "add", "id": new_id(), **fields}


def change(what: str, id: str, base: int | None = None, do: str = "update", **fields: Any) -> dict[str, Any]:
    return {"what": what, "op": new_id(), "do": do, "id": id, "base": base, **fields}
