"""Words and who spoke when become turns on video time, with a guess of who is who.

Comes in: `Recognition`, `Diarization`. Goes out: `Transcript`. Pure; knows no file, no sound, no store.
"""

from reflect.alignment.assign import assign_speakers
from reflect.alignment.roles import guess_roles
from reflect.alignment.shift import shift_diarization, shift_recognition
from reflect.alignment.transcript import REVISION, build_transcript
from reflect.alignment.turns import build_turns

__all__ = ["REVISION", "assign_speakers", "build_transcript", "build_turns", "guess_roles", "shift_diarization", "shift_recognition"]
