"""Speech regions → chunks of at most half a minute, cut at pauses. Pure: samples in, samples out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reflect.asr.listening import FRAME
from reflect.model.sound import RATE

Region = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pieces of the sound, sample ranges in order, that the recogniser hears glued together."""

    pieces: tuple[Region, ...]
    language: str = ""

    @property
    def samples(self) -> int:
        return sum(b - a for a, b in self.pieces)

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    def place(self, at: float) -> tuple[int, float]:
        """Index of the piece in which second `at` of the glued sound lies, and its second on the sound's clock."""
        passed = 0.0
        for i, (a, b) in enumerate(self.pieces):
            length = (b - a) / RATE
            if at < passed + length or i == len(self.pieces) - 1:
                return i, a / RATE + min(max(at - passed, 0.0), length)
            passed += length
        return 0, 0.0


def padded(regions: Sequence[Region], samples: int, pad: int) -> list[Region]:
    """Regions with `pad` samples at both sides; a pause shorter than two pads is shared half and half,
    so that pieces never overlap and none is lost."""
    edges = [max(0, regions[0][0] - pad)] if regions else []
    for (_, end), (start, _) in pairwise(regions):
        half = min(pad, (start - end) // 2)
        edges += [end + half, start - half]
    if regions:
        edges.append(min(samples, regions[-1][1] + pad))
    return list(zip(edges[::2], edges[1::2], strict=True))


def split_long(regions: Sequence[Region], probability: np.ndarray, longest: int) -> list[Region]:
    """Regions of at most `longest` samples: a longer one is cut where speech was least likely in the
    last half of what may be taken (a breath), over about a tenth of a second."""
    smooth = np.convolve(probability, np.ones(3) / 3, mode="same") if len(probability) >= 3 else probability
    out: list[Region] = []
    for start, end in regions:
        a = start
        while end - a > longest:
            low, high = (a + longest // 2) // FRAME + 1, (a + longest) // FRAME
            cut = (low + int(np.argmin(smooth[low:high]))) * FRAME if high > low else a + longest
            out.append((a, cut))
            a = cut
        out.append((a, end))
    return out


def groups(regions: Sequence[Region], pieces: Sequence[Region], longest: int, earliest: float = 2 / 3) -> list[tuple[int, int]]:
    """Index ranges [first, last) of consecutive pieces that are at most `longest` samples together.

    `pieces` are the `regions` with their pads, which hide how long the pauses are; so the place to cut,
    after the part `earliest` of a full group, is the longest pause between the regions themselves.
    """
    out: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        total, last = 0, first
        while last < len(pieces) and (last == first or total + pieces[last][1] - pieces[last][0] <= longest):
            total += pieces[last][1] - pieces[last][0]
            last += 1
        if last < len(pieces):
            last = _best_cut(regions, pieces, first, last, total * earliest)
        out.append((first, last))
        first = last
    return out


def _best_cut(regions: Sequence[Region], pieces: Sequence[Region], first: int, last: int, least: float) -> int:
    best, longest_pause = last, regions[last][0] - regions[last - 1][1]
    kept = sum(b - a for a, b in pieces[first:last])
    for cut in range(last - 1, first, -1):
        kept -= pieces[cut][1] - pieces[cut][0]
        if kept < least:
            break
        pause = regions[cut][0] - regions[cut - 1][1]
        if pause > longest_pause:
            best, longest_pause = cut, pause
    return best


def turns(regions: Sequence[Region], pieces: Sequence[Region], longest: int, pause: int) -> list[tuple[int, int]]:
    """Like `groups`, with a border at every pause of at least `pause` samples: where speakers may change."""
    borders = [0, *(i for i in range(1, len(regions)) if regions[i][0] - regions[i - 1][1] >= pause), len(regions)]
    return [
        (first + i, first + j)
        for first, last in pairwise(borders)
        for i, j in groups(regions[first:last], pieces[first:last], longest, earliest=0.3)
    ]


def halves(chunk: Chunk) -> list[Chunk]:
    """The chunk in two at the piece border nearest its middle; one long piece is cut in the middle."""
    if len(chunk.pieces) == 1:
        ((a, b),) = chunk.pieces
        return [Chunk(((a, (a + b) // 2),), chunk.language), Chunk((((a + b) // 2, b),), chunk.language)]
    heard, best, nearest = 0, 1, chunk.samples
    for i, (a, b) in enumerate(chunk.pieces[:-1], start=1):
        heard += b - a
        if abs(2 * heard - chunk.samples) < nearest:
            best, nearest = i, abs(2 * heard - chunk.samples)
    return [Chunk(chunk.pieces[:best], chunk.language), Chunk(chunk.pieces[best:], chunk.language)]
