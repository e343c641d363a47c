"""What is hidden from who sees or hears a recording: faces, words, sound. Detectors propose, a person confirms every one.

A mask is *proposed* by a detector, then *confirmed* (it is what it says) or *rejected* (it is not: no face, no name) by a person.
What a person adds by hand is confirmed from the start. All times are on the recording's film clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reflect.model.span import Span


class MaskKind(StrEnum):
    FACE = "face"
    WORD = "word"  # in text
    SOUND = "sound"  # in what is heard
    LOOK = "look"  # nothing to hide: a stretch of a film in which somebody or something looked


class Decision(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Style(StrEnum):
    """How a face is covered. `SOLID` leaves nothing of it."""

    SOLID = "solid"
    PIXEL = "pixel"
    BLUR = "blur"


class Shape(StrEnum):
    ELLIPSE = "ellipse"
    BOX = "box"


class NameKind(StrEnum):
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DATE = "date"
    NUMBER = "number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a face is at a moment (ms): left, top, width and height as parts of the picture as it is shown (turned upright).

    0 is the left and the top, 1 the right and the bottom. A face at the edge may lie partly outside.
    """

    at_ms: int
    x: float
    y: float
    w: float
    h: float

    def grown(self, by: float) -> Box:
        """Larger by `by` of its size on each side."""
        return replace(self, x=self.x - self.w * by, y=self.y - self.h * by, w=self.w * (1 + 2 * by), h=self.h * (1 + 2 * by))

    def towards(self, other: Box, at_ms: int) -> Box:
        """The box at a moment between this one and `other`, on a straight line."""
        length = other.at_ms - self.at_ms
        part = (at_ms - self.at_ms) / length if length > 0 else 0.0

        def mix(a: float, b: float) -> float:
            return a + (b - a) * part

        return Box(at_ms, mix(self.x, other.x), mix(self.y, other.y), mix(self.w, other.w), mix(self.h, other.h))


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """One face through a stretch of film. `boxes` are the ones that count, in order of time; between two the box moves in a straight line.

    `media_id` is the film they were found on ("" for a file that is in no recording). `visible`: a person chose that this face is not
    covered, which holds once it is said who it is: `person`, the id of one of the recording's people, "" when nobody said. `doubts`
    are the stretches where the detector did not see the face and the box was carried on from what it saw before and after.
    """

    media_id: str
    boxes: tuple[Box, ...]
    style: Style = Style.SOLID
    shape: Shape = Shape.ELLIPSE
    visible: bool = False
    person: str = ""
    doubts: tuple[Span, ...] = ()

    @property
    def stays_visible(self) -> bool:
        """Whether the face is left as it is: nobody can agree for a stranger."""
        return self.visible and bool(self.person)

    def at(self, at_ms: int) -> Box:
        """The box at a moment; before the first and after the last one it stands still."""
        n = bisect_right(self.boxes, at_ms, key=lambda box: box.at_ms)
        if n == 0 or n == len(self.boxes):
            return replace(self.boxes[min(n, len(self.boxes) - 1)], at_ms=at_ms)
        return self.boxes[n - 1].towards(self.boxes[n], at_ms)

    def shifted(self, by_ms: int) -> FaceTrack:
        """The same on a clock whose zero lies elsewhere, such as a clip's. Boxes before its zero are kept: the way in starts from them."""
        return self.timed(lambda ms: ms + by_ms)

    def timed(self, moment: Callable[[int], int]) -> FaceTrack:
        """The same on another clock: `moment` says what a moment (ms) is there, such as of another camera."""
        boxes = tuple(replace(box, at_ms=moment(box.at_ms)) for box in self.boxes)
        doubts = (Span(max(0, moment(d.start_ms)), max(0, moment(d.end_ms))) for d in self.doubts)
        return replace(self, boxes=boxes, doubts=tuple(d for d in doubts if d.duration_ms))


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch of the film `media_id` was looked through. `person` "": a detector looked for every face in it, and proposed what it
    found. A person's id: somebody said that this person's face is not in the picture there."""

    media_id: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, date or number that was said. The name itself stands only in the transcript; here is what takes its place.

    `words` are the places of its words in the transcript version `transcript_id`, counted from 0 through the whole talk; () where the
    times alone tell (a mask of sound). `sound` says what is heard instead: "bleep", "silence", or "" for text only. `what` is finer than
    the kind ("bsn", "phone", …), and `sure` is False where the detector took an everyday word for a name. `seen` is a keyed hash of the
    words that were decided about: when other words stand there now, the decision holds no longer.
    """

    kind: NameKind
    replacement: str
    transcript_id: str = ""
    words: tuple[int, ...] = ()
    sound: str = ""
    what: str = ""
    sure: bool = True
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Mask:
    """One thing to hide in a recording, and what a person decided about it (or where was looked for such things).

    `maker` is the detector with its version, or the person who added it. `id` is a UUID from whoever made it; `revision` counts the
    changes from 1; what is deleted is kept, marked, so that it can come back.
    """

    id: str
    recording_id: str
    kind: MaskKind
    span: Span
    data: FaceTrack | Name | Look
    decision: Decision = Decision.PROPOSED
    maker: str = ""
    revision: int = 1
    deleted: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
