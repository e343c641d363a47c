"""The reading page, run by Streamlit's own test driver."""

from __future__ import annotations

from pathlib import Path

import pytest

from reflect.model.span import Span
from reflect.model.speech import Activity, Maker, Role, Speaker, Transcript, Turn, Word
from reflect.store import incoming, open_store, people, recordings, transcripts
from reflect.store.values import NewMedia, TranscriptKind

AppTest = pytest.importorskip("streamlit.testing.v1").AppTest


def run(repository: Path):
    app = AppTest.from_file(str(repository / "app.py"), default_timeout=60).run()
    assert not app.exception
    return app


def test_an_empty_library_says_what_to_type(repository: Path) -> None:
    app = run(repository)
    assert app.title[0].value == "Bibliotheek"
    assert "reflect demo" in app.info[0].value


def test_a_transcript_is_shown_with_roles_and_names_never_run_as_html(repository: Path, tmp_path: Path) -> None:
    film = tmp_path / "<script>alert(1)</script>.mp4"
    film = tmp_path / film.name.replace("/", "_")
    film.write_bytes(b"film")
    said = (Word("Goedemorgen", Span(1_000, 1_500), 0.9, "S1"), Word("mevrouw.", Span(1_500, 2_000), 0.9, "S1"))
    speakers = (Speaker("S1", Role.KLANTMANAGER, reason="spreekt als eerste"),)
    transcript = Transcript("nl", 60_000, speakers, (Turn("S1", said),), (Activity(Span(1_000, 2_000), "S1"),))
    with open_store() as store:
        recording = recordings.add(store, [NewMedia(incoming.import_media(store, film))], case="A12", duration_ms=60_000)
        transcripts.add(store, recording.id, transcript, TranscriptKind.ALIGNED, Maker("test"))
        people.set_speakers(store, recording.id, speakers)
    app = run(repository)
    library, turns = (frame.value for frame in app.dataframe)
    assert list(library["Traject"]) == ["A12"]
    assert list(library["Duur"]) == ["1:00"]
    assert turns.to_dict("records") == [{"Tijd": "0:01", "Spreker": "Klantmanager ?", "Tekst": "Goedemorgen mevrouw."}]
    assert f"reflect speakers {recording.id}" in app.caption[0].value
    assert not any("<script>" in m.value for m in app.markdown)


def test_the_app_listens_on_this_machine_only_and_tells_nobody(repository: Path) -> None:
    import tomllib

    settings = tomllib.loads((repository / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
