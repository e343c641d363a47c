"""How good a transcript is, measured against a reference that a person made.

In: a `Transcript` and a reference file. Out: an `Evaluation` with counts and their denominators. Knows nothing of
databases, engines or screens. jiwer, meeteval and pyannote.metrics come with the extra `evaluate`; a
measure whose package is absent says so, the others are computed.

    evaluate(transcript, load_reference(path), collar_ms=250).rows()
"""

from __future__ import annotations

from reflect.evaluation.evaluate import evaluate
from reflect.evaluation.reference import Reference, ReferenceTurn, load_reference
from reflect.evaluation.result import Evaluation, NotComputable, Share, SpeakerResult, TimeErrors, WordErrors

__all__ = [
    "Evaluation",
    "NotComputable",
    "Reference",
    "ReferenceTurn",
    "Share",
    "SpeakerResult",
    "TimeErrors",
    "WordErrors",
    "evaluate",
    "load_reference",
]
