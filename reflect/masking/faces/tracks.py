"""Samples of a face → the track that is proposed: grown boxes at the moments that count, and the stretches of doubt. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.masking.faces.tracking import STILL_MS, Sample
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span, union

GROWN = 0.25
"""A box is made larger by this part of its size on each side: the detector's goes from brow to chin, a face is known by more."""
TAIL_MS = 400
"""The last box stands for so long after its moment."""
LONGEST_MS = 600_000
"""A face that is longer in the picture is proposed in pieces, so that a person decides with the pictures of it at hand."""
_LOOSE = 0.04
"""A box is left out where a straight line between its neighbours misses it by less than this part of its size."""
_MOST = 30
"""So many boxes in a row may be left out."""
_BRIEF_MS = 250
"""A shorter stretch in which the face was not found, between two in which it was, is no doubt."""


def track_of(samples: Sequence[Sample]) -> tuple[Span, FaceTrack]:
    """When a face is to be covered, and where."""
    boxes = [sample.box.grown(GROWN) for sample in samples]
    span = Span(max(0, boxes[0].at_ms), boxes[-1].at_ms + TAIL_MS)
    return span, FaceTrack("", tuple(_needed(boxes)), doubts=_doubts(samples, span))


def pieces(samples: Sequence[Sample]) -> list[Sequence[Sample]]:
    """The samples of a face in stretches of at most `LONGEST_MS`; each begins where the one before ends."""
    out, first = [], 0
    for n, sample in enumerate(samples):
        if sample.box.at_ms - samples[first].box.at_ms >= LONGEST_MS:
            out.append(samples[first : n + 1])
            first = n
    return [*out, samples[first:]] if len(samples) - first > 1 or not out else out


def _needed(boxes: Sequence[Box]) -> list[Box]:
    """The boxes without those that lie on the way between the others."""
    kept = [boxes[0]]
    first = 0
    for n in range(2, len(boxes)):
        if any(_off(boxes[first].towards(boxes[n], b.at_ms), b) > _LOOSE for b in boxes[first + 1 : n]) or n - first > _MOST:
            first = n - 1
            kept.append(boxes[first])
    return kept if len(boxes) == 1 else [*kept, boxes[-1]]


def _off(drawn: Box, true: Box) -> float:
    """By how much of its size a side of the box is off."""
    across = max(abs(drawn.x - true.x), abs(drawn.x + drawn.w - true.x - true.w)) / max(true.w, 1e-6)
    down = max(abs(drawn.y - true.y), abs(drawn.y + drawn.h - true.y - true.h)) / max(true.h, 1e-6)
    return max(across, down)


def _doubts(samples: Sequence[Sample], span: Span) -> tuple[Span, ...]:
    """Where the face was followed and not found; all of it for a face that was never found surely."""
    if max(sample.sure for sample in samples) < 0.45 or sum(sample.sure > 0 for sample in samples) < 2:
        return (span,)
    out, begin = [], None
    for sample in samples:
        if sample.sure == 0.0 and begin is None:
            begin = sample.box.at_ms
        if sample.sure > 0 and begin is not None:
            out.append(Span(max(0, begin), sample.box.at_ms))
            begin = None
    if begin is not None and span.end_ms - begin > STILL_MS:
        out.append(Span(max(0, begin), span.end_ms))
    first = next(sample.box.at_ms for sample in samples if sample.sure > 0)
    return union(d.within(span) for d in out if d.duration_ms > _BRIEF_MS and (d.end_ms > first or d.duration_ms > STILL_MS))
