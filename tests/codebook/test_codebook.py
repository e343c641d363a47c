"""The codebook that comes with reflect, and what a hand-made one may get wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reflect import codebook
from reflect.codebook import Label
from reflect.errors import FormatError, NotFoundError

GOOD = """\
id: eigen
version: 2
label: {nl: Eigen, en: Own}
themes:
  - code: contact
    key: "1"
    colour: "#0f766e"
    label: {nl: Contact, en: Contact}
    question: {nl: "Is er contact?", en: "Is there contact?"}
    codes:
      - {code: contact.echt, key: e, label: {nl: Echt, en: Real}}
      - {code: contact.oordeel, key: o, label: {nl: Oordeel, en: Judgement}}
  - code: regie
    key: 2
    colour: "#6d28d9"
    label: {nl: Regie, en: Direction}
    question: {nl: "Wie stuurt?", en: "Who steers?"}
"""


def test_the_kijkwijzer_is_loaded_once() -> None:
    book = codebook.load()
    assert book is codebook.load()
    assert (book.id, book.name.split()[0], book.label) == ("kijkwijzer", "kijkwijzer", Label("Kijkwijzer", "Viewing guide"))
    assert [t.key for t in book.themes] == list("12345678")
    assert book.title("weerstand.vechten") == "Weerstand: Vechten"
    assert book.title("weerstand.vechten", "en") == "Resistance: Fighting"
    assert book.title("emotie", "en") == "Emotion"


def test_the_kijkwijzer_has_every_theme_of_the_study(repository: Path) -> None:
    facts = repository.parent / "shared" / "data" / "spreekkamerverhalen.json"
    if not facts.is_file():
        pytest.skip("the facts of the study do not lie beside this repository")
    book = codebook.load()
    groups = {theme["code"].partition(".")[0]: theme["group"] for theme in json.loads(facts.read_text(encoding="utf-8"))["themes"]}
    assert groups == {theme.code: theme.group for theme in book.themes}
    assert all(book.find(theme["code"]) for theme in json.loads(facts.read_text(encoding="utf-8"))["themes"])


def test_codes_are_found_by_name() -> None:
    book = codebook.loads(GOOD)
    theme = book.themes[0]
    assert (book.name, theme.key, book.themes[1].key) == ("eigen 2", "1", "2")
    assert book.find("contact") is theme
    assert book.find("contact.echt") is theme.codes[0]
    assert book.theme_of("contact.vroeger") is theme
    for unknown in ("", "contact.", "contact.vroeger", "niets", "echt", "regie.echt"):
        assert book.find(unknown) is None
    assert book.title("contact.vroeger") == "contact.vroeger"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contact.oordeel, key: o", "contact.oordeel, key: e", "line 12: themes[1].codes[2] has the key 'e', which themes[1].codes[1] has"),
        (
            "contact.oordeel",
            "contact.echt",
            "line 12: themes[1].codes[2] has the code 'contact.echt', which themes[1].codes[1] has already",
        ),
        ("key: 2", 'key: "1"', "line 13: themes[2] has the key '1', which themes[1] has already. Give each its own."),
        ("code: regie", "code: contact", "line 13: themes[2] has the code 'contact', which themes[1] has already."),
        ("key: 2", "key: 10", "line 14: themes.key cannot be '10'. Allowed: a digit from 1 to 9."),
        ("#6d28d9", "paars", "line 15: themes.colour cannot be 'paars'. Allowed: # and six of 0-9 and a-f, between quotes."),
        ("contact.echt", "regie.echt", "line 11: themes[1].codes[1].code cannot be 'regie.echt'. Allowed: contact. and a word"),
        ("en: Own", "de: Eigen", "line 3: label.de is no field here. Allowed: nl, en."),
        ("nl: Eigen, en", "nl: ~, en", "line 3: label.nl must be text."),
        ("nl: Eigen, en", "nl: '', en", "line 3: label.nl must be text of 1 to 400 characters"),
        ("version: 2", "version: nul", "line 2: version cannot be 'nul'. Allowed: a whole number from 1."),
        ("version: 2", "id: x", "line 2: id stands here twice. Take one away."),
        ("version: 2\n", "", "line 1: the file lacks the field version. Needed: id, version, label, themes."),
        ("label: {nl: Regie", "label: [nl, Regie", "line 16: it is not YAML that can be used"),
        ("id: eigen", "id: ../eigen", "line 1: id cannot be '../eigen'. Allowed: small letters, digits, - and _, beginning with a letter."),
    ],
)
def test_errors_name_file_line_and_what_may_stand_there(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(FormatError) as error:
        codebook.loads(GOOD.replace(old, new, 1), "eigen.yaml")
    told = str(error.value).replace("themes[2].", "themes.")
    assert told.startswith(f"eigen.yaml, {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfei\x00", 'it is UTF-16 text, which Windows calls "Unicode". Save it as UTF-8.'),
        ("x" * 300_000, "it is longer than 256 kB. Give a codebook."),
        ("id: \x00", "it is not YAML that can be used (ReaderError). Give a text file with themes."),
        ("", "the file must have the fields id, version, label, themes, extends, source, groups, renamed, changed."),
    ],
)
def test_what_is_no_codebook_is_refused(text: str | bytes, said: str) -> None:
    with pytest.raises(FormatError) as error:
        codebook.loads(text, "eigen.yaml")
    assert str(error.value) == f"eigen.yaml: {said}"


def test_a_bomb_of_aliases_does_no_harm() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    with pytest.raises(FormatError, match=r"line 2: it is not YAML that can be used \(an alias, \*name, is not allowed; write it out\)"):
        codebook.loads("\n".join(lines), "bom.yaml")


@pytest.mark.parametrize("text", ["[" * 2_000, "- " * 2_000, '{"a":' * 2_000, "? " * 2_000])
def test_what_is_nested_deep_is_refused_at_once(text: str) -> None:
    with pytest.raises(FormatError, match=r"^diep\.yaml, line 1: it is not YAML that can be used \(it is nested too deep\)\. Correct"):
        codebook.loads(text, "diep.yaml")


def test_a_tag_makes_no_object() -> None:
    with pytest.raises(FormatError, match="must have the fields"):
        codebook.loads("!!python/object/apply:os.system [echo]")


@pytest.mark.parametrize("name", ["../pyproject", "kijkwijzer.yaml", "KIJKWIJZER", "a" * 99, "a\x00"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(NotFoundError, match="There is no codebook"):
        codebook.load(name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"weg\.yaml cannot be read \(No such file or directory\)\. Give the path of a YAML file\."):
        codebook.read(tmp_path / "weg.yaml")
    with pytest.raises(
        NotFoundError, match=r"^There is no codebook 'weg'\. There are kijkwijzer, duo-interview, klant-in-beeld, and your own"
    ):
        codebook.load("weg")


def test_a_byte_order_mark_is_no_letter(tmp_path: Path) -> None:
    (tmp_path / "eigen.yaml").write_text(GOOD, encoding="utf-8-sig")
    assert codebook.read(tmp_path / "eigen.yaml") == codebook.loads(GOOD)


@pytest.mark.parametrize("name", ["kijkwijzer", "duo-interview", "klant-in-beeld"])
def test_every_included_codebook_loads(name: str) -> None:
    book = codebook.load(name)
    assert book.id == name
    assert len({theme.key for theme in book.themes}) == len(book.themes) == 8
