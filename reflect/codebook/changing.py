"""What became of codes since fragments were coded: an older version of a codebook, or another codebook, read with this one.

A fragment keeps the name and version of the codebook that it was coded with; nothing here rewrites it.

    found = changes(book, fragments)
    found.renamed, found.gone            # codes that are called otherwise now, codes that nothing here stands for
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reflect.codebook.book import Codebook, Label
from reflect.model.fragment import Fragment


@dataclass(frozen=True, slots=True)
class OlderCode:
    """A code of another version or another codebook. `now` is what it is called in this one, None when nothing stands for it.

    `foreign` is a code of another codebook, which this one adds nothing to: the same word may mean something else there.
    """

    codebook: str
    code: str
    now: str | None
    fragments: tuple[str, ...]
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """`codes` are in the order of their codebooks and names; `fragments` is how many fragments with a code there are in all.

    `news` is what the versions brought that came after the oldest version that was used.
    """

    book: str
    fragments: int
    codes: tuple[OlderCode, ...]
    news: tuple[Label, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes)

    @property
    def books(self) -> dict[str, int]:
        """The other versions and codebooks, each with the number of fragments that were coded with it."""
        out: dict[str, int] = {}
        for found in self.codes:
            out[found.codebook] = out.get(found.codebook, 0) + len(found.fragments)
        return out

    @property
    def renamed(self) -> tuple[OlderCode, ...]:
        return tuple(c for c in self.codes if c.now not in (None, c.code))

    @property
    def gone(self) -> tuple[OlderCode, ...]:
        return tuple(c for c in self.codes if c.now is None and not c.foreign)

    @property
    def foreign(self) -> tuple[OlderCode, ...]:
        return tuple(c for c in self.codes if c.foreign)


def changes(book: Codebook, fragments: Iterable[Fragment]) -> Changes:
    """Which of the fragments were not coded with `book` as it is now, and what their codes are called in it.

    Deleted fragments and observations have no say. A fragment of this very version is listed too when its code is not in the file:
    then somebody changed the file and left its version as it was.
    """
    coded = [f for f in fragments if f.code and not f.deleted]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fragment in coded:
        if fragment.codebook != book.name or book.find(fragment.code) is None:
            found[fragment.codebook, fragment.code].append(fragment.id)
    codes = tuple(_older(book, name, code, tuple(ids)) for (name, code), ids in sorted(found.items()))
    used = [version for version in (version_of(book, name) for name, _ in found) if version is not None]
    news = tuple(words for number, words in sorted(book.changed.items()) if used and number > min(used))
    return Changes(book.name, len(coded), codes, news)


def _older(book: Codebook, name: str, code: str, fragments: tuple[str, ...]) -> OlderCode:
    foreign = name.rpartition(" ")[0] not in (book.id, *book.extends)
    return OlderCode(name, code, None if foreign else book.current(code), fragments, foreign)


def version_of(book: Codebook, name: str) -> int | None:
    """The version in the name that a fragment keeps ("kijkwijzer 1" gives 1); None when it names another codebook."""
    id, _, version = name.rpartition(" ")
    return int(version) if id == book.id and version.isascii() and version.isdigit() else None
