"""The codebooks that there are: those that come with reflect, and a researcher's own files in a folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reflect.codebook.book import Codebook
from reflect.codebook.loading import ID, read
from reflect.errors import FormatError, NotFoundError
from reflect.resources import resource

KIJKWIJZER = "kijkwijzer"
NO_BOOKS = frozenset({"slim"})
"""Files that lie among the codebooks and are none. The cues of a language have a point in their name and are no codebook's either."""


def load(name: str | None = None, folder: Path | None = None) -> Codebook:
    """The codebook with this id (default: the Kijkwijzer): one that comes with reflect, else a file of `folder`.

    NotFoundError for a name that is not there, FormatError for a file that is no codebook.
    """
    name = name or KIJKWIJZER
    if not ID.fullmatch(name):
        raise NotFoundError(f"There is no codebook {name[:60]!r}. A name has small letters, digits, - and _, as in {KIJKWIJZER}.")
    return _load(name, folder, ())


def _load(name: str, folder: Path | None, extending: tuple[str, ...]) -> Codebook:
    if name in extending:
        raise FormatError(f"The codebook {name} extends itself, by way of {', '.join(extending)}. Take away an extends.")
    own = None if folder is None else folder / f"{name}.yaml"
    if own is None or name in included() or not own.is_file():
        return _included(name)
    return _named(read(own, lambda base: _load(base, folder, (*extending, name))), name)


@lru_cache(maxsize=8)
def _included(name: str) -> Codebook:
    if name in NO_BOOKS:
        raise NotFoundError(f"{name}.yaml is no codebook. Type: reflect codebooks")
    return _named(read(resource(f"{KIJKWIJZER}/{name}.yaml"), _included), name)


def _named(book: Codebook, name: str) -> Codebook:
    if book.id != name:
        raise FormatError(f"{name}.yaml: its id is {book.id}. Make the id and the name of the file the same.")
    return book


@lru_cache(maxsize=1)
def included() -> tuple[str, ...]:
    """The ids of the codebooks that come with reflect, the Kijkwijzer first."""
    names = {path.stem for path in resource(KIJKWIJZER).glob("*.yaml")} - NO_BOOKS
    return tuple(sorted((n for n in names if ID.fullmatch(n)), key=lambda n: (n != KIJKWIJZER, n)))
