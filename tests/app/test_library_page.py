"""Bibliotheek: what it shows, with nothing, with odd names and with very many recordings."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import insert

from reflect.store import jobs, recordings, transcripts
from reflect.store.common import now
from reflect.store.tables import RecordingRow, SpeakerRow

HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "**vet** :red[rood] $x^2$ [klik](javascript:alert(1))", "x" * 5_000]


def rows(pages):
    return pages.component("reflect_library")["rows"]


def shown_as_markdown(app) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.title, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def test_an_empty_library_offers_the_demo_and_three_steps(pages) -> None:
    app = pages.open()
    assert app.title[0].value == "Welkom bij reflect"
    assert any(button.label == "Bekijk het voorbeeld" for button in app.button)
    assert [m.value.split("**")[1][0] for m in app.markdown if m.value.startswith("**")] == ["1", "2", "3"]
    assert "met de hand" in app.caption[0].value


def test_the_demo_is_there_at_once_with_the_written_transcript(store) -> None:
    from reflect.app import example

    first, again = example.bring_in(store), example.bring_in(store)
    assert first == again
    found = transcripts.latest(store, first)
    assert found.version.number == 1
    assert found.version.maker.model == "written by hand"
    assert [str(s.role) for s in found.transcript.speakers] == ["klantmanager", "client"]
    assert found.transcript.turns[0].text == "Goedemiddag, kom binnen. Heeft u het goed kunnen vinden?"
    for turn in found.transcript.turns:
        assert all(a.span.end_ms <= b.span.start_ms for a, b in zip(turn.words, turn.words[1:], strict=False))


def test_a_recording_is_a_row(pages, add) -> None:
    recording = add("Intake", case="A12")
    pages.open()
    [row] = rows(pages)
    assert (row["id"], row["title"], row["case"], row["length"], row["state"]) == (recording.id, "Intake", "A12", "1:00", "ready")
    assert row["people"] == [{"text": "Klantmanager ?", "why": "deze rol is geraden", "colour": "#2563eb"}]


@pytest.mark.parametrize("name", HOSTILE, ids=["script", "image", "markdown", "long"])
def test_stored_names_never_become_markdown_or_html(pages, add, name: str) -> None:
    add(name, name=name[:150], case=name[:150])
    app = pages.open()
    [row] = rows(pages)
    assert row["title"] == (name if len(name) <= 300 else row["title"])
    assert len(row["title"]) <= 300
    assert len(row["people"][0]["text"]) <= 60
    assert name[:12] not in shown_as_markdown(app)
    assert not any(name[:12] in str(html.proto.body) for html in app.get("html"))


def test_states_and_what_can_be_done(pages, add, store) -> None:
    wanted = {}
    for title, state in (("a", "empty"), ("b", "waiting"), ("c", "processing"), ("d", "failed"), ("e", "stopped")):
        recording = add(title, spoken=False)
        wanted[recording.id] = state
        if state == "waiting":
            jobs.add(store, recording.id, {})
        elif state != "empty":
            job = jobs.start(store, recording.id, {})
            jobs.begin_step(store, job.id, "words", "k" * 64)
            jobs.progress(store, job.id, "words", 0.5)
            if state == "failed":
                jobs.fail(store, job.id, "The model is damaged.")
            if state == "stopped":
                jobs.stop(store, job.id)
    pages.open()
    found = {row["id"]: row for row in rows(pages)}
    assert {rid: row["state"] for rid, row in found.items()} == wanted
    by_state = {row["state"]: row for row in found.values()}
    assert by_state["processing"]["part"] == pytest.approx(0.55 * 0.5)
    assert [s["state"] for s in by_state["processing"]["steps"]] == ["queued", "running", "queued"]
    assert by_state["failed"]["why"] == "The model is damaged."
    assert {state: row["act"] for state, row in by_state.items()} == {
        "empty": "start",
        "waiting": "stop",
        "processing": "stop",
        "failed": "again",
        "stopped": "resume",
    }


def test_five_hundred_recordings(pages, store) -> None:
    many = [{"id": f"r{n:07}", "title": f"Gesprek {n}", "created_at": now(), "duration_ms": 60_000} for n in range(500)]
    voices = [
        {"recording_id": r["id"], "label": f"S{v}", "role": "client", "confirmed": False, "reason": "", "name": ""}
        for r in many
        for v in (1, 2)
    ]
    with store.writing() as connection:
        connection.execute(insert(RecordingRow), many)
        connection.execute(insert(SpeakerRow), voices)
    pages.open()
    began = time.monotonic()
    pages.app.run()
    assert time.monotonic() - began < 1.0
    assert len(rows(pages)) == 500
    assert len(recordings.listing(store)) == 500


def test_english(pages, add) -> None:
    add("Intake")
    pages.app.session_state["language"] = "en"
    app = pages.open()
    assert app.title[0].value == "Library"
    assert pages.component("reflect_library")["states"]["ready"] == "Ready"
    assert pages.component("reflect_language") == {"lang": "en"}


def test_the_app_listens_on_this_machine_only_and_tells_nobody(repository: Path) -> None:
    settings = tomllib.loads((repository / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False


def test_no_folder_is_named_pages(repository: Path) -> None:
    """Streamlit serves the scripts of such a folder past the navigation."""
    assert [p for p in (repository / "reflect").rglob("pages") if p.is_dir()] == []
    assert not (repository / "pages").exists()


def test_nothing_is_fetched_for_the_picture_of_the_tab() -> None:
    from reflect.app import board

    assert board.icon().startswith("<svg ")
