"""Diarization error rate by pyannote.metrics.

DER = (missed + false alarm + confusion) / speaking time of the reference, people and voices paired as well as
possible, time in which two people speak counted for each (NIST RT evaluations; Bredin 2017,
"pyannote.metrics").

The collar is time around each start and end of the reference that is not scored, because nobody can say to
the millisecond where speech begins. Two conventions are common, and a factor of two apart:

    pyannote.metrics   the total width: collar=0.25 leaves out 125 ms before and 125 ms after a boundary
    NIST md-eval, dscore   each side: `-c 0.25` leaves out 250 ms before and 250 ms after

`collar_ms` here is the total width, as in pyannote. Give 500 for what md-eval calls 0.25.
"""

from __future__ import annotations

import os
from typing import Any

from reflect.errors import MissingPackageError
from reflect.evaluation.result import NotComputable, TimeErrors
from reflect.evaluation.speaking_time import Times
from reflect.model.span import Span


def diarization_errors(reference: Times, found: Times, window: Span, collar_ms: int = 0) -> TimeErrors | NotComputable:
    """Errors inside `window`, to the millisecond. MissingPackageError without pyannote.metrics."""
    if not reference:
        return NotComputable("the reference has no speech here")
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
    try:
        from pyannote.core import Segment, Timeline
        from pyannote.metrics.diarization import DiarizationErrorRate
    except ImportError as error:
        raise MissingPackageError("pyannote.metrics", "evaluate", "The diarization error rate") from error
    scored = Timeline([Segment(window.start_ms / 1000, window.end_ms / 1000)])
    metric = DiarizationErrorRate(collar=collar_ms / 1000, skip_overlap=False)
    parts: Any = metric.compute_components(_annotation(reference), _annotation(found), uem=scored)
    total_ms = _ms(parts["total"])
    if not total_ms:
        return NotComputable("the collar leaves no speech of the reference to score")
    return TimeErrors(total_ms, _ms(parts["missed detection"]), _ms(parts["false alarm"]), _ms(parts["confusion"]))


def _annotation(times: Times) -> Any:
    from pyannote.core import Annotation, Segment

    annotation = Annotation(uri="recording")
    for speaker, spans in times.items():
        for i, span in enumerate(spans):
            annotation[Segment(span.start_ms / 1000, span.end_ms / 1000), f"{speaker} {i}"] = speaker
    return annotation


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
