"""Two coders compared: every row and figure of an `Agreement`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reflect.agreement import kappa, pieces
from reflect.agreement.bootstrap import Resamples, resamples
from reflect.agreement.coding import Coding, coding, notes
from reflect.agreement.disagreeing import disagreements
from reflect.agreement.kappa import Pair
from reflect.agreement.matching import pairs
from reflect.agreement.result import Agreement, Figure, Level, Row
from reflect.agreement.settings import Settings
from reflect.agreement.units import Bools, Floats, Grid
from reflect.agreement.why import Reason, Why
from reflect.codebook import Codebook
from reflect.errors import InputError
from reflect.model.fragment import Fragment, Perspective


def compare(
    of_a: Sequence[Fragment],
    of_b: Sequence[Fragment],
    duration_ms: int,
    book: Codebook,
    settings: Settings | None = None,
    *,
    coders: tuple[str, str] | None = None,
    perspective: Perspective | None = None,
) -> Agreement:
    """How far two coders agree about a recording of `duration_ms`.

    Deleted fragments do not count; observations have no code and are left out; codes of older codebooks are read as `book` calls
    them now. `perspective` takes the fragments of one perspective only. `coders` names the two; else their fragments do.
    InputError for a fragment that lasts no time or lies outside the recording, and for a recording without length.
    """
    if duration_ms <= 0:
        raise InputError("A recording without length cannot be compared. Give its length.")
    settings = settings or Settings()
    names = coders or (_name(of_a, "A"), _name(of_b, "B"))
    a, b = (coding(name, given, duration_ms, book, perspective) for name, given in zip(names, (of_a, of_b), strict=True))
    rows = tuple(_Comparison.of(a, b, Grid(duration_ms, settings.unit_ms), settings).rows(book))
    apart = disagreements(a.fragments, b.fragments, settings.tolerance_ms)
    return Agreement(*names, duration_ms, book.name, settings, perspective, rows, apart, notes((a, b), book))


def _name(fragments: Sequence[Fragment], otherwise: str) -> str:
    names = {f.coder for f in fragments}
    return names.pop() if len(names) == 1 else otherwise


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The two coders, and what all rows share."""

    a: Coding
    b: Coding
    grid: Grid
    settings: Settings
    drawn: Resamples
    counted: Bools
    """The units that kappa and alpha are about."""

    @classmethod
    def of(cls, a: Coding, b: Coding, grid: Grid, settings: Settings) -> _Comparison:
        every = [([f.span for f in a.fragments], [f.span for f in b.fragments])]
        counted = np.ones(grid.count, dtype=bool) if settings.count_uncoded else pieces.someone(every, grid)
        return cls(a, b, grid, settings, resamples(grid, settings), counted)

    def rows(self, book: Codebook) -> Iterator[Row]:
        used = {f.code for side in (self.a, self.b) for f in side.fragments}
        codes = [c for theme in book.themes for c in (theme.code, *(code.code for code in theme.codes)) if c in used]
        themes = list(dict.fromkeys(code.partition(".")[0] for code in codes))
        of_codes = [(self.a.spans(c), self.b.spans(c)) for c in codes]
        of_themes = [(self.a.spans_of_theme(t), self.b.spans_of_theme(t)) for t in themes]
        yield self.row(Level.ALL_CODES, "", of_codes)
        yield self.row(Level.ALL_THEMES, "", of_themes)
        for theme, sides in zip(themes, of_themes, strict=True):
            row = self.row(Level.THEME, theme, [sides])
            yield row
            under = [(c, spans) for c, spans in zip(codes, of_codes, strict=True) if c.partition(".")[0] == theme]
            for code, spans in under:
                alone = len(under) == 1  # then it has the figures of its theme
                yield replace(row, level=Level.CODE, code=code) if alone else self.row(Level.CODE, code, [spans])

    def row(self, level: Level, code: str, labels: pieces.Labels) -> Row:
        labels = labels or [((), ())]
        of_a, of_b = (sum(len(sides[i]) for sides in labels) for i in (0, 1))
        units = pieces.by_unit(labels, self.grid, self.counted)
        shared, strict = self.matched(labels), self.matched(labels, self.settings.tolerance_ms)
        figures = (
            *self.of_units(units, labels, level in (Level.ALL_CODES, Level.ALL_THEMES), of_a + of_b),
            *self.of_fragments("", shared, of_a, of_b),
            *self.of_fragments("edge_", strict, of_a, of_b),
        )
        return Row(level, code, of_a, of_b, int(shared[:, 0].sum()), int(strict[:, 0].sum()), *units.counts(), figures)

    # ---- units of time ------------------------------------------------------------------------

    def of_units(self, units: pieces.Crossed, labels: pieces.Labels, overall: bool, fragments: int) -> Iterator[Figure]:
        why = None if fragments else Why(Reason.NOTHING)
        if why is None and not self.counted.any():
            why = Why(Reason.NO_UNITS)
        whole, drawn = units.sums.sum(axis=0), self.drawn.sums(units.sums)
        yield self.figure("observed", units.observed(whole), units.observed(drawn), why)
        yield self.figure("kappa", units.kappa(whole), units.kappa(drawn), why)
        if overall:
            four = pieces.yes_no(labels, self.grid, self.counted)
            yield self.figure("pooled_kappa", _pooled(four.sum(axis=0)), _pooled(self.drawn.sums(four)), why)
        yield self.figure("alpha", units.alpha(whole), units.alpha(drawn), why)
        time = pieces.by_time(labels, self.grid)
        whole, drawn = time.sums.sum(axis=0), self.drawn.sums(time.sums)
        yield self.figure("unitised_alpha", time.unitised_alpha(whole), time.unitised_alpha(drawn), why)

    # ---- fragments ----------------------------------------------------------------------------

    def matched(self, labels: pieces.Labels, tolerance_ms: int | None = None) -> Floats:
        """For each unit: paired fragments of the first coder, all of them, paired fragments of the second, all of them.

        A fragment counts in the unit of its middle.
        """
        table = np.zeros((self.grid.count, 4))
        for of_a, of_b in labels:
            found = pairs(of_a, of_b, tolerance_ms)
            paired_a, paired_b = [of_a[i] for i, _ in found], [of_b[j] for _, j in found]
            for column, spans in enumerate((paired_a, of_a, paired_b, of_b)):
                for span in spans:
                    table[self.grid.unit_of(span.middle_ms), column] += 1
        return table

    def of_fragments(self, kind: str, table: Floats, of_a: int, of_b: int) -> Iterator[Figure]:
        nothing = None if of_a or of_b else Why(Reason.NOTHING)
        whole, drawn = table.sum(axis=0), self.drawn.sums(table)
        for name, share, why in (
            ("precision", _precision, nothing or (None if of_b else Why(Reason.NONE_OF_B))),
            ("recall", _recall, nothing or (None if of_a else Why(Reason.NONE_OF_A))),
            ("f", _f, nothing),
        ):
            yield self.figure(kind + name, share(whole), share(drawn), why)

    def figure(self, name: str, pair: Pair, drawn: Pair, why: Why | None) -> Figure:
        top, bottom = float(pair[0]), float(pair[1])
        if why is None and not bottom > 0:
            why = Why(Reason.SAME)
        if why is not None:
            return Figure(name, 0.0, 0.0, why=why, why_no_interval=Why(Reason.NO_VALUE))
        bounds = self.drawn.interval(*drawn)
        if isinstance(bounds, Why):
            return Figure(name, top, bottom, why_no_interval=bounds)
        return Figure(name, top, bottom, *bounds)


def _pooled(sums: Floats) -> Pair:
    return kappa.pooled(sums.reshape(*sums.shape[:-1], sums.shape[-1] // 4, 2, 2))


def _precision(sums: Floats) -> Pair:
    return sums[..., 2], sums[..., 3]


def _recall(sums: Floats) -> Pair:
    return sums[..., 0], sums[..., 1]


def _f(sums: Floats) -> Pair:
    return sums[..., 0] + sums[..., 2], sums[..., 1] + sums[..., 3]
