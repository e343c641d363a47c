"""How often an interval of kappa holds the kappa of a long run, and how long a comparison takes.

python tests/bench/agreement.py [--draws 100]

Two coders are made by chance: somebody marks stretches of 13 s on average, a minute apart; each of the two misses one in seven, begins and
ends up to 3 s elsewhere, and marks something of their own every ten minutes. Their kappa over a week is the truth; the share of
recordings whose 95 % interval holds it is printed by length of the recording and of the blocks.
"""

from __future__ import annotations

import argparse
import random
import sys
import uuid
from time import process_time

import numpy as np

from reflect import agreement, codebook
from reflect.agreement import Settings, kappa
from reflect.agreement.bootstrap import resamples
from reflect.agreement.units import Floats, Grid
from reflect.model.fragment import Fragment, Perspective
from reflect.model.span import Span

WEEK_S = 600_000
CASES = ((4, 1), (4, 30), (15, 1), (15, 10), (15, 30), (45, 30), (90, 30), (90, 60))
"""Minutes of recording, seconds of a block."""


def two_coders(seconds: int, chance: np.random.Generator) -> Floats:
    """For each second: both, only the first, only the second, neither."""
    stretches, at = [], 0
    while at < seconds:
        at += int(chance.exponential(60)) + 1
        end = at + int(chance.exponential(10)) + 3
        stretches.append((at, min(seconds, end)))
        at = end
    marks = []
    for _ in range(2):
        marked = np.zeros(seconds, dtype=bool)
        for start, end in stretches:
            if chance.random() > 0.15:
                marked[max(0, start + chance.integers(-3, 4)) : max(0, end + chance.integers(-3, 4))] = True
        for _ in range(chance.poisson(seconds / 600)):
            start = chance.integers(seconds)
            marked[start : start + 8] = True
        marks.append(marked)
    a, b = marks
    return np.column_stack([a & b, a & ~b, ~a & b, ~a & ~b]).astype(np.float64)


def of(sums: Floats) -> kappa.Pair:
    return kappa.kappa(sums.reshape(*sums.shape[:-1], 2, 2))


def coverage(draws: int) -> None:
    chance = np.random.default_rng(5)
    top, bottom = of(two_coders(WEEK_S, chance).sum(axis=0))
    truth = float(top / bottom)
    sys.stdout.write(f"kappa of a long run: {truth:.3f}\n{'recording':>10} {'block':>6} {'holds it':>9} {'width':>6} {'no interval':>12}\n")
    for minutes, block_s in CASES:
        grid = Grid(minutes * 60_000, 1_000)
        bounds = []
        for seed in range(draws):
            drawn = resamples(grid, Settings(block_ms=block_s * 1_000, resamples=300, seed=seed))
            found = drawn.interval(*of(drawn.sums(two_coders(minutes * 60, chance))))
            if isinstance(found, tuple):
                bounds.append(found)
        holds = np.mean([low <= truth <= high for low, high in bounds])
        width = np.mean([high - low for low, high in bounds])
        sys.stdout.write(f"{minutes:>6} min {block_s:>4} s {holds:>9.2f} {width:>6.2f} {draws - len(bounds):>12}\n")


def speed() -> None:
    """A recording of 90 minutes with 300 fragments of each coder over all codes."""
    book = codebook.load()
    codes = [c for theme in book.themes for c in (theme.code, *(code.code for code in theme.codes))]
    dice, sides = random.Random(7), []
    spans = [(dice.randrange(5_380_000), dice.randrange(3_000, 20_000), dice.choice(codes)) for _ in range(300)]
    for who in ("Anna", "Bram"):
        moved = [(max(0, start + dice.randrange(-1500, 1500)), length, code) for start, length, code in spans]
        sides.append(
            [
                Fragment(str(uuid.uuid4()), "r1111111", Span(s, min(5_400_000, s + n)), c, Perspective.RESEARCHER, who, book.name)
                for s, n, c in moved
            ]
        )
    took = []
    for _ in range(3):
        begin = process_time()
        found = agreement.compare(*sides, 5_400_000, book)
        took.append(process_time() - begin)
    sys.stdout.write(f"90 minutes, 2 x 300 fragments, {len(found.rows)} rows with 1000 resamples: {min(took):.1f} s of processor time\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=100)
    asked = parser.parse_args()
    speed()
    coverage(asked.draws)


if __name__ == "__main__":
    main()
