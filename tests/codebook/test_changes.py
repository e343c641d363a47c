"""What became of codes since fragments were coded."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import codebook
from reflect.codebook import Codebook, Label
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span

BOOK = replace(
    codebook.load(),
    version=3,
    renamed={"stilte": "contact.beleving", "oud.een": "emotie", "oud": "regie"},
    changed={2: Label("twee", "two"), 3: Label("drie", "three")},
)
NUMBERS = count(1)
OLD = ("emotie", "weerstand.vechten", "stilte", "stilte.lang", "oud", "oud.een", "oud.twee", "weg", "contact.weg", "")
BOOKS = ("kijkwijzer 1", "kijkwijzer 2", "kijkwijzer 3", "kijkwijzer 9", "duo-interview 1", "kijkwijzer", "")


def coded(code: str, book: str = "kijkwijzer 1", deleted: bool = False) -> Fragment:
    return Fragment(str(UUID(int=next(NUMBERS))), "r1", Span(0, 1_000), code, Perspective.RESEARCHER, "Noor", book, deleted=deleted)


def test_every_code_of_a_dialogue_has_a_name_today() -> None:
    book = codebook.load()
    for code in ("slim.client.wil_en_kan", "slim.professional.leraar"):
        assert book.current(code) == "interventielogica.slim"
        assert book.title(code) == "SLIM-match: SLIM"
    assert book.current("slim") is None


def test_the_longest_name_that_was_renamed_counts() -> None:
    assert [BOOK.current(code) for code in OLD] == [
        *("emotie", "weerstand.vechten", "contact.beleving", "contact.beleving", "regie", "emotie", "regie", None, None, None)
    ]


def test_what_was_coded_with_this_version_is_no_change() -> None:
    assert not codebook.changes(BOOK, [coded("emotie", BOOK.name), coded("", ""), coded("weg", deleted=True)])


def test_what_changed_is_told_per_version_and_code() -> None:
    found = codebook.changes(
        BOOK, [coded("emotie"), coded("emotie"), coded("stilte"), coded("weg", "kijkwijzer 2"), coded("regie", BOOK.name)]
    )
    assert (found.book, found.fragments, found.books) == ("kijkwijzer 3", 5, {"kijkwijzer 1": 3, "kijkwijzer 2": 1})
    assert [(c.codebook, c.code, c.now, len(c.fragments)) for c in found.codes] == [
        ("kijkwijzer 1", "emotie", "emotie", 2),
        ("kijkwijzer 1", "stilte", "contact.beleving", 1),
        ("kijkwijzer 2", "weg", None, 1),
    ]
    assert [c.code for c in found.renamed] == ["stilte"]
    assert [c.code for c in found.gone] == ["weg"]
    assert [words.en for words in found.news] == ["two", "three"]
    assert [words.en for words in codebook.changes(BOOK, [coded("emotie", "kijkwijzer 2")]).news] == ["three"]


def test_the_same_word_of_another_codebook_is_another_code() -> None:
    found = codebook.changes(BOOK, [coded("emotie", "ander 1")])
    assert [(c.code, c.now, c.foreign) for c in found.codes] == [("emotie", None, True)]
    assert (found.gone, found.news, len(found.foreign)) == ((), (), 1)
    more = replace(BOOK, id="mijn", extends=("kijkwijzer",))
    assert [c.now for c in codebook.changes(more, [coded("emotie"), coded("stilte")]).codes] == ["emotie", "contact.beleving"]


def test_a_code_that_left_the_file_without_a_new_version_is_told() -> None:
    found = codebook.changes(BOOK, [coded("contact.weg", BOOK.name)])
    assert [(c.codebook, c.code) for c in found.gone] == [("kijkwijzer 3", "contact.weg")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(OLD), st.sampled_from(BOOKS), st.booleans())))
def test_no_fragment_is_told_twice_or_forgotten(made: list[tuple[str, str, bool]]) -> None:
    fragments = [coded(*one) for one in made]
    found = codebook.changes(BOOK, fragments)
    told = [id for code in found.codes for id in code.fragments]
    there = {f.id: f for f in fragments}
    assert len(told) == len(set(told)) == sum(found.books.values())
    for fragment in fragments:
        today = fragment.codebook == BOOK.name and BOOK.find(fragment.code) is not None
        assert (fragment.id in told) == (bool(fragment.code) and not fragment.deleted and not today)
    for code in found.codes:
        assert all((there[id].code, there[id].codebook) == (code.code, code.codebook) for id in code.fragments)
        assert code.now is None or BOOK.find(code.now) is not None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([codebook.load(name) for name in codebook.included()]), st.text(alphabet="abcdefgklnoprstuvw._", max_size=20))
def test_todays_name_is_a_code_and_stays(book: Codebook, code: str) -> None:
    for given_code in (code, *(c.code for c in book.codes), *book.renamed):
        now = book.current(given_code)
        assert now is None or (book.find(now) is not None and book.current(now) == now)
