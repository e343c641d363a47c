"""The routes behind their walls as plain ASGI, with a recording whose film is a small file of known bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from agreed import everybody_agrees
from starlette.applications import Starlette
from starlette.testclient import TestClient

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.privacy import Denied, Reason, Why
from reflect.serving import middleware, routes
from reflect.store import incoming, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import MediaFile, NewMedia, Recording, TranscriptKind

HOST = "http://127.0.0.1:8501"
POST = {"content-type": "application/json", "x-reflect": "1", "origin": HOST}
FILM = bytes(range(256)) * 1_000
FACTS = {
    "container": "MP4 or MOV",
    "duration_ms": 60_000,
    "video": {"codec": "h264", "width": 640, "height": 360, "fps": 25.0, "pixels": "yuv420p"},
    "audio": [{"index": 0, "codec": "aac", "default": True}],
}


@dataclass(frozen=True)
class Site:
    """A client with a session's cookie, and what lies behind the routes."""

    client: TestClient
    store: Store
    recording: Recording

    @property
    def film(self) -> MediaFile:
        assert self.recording.film is not None
        return self.recording.film

    @property
    def film_url(self) -> str:
        return f"/reflect/film/{self.recording.id}/{self.film.id}"


def client_of(address: str = "127.0.0.1") -> TestClient:
    app = Starlette(routes=routes(), middleware=middleware())
    return TestClient(app, base_url=HOST, client=(address, 50_000), raise_server_exceptions=False)


def talk(words: int = 12, per_turn: int = 4) -> Transcript:
    said = [Word(f"woord{i}", Span(400 * i, 400 * i + 350), 0.9 if i % 5 else 0.2) for i in range(words)]
    turns = tuple(Turn(f"S{1 + n // per_turn % 2}", tuple(said[n : n + per_turn])) for n in range(0, words, per_turn))
    speakers = (Speaker("S1", Role.KLANTMANAGER, reason="vraagt"), Speaker("S2", Role.CLIENT, confirmed=True))
    return Transcript("nl", 60_000, speakers, turns, tuple(Activity(t.span, t.speaker) for t in turns))


def with_transcript(store: Store, recording: Recording, transcript: Transcript) -> None:
    transcripts.add(store, recording.id, transcript, TranscriptKind.ALIGNED, Maker("test"))
    people.set_speakers(store, recording.id, transcript.speakers)


def make_site(store: Store, folder: Path) -> Site:
    film = folder / "gesprek <img src=x onerror=alert(1)>.mp4"
    film.write_bytes(FILM)
    new = NewMedia(incoming.import_media(store, film), container="MP4 or MOV", facts=FACTS)
    recording = recordings.add(store, [new], case="A12", duration_ms=60_000, language="nl")
    with_transcript(store, recording, talk())
    everybody_agrees(store)
    client = client_of()
    assert client.get("/").cookies.get("reflect_session")  # no page here; the cookie comes with any answer
    return Site(client, store, recording)


def nobody_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody on every recording has said no."""
    monkeypatch.setattr("reflect.store.consents.may_play", lambda *asked: Denied((Reason(Why.NO),)))
