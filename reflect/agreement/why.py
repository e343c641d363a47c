"""Why there is no number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """A key, for the words on a screen; `Why.text` has the English ones."""

    NOTHING = "nothing"
    NO_UNITS = "no_units"
    SAME = "same"
    NONE_OF_A = "none_of_a"
    NONE_OF_B = "none_of_b"
    SHORT = "short"
    RARE = "rare"
    NO_VALUE = "no_value"


_TEXTS = {
    Reason.NOTHING: "neither coder gave it to anything",
    Reason.NO_UNITS: "there are no units of time to compare",
    Reason.SAME: "both coders gave all units the same, so that nothing but agreement could be expected",
    Reason.NONE_OF_A: "the first coder has no fragments of it",
    Reason.NONE_OF_B: "the second coder has no fragments of it",
    Reason.SHORT: "the recording has {have} blocks of time, and an interval takes at least {need}",
    Reason.RARE: "it is so rare that {missed} of {all} resamples have too little of it",
    Reason.NO_VALUE: "there is no value to give an interval of",
}


@dataclass(frozen=True, slots=True)
class Why:
    """The reason with its numbers.

    >>> str(Why(Reason.SHORT, {"have": 2, "need": 5}))
    'the recording has 2 blocks of time, and an interval takes at least 5'
    """

    reason: Reason
    values: dict[str, int] | None = None

    def __str__(self) -> str:
        return _TEXTS[self.reason].format(**(self.values or {}))
