"""The pages, run by Streamlit's own test driver against a data folder of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import incoming, open_store, people, recordings, transcripts
from reflect.store.database import Store
from reflect.store.values import NewMedia, Recording, TranscriptKind

AppTest = pytest.importorskip("streamlit.testing.v1").AppTest


class Pages:
    """A window. `component` is what one of our components was given, by the class of its root."""

    def __init__(self, script: Path) -> None:
        self.app = AppTest.from_file(str(script), default_timeout=60)

    def open(self, page: str = "", **query: str) -> Any:
        if page:
            self.turn_to(page)
        for name, value in query.items():
            self.app.query_params[name] = value
        self.app.run()
        assert not self.app.exception, [e.value for e in self.app.exception]
        return self.app

    def turn_to(self, page: str) -> None:
        """`AppTest.switch_page` knows pages that are files; ours are functions, found by the hash of their address."""
        from streamlit.util import calc_hash

        self.app._page_hash = calc_hash(page)

    def component(self, name: str) -> dict[str, Any]:
        for element in walk(self.app.main):
            proto = getattr(element, "proto", None)
            if type(proto).__name__ == "BidiComponent" and proto.component_name == name:
                return json.loads(proto.json)
        raise AssertionError(f"no component {name} on the page")


def walk(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from walk(child)


@pytest.fixture
def pages(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    monkeypatch.setenv("REFLECT_WORKER", "off")
    return Pages(repository / "reflect" / "app" / "main.py")


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    with open_store() as opened:
        yield opened


@pytest.fixture
def add(store: Store, tmp_path: Path) -> Callable[..., Recording]:
    """Put a recording into the library, with a transcript of one turn unless that is not wanted."""

    def put(title: str = "Gesprek", *, spoken: bool = True, name: str = "", **more: Any) -> Recording:
        film = tmp_path / "film.mp4"
        film.write_bytes(f"film {title}".encode("utf-8", "replace"))
        recording = recordings.add(store, [NewMedia(incoming.import_media(store, film))], title=title, duration_ms=60_000, **more)
        if spoken:
            words = (Word("Goedemorgen", Span(1_000, 1_500), 0.9, "S1"), Word("mevrouw.", Span(1_500, 2_000), 0.9, "S1"))
            speakers = (Speaker("S1", Role.KLANTMANAGER, reason="spreekt als eerste", name=name),)
            transcript = Transcript("nl", 60_000, speakers, (Turn("S1", words),), (Activity(Span(1_000, 2_000), "S1"),))
            transcripts.add(store, recording.id, transcript, TranscriptKind.ALIGNED, Maker("test"))
            people.set_speakers(store, recording.id, speakers)
        return recording

    return put
