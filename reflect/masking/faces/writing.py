"""Every write of a face. An operation is data from a browser, so nothing of it is trusted:

    {"op": "<uuid>", "do": "add", "id": "<uuid>", "span": [start_ms, end_ms], "boxes": [[ms, x, y, w, h], …]}     drawn by hand
    {"op": …, "do": "update", "id": …, "base": 3, "decision": "confirmed", "visible": false}
    {"op": …, "do": "update", "id": …, "base": 3, "box": [ms, x, y, w, h]}       moved at one moment; the other boxes stay
    {"op": …, "do": "update", "id": …, "base": 3, "span": [start_ms, end_ms]}    stretched or cut in time
    {"op": …, "do": "add", "id": "<uuid>", "span": [start_ms, end_ms], "away": "<person>"}      this person is out of the picture there
    {"op": …, "do": "delete" | "restore", "id": …, "base": 3}

x, y, w and h are parts of the picture. Also `style`, `shape`, `person` (the id of somebody on the recording, "" for nobody) and, for what
is added, `media` (another camera than the film). What is drawn by hand is confirmed from the start. How an operation is done once, and
what `base` is for, is in `reflect.model.operations`.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reflect.errors import UsageError
from reflect.masking.faces.review import faces as of_faces
from reflect.masking.faces.review import on_film
from reflect.model import operations
from reflect.model.checks import MAX_MS, Refused, name_of, safe_text, span_inside, whole_ms
from reflect.model.mask import Box, Decision, FaceTrack, Look, Mask, MaskKind, Shape, Style
from reflect.model.operations import Answer, Wish
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.masking.faces.working import Face
    from reflect.store.database import Store
    from reflect.store.masks import Changing
    from reflect.store.values import Recording

MAX_OPS = 100
MAX_BOXES = 20_000
SMALLEST = 0.004
"""The least width and height of a box, as a part of the picture."""
_SAME_MS = 60
"""A box at this distance from another takes its place."""

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "bad_box",  # no box, or one that lies outside the picture
    "too_long",  # too many boxes, or a name
    "bsn",
    "unknown_decision",
    "unknown_style",
    "unknown_face",  # to change what is not there
    "unknown_person",  # not on the recording
    "unknown_film",  # no film or camera of the recording
)
"""Why an operation was not stored, as a key for the words on the screen."""


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to an operation: its id, what became of it, the face as it is now, and why (of `WHY`) when it was not stored."""

    op: str
    status: str
    mask: Mask | None = None
    why: str = ""


def apply(store: Store, recording_id: str, ops: Sequence[object], who: str) -> tuple[Ack, ...]:
    """Do the operations in their order, in one transaction; a bad one does not hold up the others.

    When this returns, what it says is stored will survive a crash. NotFoundError for an unknown recording, UsageError for more than
    `MAX_OPS` operations.
    """
    from reflect.store import consents, masks, recordings

    if len(ops) > MAX_OPS:
        raise UsageError(f"{len(ops)} changes at once are too many. Send at most {MAX_OPS}.")
    wishes = [_read(op) for op in ops]
    recording = recordings.get(store, recording_id)
    people = frozenset(a.person_id for a in consents.register(store, recording_id).appearances)
    with masks.changing(store, recording_id) as desk:
        put = _Putting(desk, who, people, recording).put
        answers = operations.settle(desk, wishes, who, put, "unknown_face", _no_face)
        return tuple(Ack(a.op, a.status, a.now, a.why) for a in answers)


def faces(store: Store, recording_id: str, media_id: str = "") -> tuple[Mask, ...]:
    """The recording's faces, in order of time: on the film and all cameras, or on one of them."""
    from reflect.store import masks, recordings

    found = masks.of_recording(store, recording_id, MaskKind.FACE)
    if not media_id:
        return found
    film = recordings.get(store, recording_id).film
    return on_film(found, media_id, film.id if film else "")


def looks(store: Store, recording_id: str) -> tuple[Mask, ...]:
    """Where a detector looked for faces, and where somebody said that a person is out of the picture."""
    from reflect.store import masks

    return masks.of_recording(store, recording_id, MaskKind.LOOK)


def looked(store: Store, recording_id: str, media_id: str) -> bool:
    """Whether a detector looked for faces anywhere on this film."""
    return any(m.data == Look(media_id) for m in looks(store, recording_id))


def propose(
    store: Store, recording_id: str, found: Sequence[Face], maker: str, *, media_id: str = "", looked: Span | None = None
) -> tuple[Mask, ...]:
    """Store what a detector found, as proposals, and where it looked (None: nobody says). Returns the new proposals.

    `media_id` is the camera that it looked at, "" for the film. Earlier proposals of there that nobody decided about make way, unless they
    reach beyond where was looked. What a person decided stays, and a face that lies where one that stays does is not proposed again.
    """
    from reflect.store import masks, recordings

    recording = recordings.get(store, recording_id)
    whole = Span(0, recording.duration_ms or MAX_MS)
    media_id = media_id or (recording.film.id if recording.film else "")
    part = (looked or whole).within(whole)
    there, seen = faces(store, recording_id, media_id), looks(store, recording_id)
    old = [m for m in there if m.decision is Decision.PROPOSED and m.span.within(part) == m.span]
    stay = [m for m in there if m not in old]
    new = [
        Mask(str(uuid.uuid4()), recording_id, MaskKind.FACE, span.within(whole), replace(track, media_id=media_id), maker=maker)
        for span, track in found
        if not any(_same(m, span.middle_ms, track) for m in stay)
    ]
    if looked is not None:
        old += [m for m in seen if m.data == Look(media_id) and m.span.within(part) == m.span]
        new.append(Mask(str(uuid.uuid4()), recording_id, MaskKind.LOOK, part, Look(media_id), Decision.CONFIRMED, maker))
    with masks.changing(store, recording_id) as desk:
        desk.look_up((), {m.id for m in old})
        for mask in old:
            desk.write(str(uuid.uuid4()), "delete", maker, replace(mask, deleted=True, revision=mask.revision + 1))
        stored = [desk.write(str(uuid.uuid4()), "add", maker, mask) for mask in new]
    return tuple(m for m in stored if m.kind is MaskKind.FACE)


def _same(decided: Mask, middle_ms: int, track: FaceTrack) -> bool:
    """Whether most of the boxes of a new track lie on a face that was decided about."""
    other = decided.data
    if not isinstance(other, FaceTrack):
        return False
    inside = [b for b in (*track.boxes, track.at(middle_ms)) if decided.span.start_ms <= b.at_ms <= decided.span.end_ms]
    on = sum(_near(b, other.at(b.at_ms)) for b in inside)
    return on >= 0.7 * (len(track.boxes) + 1)


def _near(a: Box, b: Box) -> bool:
    across, down = abs(a.x + a.w / 2 - b.x - b.w / 2), abs(a.y + a.h / 2 - b.y - b.h / 2)
    return across < max(a.w, b.w) / 2 and down < max(a.h, b.h) / 2


# ---- reading an operation ---------------------------------------------------------------------


def _no_face(mask: Mask) -> bool:
    """Names have the same table and other doors; where a detector looked is no matter of opinion."""
    return not isinstance(mask.data, FaceTrack) and not (isinstance(mask.data, Look) and mask.data.person)


def _read(op: object) -> Wish | Answer[Mask]:
    try:
        wish = operations.read(op, _READERS)
        if wish.do == "add" and not ({"span", "boxes"} <= wish.values.keys() or {"span", "away"} == wish.values.keys() - {"media"}):
            raise Refused("bad_op")
        if wish.do != "add" and not {"away", "media"}.isdisjoint(wish.values):
            raise Refused("bad_op")
        return wish
    except Refused as refused:
        return operations.refused(op, refused)


def _times(value: object) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused("bad_span")
    return whole_ms(value[0]), whole_ms(value[1])


def _box(value: object) -> Box:
    if not isinstance(value, list | tuple) or len(value) != 5:
        raise Refused("bad_box")
    at_ms = max(0, whole_ms(value[0]))
    sides = value[1:]
    if not all(isinstance(side, int | float) and not isinstance(side, bool) and math.isfinite(side) for side in sides):
        raise Refused("bad_box")
    x, y, w, h = map(float, sides)
    # A face may be larger than what is seen of it, but something of it is seen.
    if not (SMALLEST <= w <= 2 and SMALLEST <= h <= 2 and -w < x < 1 and -h < y < 1):
        raise Refused("bad_box")
    return Box(at_ms, x, y, w, h)


def _boxes(value: object) -> tuple[Box, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise Refused("bad_box")
    if len(value) > MAX_BOXES:
        raise Refused("too_long")
    return tuple({box.at_ms: box for box in sorted(map(_box, value), key=lambda box: box.at_ms)}.values())


def _decision(value: object) -> Decision:
    try:
        return Decision(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("unknown_decision") from None


def _look(kind: type[Style] | type[Shape]) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        try:
            return kind(value)  # type: ignore[arg-type] # any value may come in
        except ValueError:
            raise Refused("unknown_style") from None

    return read


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("bad_op")
    return value


_READERS: Mapping[str, Callable[[object], Any]] = {
    "span": _times,
    "boxes": _boxes,
    "box": _box,
    "decision": _decision,
    "visible": _yes_or_no,
    "style": _look(Style),
    "shape": _look(Shape),
    "person": lambda value: safe_text(value, 200),
    "away": lambda value: safe_text(value, 200),
    "media": lambda value: safe_text(value, 40),
}


# ---- doing it ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Putting:
    """From a wish and what is there to what is to be stored."""

    desk: Changing
    who: str
    people: frozenset[str]
    recording: Recording

    def put(self, wish: Wish, there: Mask | None) -> Mask:
        """The face with the wish's fields, a new one where there is none."""
        values = dict(wish.values)
        if values.get("person", values.get("away", "")) not in (*self.people, "") or values.get("away") == "":
            raise Refused("unknown_person")
        if there is None:
            there = self._new(wish.id, values)
        if isinstance(there.data, Look) and values.keys() - {"span", "away", "media"}:
            raise Refused("bad_op")
        data = _changed(there.data, values) if isinstance(there.data, FaceTrack) else there.data
        span = self._span(values["span"]) if "span" in values else there.span
        return replace(there, span=span, data=data, decision=values.get("decision", there.decision))

    def _new(self, id: str, values: Mapping[str, Any]) -> Mask:
        film = self.recording.film
        media_id = values.get("media") or (film.id if film else "")
        if "media" in values and not any(m.id == media_id and m.facts.get("video") for m in self.recording.media):
            raise Refused("unknown_film")
        span, maker = self._span(values["span"]), name_of(self.who)
        if "away" in values:
            return Mask(id, self.desk.owner_id, MaskKind.LOOK, span, Look(media_id, values["away"]), Decision.CONFIRMED, maker)
        return Mask(id, self.desk.owner_id, MaskKind.FACE, span, FaceTrack(media_id, values["boxes"]), Decision.CONFIRMED, maker)

    def _span(self, times: tuple[int, int]) -> Span:
        return span_inside(*times, self.desk.duration_ms)


def _changed(track: FaceTrack, values: Mapping[str, Any]) -> FaceTrack:
    track = replace(track, **{name: values[name] for name in ("boxes", "style", "shape", "visible", "person") if name in values})
    if box := values.get("box"):
        kept = [b for b in track.boxes if abs(b.at_ms - box.at_ms) > _SAME_MS]
        track = replace(track, boxes=tuple(sorted([*kept, box], key=lambda b: b.at_ms)))
    return track


def decided_faces(store: Store, recording_id: str, media_id: str = "") -> tuple[Mask, ...]:
    """The recording's faces, or those on one film, for a film that is to be made. UsageError while one of them is undecided."""
    from reflect.masking.faces.review import undecided

    found = of_faces(faces(store, recording_id, media_id))
    left = undecided(found)
    if left:
        many = "1 face is" if len(left) == 1 else f"{len(left)} faces are"
        raise UsageError(
            f"{recording_id}: of {len(found)} faces {many} undecided. Open the page Gezichten (reflect app) and decide about each; "
            "nothing is made before."
        )
    return found
