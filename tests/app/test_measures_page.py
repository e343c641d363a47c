"""Maten: numbers as the measures give them, each with the moment it is about."""

from __future__ import annotations

import pytest

from reflect.app import example, figures, words
from reflect.measures import of
from reflect.measures.example import TALK
from reflect.model.speech import Transcript


def talk(language: str = "nl", transcript: Transcript = TALK) -> figures.Talk:
    return figures.Talk(transcript, of(transcript), lambda key, **values: words.say(language, key, **values), language)


def cells(section: dict) -> list[dict]:
    if section["kind"] == "cards":
        return [item["value"] for item in section["items"]]
    if section["kind"] == "minutes":
        return []
    if section["kind"] == "share":
        return [part["cell"] for part in section["parts"]]
    return [cell for row in section["rows"] for cell in row]


def test_every_number_that_rests_on_something_leads_to_the_film() -> None:
    for section in figures.sections(talk()):
        for cell in cells(section):
            if any(digit in cell["text"] for digit in "123456789") and "colour" not in cell and section["title"] != "Vragen in volgorde":
                assert "t" in cell or section["title"].startswith("Stiltes"), (section["title"], cell)


def test_shares_are_the_measures() -> None:
    [share] = [s for s in figures.sections(talk()) if s["title"] == "Wie praat hoeveel"]
    assert [round(part["share"], 3) for part in share["parts"]] == [0.429, 0.571]
    assert [part["cell"]["text"] for part in share["parts"]] == ["43 %", "57 %"]
    assert [part["colour"] for part in share["parts"]] == ["#2563eb", "#d97706"]


def test_a_share_tells_what_it_rests_on() -> None:
    [cards] = [s for s in figures.sections(talk()) if s["kind"] == "cards"]
    assert {"text": "25 %", "hint": "1 van 4"}.items() <= cards["items"][3]["value"].items()


def test_numbers_are_written_as_people_write_them_here() -> None:
    assert [figures.seconds(talk(language), ms) for language in ("nl", "en") for ms in (1650.0, -200, 75_000)] == [
        "1,6 s",
        "−0,2 s",
        "1:15",
        "1.6 s",
        "−0.2 s",
        "1:15",
    ]


def test_questions_are_quoted_in_order() -> None:
    [table] = [s for s in figures.sections(talk()) if s["title"] == "Vragen in volgorde"]
    starts = [row[0]["t"] for row in table["rows"]]
    assert starts == sorted(starts)
    assert all(row[2]["text"].endswith("?") for row in table["rows"])


def test_the_columns_hold_all_speech() -> None:
    spoken = sum(m.value for m in talk().measures if m.name == "speaking_time")
    columns = figures.minutes(talk())["columns"]
    assert sum(part["share"] for column in columns for part in column["parts"]) * figures.MINUTE == pytest.approx(spoken)
    assert [column["t"] for column in columns] == [60_000 * n for n in range(len(columns))]


def test_the_page(pages, store) -> None:
    recording = example.bring_in(store)
    pages.open("maten", opname=recording)
    data = pages.component("reflect_facts")
    assert data["rid"] == recording
    assert [s["kind"] for s in data["sections"]] == ["cards", "share", "minutes", "table", "share", "table", "table"]


def test_a_talk_without_words_and_one_without_transcript(pages, add, store) -> None:
    from reflect.model.speech import Maker
    from reflect.store import transcripts
    from reflect.store.values import TranscriptKind

    recording = add(spoken=False)
    app = pages.open("maten", opname=recording.id)
    assert "nog geen transcript" in app.info[0].value
    transcripts.add(store, recording.id, Transcript("nl", 60_000, (), ()), TranscriptKind.ALIGNED, Maker("test"))
    app = pages.open("maten", opname=recording.id)
    assert "niets te meten" in app.info[0].value
