"""What one clip list loses in a format: a key and numbers, so that the command line and the page say it in their own words.

What a format loses of every list stands in its module (`LOSSES`); a `Loss` is about the list at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ENGLISH: Mapping[str, str] = {
    "beyond": "clips that begin after the end of their film are left out ({clips})",
    "gone": "the film of some clips is not on this disk, so the program will ask where it is ({clips})",
    "erased": "the film of some clips, which was erased; what was said and tagged is still there ({clips})",
    "partly": "a camera or recorder beside the film does not hold all of some clips ({clips})",
    "cameras": "other cameras and recorders that hold some clips too ({clips})",
    "left": "clips whose recording is gone ({n})",
    "title": "the end of the title of the list",
    "letters": "characters that the format has no place for, in {n} texts",
    "cells": "line breaks, control characters, or what a spreadsheet would take for a formula, in {n} texts",
    "moved": "clips that begin or end between two frames, moved by at most {ms} ms ({n})",
    "short": "clips that are shorter than a frame, which last one frame ({n})",
    "rate": "the frame rate of {n} films ({rates}), which are counted at {fps} frames a second",
    "variable": "the varying frame rate of {n} films, which are counted at {fps} frames a second",
    "mixed": "the frame rate of {n} films that differ from the first, which are counted at {fps} frames a second too",
    "many": "numbers over 999, of which some programs read only the last three digits ({n})",
    "refused": "clips that may not be used for this ({clips}: {why})",
}
"""The sentence of each key, to follow "Lost from this list:". `frontend/texts` has them for the page, under the same keys."""

MOST_PARTS = 40


def numbers(found: Sequence[int]) -> str:
    """Numbers of clips, in rising order, as people write them.

    >>> numbers([1, 2, 3, 5, 7, 8])
    '1-3, 5, 7, 8'
    """
    parts: list[list[int]] = []
    for number in found:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    said = ", ".join(("-" if part[-1] - part[0] > 1 else ", ").join(map(str, part)) for part in parts[:MOST_PARTS])
    return said + (", …" if len(parts) > MOST_PARTS else "")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of this list that the file does not hold. `values` fill the sentence; numbers of clips count from 1."""

    key: str
    values: Mapping[str, int | str] = field(default_factory=dict)

    def text(self) -> str:
        """In English.

        >>> Loss("moved", {"n": 3, "ms": 18}).text()
        'clips that begin or end between two frames, moved by at most 18 ms (3)'
        """
        return ENGLISH[self.key].format(**self.values)
