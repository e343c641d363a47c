"""The codebooks that there are: those that come with reflect, and a researcher's own files in a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reflect.codebook.book import Codebook
from reflect.codebook.loading import ID, read
from reflect.errors import FormatError, NotFoundError
from reflect.resources import resource

KIJKWIJZER = "kijkwijzer"
NO_BOOKS = frozenset({"slim"})
"""Files that lie among the codebooks and are none; so are cues, which have a point in their name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A codebook that there is, or a file that should be one: `book` is None and `error` says why."""

    id: str
    file: str
    own: bool
    book: Codebook | None
    error: str = ""


def load(name: str | None = None, folder: Path | None = None) -> Codebook:
    """The codebook with this id (default: the Kijkwijzer): one that comes with reflect, else a file of `folder`.

    NotFoundError for a name that is not there, FormatError for a file that is no codebook.
    """
    name = name or KIJKWIJZER
    if not ID.fullmatch(name):
        raise NotFoundError(f"There is no codebook {name[:60]!r}. A name has small letters, digits, - and _, as in {KIJKWIJZER}.")
    if folder is None or not _is_own(name, folder):
        return _included(name)
    return _kept(name, folder, _stamp(folder))


@lru_cache(maxsize=16)
def _kept(name: str, folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> Codebook:
    """A researcher's own codebook, read once for each state of the folder: it may add to another file there."""
    return _load(name, folder, ())


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    with os.scandir(folder) as files:
        found = ((file.name, file.stat()) for file in files if file.name.endswith(".yaml"))
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


def _is_own(name: str, folder: Path) -> bool:
    return name not in included() and (folder / f"{name}.yaml").is_file()


def listing(folder: Path | None = None) -> tuple[Entry, ...]:
    """Every codebook that there is: those that come with reflect, then the files of `folder`, each with what is wrong with it."""
    with_reflect = tuple(Entry(name, f"{name}.yaml", False, load(name)) for name in included())
    if folder is None or not folder.is_dir():
        return with_reflect
    return with_reflect + tuple(_entry(path) for path in sorted(folder.iterdir()) if path.suffix in (".yaml", ".yml"))


def check(path: Path, folder: Path | None = None) -> Codebook:
    """The codebook in a file that need not lie in `folder` yet, as it would be there. FormatError says what is wrong with it."""
    wrong = _name_trouble(path)
    if wrong:
        raise FormatError(f"{path.name}: {wrong}")
    book = read(path, lambda base: _load(base, path.parent if (path.parent / f"{base}.yaml").is_file() else folder, (path.stem,)))
    return _named(book, path.stem)


def _entry(path: Path) -> Entry:
    wrong = _name_trouble(path)
    if wrong:
        return Entry(path.stem, path.name, True, None, f"{path.name}: {wrong}")
    try:
        return Entry(path.stem, path.name, True, load(path.stem, path.parent))
    except (FormatError, NotFoundError) as error:
        return Entry(path.stem, path.name, True, None, str(error))


def _name_trouble(path: Path) -> str:
    """What is wrong with the name of a researcher's own file; empty when nothing is."""
    if path.stem in included() or path.stem in NO_BOOKS:
        return "a file of this name comes with reflect. Give the file and its id a name of their own, and write extends: to add to it."
    if path.suffix != ".yaml" or not ID.fullmatch(path.stem):
        return "a codebook's file is called its id and .yaml, with small letters, digits, - and _. Give it another name."
    return ""


def _load(name: str, folder: Path | None, extending: tuple[str, ...]) -> Codebook:
    if name in extending:
        raise FormatError(f"The codebook {name} extends itself, by way of {', '.join(extending)}. Take away an extends.")
    if folder is None or not _is_own(name, folder):
        return _included(name)
    return _named(read(folder / f"{name}.yaml", lambda base: _load(base, folder, (*extending, name))), name)


@lru_cache(maxsize=8)
def _included(name: str) -> Codebook:
    if name not in included():
        there = ", ".join(included())
        raise NotFoundError(f"There is no codebook {name!r}. There are {there}, and your own: reflect codebooks lists them.")
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
