"""Maten: numbers as the measures give them, each with the moment it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reflect.app import example, figures, numbers, words
from reflect.measures import of, of_thirds
from reflect.measures.example import TALK, said, talk_of
from reflect.model.speech import Transcript


def talk(language: str = "nl", transcript: Transcript = TALK) -> numbers.Talk:
    return numbers.Talk(transcript, of(transcript), lambda key, **values: words.say(language, key, **values), language)


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
    assert [numbers.seconds(talk(language), ms) for language in ("nl", "en") for ms in (1650.0, -200, 75_000)] == [
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
    assert [(row[2]["text"], row[3]["text"]) for row in table["rows"]] == [
        ("open", "Hoe gaat het met u?"),
        ("gesloten", "En het werk?"),
        ("gesloten", "Snapt u dat?"),
    ]


def test_questions_of_another_language_are_quoted_without_their_kind() -> None:
    [table] = [s for s in figures.sections(talk(transcript=replace(TALK, language="tr"))) if s["title"] == "Vragen in volgorde"]
    assert [len(row) for row in table["rows"]] == [3, 3, 3]
    [table] = [s for s in figures.sections(talk(transcript=replace(TALK, language="tr"))) if s["title"] == "Soorten vragen"]
    assert table["rows"][0][1]["hint"] == "van deze taal kennen we de woorden niet waaraan je dit ziet"


def titled(title: str, **more) -> dict | None:
    drawn = replace(talk(), **more)
    return next((s for s in figures.sections(drawn) if s["title"] == title), None)


def test_what_follows_a_silence_stands_beside_it() -> None:
    table = titled("Stiltes, de langste eerst")
    assert [cell["text"] for cell in table["rows"][0]] == ["0:12", "3,0 s", "na een vraag, de ander antwoordt", "Cliënt"]
    assert "na een vraag, de ander antwoordt: 1" in table["note"]


def test_thirds_or_why_there_are_none() -> None:
    def by_third(transcript: Transcript) -> dict:
        return {(m.name, m.speaker, m.part): m for m in of_thirds(transcript) if m.low is None and m.high is None}

    table = titled("Begin, midden en einde", thirds=by_third(TALK))
    assert table == {
        "kind": "note",
        "title": "Begin, midden en einde",
        "note": "Niet te berekenen, want het gesprek is te kort om in drieën te delen.",
    }
    longer = talk_of(*TALK.turns, said("S1", 290_000, 291_000, "Tot slot, hoe vond u het?"))
    table = titled("Begin, midden en einde", thirds=by_third(longer))
    assert table["columns"][2:] == ["Begin", "Midden", "Einde"]
    shares = {row[1]["text"]: [cell["text"] for cell in row[2:]] for row in table["rows"] if row[0]["text"] == "Aandeel in de spreektijd"}
    assert shares == {"Klantmanager": ["43 %", "–", "100 %"], "Cliënt": ["57 %", "–", "0 %"]}
    assert table["rows"][0][4]["t"] == 290_000


def test_a_case_is_drawn_over_its_recordings() -> None:
    assert titled("Het traject: gesprek na gesprek") is None
    other = talk_of(*TALK.turns[:2])
    sittings = (
        numbers.Sitting("r1", "1 mei 2026", TALK.speakers, of(TALK)),
        numbers.Sitting("r2", "2 mei 2026", other.speakers, of(other)),
    )
    table = titled("Het traject: gesprek na gesprek", sittings=sittings)
    assert table["columns"] == ["Maat", "Wie", "1 mei 2026", "2 mei 2026"]
    share = next(row for row in table["rows"] if row[1]["text"] == "Cliënt")
    assert [(cell["text"], cell["rid"], cell["t"]) for cell in share[2:]] == [("57 %", "r1", 4_300), ("59 %", "r2", 4_300)]


def test_the_columns_hold_all_speech() -> None:
    spoken = sum(m.value for m in talk().measures if m.name == "speaking_time")
    columns = figures.minutes(talk())["columns"]
    assert sum(part["share"] for column in columns for part in column["parts"]) * numbers.MINUTE == pytest.approx(spoken)
    assert [column["t"] for column in columns] == [60_000 * n for n in range(len(columns))]


def test_the_page(pages, store) -> None:
    recording = example.bring_in(store)
    pages.open("maten", opname=recording)
    data = pages.component("reflect_facts")
    assert data["rid"] == recording
    assert [s["title"] for s in data["sections"]] == [
        "",
        "Wie praat hoeveel",
        "Wie praat wanneer",
        "Per spreker",
        "Begin, midden en einde",
        "Het traject: gesprek na gesprek",
        "Tijd tussen twee sprekers",
        "Terwijl de ander praat",
        "Onderbrekingen in volgorde",
        "Stiltes, de langste eerst",
        "Pingpong: korte beurten snel na elkaar",
        "Soorten vragen",
        "Vragen in volgorde",
        "Praten over het gesprek",
    ]


def test_the_page_of_a_recording_in_a_case(pages, add, store) -> None:
    first, last = add("Eerste", case="T1"), add("Laatste", case="T1")
    add("Nog niet", case="T1", spoken=False)
    pages.open("maten", opname=last.id)
    [table] = [s for s in pages.component("reflect_facts")["sections"] if s["title"].startswith("Het traject")]
    assert [cell.get("rid") for cell in table["rows"][0]] == [None, None, first.id, last.id]
    assert table["rows"][0][3]["t"] == 1_000


def test_five_hours_of_talk_are_drawn_in_time() -> None:
    from time import process_time

    turns = [said(f"S{n % 2 + 1}", n * 2_400, n * 2_400 + 2_300, "Hoe gaat het nu dan?") for n in range(7_500)]
    long = talk(transcript=talk_of(*turns))
    began = process_time()
    found = figures.sections(long)
    assert process_time() - began < 4, "half a second on a quiet machine"
    assert len(next(s for s in found if s["title"] == "Vragen in volgorde")["rows"]) == numbers.MOST


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
