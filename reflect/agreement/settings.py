"""How two coders are compared."""

from __future__ import annotations

from dataclasses import dataclass

from reflect.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes a figure. It stands in every export, because an agreement without it cannot be repeated.

    `unit_ms` is the length of a unit of time, for kappa and alpha. A unit bears a code when at least half of it does.
    `count_uncoded` says what is done with units to which neither coder gave any code. Counted (the default), they are units in
    which both saw nothing to code, which is agreement. Left out, kappa and alpha are about the units that somebody coded.
    `tolerance_ms` is how far the edges of two fragments may lie apart for these to be the same within the tolerance.
    `block_ms` is the length of the stretches that are drawn together for the interval, `resamples` how many times, `level` what
    part of them the interval holds, and `seed` makes the draw the same every time.
    """

    unit_ms: int = 1_000
    count_uncoded: bool = True
    tolerance_ms: int = 2_000
    block_ms: int = 30_000
    resamples: int = 1_000
    level: float = 0.95
    seed: int = 1

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("A unit", self.unit_ms, 40, 60_000),
            ("The tolerance", self.tolerance_ms, 0, 60_000),
            ("A block", self.block_ms, 1_000, 3_600_000),
        ):
            if not low <= value <= high:
                raise UsageError(f"{name} of {value / 1000:g} s cannot be. Give {low / 1000:g} to {high / 1000:g} s.")
        if not 100 <= self.resamples <= 10_000 or not 0.5 <= self.level < 1:
            raise UsageError("An interval takes 100 to 10000 resamples and a level from 0.5 to 0.999.")
        if self.block_ms < self.unit_ms:
            raise UsageError("A block cannot be shorter than a unit. Give a longer block.")
