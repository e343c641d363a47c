"""Teaching sets: fragments of several cases to learn from, with a question each, masked, for somebody and until a day.

In: operations of a browser or a command. Out: what became of each (`Ack`), whole documents to draw (`SetFile`, `PressFile`), and what is
made of a set. Only clips whose people agreed to teaching, or are masked, leave the house; every other clip is a gap that says why.
"""

from __future__ import annotations

from reflect.model.mixed import MAX_OPS, Ack
from reflect.teaching.deciding import Decision, Reason, Why, as_clip, decide, stale
from reflect.teaching.kinds import WHY
from reflect.teaching.looking import (
    ClipPresses,
    Pressed,
    PressFile,
    SetFile,
    SetLine,
    ShownClip,
    Watched,
    find_set,
    press_file,
    set_file,
    sets,
)
from reflect.teaching.making import make, require_makable
from reflect.teaching.scoring import Score, Target, score
from reflect.teaching.values import Gap, MadeOf, Wish
from reflect.teaching.writing import apply, begin, forget, press

__all__ = [
    "MAX_OPS",
    "WHY",
    "Ack",
    "ClipPresses",
    "Decision",
    "Gap",
    "MadeOf",
    "PressFile",
    "Pressed",
    "Reason",
    "Score",
    "SetFile",
    "SetLine",
    "ShownClip",
    "Target",
    "Watched",
    "Why",
    "Wish",
    "apply",
    "as_clip",
    "begin",
    "decide",
    "find_set",
    "forget",
    "make",
    "press",
    "press_file",
    "require_makable",
    "score",
    "set_file",
    "sets",
    "stale",
]
