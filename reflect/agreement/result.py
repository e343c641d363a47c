"""What a comparison of two coders gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reflect.agreement.disagreeing import Disagreement
from reflect.agreement.settings import Settings
from reflect.agreement.why import Why
from reflect.model.fragment import Perspective

FIGURES = {
    "observed": "share of the units in which the coders did the same",
    "kappa": "Cohen's kappa on units of time",
    "pooled_kappa": "kappa pooled over the codes (De Vries et al. 2008)",
    "alpha": "Krippendorff's alpha, nominal, on units of time",
    "unitised_alpha": "Krippendorff's alpha for unitised data (2019, 12.6)",
    "precision": "pairs that share time, of the fragments of the second coder",
    "recall": "pairs that share time, of the fragments of the first coder",
    "f": "harmonic mean of the two above",
    "edge_precision": "pairs with the same edges within the tolerance, of the fragments of the second coder",
    "edge_recall": "pairs with the same edges within the tolerance, of the fragments of the first coder",
    "edge_f": "harmonic mean of the two above",
}
"""Every figure with what it is, in the order of a table."""


class Level(StrEnum):
    """What a row is about. Overall, the value of a unit is the set of all codes (themes) that it bears."""

    ALL_CODES = "all codes"
    ALL_THEMES = "all themes"
    THEME = "theme"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is `numerator` / `denominator`, with an interval from `low` to `high`.

    Where there is no value, `why` says why; where there is no interval, `why_no_interval` does.
    """

    name: str
    numerator: float
    denominator: float
    low: float | None = None
    high: float | None = None
    why: Why | None = None
    why_no_interval: Why | None = None

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.why is None else None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures about one code, one theme, or all of them (`code` is empty then).

    `fragments_a`, `fragments_b` count what each coder has of it; `pairs` those that share time, `edge_pairs` those with the same
    edges within the tolerance. The rest counts units of time: to which `both` gave it, `only_a`, `only_b`, `neither`. Overall, `both`
    is about units with exactly the same codes, and `other` counts those to which each coder gave codes that are not the same.
    """

    level: Level
    code: str
    fragments_a: int
    fragments_b: int
    pairs: int
    edge_pairs: int
    both: int
    only_a: int
    only_b: int
    other: int
    neither: int
    figures: tuple[Figure, ...]

    @property
    def units(self) -> int:
        return self.both + self.only_a + self.only_b + self.other + self.neither

    def figure(self, name: str) -> Figure:
        return next(f for f in self.figures if f.name == name)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the data that a reader must know. `key` is one of `NOTES`; `values` fill in its text."""

    key: str
    values: dict[str, int | str]

    def __str__(self) -> str:
        return NOTES[self.key].format(**self.values)


NOTES = {
    "observations": "{count} observations without a code were left out.",
    "renamed": "{count} fragments were coded with an older codebook; their codes are read as they are called now.",
    "gone": "{count} fragments were left out because {book} has no code for them: {codes}.",
    "cut": "{count} fragments were cut at the end of the recording.",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders compared. The rows are: all codes, all themes, each theme in the order of the codebook with its codes under it."""

    coder_a: str
    coder_b: str
    duration_ms: int
    codebook: str
    settings: Settings
    perspective: Perspective | None
    rows: tuple[Row, ...]
    disagreements: tuple[Disagreement, ...]
    notes: tuple[Note, ...] = ()

    @property
    def overall(self) -> Row:
        return self.rows[0]

    def repeats(self, row: Row) -> bool:
        """Whether this is a code that is all there is of its theme, so that its figures stand with the theme already."""
        theme = row.code.partition(".")[0]
        return row.level is Level.CODE and sum(r.level is Level.CODE and r.code.partition(".")[0] == theme for r in self.rows) == 1
