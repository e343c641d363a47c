"""Frame rates and time code: ms on a film's clock as whole frames, and frames as hours, minutes, seconds and frames.

Sources: SMPTE ST 12-1 (time code; drop-frame counts 30 or 60 numbers a second at 29.97 or 59.94 frames and leaves out 2 or 4 numbers
every minute but the tenth).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import NamedTuple

EXACT = 2e-4
"""How near an average rate must come to a standard one to be it; 24 and 23.976 lie 1e-3 apart."""


class Frames(NamedTuple):
    """From frame, up to but not including frame. Before the beginning of a file they are negative."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Rate:
    """`fps` frames a second, of which time code counts `nominal`; `drop` tells whether it leaves out numbers."""

    fps: Fraction
    nominal: int
    drop: bool = False

    def frame(self, ms: float) -> int:
        """The frame whose beginning is nearest."""
        return round(Fraction(ms) * self.fps / 1000)

    def ms(self, frame: int) -> float:
        """Where a frame begins."""
        return float(frame * 1000 / self.fps)

    def frames(self, start_ms: float, end_ms: float) -> Frames:
        """The frames of a stretch; at least one."""
        start = self.frame(start_ms)
        return Frames(start, max(start + 1, self.frame(end_ms)))

    def timecode(self, frame: int) -> str:
        """hh:mm:ss:ff, with ; before the frames when numbers are dropped.

        >>> RATES[3].timecode(1_799), RATES[3].timecode(1_800), RATES[3].timecode(17_982)
        ('00:00:59;29', '00:01:00;02', '00:10:00;00')
        """
        number = frame + self._dropped(frame) if self.drop else frame
        seconds, frames = divmod(number, self.nominal)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{';' if self.drop else ':'}{frames:02d}"

    def _dropped(self, frame: int) -> int:
        """How many numbers were left out before this frame."""
        each = self.nominal // 15
        minute = 60 * self.nominal - each
        tens, rest = divmod(frame, 10 * minute + each)
        minutes = 0 if rest < 60 * self.nominal else 1 + (rest - 60 * self.nominal) // minute
        return each * (9 * tens + minutes)

    def __str__(self) -> str:
        return f"{float(self.fps):.3f}".rstrip("0").rstrip(".")


RATES = (
    Rate(Fraction(24_000, 1001), 24),
    Rate(Fraction(24), 24),
    Rate(Fraction(25), 25),
    Rate(Fraction(30_000, 1001), 30, drop=True),
    Rate(Fraction(30), 30),
    Rate(Fraction(50), 50),
    Rate(Fraction(60_000, 1001), 60, drop=True),
    Rate(Fraction(60), 60),
)
"""The rates in which editing programs work."""
USUAL = RATES[2]


def is_exact(rate: Rate, fps: float) -> bool:
    return abs(float(rate.fps) / fps - 1) < EXACT


def nearest(fps: float | None) -> Rate:
    """The rate in which a film is edited: its own, else one that shows each of its pictures about equally long.

    >>> [str(nearest(fps)) for fps in (29.97, 15.0, 12.5, 29.83, None)]
    ['29.97', '30', '25', '29.97', '25']
    """
    if fps is None or not 0 < fps < 1e6:
        return USUAL

    def distance(rate: Rate) -> tuple[float, float]:
        ratio = float(rate.fps) / fps
        times = max(ratio, 1 / ratio)
        return round(abs(times / round(times) - 1), 3), abs(log(ratio))

    return min(RATES, key=distance)
