"""Diarization error rate by pyannote.metrics.

DER = (missed + false alarm + confusion) / speaking time of the reference, people and voices paired as well as
possible, time in which two people speak counted for each (NIST RT evaluations; Bredin 2017,
"pyannote.metrics").

The collar is time around each start and end of the reference that is not scored, because nobody can say to
the millisecond where speech begins. Two conventions are common, and a factor of two apart:

    pyannote.metrics   the total width: collar=0.25 leaves out 125 ms before and 125 ms after a boundary
    NIST md-eval, dscore   each side: `-c 0.25` leaves out 250 ms before and 250 ms after

`collar_ms` here is the total width, as in pyannote. Give 500 for what md-eval calls 0.25.

pyannote.metrics compares every stretch with all that start before it, so a long talk costs the square of
its turns. Its counts add up over time, though: once people and voices are paired over the whole window, it
counts minute by minute. The tests hold this against its own figure for the whole.
"""

from __future__ import annotations

import os
from math import ceil
from typing import Any

from reflect.errors import MissingPackageError
from reflect.evaluation.result import NotComputable, TimeErrors
from reflect.evaluation.speaking_time import Times, cut_to, gaps, pairing
from reflect.model.span import Span

PIECE_MS = 60_000
_PARTS = ("total", "missed detection", "false alarm", "confusion")
"""In the order of the fields of `TimeErrors`."""


def diarization_errors(reference: Times, found: Times, window: Span, collar_ms: int = 0) -> TimeErrors | NotComputable:
    """Errors inside `window`, to the millisecond (an odd collar is rounded). MissingPackageError without pyannote.metrics."""
    if not reference:
        return NotComputable("the reference has no speech here")
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
    try:
        from pyannote.core import Segment, Timeline
        from pyannote.metrics.identification import IdentificationErrorRate
    except ImportError as error:
        raise MissingPackageError("pyannote.metrics", "evaluate", "The diarization error rate") from error
    people, voices = _scored(reference, found, window, collar_ms)
    if not people:
        return NotComputable("the collar leaves no speech of the reference to score")
    metric, parts = IdentificationErrorRate(), dict.fromkeys(_PARTS, 0.0)
    for start_ms in range(window.start_ms, window.end_ms, PIECE_MS):
        piece = (Span(start_ms, min(start_ms + PIECE_MS, window.end_ms)),)
        scored = Timeline([Segment(piece[0].start_ms / 1000, piece[0].end_ms / 1000)])
        counts = metric.compute_components(_annotation(cut_to(people, piece)), _annotation(cut_to(voices, piece)), uem=scored)
        for part in _PARTS:
            parts[part] += counts[part]
    return TimeErrors(*(round(parts[part] * 1000) for part in _PARTS))


def _scored(reference: Times, found: Times, window: Span, collar_ms: int) -> tuple[Times, Times]:
    """Both without the collars, a paired voice called as its person and no other voice called as anybody."""
    half_ms = collar_ms / 2
    edges = [edge for spans in reference.values() for s in spans for edge in (s.start_ms, s.end_ms)] if collar_ms else []
    kept = gaps((Span(max(0, ceil(e - half_ms)), max(0, ceil(e + half_ms))) for e in edges), window)
    people, voices = cut_to(reference, kept), cut_to(found, kept)
    person_of = {voice: person for person, voice in pairing(people, voices).voice_of.items()}
    named = {f"person {person_of[v]}" if v in person_of else f"voice {v}": spans for v, spans in voices.items()}
    return {f"person {p}": spans for p, spans in people.items()}, named


def _annotation(times: Times) -> Any:
    from pyannote.core import Annotation, Segment

    annotation = Annotation(uri="recording")
    for speaker, spans in times.items():
        for i, span in enumerate(spans):
            annotation[Segment(span.start_ms / 1000, span.end_ms / 1000), f"{speaker} {i}"] = speaker
    return annotation
