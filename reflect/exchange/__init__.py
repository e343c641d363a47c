"""Transcripts as files of the field: one file per format.

In: a `Transcript` and the id of its recording. Out: text or bytes, data frames, and what each format
cannot express (`losses`). Knows nothing of databases, folders, models or screens; writes no file.

    export("vtt").encode(transcript, recording_id)        # bytes for the file
    turns_frame(transcript), words_frame(transcript)      # in reflect.exchange.frame, needs pandas
"""

from __future__ import annotations

from reflect.exchange.formats import FORMATS, Format, export, for_whom
from reflect.exchange.labels import ROLE_LABELS, is_guess, speaker_labels

__all__ = ["FORMATS", "ROLE_LABELS", "Format", "export", "for_whom", "is_guess", "speaker_labels"]
