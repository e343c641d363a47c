"""What coded dialogues taught about words and turns that no cue names, as one weight for each observation and code.

    chance(code) = 1 / (1 + exp(-(bias + Σ value · weight)))

a logistic regression for each code. The observations are words, pairs of words and how a turn begins, its shape and timing, what comes
before and after it, and what the cues say. The weights stand in `kijkwijzer/weights.nl.json`; `tests/bench/learn_suggestions.py` makes
them from `tests/suggestions/dialogues/`. They only weigh: a turn about
which no cue says anything is not proposed, so each proposal has a reason to check on the film.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reflect.errors import NotFoundError
from reflect.resources import resource
from reflect.suggestions.asking import asks, questions
from reflect.suggestions.flow import before
from reflect.suggestions.pattern import COMMON
from reflect.suggestions.words import Line

Row = dict[str, float]
"""Observation → value, of one turn."""

STEM = 5
"""Letters of a word that count: "bellen", "belde" and "bel" stay apart, "werkgever" and "werkgevers" do not."""
PAIR = 0.5
NEIGHBOUR = CUES = 2.0
"""How heavy an observation is; the regression is regularised, so a heavier one needs less of a weight."""
PERSONS = {
    **dict.fromkeys(("ik", "me", "mijn"), "ik"),
    **dict.fromkeys(("u", "je", "uw", "jouw"), "u"),
    **dict.fromkeys(("we", "ons", "onze"), "ons"),
    **dict.fromkeys(("hij", "ze", "hem", "haar"), "hem"),
    "jullie": "jullie",
}
"""The first of these in a turn says whom it is about."""
_PAUSES = ((2_000, "stil>2"), (1_200, "stil>1.2"), (-150, "vlot"))
_LENGTHS = ((40, "40"), (25, "25"), (15, "15"), (8, "8"), (3, "3"))
_EVEN, _HIGH = 0.28, 0.45
"""The chance from which proposing pays (best F in cross-validation) is shown as the strength from which is proposed."""
_BEND = float(np.log(_HIGH) / np.log(_EVEN))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`table[numbers[observation]]` holds a weight for each of `codes`."""

    codes: tuple[str, ...]
    bias: npt.NDArray[np.float64]
    numbers: Mapping[str, int]
    table: npt.NDArray[np.float64]

    def strengths(self, rows: Sequence[Row], least: float) -> list[dict[str, float]]:
        """For every row, code → strength from 0 to 1 on the scale of the cues, where that is `least` or more."""
        found: list[dict[str, float]] = [{} for _ in rows]
        numbers: list[int] = []
        values: list[float] = []
        begins: list[int] = []
        for row in rows:
            begins.append(len(numbers))
            numbers.append(0)  # an observation with value 0, so that no row is empty
            values.append(0.0)
            for name, value in row.items():
                if (n := self.numbers.get(name)) is not None:
                    numbers.append(n)
                    values.append(value)
        if not rows or not len(self.table):
            return found
        totals = self.bias + np.add.reduceat(np.array(values)[:, None] * self.table[numbers], begins)
        strengths = (1 / (1 + np.exp(-totals))) ** _BEND
        for n, code in np.argwhere(strengths >= least):
            found[n][self.codes[code]] = float(strengths[n, code])
        return found


@lru_cache(maxsize=4)
def weights(language: str) -> Weights | None:
    """The weights that come with reflect for this language; None when there are none."""
    try:
        text = resource(f"kijkwijzer/weights.{language}.json").read_text("utf-8")
    except NotFoundError:
        return None
    return loads(text)


def loads(text: str) -> Weights:
    """Weights from JSON: {"codes": […], "bias": […], "weights": {observation: [hundredths, one for each code]}}."""
    data = json.loads(text)
    names = data["weights"]
    table = np.array(list(names.values()), dtype=np.float64).reshape(len(names), len(data["codes"])) / 100
    return Weights(tuple(data["codes"]), np.array(data["bias"]) / 100, {name: n for n, name in enumerate(names)}, table)


def observed(lines: Sequence[Line], said: Sequence[Mapping[str, float]], strengths: Sequence[Mapping[str, float]]) -> list[Row]:
    """Every turn's observations. `said` is code → strength by words and shape alone, `strengths` with what follows what."""
    asking = [asks(line) for line in lines]
    pauses = [_pause(lines, n) for n in range(len(lines))]
    content = [{word for word in line.words if len(word) >= STEM and word not in COMMON} for line in lines]
    rows = []
    for n, line in enumerate(lines):
        side, other = line.side[:1], before(lines, n)
        row = _words(line, side)
        for mark in _marks(lines, n, asking, pauses, other):
            row[f"{side}/{mark}"] = 1.0
        if other is not None:
            for code, strength in said[other].items():
                row[f"{side}/na:{code}"] = NEIGHBOUR * strength
        if n + 1 < len(lines):
            for code, strength in said[n + 1].items():
                row[f"{side}/dan{lines[n + 1].side[:1]}:{code}"] = NEIGHBOUR * strength
        if n and lines[n - 1].turn.speaker != line.turn.speaker:
            row[f"{side}/echo{min(2, len(content[n] & content[n - 1]))}"] = 1.0
            if line.words and line.words[0] in content[n - 1]:
                row[f"{side}/begint_met_echo"] = 1.0
        for code, strength in strengths[n].items():
            row[f"cue:{code}"] = CUES * strength
        rows.append(row)
    return rows


def _marks(lines: Sequence[Line], n: int, asking: Sequence[bool], pauses: Sequence[str], other: int | None) -> list[str]:
    """Shape and timing of a turn; `other` is the turn that it follows."""
    line = lines[n]
    pause, length, mood = pauses[n], _length(line), "vraagt" if asking[n] else "zegt"
    asked = min(3, questions(line)) if asking[n] else 0
    marks = [pause, mood, length, mood + length, pause + length, f"deel{5 * n // len(lines)}", f"vragen{asked}"]
    if "!" in line.turn.text:
        marks.append("!")
    if n + 1 < len(lines):
        marks.append("dan:" + pauses[n + 1])
    if other is not None:
        follows = "na_vraag" if asking[other] else "na_zin"
        marks += [follows, follows + pause, follows + length]
    return marks


def _words(line: Line, side: str) -> Row:
    words = [word[:STEM] for word in line.words]
    row = {f"{side}:{a} {b}": PAIR for a, b in pairwise(words)}
    row |= {f"{side}:{word}": 1.0 for word in words}
    about = next((PERSONS[word] for word in line.words if word in PERSONS), "niemand")
    row[f"{side}/over_{about}"] = 1.0
    if words:
        row[f"{side}^{words[0]}"] = 1.0
        row[f"{side}^{' '.join(words[:2])}"] = 1.0
    return row


def _pause(lines: Sequence[Line], n: int) -> str:
    ms = lines[n].span.start_ms - lines[n - 1].span.end_ms if n else 0
    return next((name for least, name in _PAUSES if ms > least), "door_elkaar")


def _length(line: Line) -> str:
    return "lang>" + next((name for least, name in _LENGTHS if len(line.words) > least), "0")
