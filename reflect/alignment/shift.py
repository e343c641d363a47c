"""Results of a part of the sound, moved to where that part lies on the video clock."""

from __future__ import annotations

from dataclasses import replace

from reflect.model.speech import Activity, Diarization, Recognition


def shift_recognition(recognition: Recognition, by_ms: int) -> Recognition:
    return replace(
        recognition,
        words=tuple(replace(w, span=w.span.shifted(by_ms)) for w in recognition.words),
        speech=tuple(s.shifted(by_ms) for s in recognition.speech),
    )


def shift_diarization(diarization: Diarization, by_ms: int) -> Diarization:
    return replace(diarization, activities=tuple(Activity(a.span.shifted(by_ms), a.speaker) for a in diarization.activities))
