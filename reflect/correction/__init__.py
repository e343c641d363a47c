"""Corrections of a transcript: which turns make way for which.

Comes in: turns (any `Turns`) and what a person wants of one of them. Goes out: `Hunk`s, to be kept, sent and undone, or a
new `Transcript`. Pure; knows no store, no screen and no person.
"""

from reflect.correction.comparing import Change, compare
from reflect.correction.hunks import Plain, apply_hunks, corrected, put_back
from reflect.correction.operations import confirm, merge, set_speaker, set_text, split
from reflect.correction.refusal import CannotError
from reflect.correction.replacing import replace_all
from reflect.correction.retiming import retimed

__all__ = [
    "CannotError",
    "Change",
    "Plain",
    "apply_hunks",
    "compare",
    "confirm",
    "corrected",
    "merge",
    "put_back",
    "replace_all",
    "retimed",
    "set_speaker",
    "set_text",
    "split",
]
