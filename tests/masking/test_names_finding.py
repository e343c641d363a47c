"""Names and numbers in text: what is proposed, how surely, and how much of what was coded is found."""

from __future__ import annotations

import logging
import socket
import time

import pytest
from name_talks import coded, talk_of

from reflect.errors import MissingPackageError
from reflect.masking import words
from reflect.masking.words.labels import groups, key_of, label
from reflect.masking.words.lists import Lists
from reflect.masking.words.numbers import numbers
from reflect.model.mask import NameKind

pytest.importorskip("deduce", reason="names are found with the extra mask")


def found(text: str) -> list[tuple[str, str, bool]]:
    """(words, what, sure) of the numbers in a text."""
    parts = text.split()
    return [(" ".join(parts[h.first : h.last + 1]), h.what, h.sure) for h in numbers(0, parts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mijn bsn is 111222333.", [("111222333.", "bsn", True)]),
        ("het is 111 222 333 meneer", [("111 222 333", "bsn", True)]),
        ("het is 111-222-333 meneer", [("111-222-333", "bsn", True)]),
        ("het is 111.222.333", [("111.222.333", "bsn", True)]),
        ("één één één twee twee twee drie drie drie", [("één één één twee twee twee drie drie drie", "bsn", True)]),
        ("mijn burgerservicenummer is 111222334", [("111222334", "bsn", False)]),
        ("dat is dossier 111222334", [("111222334", "number", False)]),
        ("bel 06-12345678 of 010 123 45 67", [("06-12345678", "phone", True), ("010 123 45 67", "phone", True)]),
        ("NL91 ABNA 0417 1643 00 dank u", [("NL91 ABNA 0417 1643 00", "iban", True)]),
        ("NL91 ABNA 0417 1643 01 dank u", [("NL91 ABNA 0417 1643 01", "iban", False)]),
        ("ik heb er twee of drie, en vier kinderen", []),
        ("honderd euro en tweehonderd euro", []),
        ("op drie mei heb ik een afspraak", []),
        ("geboren op de derde mei vierentachtig", [("derde mei vierentachtig", "birth", True)]),
    ],
)
def test_numbers_as_they_are_written_and_spoken(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert found(text) == expected


def test_precision_and_recall_on_sentences_whose_names_are_coded() -> None:
    """A code counts as found when each of its words lies in a hit of any kind; a hit is right when it meets a code."""
    texts, codes = coded()
    hits = words.find(talk_of(texts))
    covered = {(h.turn, at) for h in hits for at in range(h.first, h.last + 1)}
    wanted = {(line, at) for line, first, last, _ in codes for at in range(first, last + 1)}
    whole = sum(all((line, at) in covered for at in range(first, last + 1)) for line, first, last, _ in codes)
    right = sum(any((h.turn, at) in wanted for at in range(h.first, h.last + 1)) for h in hits)
    sure = [h for h in hits if h.sure]
    surely = sum(any((h.turn, at) in wanted for at in range(h.first, h.last + 1)) for h in sure)
    print(f"names: {whole}/{len(codes)} found whole, {right}/{len(hits)} hits right, sure ones {surely}/{len(sure)}")
    assert whole / len(codes) >= 0.9
    assert right / len(hits) >= 0.85
    assert surely == len(sure)


@pytest.mark.parametrize("text", ["Bloem koop ik op de markt.", "Roos zegt niets.", "Hoop doet leven.", "Wit is mijn kleur."])
def test_a_name_that_is_also_a_common_word_is_never_sure_by_itself(text: str) -> None:
    assert all(not hit.sure for hit in words.find(talk_of([text])))


def test_a_title_makes_a_common_word_a_name() -> None:
    [hit] = words.find(talk_of(["Ik sprak met mevrouw Bloem over de brief."]))
    assert (hit.first, hit.last, hit.sure, hit.kind) == (4, 4, True, NameKind.PERSON)


def test_a_name_without_its_capital_is_proposed_where_it_is_said_again() -> None:
    hits = words.find(talk_of(["Gisteren was Willem Jansen hier.", "en jansen zei dat ook"]))
    assert [(h.turn, h.first, h.last, h.what) for h in hits] == [(0, 2, 3, ""), (1, 1, 1, "again")]


def test_the_glossary_is_looked_for_but_its_jargon_is_not() -> None:
    hits = words.find(talk_of(["ik ging naar zuiderster en kreeg bijstand van het UWV"]), ["Zuiderster", "bijstand", "UWV"])
    assert [(h.first, h.what) for h in hits] == [(3, "glossary")]


def test_nothing_is_found_in_nothing() -> None:
    assert words.find(talk_of([])) == ()
    assert words.find(talk_of(["", "..."])) == ()


def test_ten_thousand_words_take_seconds_and_tell_how_far_they_are() -> None:
    texts, _ = coded()
    many = texts * (10_000 // sum(len(t.split()) for t in texts) + 1)
    talk = talk_of(many)
    assert len(talk.words) >= 10_000
    parts: list[float] = []
    began = time.process_time()
    Lists("\n".join(many))
    loading = time.process_time() - began
    began = time.process_time()
    hits = words.find(talk, progress=parts.append)
    took = time.process_time() - began - loading
    print(f"{len(talk.words)} words: {took:.2f} s of work besides {loading:.2f} s of loading, {len(hits)} hits")
    assert took < 3
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert len(parts) > 5


def test_deduce_touches_no_network_and_leaves_logging_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with caplog.at_level(logging.DEBUG):
        assert words.find(talk_of(["Ik ben Fatma Yilmaz uit Rotterdam."]))
    assert [h for h in root.handlers if h not in before[1] and h is not caplog.handler] == []
    assert not any("Yilmaz" in record.getMessage() for record in caplog.records)


def test_without_the_package_the_line_to_type_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match=r"Finding names needs the package deduce.*pip install 'reflect\[mask\]'"):
        words.find(talk_of(["Fatma"]))


def test_one_person_has_one_label() -> None:
    said = [["Fatma", "Yilmaz"], ["mevrouw", "Yilmaz,"], ["Fatma's"], ["Jansen"], ["Rotterdam"]]
    kinds = [NameKind.PERSON] * 4 + [NameKind.PLACE]
    assert groups([key_of(kind, name) for kind, name in zip(kinds, said, strict=True)]) == [0, 0, 0, 1, 2]
    two = [["Jan", "Visser"], ["Piet", "Visser"], ["Visser"]]
    assert groups([key_of(NameKind.PERSON, name) for name in two]) == [0, 1, 2], "which of the two is not known"
    assert label(NameKind.PERSON, 99, invented=True) == "[naam 99]"
