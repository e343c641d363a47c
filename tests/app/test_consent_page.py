"""Toestemming: who is on a recording, what they answered, taking that back, and that nothing typed runs or becomes Markdown."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect import consenting
from reflect.model.consent import Answer, Purpose
from reflect.model.span import Span
from reflect.store import audit, cases, consents, disclosures, legal, recordings, retention
from reflect.store.database import Store
from reflect.store.values import Recording

BSN = "111222333"


@pytest.fixture
def talk(add: Any) -> Recording:
    recording: Recording = add("Intake", case="A12", recorded_at=datetime(2026, 9, 3, 10, tzinfo=UTC))
    return recording


def opened(pages: Any, recording: Recording) -> Any:
    return pages.open("toestemming", opname=recording.id)


def click(app: Any, key: str) -> Any:
    app.button(key=key).click().run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def text_of(app: Any) -> str:
    parts = [*app.text, *app.info, *app.warning, *app.error, *app.success, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def agreed(store: Store, recording: Recording, *purposes: Purpose, name: str = "C1") -> str:
    person = consenting.appear(store, recording.id, name, "client", "Noor").person_id
    if purposes:
        consenting.answer(store, recording.id, person, purposes, Answer.YES, "Noor", form="v2")
    return person


def test_a_new_recording_is_in_quarantine_until_a_day(pages, talk) -> None:
    app = opened(pages, talk)
    assert "kan alleen wie de opname binnenbracht hem afspelen" in app.info[0].value
    assert "Nog niemand opgeschreven" in text_of(app)
    assert app.button(key=f"answer-{talk.id}").disabled
    assert app.button(key=f"withdraw-{talk.id}").disabled


def test_a_person_is_added_with_a_part_and_not_twice(pages, talk, store) -> None:
    app = click(opened(pages, talk), f"person-{talk.id}")
    app.text_input(key="person-name").set_value("B1")
    app.selectbox(key="person-role").set_value("visitor")
    app.toggle(key="person-whole").set_value(False).run()
    app.text_input(key="person-from").set_value("0:10")
    app.text_input(key="person-to").set_value("x")
    click(app, "person-keep")
    assert "Vul twee momenten in" in text_of(app)
    app.text_input(key="person-to").set_value("0:20")
    app.checkbox(key="person-face").uncheck()
    click(app, "person-keep")
    [there] = consents.register(store, talk.id).appearances
    assert (there.role, there.span, there.face, there.voice, there.named) == ("visitor", Span(10_000, 20_000), False, True, False)
    assert [line.action for line in audit.lines(store)][-1] == "appearance"
    assert pages.component("reflect_facts")["sections"][0]["rows"][0][:2] == [
        {"text": "B1"},
        {"text": "Bezoeker, 0:10 – 0:20: stem te horen"},
    ]


def test_no_name_no_number_and_nobody_elses_pseudonym(pages, talk, add, store) -> None:
    agreed(store, add("Ander", case="B7"))
    app = click(opened(pages, talk), f"person-{talk.id}")
    click(app, "person-keep")
    assert "Vul een pseudoniem in." in text_of(app).replace("\\", "")
    app.text_input(key="person-name").set_value(BSN)
    click(app, "person-keep")
    assert "burgerservicenummer" in app.error[-1].value
    app.text_input(key="person-name").set_value("C1").run()
    click(app, "person-keep")
    assert "al van iemand in een ander traject" in app.error[-1].value
    assert consents.register(store, talk.id).appearances == ()
    app.checkbox(key="person-same").check()
    click(app, "person-keep")
    assert len(consents.register(store, talk.id).appearances) == 1


def test_answers_are_added_with_their_day_term_and_form(pages, talk, store, tmp_path: Path) -> None:
    signed = tmp_path / "Jansen getekend.pdf"
    signed.write_bytes(b"%PDF- signed")
    agreed(store, talk)
    app = click(opened(pages, talk), f"answer-{talk.id}")
    click(app, "answer-keep")
    assert "minstens één doel" in text_of(app)
    app.radio(key="answer-P1").set_value("yes")
    app.radio(key="answer-P5").set_value("no")
    yesterday = (datetime.now().astimezone() - timedelta(days=1)).date()
    app.date_input(key="answer-on").set_value(yesterday)
    app.date_input(key="answer-until").set_value(yesterday + timedelta(days=90))
    app.selectbox(key="answer-form").set_value("other").run()
    app.text_input(key="answer-version").set_value("v3")
    app.text_input(key="answer-path").set_value(str(tmp_path / "geen.pdf"))
    click(app, "answer-keep")
    assert "niet te lezen" in text_of(app)
    app.text_input(key="answer-path").set_value(str(signed))
    click(app, "answer-keep")
    yes, no = consents.events_of(store)
    assert (yes.purpose, yes.answer, no.purpose, no.answer) == (Purpose.RESEARCH, Answer.YES, Purpose.TRAINING, Answer.NO)
    assert (yes.form, yes.form_sha256) == ("v3", hashlib.sha256(signed.read_bytes()).hexdigest())
    assert yes.at.astimezone().date() == yesterday
    assert yes.until is not None
    assert yes.until.astimezone().date() == yesterday + timedelta(days=90)
    assert no.until is None
    row = pages.component("reflect_facts")["sections"][0]["rows"][0]
    assert row[2]["text"].startswith("ja, ")
    assert row[6]["text"].startswith("nee, ")
    assert row[3]["text"] == "niet gevraagd"
    assert "v3" in row[2]["hint"]
    assert "Iedereen die hier staat zegt ja tegen onderzoek" in text_of(app)


def test_one_voice_more_than_persons_is_said(pages, talk, store) -> None:
    agreed(store, talk, Purpose.RESEARCH)
    assert "stemmen" not in text_of(opened(pages, talk))
    from reflect.model.speech import Role, Speaker
    from reflect.store import people

    people.set_speakers(store, talk.id, [Speaker("S1", Role.CLIENT), Speaker("S2", Role.UNKNOWN)])
    assert "Het transcript heeft 2 stemmen, en hier staan 1 personen" in text_of(opened(pages, talk))


def test_withdrawing_one_purpose_closes_and_asks_for_the_name(pages, talk, store) -> None:
    agreed(store, talk, Purpose.RESEARCH, Purpose.TEAM)
    app = click(opened(pages, talk), f"withdraw-{talk.id}")
    app.multiselect(key="withdraw-what").set_value([Purpose.TEAM]).run()
    assert "Hiervoor is van deze opname niets gemaakt" in text_of(app)
    app.text_input(key="withdraw-typed").set_value("C2")
    click(app, "withdraw-do")
    assert "Er is niets ingetrokken" in text_of(app)
    app.text_input(key="withdraw-typed").set_value("C1")
    click(app, "withdraw-do")
    assert recordings.exists(store, talk.id)
    assert [e.purpose for e in consents.events_of(store) if e.answer is Answer.WITHDRAWN] == [Purpose.TEAM]
    assert "dicht voor Leren in het team" in text_of(app)
    assert "Er was niets meegegeven." in text_of(app)
    click(app, "statement-read")
    assert "dicht voor" not in text_of(app)


def test_withdrawing_everything_erases_and_shows_the_statement(pages, talk, store) -> None:
    agreed(store, talk, Purpose.RESEARCH)
    disclosures.add(store, "Noor", "report pdf", Purpose.RESEARCH, recording_ids=[talk.id], recipient="K1")
    app = click(opened(pages, talk), f"withdraw-{talk.id}")
    said = text_of(app)
    assert "Dit wordt gewist, voor altijd" in said
    assert "films en geluid: 1" in said
    assert "Wat blijft: alle antwoorden over toestemming" in said
    assert "Al meegegeven: 1 keer" in said
    app.text_input(key="withdraw-typed").set_value("C1")
    click(app, "withdraw-do")
    assert not recordings.exists(store, talk.id)
    said = text_of(app)
    assert "Gewist: films en geluid: 1" in said
    assert "er is niets meer gevonden" in said
    assert "report pdf, Onderzoek, K1" in said


def test_erasing_that_broke_off_is_said_and_finished(pages, talk, store) -> None:
    from reflect.store import erasures

    person = agreed(store, talk, Purpose.RESEARCH)
    erasures.begin(store, person, talk.id, "withdrawal", "Noor")
    app = opened(pages, talk)
    assert "Wissen is gevraagd en brak af: 1" in app.error[0].value
    click(app, "consent-resume")
    assert not recordings.exists(store, talk.id)
    assert not app.error


def test_the_ground_is_another_field_than_permission(pages, talk, store) -> None:
    app = opened(pages, talk)
    app.selectbox(key="ground-basis").set_value("public_task")
    app.text_input(key="ground-note").set_value(f"dossier {BSN}")
    form = next(button for button in app.button if button.key and "ground-keep" in button.key)
    form.click().run()
    assert legal.listing(store) == {}
    app.text_input(key="ground-note").set_value("advies")
    next(button for button in app.button if button.key and "ground-keep" in button.key).click().run()
    assert legal.listing(store)[Purpose.RESEARCH].basis == "public_task"
    assert consents.events_of(store) == ()


def test_what_is_overdue_is_listed_and_a_term_is_set(pages, talk, add, store) -> None:
    add("Oud", case="B7", recorded_at=datetime(2020, 1, 1, 12, tzinfo=UTC))
    app = opened(pages, talk)
    assert any(s.value.startswith("Te laat: 1") for s in app.subheader)
    app.number_input(key="term-days").set_value(90)
    next(button for button in app.button if button.key and "term-keep" in button.key).click().run()
    assert retention.chosen(store) == {("P1", "film"): 90}


@pytest.mark.parametrize("name", ["<b>x</b>", "**vet** :red[r]", "[k](javascript:alert(1))"])
def test_a_pseudonym_never_becomes_markup(pages, talk, store, name: str) -> None:
    agreed(store, talk, Purpose.RESEARCH, name=name)
    app = opened(pages, talk)
    marked = [*app.markdown, *app.info, *app.warning, *app.error, *app.success, *app.subheader]
    assert not any(name in str(part.value) for part in marked)
    assert pages.component("reflect_facts")["sections"][0]["rows"][0][0]["text"] == name


def test_a_closed_recording_keeps_its_title_and_can_still_be_opened_by_asking(pages, talk, store) -> None:
    person = agreed(store, talk)
    consenting.answer(store, talk.id, person, [Purpose.RESEARCH], Answer.NO, "Noor")
    app = opened(pages, talk)
    said = text_of(app)
    assert "Intake" not in said
    assert "Opname is dicht" in said
    assert not app.button(key=f"answer-{talk.id}").disabled


def test_a_case_and_a_loose_recording_can_be_chosen(pages, talk, add, store) -> None:
    loose = add("Los")
    case = cases.of_recording(store, talk.id)
    assert case is not None
    app = pages.open("toestemming", traject=case.id)
    assert app.selectbox(key="consent-which").value == case.id
    app.selectbox(key="consent-which").set_value(loose.id).run()
    assert [s.value for s in app.subheader if "Los" in s.value] != []
    assert not any("Intake" in s.value for s in app.subheader)


def test_the_library_says_how_each_recording_stands(pages, talk, add, store) -> None:
    done, shut = add("Klaar", case="B7"), add("Nee")
    agreed(store, done, Purpose.RESEARCH)
    consenting.answer(store, shut.id, agreed(store, shut), [Purpose.RESEARCH], Answer.NO, "Noor")
    pages.open()
    found = {row["id"]: row["consent"] for row in pages.component("reflect_library")["rows"]}
    assert {id: mark["kind"] for id, mark in found.items()} == {talk.id: "quarantine", done.id: "complete", shut.id: "closed"}
    assert found[talk.id]["text"].startswith("Quarantaine tot ")
    assert found[done.id]["text"] == "Compleet"


def test_english_and_an_empty_library(pages, store) -> None:
    pages.app.session_state["language"] = "en"
    app = pages.open("toestemming")
    assert app.title[0].value == "Consent"
    assert "There are no recordings yet" in app.info[0].value
