"""SLIM readings: how somebody reads the client's self-image and the professional's approach, of a moment or a whole conversation.

In: operations from a browser, and the readings of a recording or of the recordings of a case. Out: what became of each operation,
where readers differ, and the course of a case. The model itself is `reflect.codebook.slim`; it knows nothing of databases.

    slim.apply(store, recording_id, ops, "Noor")                 # what became of each operation
    slim.moments(slim.readings(store, recording_id), model)     # readings about the same moment, and what they differ in
    slim.course(store, recording_id, model)                     # the recordings of the case, in order of time
"""

from __future__ import annotations

from reflect.slim.comparing import ASPECTS, Difference, Moment, moments
from reflect.slim.course import Step, course
from reflect.slim.writing import WHY, Ack, apply, readings

__all__ = [
    "ASPECTS",
    "WHY",
    "Ack",
    "Difference",
    "Moment",
    "Step",
    "apply",
    "course",
    "moments",
    "readings",
]
