"""The package deduce (rules and lists for Dutch, LGPL-3; an extra): names, places, institutions and dates in a text.

Three things of it are done differently. Its lists become tries of 77 MB that take minutes to build and a minute to read, so here only
the lines whose every word occurs in the text are taken: the same answer in seconds, and nothing is written to disk. It sets up logging for
the whole program when it is imported, with what it logs on standard output; that is prevented. And its tags become kinds of ours.
Nothing in it talks to a network.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import logging
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from reflect.errors import MissingPackageError
from reflect.masking.words.tokens import fold
from reflect.model.mask import NameKind

_WORD = re.compile(r"[^\W\d_]+")
_KINDS = {
    "persoon": NameKind.PERSON,
    "locatie": NameKind.PLACE,
    "ziekenhuis": NameKind.ORGANISATION,
    "zorginstelling": NameKind.ORGANISATION,
    "datum": NameKind.DATE,
    "leeftijd": NameKind.OTHER,
    "emailadres": NameKind.OTHER,
    "url": NameKind.OTHER,
}
"""Its identifiers and telephone numbers are left to `numbers`, which knows how numbers are spoken."""
_WHOLE = {"prefix", "interfix", "initial", "common_word", "stop_word"}
"""Lists that are short, and that rules need whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start` to `end` of the text."""

    start: int
    end: int
    kind: NameKind
    what: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the lists say of single words of a text, folded: those that are first names or surnames, places, and everyday words."""

    persons: frozenset[str]
    places: frozenset[str]
    everyday: frozenset[str]


def require() -> None:
    """MissingPackageError, with the line to type, when deduce is not installed."""
    if importlib.util.find_spec("deduce") is None:
        raise MissingPackageError("deduce", "mask", "Finding names")


def maker() -> str:
    """The name of the detector with its version."""
    return f"deduce {importlib.metadata.version('deduce')}"


class Lists:
    """deduce with the part of its lists that counts for this text."""

    def __init__(self, text: str) -> None:
        require()
        sets, self._deduce = _ready(frozenset(fold(word) for word in _WORD.findall(text)))
        persons = sets["first_name"] | sets["surname"] | sets["interfix_surname"]
        self.known = Known(
            frozenset(fold(name) for name in persons),
            frozenset(fold(name) for name in sets["placename"]),
            frozenset(fold(word) for word in sets["common_word"] | sets["stop_word"]),
        )

    def find(self, text: str) -> tuple[Found, ...]:
        """What lies where in a text whose words are among those of the text that this was made for."""
        found = self._deduce.deidentify(text).annotations
        hits = (Found(a.start_char, a.end_char, _KINDS[a.tag], "age" if a.tag == "leeftijd" else "") for a in found if a.tag in _KINDS)
        return tuple(sorted(hits, key=lambda hit: hit.start))


# ---- inside: how deduce is put together --------------------------------------------------------


@cache
def _package() -> Any:
    """The package, imported without what it does to logging: it calls basicConfig, which does nothing where there is a handler."""
    root, guard = logging.getLogger(), logging.NullHandler()
    level = root.level
    root.addHandler(guard)
    try:
        import deduce.deduce
    finally:
        root.removeHandler(guard)
        root.setLevel(level)
    return deduce.deduce


@lru_cache(maxsize=2)
def _ready(words: frozenset[str]) -> tuple[dict[str, set[str]], Any]:
    """Kept for the next look at the same text, such as after a decision."""
    sets = _sets(words)
    return sets, _made(sets)


def _sets(words: Collection[str]) -> dict[str, set[str]]:
    """Each of its lists, the long ones with the lines whose every word is among `words`."""
    base = Path(_package().__file__).parent / "data" / "lookup" / "src"
    from deduce.data.lookup.src import all_lists

    return {name: _lines(base / place, None if name in _WHOLE else words) for place in all_lists if (name := place.split("lst_")[-1])}


def _lines(folder: Path, words: Collection[str] | None) -> set[str]:
    """The lines of a list without its exceptions, with its variants, and those of the lists within it."""
    from deduce import utils

    listed = folder / "items.txt"
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    items = {item.strip() for item in lines if words is None or _said(item, words)}
    items -= utils.optional_load_items(folder / "exceptions.txt") or set()
    for within in folder.glob("lst_*"):
        items |= _lines(within, words)
    variants = utils.optional_load_json(folder / "transform.json") if items else None
    return set(utils.apply_transform(items, variants)) if variants else items


def _said(item: str, words: Collection[str]) -> bool:
    # Streets begin alike, so the last word comes first; it decides for nearly all of a quarter of a million lines.
    last = item[item.rfind(" ") + 1 :]
    if last.isascii() and last.isalpha() and last.lower() not in words:
        return False
    return bool(found := _WORD.findall(item)) and all(fold(word) in words for word in reversed(found))


def _made(sets: dict[str, set[str]]) -> Any:
    from deduce import lookup_struct_loader as loaders
    from deduce.tokenizer import DeduceTokenizer

    merge: Iterable[str] = itertools.chain(loaders.load_prefix_lookup(sets).items(), loaders.load_interfix_lookup(sets).items())
    tokenizer = DeduceTokenizer(merge_terms=merge)
    plain: dict[str, Callable[[Any], Any]] = {
        "prefix": loaders.load_prefix_lookup,
        "interfix": loaders.load_interfix_lookup,
        "whitelist": loaders.load_whitelist_lookup,
    }
    tries: dict[str, Callable[[Any, Any], Any]] = {
        "first_name": loaders.load_first_name_lookup,
        "surname": loaders.load_surname_lookup,
        "street": loaders.load_street_lookup,
        "placename": loaders.load_placename_lookup,
        "hospital": loaders.load_hospital_lookup,
        "healthcare_institution": loaders.load_institution_lookup,
        "eponymous_disease": loaders.load_eponymous_disease_lookup,
    }
    structures = importlib.import_module("docdeid.ds")
    known = structures.DsCollection()
    for name in sets.keys() - plain.keys() - tries.keys():
        known[name] = structures.LookupSet()
        known[name].add_items_from_iterable(sets[name])
    for name, load in plain.items():
        known[name] = load(sets)
    for name, load_trie in tries.items():
        known[name] = load_trie(sets, tokenizer)
    return _assembled(tokenizer, known)


def _assembled(tokenizer: Any, known: Any) -> Any:
    """A `Deduce` with these structures instead of those that its constructor builds and pickles."""
    package = _package()
    plain = importlib.import_module("docdeid").DocDeid

    class Assembled(package.Deduce):  # type: ignore[misc, name-defined] # a class without types
        def __init__(self) -> None:
            plain.__init__(self)
            self.config = self._initialize_config()
            self.tokenizers = {"default": tokenizer}
            self.lookup_structs = known
            extras = {"tokenizer": tokenizer, "ds": known}
            self.processors = package._DeduceProcessorLoader().load(config=self.config, extras=extras)

    return Assembled()


def pieces(texts: Sequence[str], size: int = 6_000) -> Iterable[tuple[int, int]]:
    """Stretches [first, last) of the texts of about `size` characters: a rule looks at what lies around it, so time grows with a text."""
    first, length = 0, 0
    for at, text in enumerate(texts):
        length += len(text)
        if length >= size:
            yield first, at + 1
            first, length = at + 1, 0
    if first < len(texts):
        yield first, len(texts)
