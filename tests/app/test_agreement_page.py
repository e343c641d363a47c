"""Overeenstemming: two coders side by side, the sample on the example, and nothing while somebody codes blind."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from reflect import agreement, codebook, tagging
from reflect.agreement import Reason, Settings
from reflect.agreement.result import NOTES
from reflect.app import agreed, example, words
from reflect.exchange import fragments as files
from reflect.resources import resource
from reflect.serving.calls import BLIND
from reflect.store import preferences, recordings

LANGUAGES = ("nl", "en")


def sample(language: str = "nl", shortest: int = 231_600) -> agreed.Compared:
    book = codebook.load()
    a, b = (files.loads(resource(f"annotations/demo/coders/codeur_{letter}.json").read_bytes()) for letter in "ab")
    found = agreement.compare(a, b, shortest, book, Settings(resamples=200))
    return agreed.Compared(found, book, lambda key, **values: words.say(language, key, **values), language)


def code(store: Any, recording: str, who: str, *spans: tuple[int, int, str]) -> None:
    ops = [
        {"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "start": start, "end": end, "code": code}
        for start, end, code in spans
    ]
    assert {a.status for a in tagging.apply(store, recording, ops, who).acks} == {"stored"}


# ---- what is drawn ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_line_and_every_difference_leads_to_the_film(language: str) -> None:
    now = sample(language)
    cards, codes, differences = agreed.sections(now)
    assert [item["value"]["text"] for item in cards["items"]][-1] == str(len(now.found.disagreements)) == str(len(differences["rows"]))
    assert {len(row) for row in codes["rows"]} == {len(codes["columns"])}
    assert {len(row) for row in differences["rows"]} == {len(differences["columns"])}
    assert [row[0]["t"] for row in differences["rows"]] == [d.span.start_ms for d in now.found.disagreements]
    assert not [cell for row in codes["rows"] for cell in row if "nan" in cell["text"].lower() or "None" in cell["text"]]


def test_numbers_with_their_interval_as_people_write_them() -> None:
    nl, en = (agreed.codes(sample(language))["rows"][0][3]["text"] for language in LANGUAGES)
    assert (nl[1], en[1]) == (",", ".")
    assert " tot " in nl
    assert " to " in en


def test_what_cannot_be_computed_says_why() -> None:
    book = codebook.load()
    found = agreement.compare([], [], 60_000, book)
    now = agreed.Compared(found, book, lambda key, **values: words.say("nl", key, **values), "nl")
    cards, codes, differences = agreed.sections(now)
    assert {(item["value"]["text"], item["value"].get("hint")) for item in cards["items"][:-1]} == {
        ("–", "Niet te berekenen: geen van beiden gebruikte het.")
    }
    assert "– is niet te berekenen: geen van beiden gebruikte het." in codes["note"]
    assert differences["note"] == "Nergens."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_note_and_kind_has_words(language: str) -> None:
    known = words.catalogue(language)
    keys = [f"why.{r}" for r in Reason] + [f"note.{n}" for n in NOTES] + [f"kind.{k}" for k in agreement.Kind]
    assert [key for key in keys if f"agreement.{key}" not in known] == []


# ---- the page ---------------------------------------------------------------------------------


def test_two_coders_are_compared_and_others_may_be_chosen(pages, store, add) -> None:
    recording = add().id
    for who, late in (("Anna", 0), ("Bram", 1_000), ("Cor", 9_000)):
        code(store, recording, who, (5_000 + late, 15_000 + late, "emotie"))
    app = pages.open("overeenstemming", opname=recording)
    first, second = (box for box in app.selectbox if box.key in ("coder-a", "coder-b"))
    assert (first.options, first.value, second.value) == (["Anna", "Bram", "Cor"], "Anna", "Bram")
    kappa = pages.component("reflect_facts")["sections"][0]["items"][0]["value"]["text"]
    second.set_value("Cor").run()
    assert pages.component("reflect_facts")["sections"][0]["items"][0]["value"]["text"] != kappa
    second.set_value("Anna").run()
    assert "Kies twee verschillende codeurs." in app.info[0].value


def test_one_coder_is_told_how_two_people_code(pages, store, add) -> None:
    recording = add().id
    assert "nog geen codes" in pages.open("overeenstemming", opname=recording).info[0].value
    code(store, recording, "*Anna*", (5_000, 15_000, "emotie"))
    app = pages.open("overeenstemming", opname=recording)
    assert app.info[0].value.startswith("Alleen \\*Anna\\* codeerde deze opname.")
    assert not app.button, "only the example gets made-up coders"


def test_while_coding_blind_nothing_of_the_other_is_shown(pages, store, add) -> None:
    recording = add().id
    for who in ("Anna", "Bram"):
        code(store, recording, who, (5_000, 15_000, "emotie"))
    preferences.put(store, BLIND, True)
    app = pages.open("overeenstemming", opname=recording)
    assert "Blind coderen staat aan" in app.info[0].value
    assert not app.selectbox
    app.button[0].click().run()
    assert preferences.get(store, BLIND) is None
    assert app.selectbox


def test_coding_blind_is_switched_in_the_settings(pages, store) -> None:
    app = pages.open("instellingen")
    (switch,) = [toggle for toggle in app.toggle if toggle.key == "blind"]
    switch.set_value(True).run()
    assert preferences.get(store, BLIND) is True
    switch.set_value(False).run()
    assert preferences.get(store, BLIND) is None


def test_the_example_gets_two_coders(pages, store) -> None:
    recording = example.bring_in(store)
    app = pages.open("overeenstemming", opname=recording)
    app.button[0].click().run()
    assert not app.exception
    tags = tagging.fragments(store, recording)
    assert {f.coder for f in tags} == {"Codeur A (voorbeeld)", "Codeur B (voorbeeld)"}
    example.code_twice(store, recording)
    assert tagging.fragments(store, recording) == tags, "the same again changes nothing"
    assert len(pages.component("reflect_facts")["sections"][2]["rows"]) > 10
    assert example.is_it(recordings.get(store, recording))
