"""What a person has still to look at before a film with covered faces may be made. Pure.

Two things are asked: a decision about every face that was proposed, and a look at the places where the proposals may fall short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reflect.model.mask import Box, Decision, FaceTrack, Mask, MaskKind
from reflect.model.span import Span, union


class Why(StrEnum):
    """Why a place should be looked at."""

    UNSURE = "unsure"  # the detector did not see the face; the box was carried on
    BEGINS = "begins"  # a face begins in the middle of the picture
    ENDS = "ends"  # a face ends in the middle of the picture
    NOBODY = "nobody"  # somebody speaks and no face is covered or chosen to be visible


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of film to look at. `mask_id` is the face it is about, "" for none."""

    why: Why
    span: Span
    mask_id: str = ""


AROUND_MS = 1_000
"""So much film is shown around a moment."""
_EDGE = 0.02
"""A box this near the picture's edge leaves or enters it there."""
_NEAR_MS = 1_500
_SHORT_MS = 1_000
"""A shorter stretch of talk without a face is passed over: a word may be said while nobody is in the picture yet."""


def faces(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """The faces among the masks, without those that are deleted, in order of time."""
    found = (m for m in masks if m.kind is MaskKind.FACE and not m.deleted and isinstance(m.data, FaceTrack))
    return tuple(sorted(found, key=lambda m: (m.span, m.id)))


def on_film(masks: Iterable[Mask], media_id: str, own: str) -> tuple[Mask, ...]:
    """The faces on one film; one without a film is on the recording's `own`."""
    return tuple(m for m in faces(masks) if isinstance(m.data, FaceTrack) and (m.data.media_id or own) == media_id)


def undecided(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """The faces that nobody decided about."""
    return tuple(m for m in faces(masks) if m.decision is Decision.PROPOSED)


def covers(masks: Iterable[Mask], undecided_too: bool = False) -> tuple[tuple[Span, FaceTrack], ...]:
    """When and where something is covered: what a person confirmed and did not choose to leave visible. A face stays visible only when
    it is said whose it is: nobody agrees for a stranger.

    With `undecided_too` also what is only proposed, for looking at it.
    """
    wanted = {Decision.CONFIRMED, Decision.PROPOSED} if undecided_too else {Decision.CONFIRMED}
    tracks = [(m.span, m.data) for m in faces(masks) if m.decision in wanted and isinstance(m.data, FaceTrack)]
    return tuple((span, replace(track, visible=False)) for span, track in tracks if not track.stays_visible)


def for_clip(covered: Iterable[tuple[Span, FaceTrack]], clip: Span) -> tuple[tuple[Span, FaceTrack], ...]:
    """What is covered during a stretch of the film, on the clock of a clip that begins where the stretch does."""
    meets = [(span, track) for span, track in covered if span.overlap_ms(clip)]
    return tuple((span.within(clip).shifted(-clip.start_ms), track.shifted(-clip.start_ms)) for span, track in meets)


def places(masks: Iterable[Mask], duration_ms: int, talk: Iterable[Span] = ()) -> tuple[Place, ...]:
    """Where to look, in order of time. `talk` is when voices are heard. What a person rejected or made by hand raises no question."""
    all_faces = faces(masks)
    found = [m for m in all_faces if m.decision is not Decision.REJECTED]
    out = [place for m in found for place in _of(m, found, duration_ms)]
    out += [Place(Why.NOBODY, span) for span in _without((m.span for m in found), talk) if span.duration_ms >= _SHORT_MS]
    return tuple(sorted(out, key=lambda p: (p.span, p.why, p.mask_id)))


def _of(mask: Mask, others: Sequence[Mask], duration_ms: int) -> Iterator[Place]:
    track = mask.data
    if not isinstance(track, FaceTrack) or not track.boxes:
        return
    for doubt in track.doubts:
        span = doubt.within(mask.span)
        if span.duration_ms:
            yield Place(Why.UNSURE, span, mask.id)
    if mask.span.start_ms > AROUND_MS and _inside(track.at(mask.span.start_ms)) and not _taken_over(mask, others, mask.span.start_ms):
        yield Place(Why.BEGINS, _around(mask.span.start_ms, duration_ms), mask.id)
    if (
        mask.span.end_ms < duration_ms - AROUND_MS
        and _inside(track.at(mask.span.end_ms))
        and not _taken_over(mask, others, mask.span.end_ms)
    ):
        yield Place(Why.ENDS, _around(mask.span.end_ms, duration_ms), mask.id)


def _around(at_ms: int, duration_ms: int) -> Span:
    return Span(max(0, at_ms - AROUND_MS), max(0, min(duration_ms, at_ms + AROUND_MS)))


def _inside(box: Box) -> bool:
    return box.x > _EDGE and box.y > _EDGE and box.x + box.w < 1 - _EDGE and box.y + box.h < 1 - _EDGE


def _taken_over(mask: Mask, others: Sequence[Mask], at_ms: int) -> bool:
    """Whether another face goes on at the same place."""
    box = mask.data.at(at_ms) if isinstance(mask.data, FaceTrack) else None
    for other in others:
        if (
            box is None
            or other.id == mask.id
            or other.span.distance_ms(Span(at_ms, at_ms)) > _NEAR_MS
            or not isinstance(other.data, FaceTrack)
        ):
            continue
        there = other.data.at(min(max(at_ms, other.span.start_ms), other.span.end_ms))
        if abs(there.x + there.w / 2 - box.x - box.w / 2) < box.w / 2 and abs(there.y + there.h / 2 - box.y - box.h / 2) < box.h / 2:
            return True
    return False


def _without(covered: Iterable[Span], talk: Iterable[Span]) -> Iterator[Span]:
    """The parts of `talk` in which none of `covered` is."""
    taken = union(covered)
    for span in union(talk, bridge_ms=500):
        at_ms = span.start_ms
        for cover in taken:
            if cover.end_ms <= at_ms:
                continue
            if cover.start_ms >= span.end_ms:
                break
            if cover.start_ms > at_ms:
                yield Span(at_ms, cover.start_ms)
            at_ms = max(at_ms, cover.end_ms)
        if at_ms < span.end_ms:
            yield Span(at_ms, span.end_ms)
