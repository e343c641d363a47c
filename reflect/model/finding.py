"""Finding one thing among several by what a person typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from reflect.errors import NotFoundError

T = TypeVar("T")
MOST = 8
"""So many are named when it is not clear which one is meant."""


def find_one(wanted: str, there: Sequence[T], named: Callable[[T], tuple[str, ...]], what: str, none: str) -> T:
    """The thing with this id, else the only one whose id begins so, or the only one with this title.

    `named` gives a thing's id, its title, and what else tells it apart. NotFoundError says which there are: `what` is what such a thing is
    called, `none` what to say when there is nothing at all.
    """
    text = wanted.strip().casefold()
    near = [one for one in there if text in (named(one)[0], named(one)[1].casefold())]
    near = near or [one for one in there if text and named(one)[0].startswith(text)]
    if len(near) == 1:
        return near[0]
    if not there:
        raise NotFoundError(none)
    some = ", ".join(_told(*named(one)) for one in there[:MOST]) + (" and more" if len(there) > MOST else "")
    raise NotFoundError(f"{wanted[:60]!r} is not one {what}. Name one of: {some}.")


def _told(id: str, title: str, *more: str) -> str:
    """
    >>> _told("91c2a0b4-17", "Luisteren", "T-2026-014")
    '91c2a0b4 (Luisteren, T-2026-014)'
    """
    return f"{id[:8]} ({', '.join((title[:40], *(one[:20] for one in more)))})"
