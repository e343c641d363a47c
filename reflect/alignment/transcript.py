"""The last step of the way from sound to text: one transcript out of two kinds of evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from reflect.alignment.assign import assign_speakers
from reflect.alignment.roles import guess_roles
from reflect.alignment.turns import build_turns
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Recognition, Transcript, Word

REVISION = "1"
"""Raised when the outcome of alignment changes for the same input, so that old results are not reused."""


def build_transcript(recognition: Recognition, diarization: Diarization, duration_ms: int, language: str = "nl") -> Transcript:
    """Turns with speakers on the video clock; no word lost, order kept, everything inside the recording."""
    whole = Span(0, duration_ms)
    words = tuple(replace(w, span=w.span.within(whole)) for w in sorted(recognition.words, key=_by_start))
    activities = tuple(Activity(a.span.within(whole), a.speaker) for a in sorted(diarization.activities))
    activities = tuple(a for a in activities if a.span.duration_ms)
    turns = build_turns(assign_speakers(words, activities))
    labels = tuple(dict.fromkeys([*(a.speaker for a in activities), *(t.speaker for t in turns)]))
    return Transcript(
        language=_main_language(words, language),
        duration_ms=duration_ms,
        speakers=guess_roles(turns, labels, language),
        turns=turns,
        activities=activities,
        makers=(recognition.maker, diarization.maker),
        warnings=(*recognition.warnings, *diarization.warnings),
    )


def _by_start(word: Word) -> int:
    # Python's sort is stable, so words that start together keep the recogniser's order.
    return word.span.start_ms


def _main_language(words: tuple[Word, ...], asked: str) -> str:
    if asked != "auto":
        return asked
    return Counter(w.language for w in words).most_common(1)[0][0] if words else "und"
