"""Faces as JSON data and back, for the child process: both sides are ours, so nothing is checked."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from reflect.masking.faces.tracking import Sample
from reflect.model.mask import Box, FaceTrack, Shape, Style
from reflect.model.span import Span


def sample_to_plain(sample: Sample) -> list[float]:
    return [*astuple(sample.box), sample.sure]


def sample_from_plain(values: list[Any]) -> Sample:
    return Sample(Box(*values[:5]), values[5])


def face_to_plain(span: Span, track: FaceTrack) -> dict[str, Any]:
    boxes = [list(astuple(box)) for box in track.boxes]
    return {"span": [span.start_ms, span.end_ms], "boxes": boxes, "style": str(track.style), "shape": str(track.shape)}


def face_from_plain(data: dict[str, Any]) -> tuple[Span, FaceTrack]:
    boxes = tuple(Box(*values) for values in data["boxes"])
    return Span(*data["span"]), FaceTrack("", boxes, Style(data["style"]), Shape(data["shape"]))
