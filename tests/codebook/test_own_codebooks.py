"""A researcher's own codebooks: files in a folder, of which some add to another codebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reflect import codebook
from reflect.codebook import Label
from reflect.errors import FormatError, NotFoundError

MORE = """\
id: mijn-kijkwijzer
version: 1
extends: kijkwijzer
label: {nl: Mijn Kijkwijzer, en: My viewing guide}
groups:
  - {code: eigen, label: {nl: Eigen, en: Own}}
renamed: {stilte: contact.stilte}
themes:
  - code: contact
    codes:
      - {code: contact.stilte, key: s, label: {nl: Stilte, en: Silence}, question: {nl: Is het stil?, en: Is it silent?}}
    tips:
      - {nl: Tel tot drie., en: Count to three.}
  - code: tolk
    group: eigen
    key: "9"
    colour: "#334155"
    label: {nl: Tolk, en: Interpreter}
    question: {nl: "Wat doet de tolk?", en: "What does the interpreter do?"}
"""


def own(folder: Path, text: str, name: str = "mijn-kijkwijzer.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_file_adds_codes_to_the_kijkwijzer(tmp_path: Path) -> None:
    own(tmp_path, MORE)
    book, base = codebook.load("mijn-kijkwijzer", tmp_path), codebook.load()
    assert (book.name, book.extends, len(book.themes)) == ("mijn-kijkwijzer 1", ("kijkwijzer",), len(base.themes) + 1)
    assert {code.code for code in book.codes} - {code.code for code in base.codes} == {"contact.stilte", "tolk"}
    assert book.title("contact.stilte") == "Contact: Stilte"
    contact, before = book.theme_of("contact"), base.theme_of("contact")
    assert contact is not None
    assert before is not None
    assert (contact.question, contact.reflection, contact.codes[:-1]) == (before.question, before.reflection, before.codes)
    assert contact.tips == (*before.tips, Label("Tel tot drie.", "Count to three."))
    assert [g.code for g in book.groups] == ["algemeen", "specifiek", "eigen"]
    assert book.current("stilte") == "contact.stilte"
    assert book.current("slim.client.wil_en_kan") == "interventielogica.slim", "the older codes of the other codebook are known too"


def test_a_file_is_read_once_until_it_or_what_it_adds_to_changes(tmp_path: Path) -> None:
    own(tmp_path, MORE)
    more = own(tmp_path, "id: meer\nversion: 1\nextends: mijn-kijkwijzer\nlabel: {nl: M, en: M}\nthemes: [{code: tolk}]\n", "meer.yaml")
    first = codebook.load("meer", tmp_path)
    assert codebook.load("meer", tmp_path) is first
    own(tmp_path, MORE.replace("Stilte", "Zwijgen"))
    assert codebook.load("meer", tmp_path).title("contact.stilte") == "Contact: Zwijgen"
    more.write_text("id: meer\n", encoding="utf-8")
    with pytest.raises(FormatError):
        codebook.load("meer", tmp_path)


def test_the_other_codebook_stays_as_it_is(tmp_path: Path) -> None:
    own(tmp_path, MORE)
    codebook.load("mijn-kijkwijzer", tmp_path)
    assert codebook.load().find("contact.stilte") is None


def test_one_may_add_to_another_that_adds(tmp_path: Path) -> None:
    own(tmp_path, MORE)
    own(
        tmp_path,
        "id: nog-meer\nversion: 3\nextends: mijn-kijkwijzer\nlabel: {nl: M, en: M}\nthemes:\n"
        "  - {code: tolk, codes: [{code: tolk.rust, key: r, label: {nl: R, en: R}}]}\n",
        "nog-meer.yaml",
    )
    book = codebook.load("nog-meer", tmp_path)
    assert book.extends == ("mijn-kijkwijzer", "kijkwijzer")
    assert None not in (book.find("tolk.rust"), book.find("contact.stilte"), book.find("emotie"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "key: s,",
            "key: o,",
            "line 11: themes[1].codes[1] has the key 'o', which contact.oordeel has already. Free: a, c, d,",
        ),
        (
            "contact.stilte, key: s",
            "contact.oordeel, key: s",
            "line 11: themes[1].codes[1] has the code 'contact.oordeel', which",
        ),
        ('key: "9"', 'key: "8"', "line 14: themes[2] has the key '8', which interventielogica has already. Free: 9."),
        ("code: tolk", "code: contact", "line 15: themes[2].group is no field here. Allowed: code, codes, reflection, tips."),
        (
            "  - code: contact\n",
            "  - code: contact\n    question: {nl: A, en: A}\n",
            "line 10: themes[1].question is no field",
        ),
        (
            "code: eigen, label",
            "code: algemeen, label",
            "line 6: groups[1] has the code 'algemeen', which is there already.",
        ),
        ("group: eigen", "group: ander", "line 15: themes[2].group cannot be 'ander'. Allowed: algemeen, specifiek, eigen."),
        (
            "extends: kijkwijzer",
            "extends: weg",
            "line 3: extends cannot be 'weg', because there is no such",
        ),
        ("extends: kijkwijzer", "extends: mijn-kijkwijzer", "line 3: extends cannot be the codebook itself."),
        ("stilte: contact.stilte", "stilte: contact.ruis", "line 7: renamed.stilte cannot be 'contact.ruis'. Allowed: emotie, weerstand,"),
        ("stilte: contact.stilte", "emotie: contact.stilte", "line 7: renamed.emotie is a code of this version. Only older codes can be"),
        (
            "version: 1",
            "version: 1\nchanged: {2: {nl: A, en: A}}",
            "line 3: changed.2 cannot be '2'. Allowed: from 2 up to the version of",
        ),
        ("tips:\n", "reflection:\n", "line 13: themes[1].reflection has 1. Allowed: 2 to 4."),
    ],
)
def test_errors_name_file_line_and_what_may_stand_there(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in MORE
    own(tmp_path, MORE.replace(old, new, 1))
    with pytest.raises(FormatError) as error:
        codebook.load("mijn-kijkwijzer", tmp_path)
    assert str(error.value).startswith(f"mijn-kijkwijzer.yaml, {said}")


def test_two_themes_of_the_file_cannot_share_a_key(tmp_path: Path) -> None:
    own(tmp_path, MORE + MORE[MORE.index("  - code: tolk") :].replace("code: tolk", "code: kind"))
    with pytest.raises(FormatError, match=r"line 20: themes\[3\] has the key '9', which themes\[2\] has already\. Give each its own\.$"):
        codebook.load("mijn-kijkwijzer", tmp_path)


def test_a_theme_may_have_no_key(tmp_path: Path) -> None:
    more = MORE[MORE.index("  - code: tolk") :].replace("code: tolk", "code: kind").replace('    key: "9"\n', "")
    own(tmp_path, MORE + more + more.replace("code: kind", "code: buur"))
    assert [theme.key for theme in codebook.load("mijn-kijkwijzer", tmp_path).themes[-3:]] == ["9", "", ""]


def test_the_name_of_an_older_code_may_be_a_new_theme(tmp_path: Path) -> None:
    own(tmp_path, MORE.replace("code: tolk", "code: slim"))
    book = codebook.load("mijn-kijkwijzer", tmp_path)
    assert book.title("slim") == "Tolk"
    assert book.current("slim.client.wil_en_kan") == "interventielogica.slim"


def test_a_circle_is_refused(tmp_path: Path) -> None:
    book = "id: {}\nversion: 1\nextends: {}\nlabel: {{nl: A, en: A}}\nthemes: [{{code: emotie}}]\n"
    own(tmp_path, book.format("een", "twee"), "een.yaml")
    own(tmp_path, book.format("twee", "een"), "twee.yaml")
    with pytest.raises(FormatError, match=r"^The codebook een extends itself, by way of een, twee\. Take away an extends\.$"):
        codebook.load("een", tmp_path)


def test_one_file_alone_cannot_add_to_another() -> None:
    with pytest.raises(FormatError, match="cannot be used here: only one file was given"):
        codebook.loads(MORE, "los.yaml")


def test_windows_letters_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "mijn-kijkwijzer.yaml").write_bytes(MORE.replace("Silence", "Stilté").encode("cp1252"))
    with pytest.raises(FormatError, match=r"^mijn-kijkwijzer\.yaml, line 11: it is not UTF-8 text \(byte 0xe9\)\. Save it as UTF-8\.$"):
        codebook.load("mijn-kijkwijzer", tmp_path)
    (tmp_path / "mijn-kijkwijzer.yaml").write_bytes(MORE.encode("utf-16"))
    with pytest.raises(FormatError, match=r'it is UTF-16 text, which Windows calls "Unicode"\. Save it as UTF-8\.$'):
        codebook.load("mijn-kijkwijzer", tmp_path)


def test_the_list_has_every_file_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    own(tmp_path, MORE)
    own(tmp_path, MORE, "kopie.yaml")
    own(tmp_path, MORE, "kijkwijzer.yaml")
    own(tmp_path, MORE, "Mijn codes.yaml")
    own(tmp_path, "leeg:", "stuk.yaml")
    own(tmp_path, MORE, "anders.yml")
    own(tmp_path, "niets", "leesmij.txt")
    found = {entry.file: entry for entry in codebook.listing(tmp_path) if entry.own}
    assert [entry.id for entry in codebook.listing(tmp_path) if not entry.own] == list(codebook.included())
    assert {file for file, entry in found.items() if entry.book} == {"mijn-kijkwijzer.yaml"}
    assert "leesmij.txt" not in found
    assert found["kopie.yaml"].error == "kopie.yaml: its id is mijn-kijkwijzer. Make the id and the name of the file the same."
    assert found["kijkwijzer.yaml"].error.startswith("kijkwijzer.yaml: a file of this name comes with reflect. Give the file and its id")
    assert found["Mijn codes.yaml"].error.startswith("Mijn codes.yaml: a codebook's file is called its id and .yaml, with small letters")
    assert found["anders.yml"].error.startswith("anders.yml: a codebook's file is called its id and .yaml")
    assert found["stuk.yaml"].error.startswith("stuk.yaml, line 1: leeg is no field here. Allowed: id, version, label, themes")


def test_what_comes_with_reflect_cannot_be_replaced_by_a_file(tmp_path: Path) -> None:
    own(tmp_path, MORE.replace("id: mijn-kijkwijzer", "id: kijkwijzer").replace("extends: kijkwijzer\n", ""), "kijkwijzer.yaml")
    assert codebook.load("kijkwijzer", tmp_path) is codebook.load()


def test_slim_and_cues_lie_there_and_are_no_codebooks(tmp_path: Path) -> None:
    assert "slim" not in codebook.included()
    for name in ("slim", "cues.nl"):
        with pytest.raises(NotFoundError):
            codebook.load(name, tmp_path)


def test_a_file_is_checked_where_it_lies(tmp_path: Path) -> None:
    path = own(tmp_path, MORE)
    assert codebook.check(path).name == "mijn-kijkwijzer 1"
    for name, said in (("kijkwijzer.yaml", "comes with reflect"), ("kopie.yaml", "its id is mijn-kijkwijzer")):
        with pytest.raises(FormatError, match=said):
            codebook.check(Path(shutil.copy(path, tmp_path / name)))


def test_scores_are_codes_with_a_number() -> None:
    book = codebook.load("klant-in-beeld")
    areas = [theme for theme in book.themes if theme.group == "leefgebieden"]
    assert len(areas) == 7
    for theme in areas:
        assert [code.score for code in theme.codes] == [1, 2, 3, 4, 5]
    assert book.score("geld.wankel") == 2
    assert book.score("geld.knelt") == 1, "an older code has the score of the one that took its place"
    assert (book.score("geld"), book.score("dienstverlening.zelf"), book.score("niets")) == (None, None, None)
