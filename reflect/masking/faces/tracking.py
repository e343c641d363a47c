"""Faces found in single pictures → the same face through time. Pure: pictures come in only as `follow`, which says where a box went.

A face that is not found (turned away, half hidden) is followed by what is on it as long as that works, then its box stands still for a
moment. A face that comes back near where it went is the same track. What the detector is not sure of may carry a track on, but only
begins one when it is found again and again. Whatever is doubtful leans to covering: a box too many costs a click, one too few a face.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reflect.masking.faces.centerface import Found
from reflect.model.mask import Box

SURE = 0.45
"""A face found this surely begins a track at once."""
AGAIN = 2
"""So many times found less surely begin one too."""
FOLLOW_MS = 2_500
"""So long a face that is not found is followed by what is on it."""
STILL_MS = 800
"""So long the box stands still where nothing on it can be followed."""
BACK_MS = 4_000
"""A face that comes back within this time, near where it went, is the same."""
LEAD_MS = 1_000
"""So long before it was first found a face is followed back in time."""
_NEAR, _NEAR_AGAIN = 0.9, 1.6
"""How far the middle of a box may have moved to be the same face, in sizes of it: between two looks, and after it was away."""
_LIKE = 1.9
"""How many times larger or smaller it may have become."""
_GROWS = 0.25
"""A box that is only followed grows by this part in a second: where the face is becomes less certain."""

Follow = Callable[[Box, int], "Box | None"]
"""Where what is in the box at its moment is at another moment that was looked at lately; None when that cannot be told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a face was at a moment, and how surely it was found; 0 where it was not found but followed."""

    box: Box
    sure: float


@dataclass(slots=True)
class Track:
    """A face so far. `seen_ms` is when it was found last."""

    samples: list[Sample]
    seen_ms: int
    finds: int = 1
    best: float = 0.0
    ended: bool = False
    lead: list[Sample] = field(default_factory=list)

    @property
    def last(self) -> Sample:
        return self.samples[-1]

    @property
    def real(self) -> bool:
        return self.best >= SURE or self.finds >= AGAIN

    def all(self) -> list[Sample]:
        return [*reversed(self.lead), *self.samples]


class Tracker:
    """Takes the looks in order of time; `finish` gives the tracks."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._done: list[Track] = []

    @property
    def followed(self) -> tuple[Box, ...]:
        """Where the faces are thought to be now."""
        return tuple(track.last.box for track in self._tracks if not track.ended)

    def look(self, at_ms: int, found: Sequence[Found], follow: Follow) -> None:
        """What was found at a moment. `follow` can be asked about boxes of the look before, and about later looks backwards."""
        boxes = [(Box(at_ms, f.x, f.y, f.w, f.h), f.sure) for f in found]
        moved = {id(t): _moved(t, at_ms, follow) for t in self._tracks if not t.ended}
        free = set(range(len(boxes)))
        for track, n in _pairs(self._tracks, moved, boxes, at_ms):
            free.discard(n)
            box, sure = boxes[n]
            self._find(track, box, sure)
        for track in self._tracks:
            if not track.ended and track.last.box.at_ms != at_ms:
                self._miss(track, at_ms, moved[id(track)])
        self._begin([boxes[n] for n in sorted(free)], follow)
        self._forget(at_ms)

    def _find(self, track: Track, box: Box, sure: float) -> None:
        track.samples.append(Sample(box, sure))
        track.seen_ms, track.finds, track.best, track.ended = box.at_ms, track.finds + 1, max(track.best, sure), False

    def _miss(self, track: Track, at_ms: int, moved: Box | None) -> None:
        away = at_ms - track.seen_ms
        if away > (STILL_MS if moved is None else FOLLOW_MS):
            track.ended = True
            return
        step = at_ms - track.last.box.at_ms
        box = moved or replace(track.last.box, at_ms=at_ms)
        track.samples.append(Sample(box.grown(_GROWS / 2 * step / 1000), 0.0))

    def _begin(self, boxes: Sequence[tuple[Box, float]], follow: Follow) -> None:
        covered = [track.last.box for track in self._tracks if not track.ended]
        for box, sure in boxes:
            if sure < SURE and any(_overlap(box, other) > 0.2 for other in covered):
                continue  # an unsure second look at a face that has a track
            self._tracks.append(Track([Sample(box, sure)], box.at_ms, best=sure, lead=_lead(box, follow)))

    def _forget(self, at_ms: int) -> None:
        for track in [t for t in self._tracks if t.ended and at_ms - t.seen_ms > BACK_MS]:
            self._tracks.remove(track)
            self._done.append(track)

    def finish(self) -> list[list[Sample]]:
        """Every face's samples, in order of time."""
        tracks = [track for track in (*self._done, *self._tracks) if track.real]
        return sorted((track.all() for track in tracks), key=lambda samples: samples[0].box.at_ms)


def _lead(box: Box, follow: Follow) -> list[Sample]:
    """Where the face was before it was first found: a face comes into the picture, or turns to us, before the detector knows it."""
    out: list[Sample] = []
    for moment in _moments_before(follow, box.at_ms):
        before = follow(out[-1].box if out else box, moment)
        if before is None or box.at_ms - moment > LEAD_MS:
            break
        out.append(Sample(before.grown(_GROWS / 2 * (box.at_ms - moment) / 1000), 0.0))
    still = out[-1].box if out else box
    missing = STILL_MS // 2 - (box.at_ms - still.at_ms)
    if missing > 0 and still.at_ms > 0:
        out.append(Sample(replace(still, at_ms=max(0, still.at_ms - missing)), 0.0))
    return out


def _moments_before(follow: Follow, at_ms: int) -> Iterator[int]:
    moments: Sequence[int] = getattr(follow, "moments", ())
    return (moment for moment in reversed(moments) if moment < at_ms)


def _moved(track: Track, at_ms: int, follow: Follow) -> Box | None:
    return follow(track.last.box, at_ms)


def _pairs(
    tracks: Sequence[Track], moved: dict[int, Box | None], boxes: Sequence[tuple[Box, float]], at_ms: int
) -> Iterator[tuple[Track, int]]:
    """Tracks with the box that goes on with them: the nearest pairs first, tracks that were seen at the last look before others."""
    near: list[tuple[bool, float, int, Track, int]] = []
    for track in tracks:
        here = moved.get(id(track)) or replace(track.last.box, at_ms=at_ms)
        limit = _NEAR if not track.ended and track.last.sure else _NEAR_AGAIN
        for n, (box, _) in enumerate(boxes):
            distance = _distance(here, box)
            if distance is not None and distance <= limit:
                near.append((track.ended, distance, len(near), track, n))
    taken: set[int] = set()
    used: set[int] = set()
    for _, _, _, track, n in sorted(near, key=lambda pair: pair[:3]):
        if n not in taken and id(track) not in used:
            taken.add(n)
            used.add(id(track))
            yield track, n


def _distance(a: Box, b: Box) -> float | None:
    """Between the middles, in sizes of the boxes; None when one is far larger than the other."""
    size_a, size_b = (a.w * a.h) ** 0.5, (b.w * b.h) ** 0.5
    if not size_a or not size_b or max(size_a / size_b, size_b / size_a) > _LIKE:
        return None
    across = ((a.x + a.w / 2) - (b.x + b.w / 2)) / max(a.w, b.w)
    down = ((a.y + a.h / 2) - (b.y + b.h / 2)) / max(a.h, b.h)
    return float((across**2 + down**2) ** 0.5 + 0.2 * (max(size_a / size_b, size_b / size_a) - 1))


def _overlap(a: Box, b: Box) -> float:
    """The part of the smaller box that the other covers."""
    wide = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    high = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return max(0.0, wide) * max(0.0, high) / max(1e-9, min(a.w * a.h, b.w * b.h))
