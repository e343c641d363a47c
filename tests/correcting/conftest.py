"""A recording with a transcript of two voices, and a person who corrects it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect.model.speech import Maker, Transcript
from reflect.store import Home, NewMedia, TranscriptKind, open_store, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.incoming import import_media

sys.path.insert(0, str(Path(__file__).parent))

from window import Person, talk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def new_recording(store: Store, tmp_path: Path) -> Callable[..., str]:
    made: list[str] = []

    def make(transcript: Transcript | None = None, title: str = "Gesprek") -> str:
        film = tmp_path / f"film{len(made)}.mp4"
        film.write_bytes(b"film %d" % len(made))
        recording = recordings.add(store, [NewMedia(import_media(store, film))], title=title, duration_ms=60_000, language="nl")
        if transcript is not None:
            transcripts.add(store, recording.id, transcript, TranscriptKind.ALIGNED, Maker("reflect.alignment", revision="1"), key="k1")
            people.set_speakers(store, recording.id, transcript.speakers)
        made.append(recording.id)
        return recording.id

    return make


@pytest.fixture
def rid(new_recording: Callable[..., str]) -> str:
    return new_recording(talk())


@pytest.fixture
def person(store: Store, rid: str) -> Callable[[str], Person]:
    return lambda who: Person(store, rid, who)
