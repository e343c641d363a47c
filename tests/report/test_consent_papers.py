"""The form and the page for a client: on one page, in both languages, the same file for the same version, and no markup from data."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from reading_back import flat, pdf_text
from session_world import World, new_id

from reflect import consenting
from reflect.consenting import ClientFile
from reflect.consenting.client import Kept
from reflect.consenting.retention import DAYS, Artefact
from reflect.consenting.sheets import Given
from reflect.errors import MissingPackageError
from reflect.masking import words as masking
from reflect.model.clip import Clip
from reflect.model.consent import Person, Purpose
from reflect.model.span import Span
from reflect.model.speech import Maker, Turn, Word
from reflect.privacy.deciding import Why
from reflect.report import LANGUAGES, READERS, client_overview, clip_form, consent_form, gathering
from reflect.report.paper import MOST_LINES, Paper, _form
from reflect.report.words import say
from reflect.store import consents, disclosures, transcripts
from reflect.store.disclosures import Disclosure
from reflect.store.erasures import Erasure
from reflect.store.values import TranscriptKind

TERMS: Mapping[Purpose, int] = {
    purpose: days for (purpose, artefact), days in DAYS.items() if artefact not in (Artefact.ANSWER, Artefact.WORDS)
}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWERS = {p: Given(why, None) for p, why in zip(Purpose, (None, None, Why.NOT_ASKED, Why.WITHDRAWN, Why.NO, Why.EXPIRED), strict=True)}


def pages(paper: Paper) -> int:
    return len(pypdf.PdfReader(io.BytesIO(paper.data)).pages)


def disclosure(number: int, what: str, recipient: str) -> Disclosure:
    return Disclosure(number, NOW - timedelta(days=30 - number % 30), "uid 1", what, Purpose.REFLECTION, recipient, "", ("r1",))


def client(pseudonym: str = "C1", disclosures: tuple[Disclosure, ...] = ()) -> ClientFile:
    kept = Kept("r1", date(2026, 9, 3), 1_900_000, {"media_files": 1, "transcripts": 2, "fragments": 12}, ANSWERS)
    return ClientFile(Person("p1", pseudonym), NOW, (kept,), disclosures, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_one_page_and_says_that_it_is_a_draft(language: str) -> None:
    form = consent_form(TERMS, language)
    text = flat(pdf_text(form.data))
    assert pages(form) == 1
    draft = {"nl": "Eigen concept — laat je functionaris gegevensbescherming meekijken", "en": "Own draft — have your data protection"}
    assert draft[language] in text
    assert f"{form.version}" in text


def test_the_form_has_every_purpose_with_its_term_and_none_of_what_is_never_allowed() -> None:
    text = flat(pdf_text(consent_form(TERMS).data))
    for wanted in ("Onderzoek", "Uw woorden terug", "Leren in het team", "Lesmateriaal", "Publicatie", "6 maanden", "3 maanden", "2 jaar"):
        assert wanted in text
    assert "Nee heeft geen gevolgen" in text
    assert "Wij tellen alleen hoeveel mensen nee zeggen" in text
    assert "Niet om u te controleren. Niet voor uw uitkering" in text
    assert "handhaving" not in text.lower()


def test_a_version_is_the_same_file_and_other_terms_are_another_version() -> None:
    first = consent_form(TERMS)
    _form.cache_clear()
    again, other = consent_form(TERMS), consent_form({**TERMS, Purpose.TRAINING: 365})
    assert (again.sha256, again.version) == (first.sha256, first.version)
    assert first.sha256 == hashlib.sha256(first.data).hexdigest()
    assert other.version != first.version
    assert "1 jaar; wij vragen" in flat(pdf_text(other.data))


def test_a_client_reads_what_is_kept_what_was_agreed_who_got_it_and_how_to_stop() -> None:
    found = client_overview(client(disclosures=(disclosure(1, "report pdf", "K1"), disclosure(2, "report pdf", "K1"))))
    text = flat(pdf_text(found.data))
    assert pages(found) == 1
    for wanted in ("3 september 2026", "film of geluid (32 minuten)", "labels: 12", "2 keer, laatst op", "verslag op papier", "K1"):
        assert wanted in text
    assert text.index("onderzoek terugkijken met de") < text.index("leren in het team lesmateriaal")
    assert "Zo stopt u" in text


def test_much_that_was_handed_out_stays_on_the_page() -> None:
    many = tuple(disclosure(n, "report pdf", f"Collega {n}") for n in range(MOST_LINES + 15))
    text = flat(pdf_text(client_overview(client(disclosures=many)).data))
    assert "En nog 15 regels" in text


def test_a_client_of_whom_nothing_is_kept() -> None:
    text = flat(pdf_text(client_overview(ClientFile(Person("p1", "C1"), NOW, (), (), ())).data))
    assert "Wij bewaren geen opname van u." in text
    assert "Er is nog niets van u aan iemand gegeven." in text


@pytest.mark.parametrize("name", ["#panic()", "$x$ *b* <a>", '\\ " `', "李 😀"])
def test_a_pseudonym_is_never_markup(name: str) -> None:
    made = client_overview(client(name, (disclosure(1, f"{name} pdf", name),)))
    assert pages(made) == 1
    if name.isascii():
        assert name in flat(pdf_text(made.data))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_a_form_of_one_page_in_their_own_words(reader: str, language: str) -> None:
    form = consent_form(TERMS, language, reader)
    text = flat(pdf_text(form.data))
    assert pages(form) == 1
    assert {"nl": "Eigen concept", "en": "Own draft"}[language] in text
    own = {
        "client": ("Niet voor uw uitkering", "Not for your benefit"),
        "klantmanager": ("Niet voor je functioneringsgesprek", "Not for your appraisal"),
        "visitor": ("een tolk, een begeleider, een collega of familie", "an interpreter, a companion, a colleague or family"),
    }
    assert [kind for kind, words in own.items() if words[LANGUAGES.index(language)] in text] == [reader]
    for term in ("form.P6.term", "form.yes", "form.no", "form.stop", "form.contact"):
        assert say(language, term) in text
    assert form.version.startswith({"client": f"concept-{language}-"}.get(reader, f"concept-{reader}-{language}-"))
    if reader != "klantmanager" and language == "nl":
        assert " je " not in text.replace("laat je functionaris", "").replace("voordat je het", ""), "it says u"


def test_the_form_of_a_clip_has_its_moment_its_length_and_its_words(own_world: World) -> None:
    store, rid = own_world.store, own_world.film
    span = Span(30_000, 42_400)
    person = next(p for p in consents.persons(store) if p.pseudonym == "C1")
    made = clip_form(store, Clip(rid, span), person, Purpose.TRAINING, "Noor", note="leerset over stilte")
    text = flat(pdf_text(made.data))
    for wanted in ("Eigen concept", "van 0:30 tot 0:42", "12 seconden", "3 september 2026", "leerset over stilte", "C1", made.version):
        assert wanted in text
    assert "Ja, dit stukje mag hiervoor gebruikt worden." in text
    said = gathering.lines(store, rid, span, "nl")
    assert said
    for line in said:
        assert flat(line.text) in text
        assert line.who in text
    spoken = {word.text for turn in transcripts.latest(store, rid).transcript.turns for word in turn.words if word.span.start_ms >= 43_000}
    assert "zeggen." in spoken
    assert not [word for word in spoken if len(word) > 5 and word in text.partition("Uw keuze")[0]]
    [handed] = [d for d in disclosures.listing(store) if d.what == "clip form pdf"]
    assert (handed.recipient, handed.sha256, handed.recording_ids, handed.purpose) == ("C1", made.sha256, (rid,), Purpose.TRAINING)
    again = clip_form(store, Clip(rid, span), person, Purpose.TRAINING, "Noor", note="leerset over stilte")
    assert (again.sha256, again.version) == (made.sha256, made.version)
    other = clip_form(store, Clip(rid, Span(90_000, 91_000)), person, Purpose.TRAINING, "Noor", language="en")
    assert "Nothing in this piece is written out." in flat(pdf_text(other.data))


READER_OF = {"client": "client", "klantmanager": "klantmanager", "interpreter": "visitor", "visitor": "visitor"}


def test_the_form_of_a_clip_speaks_to_its_reader_as_their_own_form_does(own_world: World) -> None:
    store, rid, span = own_world.store, own_world.film, Span(30_000, 42_400)
    own = {
        "client": ("uw klantmanager en een coach", "your klantmanager and a coach"),
        "klantmanager": ("jij en je coach", "you and your coach"),
        "visitor": ("U bent in dit stukje te zien of te horen", "You can be seen or heard in this piece"),
    }
    for role, reader in READER_OF.items():
        person = Person(consenting.appear(store, rid, f"X {role}", role, "Noor").person_id, "X")
        for language in LANGUAGES:
            made = clip_form(store, Clip(rid, span), person, Purpose.REFLECTION, "Noor", language)
            text = flat(pdf_text(made.data))
            assert pages(made) == 1
            assert made.version.startswith("-".join(["concept-fragment", *([] if reader == "client" else [reader]), language, ""]))
            assert [kind for kind, words in own.items() if words[LANGUAGES.index(language)] in text] == [reader]
            if language == "nl":
                told = set(
                    text.replace("laat je functionaris", "").replace("voordat je het", "").replace("met je werk", "").lower().split()
                )
                assert bool({"u", "uw"} & told) == (reader != "klantmanager")
                assert bool({"je", "jij", "jou", "jouw"} & told) == (reader == "klantmanager")


def test_names_in_the_words_of_a_clip_are_replaced_on_its_form(own_world: World) -> None:
    """Confirmed, only proposed, and found when the form is made; what a person rejected stays."""
    store, rid = own_world.store, own_world.film
    said = ("Ik", "ben", "Fatma", "en", "woon", "in", "Delft,", "vlak", "bij", "Zuidplein.")
    words = tuple(Word(text, Span(60_000 + 500 * n, 60_400 + 500 * n), 0.9) for n, text in enumerate(said))
    talk = transcripts.latest(store, rid).transcript
    transcripts.add(store, rid, replace(talk, turns=(*talk.turns, Turn("S2", words))), TranscriptKind.CORRECTED, Maker("test"))
    person = next(p for p in consents.persons(store) if p.pseudonym == "C1")

    def printed() -> str:
        return flat(pdf_text(clip_form(store, Clip(rid, Span(59_000, 66_000)), person, Purpose.REFLECTION, "Noor").data))

    pytest.importorskip("deduce", reason="names are found with the extra mask")
    text = printed()
    assert "Ik ben […] en woon in […], vlak bij […]." in text, "nobody looked for names yet"
    masking.propose(store, rid)
    assert "Ik ben [naam 1] en woon in [plaats 1], vlak bij" in printed(), "nobody decided yet"
    answers = {"[naam 1]": "confirmed", "[plaats 1]": "rejected"}
    ops = [
        {"op": new_id(), "do": "update", "id": one.mask.id, "base": one.mask.revision, "decision": answers[one.name.replacement]}
        for one in masking.found(store, rid)
        if one.name.replacement in answers
    ]
    assert [ack.why for ack in masking.apply(store, rid, ops, "Noor")] == ["", ""]
    assert "Ik ben [naam 1] en woon in Delft, vlak bij" in printed()


def test_a_form_about_a_clip_has_no_words_where_nobody_can_look_for_names(own_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store, rid = own_world.store, own_world.film
    person = next(p for p in consents.persons(store) if p.pseudonym == "C1")
    spoken = next(turn for turn in transcripts.latest(store, rid).transcript.turns if turn.words)

    def printed() -> str:
        return flat(pdf_text(clip_form(store, Clip(rid, spoken.span), person, Purpose.REFLECTION, "Noor").data))

    def missing(talk: object) -> None:
        raise MissingPackageError("deduce", "mask", "Finding names")

    monkeypatch.setattr("reflect.masking.words.keeping.find", missing)
    text = printed()
    assert "Op deze computer is niet naar namen gezocht." in text
    assert not [word.text for word in spoken.words if len(word.text) > 9 and word.text in text]
    monkeypatch.setattr("reflect.masking.words.keeping.find", lambda talk: ())
    assert "Daarom staat hier niet" not in printed()


def test_what_was_erased_for_a_purpose_and_who_looked_stand_on_the_page_of_the_person() -> None:
    done = Erasure(1, "p1", "r1", "P5", "withdrawal", "Noor", NOW, NOW, NOW, {})
    film = Erasure(2, "", "r1", "P1", "end of term", "Noor", NOW, NOW, NOW, {"media": ["0" * 64]})
    file = replace(client(), erased=(done, film), looks=3, looked_at=NOW)
    text = flat(pdf_text(client_overview(file).data))
    assert "gewist wat van een opname gemaakt was voor: lesmateriaal (afgeschermd). Daarna is gezocht" in text
    assert "film en geluid van een opname gewist. De tekst van het gesprek is er nog. Daarna is gezocht" in text
    assert "er 3 keer naar gekeken, laatst op" in text
    assert "heeft niemand het op onze eigen computer bekeken" in flat(pdf_text(client_overview(client()).data))
