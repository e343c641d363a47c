"""Who spoke when.

In: a `Sound` (16 kHz mono on the video clock), the number of voices or None, a `Progress`.
Out: a `Diarization`: activities that may overlap, labelled S1, S2, … in order of first speech.
This room knows nothing of words, roles, films or the store. No network, but for `weights.fetch`.

    create("embedded").diarize(sound, speakers=None, progress=print)
"""

from __future__ import annotations

from reflect.diarization.base import MAX_FOUND, MAX_SPEAKERS, NAMES, Diarizer, checked_count, create
from reflect.diarization.fake import FakeDiarizer
from reflect.diarization.weights import fetch, states

__all__ = ["MAX_FOUND", "MAX_SPEAKERS", "NAMES", "Diarizer", "FakeDiarizer", "checked_count", "create", "fetch", "states"]
