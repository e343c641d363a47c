"""Which pictures of a film a span shows, when each stands on screen, and which can be taken over as they are. Pure.

**What a cut is.** A clip of `[start, end)` shows at its moment *m* what the film shows at `start + m`, for every *m* from 0 to
`end - start`; it is exactly that long. So its first picture is the one on screen at `start`, shown from 0 for what is left of its
time, and its last is cut off at `end`. Spans are whole milliseconds and pictures are not, so a picture that would be seen for a
millisecond or less is left out. Where the film has no picture yet (or any more) the first (last) one stands still.

**What can be copied.** Pictures are coded in groups; most need others before they can be drawn. From an IDR picture on nothing
refers to anything before it, so copying begins at one. It can stop wherever everything before is shown before everything after.
What is left at both edges is encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SHORTEST_S = 0.001_001
"""A picture that is seen for less is left out: one millisecond, which is also how exactly MKV tells time, and room for rounding."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Puts a file's own seconds on the film's clock: film = (file − zero) · pace + offset.

    `zero_s` is the file's timestamp where a player shows 0:00. For the film itself `offset_s` is 0 and `pace` 1; another camera has
    its place and its drift.
    """

    zero_s: float
    offset_s: float = 0.0
    pace: float = 1.0

    def film(self, file_s: float) -> float:
        return (file_s - self.zero_s) * self.pace + self.offset_s

    def file(self, film_s: float) -> float:
        return (film_s - self.offset_s) / self.pace + self.zero_s


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded picture in the order of the file. `at_s` is when it is first shown, in seconds of the film's clock.

    `anew`: it is an IDR. `shown` is False for what a file holds but hides.
    """

    at_s: float
    pts: int
    anew: bool
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the clip: `number` is its place in the file's order, times are seconds of the clip."""

    number: int
    pts: int
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`shown` in the order of time. Coded pictures `copied[0]` to `copied[1]` (of the file's order) are copied; the rest is encoded.

    Empty when `copied` is (0, 0): then all is encoded.
    """

    shown: tuple[Shown, ...]
    copied: tuple[int, int] = (0, 0)

    @property
    def encoded(self) -> int:
        first, end = self.copied
        return sum(not first <= picture.number < end for picture in self.shown)


def visible(coded: Sequence[Coded], start_s: float, end_s: float) -> tuple[Shown, ...]:
    """The pictures that are on screen during the span, with their times in the clip; together they fill it."""
    order = sorted((n for n, picture in enumerate(coded) if picture.shown), key=lambda n: coded[n].at_s)
    begins = [coded[n].at_s for n in order]
    ends = [*begins[1:], float("inf")]
    chosen = [
        (n, begin, end)
        for n, begin, end in zip(order, begins, ends, strict=True)
        if min(end, end_s) - max(begin, start_s) >= SHORTEST_S or begin <= start_s < end_s <= end
    ]
    if not chosen and order:
        chosen = [(order[0], start_s, end_s)]
    out = [Shown(n, coded[n].pts, max(0.0, begin - start_s), min(end, end_s) - start_s) for n, begin, end in chosen]
    return _filled(out, end_s - start_s)


def _filled(pictures: list[Shown], length_s: float) -> tuple[Shown, ...]:
    """Each picture stands until the next; the first from 0, the last to the end."""
    begins = [0.0, *(picture.from_s for picture in pictures[1:])]
    return tuple(
        Shown(picture.number, picture.pts, begin, end)
        for picture, begin, end in zip(pictures, begins, [*begins[1:], length_s], strict=True)
    )


def plan(coded: Sequence[Coded], start_s: float, end_s: float, keep_in_s: float = 0.0, keep_out_s: float = 0.0) -> Plan:
    """What is shown, and the longest stretch of it that can be copied.

    `coded` runs from a picture at or before the start to one from which on all is shown after the end (or to the end of the film).
    `keep_in_s` and `keep_out_s` are the lengths at the edges that must be encoded (for a fade).
    """
    shown = visible(coded, start_s, end_s)
    if not shown:
        return Plan(())
    inside = {picture.number for picture in shown if picture.from_s >= keep_in_s and picture.to_s <= end_s - start_s - keep_out_s + 1e-9}
    # The first picture keeps its packet only when it is whole or simply begins later; its timestamp is ours in any case.
    first = next((n for n in sorted(inside) if coded[n].anew and _all_later_inside(coded, n, shown)), None)
    if first is None:
        return Plan(shown)
    end = _closed_end(coded, first, inside)
    return Plan(shown, (first, end)) if end > first else Plan(shown)


def _all_later_inside(coded: Sequence[Coded], first: int, shown: Sequence[Shown]) -> bool:
    """Whether everything shown from this picture on also comes after it in the file, so that one stretch holds it."""
    at_s = coded[first].at_s
    return all(picture.number >= first for picture in shown if coded[picture.number].at_s >= at_s)


def _closed_end(coded: Sequence[Coded], first: int, inside: set[int]) -> int:
    """The furthest end of a stretch from `first` that holds nothing but `inside` and is shown before all that follows."""
    rest = coded[first:]
    infinity = float("inf")
    following = (picture.at_s if picture.shown else infinity for picture in reversed(rest))
    earliest_after = list(accumulate(following, min, initial=infinity))[-2::-1]
    latest, best = -infinity, first
    for n, picture in enumerate(rest):
        if first + n not in inside:
            break
        latest = max(latest, picture.at_s)
        if latest < earliest_after[n]:
            best = first + n + 1
    return best


def decode_times(pts: Sequence[int], step: int) -> list[int]:
    """When each picture is decoded, for pictures in the order of decoding that are shown at `pts`.

    They rise, and none comes after its picture is shown. `step` is the distance of those before the first.

    >>> decode_times([0, 30, 10, 20, 40], 10)
    [-10, 0, 10, 20, 30]
    """
    order = sorted(pts)
    rank = {at: n for n, at in enumerate(order)}
    delay = max((n - rank[at] for n, at in enumerate(pts)), default=0)
    return [order[n - delay] if n >= delay else order[0] - (delay - n) * step for n in range(len(pts))]
