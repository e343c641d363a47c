"""RTTM: who spoke when, for programs that score diarization (dscore, md-eval, pyannote.metrics).

Source: see `reflect.model.rttm`, which reads it. Speakers keep their labels (S1, S2); no roles or
pseudonyms are written, so that the file can be scored or shared without saying who anybody is.
"""

from __future__ import annotations

from reflect.exchange.plain_text import token
from reflect.model.rttm import read_rttm
from reflect.model.speech import Activity, Transcript

LOSSES = (
    "all words",
    "roles, pseudonyms and the language",
    "who made it, and the warnings",
    "the duration of the recording",
    "stretches of no length",
    "white space in speaker labels, which becomes _",
    "turns, where the diarization's activities are known",
)


def dumps(transcript: Transcript, recording: str = "") -> str:
    """The diarization's activities, one SPEAKER line each, sorted; the turns when there are no activities.

    `recording` becomes the file name field ("recording" when it is empty).
    """
    name = token(recording, "recording")
    return "".join(
        f"SPEAKER {name} 1 {a.span.start_ms / 1000:.3f} {a.span.duration_ms / 1000:.3f} <NA> <NA> {token(a.speaker, 'unknown')} <NA> <NA>\n"
        for a in _activities(transcript)
        if a.span.duration_ms
    )


def loads(text: str, source: str = "This RTTM text") -> dict[str, tuple[Activity, ...]]:
    """The activities of each file named in `text`. Raises FormatError with the number of a broken line."""
    return read_rttm(text, source)


def _activities(transcript: Transcript) -> list[Activity]:
    if transcript.activities:
        return sorted(transcript.activities)
    return sorted(Activity(turn.span, turn.speaker) for turn in transcript.turns if turn.words)
