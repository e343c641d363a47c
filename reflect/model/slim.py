"""SLIM: how the client sees self, and how the professional approaches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reflect.model.fragment import Perspective
from reflect.model.span import Span


class Outcome(StrEnum):
    """Whether the approach fits the self-image."""

    MATCH = "match"
    PARTIAL = "partial"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class SlimReading:
    """What one reader saw of a moment, or of a whole conversation (`span` None): one or two self-images and approaches.

    The codes are those of `codebook`, as in "slim 1". `reader` says through whose eyes; `coder` who wrote it down. `evidence` are ids
    of fragments of the same recording. `overruled` is the outcome that the reader holds instead of the computed one, with the
    `reason`; both are empty otherwise. `id`, `revision` and `deleted` are as a fragment's.
    """

    id: str
    recording_id: str
    self_images: tuple[str, ...]
    approach: tuple[str, ...]
    reader: Perspective
    coder: str
    codebook: str
    span: Span | None = None
    evidence: tuple[str, ...] = ()
    overruled: Outcome | None = None
    reason: str = ""
    note: str = ""
    revision: int = 1
    deleted: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
