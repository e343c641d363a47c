"""The course of a case: its recordings in order of time, each with its readings and what they came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.model.slim import Outcome, SlimReading

if TYPE_CHECKING:
    from reflect.codebook.slim import Slim
    from reflect.store.cases import Sitting
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class Step:
    """A recording of the case. Each reading has its outcome: the one that its reader holds, None when it cannot be computed."""

    sitting: Sitting
    readings: tuple[tuple[SlimReading, Outcome | None], ...]


def course(store: Store, recording_id: str, model: Slim, coder: str | None = None) -> tuple[Step, ...]:
    """The recordings of the case of this one; this one alone when it has no case. Readings of `coder` only, for who works blind.

    NotFoundError for an unknown recording.
    """
    from reflect.store import cases
    from reflect.store import slim as rows

    sittings = cases.sittings(store, recording_id)
    found = rows.of_recordings(store, [sitting.recording_id for sitting in sittings])
    seen = {id: [r for r in of if coder in (None, r.coder)] for id, of in found.items()}
    return tuple(Step(s, tuple((r, model.outcome_of(r)) for r in seen.get(s.recording_id, ()))) for s in sittings)
