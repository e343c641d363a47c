"""Search and import: what is found where, and films that a person brings in."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect import arriving, codebook, tagging
from reflect.app import finding, words
from reflect.model.text import fold


def say(key: str, **values: object) -> str:
    return words.say("nl", key, **values)


def hits(store, typed, language: str = "nl"):
    return finding.hits(store, typed, [codebook.load(name) for name in codebook.included()], say, language)


def tag(store, recording_id: str, code: str, note: str = "", start: int = 5_000) -> None:
    op = {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": start, "end": start + 4_000, "code": code}
    tagging.apply(store, recording_id, [{**op, "perspective": "researcher", "note": note, "questions": []}], "An")


def test_words_notes_and_themes_are_found_in_order_of_time(store, add) -> None:
    recording = add("Intake")
    tag(store, recording.id, "weerstand.vechten", "Zegt: goedemorgen zonder op te kijken")
    found = hits(store, "GOEDEMORGEN")
    assert [(i["kind"], i["t"], i["rid"]) for i in found["items"]] == [("turn", 1_000, recording.id), ("note", 5_000, recording.id)]
    assert [i["text"][slice(*i["marks"][0])] for i in found["items"]] == ["Goedemorgen", "goedemorgen"]
    [theme] = hits(store, "weerst")["items"]
    assert (theme["kind"], theme["text"], theme["t"]) == ("tag", "Weerstand: Vechten", 5_000)
    assert hits(store, "fighting", "en")["items"][0]["text"] == "Resistance: Fighting"


@pytest.mark.parametrize("typed", ["", "   ", None, 5, ["x"], {"a": 1}, "\x00"])
def test_nothing_typed_finds_nothing(store, typed) -> None:
    assert hits(store, typed) is None


def test_what_is_not_there_is_said(store, add) -> None:
    add()
    assert hits(store, "olifant") == {"query": "olifant", "items": [], "more": False}


@given(st.text(max_size=400), st.lists(st.text(min_size=1, max_size=5), max_size=4))
def test_marks_lie_in_the_text_and_do_not_overlap(text: str, typed: list[str]) -> None:
    looked = [word for word in (fold(one) for one in typed) if word]
    shown, marks = finding.excerpt(text, looked)
    edges = [edge for mark in marks for edge in mark]
    assert edges == sorted(edges)
    assert all(a < b <= len(shown) for a, b in marks)


def test_the_page_gives_the_hits_to_the_table(pages, add) -> None:
    recording = add("Intake")
    pages.app.session_state["typed"] = "goedemorgen"
    pages.open()
    found = pages.component("reflect_library")["hits"]
    assert [hit["rid"] for hit in found["items"]] == [recording.id]


def film(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"film")
    return path


def open_import(pages):
    app = pages.open()
    return next(b for b in app.button if b.label == "Opname binnenbrengen").click().run()


def test_films_of_the_inbox_are_brought_in(pages, store) -> None:
    found = film(arriving.inbox_folder(store.home), "gesprek <b>1<b>.mp4")
    app = open_import(pages)
    assert app.multiselect[0].value == [str(found)]
    next(b for b in app.button if b.label.startswith("Breng binnen")).click().run()
    [waiting] = arriving.waiting(store)
    assert (waiting.path, waiting.settings["language"], waiting.settings["speakers"]) == (str(found), "nl", None)
    app = pages.open()
    assert any("gesprek <b>1<b>.mp4  ·  wacht" in text.value for text in app.text)
    next(b for b in app.button if b.label == "Annuleer").click().run()
    assert arriving.waiting(store) == ()


@pytest.mark.parametrize("typed", ["/nergens/film.mp4", "/etc/passwd", "a\x00b.mp4", "*vet* <script>.mp4"])
def test_a_path_that_cannot_be_is_said_and_nothing_is_kept(pages, store, typed: str) -> None:
    app = open_import(pages)
    next(field for field in app.text_input if field.key == "path").set_value(typed)
    app = next(b for b in app.button if b.label.startswith("Breng binnen")).click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "*vet*" not in app.error[0].value
    assert arriving.waiting(store) == ()


def test_nothing_chosen_is_said(pages) -> None:
    app = open_import(pages)
    app = next(b for b in app.button if b.label.startswith("Breng binnen")).click().run()
    assert "Kies eerst een film" in app.warning[-1].value


def test_a_recording_can_get_another_name_case_and_date(pages, add, store) -> None:
    from reflect.store import recordings

    recording = add("Oud", case="A1")
    pages.app.session_state["dialog"] = recording.id
    app = pages.open()
    app.text_input[0].set_value("Nieuw")
    app.text_input[1].set_value("")
    app = next(b for b in app.button if b.label == "Bewaar").click().run()
    assert not app.exception
    now = recordings.get(store, recording.id)
    assert (now.title, now.case) == ("Nieuw", None)


def test_a_recording_is_removed_only_after_yes(pages, add, store) -> None:
    from reflect.store import recordings

    recording = add("Weg")
    pages.app.session_state["dialog"] = recording.id
    app = pages.open()
    assert recordings.get(store, recording.id)
    next(b for b in app.button if b.label == "Ja, verwijder alles").click().run()
    assert recordings.listing(store) == ()
