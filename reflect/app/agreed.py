"""The agreement of two coders as sections of a page: cards, a table for each code, and where to look. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reflect.agreement import Agreement, Disagreement, Figure, Level, Row, Why
from reflect.codebook import Codebook
from reflect.exchange.plain_text import one_line, shorten
from reflect.model.fragment import Fragment
from reflect.model.span import clock_text

Plain = dict[str, Any]
Say = Callable[..., str]

ON_CARDS = ("kappa", "pooled_kappa", "alpha", "unitised_alpha", "f")
IN_TABLE = ("kappa", "alpha", "unitised_alpha", "f", "edge_f")
MOST = 500
"""So many disagreements are listed; with more, people should talk about the codebook first."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page draws, and how it is said."""

    found: Agreement
    book: Codebook
    t: Say
    language: str

    def number(self, value: float) -> str:
        text = f"{value:.2f}".replace("-", "−")
        return text.replace(".", ",") if self.language == "nl" else text

    def title(self, fragment: Fragment | None) -> str:
        return "" if fragment is None else self.book.title(fragment.code, self.language)

    def colour(self, code: str) -> str:
        theme = self.book.theme_of(code)
        return "" if theme is None else theme.colour

    def reason(self, why: Why) -> str:
        return self.t(f"agreement.why.{why.reason}", **(why.values or {}))


def sections(now: Compared) -> list[Plain]:
    """Everything of the page, in order."""
    return [cards(now), codes(now), differences(now)]


def cards(now: Compared) -> Plain:
    overall = now.found.overall
    items = [{"label": now.t(f"agreement.{name}"), "value": _card(now, overall.figure(name))} for name in ON_CARDS]
    items.append({"label": now.t("agreement.differences"), "value": {"text": str(len(now.found.disagreements))}})
    return {"kind": "cards", "title": now.t("agreement.all_codes"), "items": items}


def codes(now: Compared) -> Plain:
    """A line for each theme, with its codes under it when there are more than the theme alone."""
    shown = [row for row in now.found.rows if not now.found.repeats(row)]
    columns = [now.t("agreement.code"), one_line(now.found.coder_a), one_line(now.found.coder_b)]
    columns += [now.t(f"agreement.{name}", s=_seconds(now, now.found.settings.tolerance_ms)) for name in IN_TABLE]
    return {
        "kind": "table",
        "title": now.t("agreement.per_code"),
        "label": now.t("agreement.per_code"),
        "note": " ".join([now.t("agreement.bounds"), *dict.fromkeys(_missing(now, shown)), *_notes(now)]),
        "columns": columns,
        "rows": [_line(now, row) for row in shown],
    }


def differences(now: Compared) -> Plain:
    """Every place where the coders differ; the moment leads to the film."""
    columns = ["agreement.when", "agreement.length", "agreement.how"]
    listed = now.found.disagreements[:MOST]
    rest = len(now.found.disagreements) - len(listed)
    note = now.t("agreement.more", count=rest) if rest else ""
    return {
        "kind": "table",
        "title": now.t("agreement.where"),
        "label": now.t("agreement.where"),
        "note": note if listed else now.t("agreement.nowhere"),
        "columns": [*(now.t(key) for key in columns), one_line(now.found.coder_a), one_line(now.found.coder_b)],
        "rows": [_difference(now, one) for one in listed],
    }


def _line(now: Compared, row: Row) -> list[Plain]:
    counts = [{"text": str(count), "end": True} for count in (row.fragments_a, row.fragments_b)]
    return [_name(now, row), *counts, *({**_cell(now, row.figure(name)), "end": True} for name in IN_TABLE)]


def _name(now: Compared, row: Row) -> Plain:
    if not row.code:
        return {"text": now.t("agreement.all_codes" if row.level is Level.ALL_CODES else "agreement.all_themes")}
    if row.level is Level.THEME:
        return {"text": now.book.title(row.code, now.language), "colour": now.colour(row.code)}
    found = now.book.find(row.code)
    own = now.t("agreement.theme_itself") if "." not in row.code or found is None else found.label.of(now.language)
    return {"text": f"– {own}"}


def _card(now: Compared, figure: Figure) -> Plain:
    """The number, and under it how sure it is, or why it is not there."""
    if figure.why is not None:
        return {"text": "–", "hint": now.t("agreement.not", why=now.reason(figure.why))}
    return {"text": now.number(figure.value or 0.0), "hint": _bounds(now, figure) or now.t("agreement.no_bounds")}


def _cell(now: Compared, figure: Figure) -> Plain:
    if figure.why is not None:
        return {"text": "–", "hint": now.t("agreement.not", why=now.reason(figure.why))}
    bounds = _bounds(now, figure)
    why = figure.why_no_interval
    hint = {"hint": now.t("agreement.no_bounds_why", why=now.reason(why))} if why is not None else {}
    return {"text": now.number(figure.value or 0.0) + (f" ({bounds})" if bounds else ""), **hint}


def _bounds(now: Compared, figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return now.t("agreement.from_to", low=now.number(figure.low), high=now.number(figure.high))


def _missing(now: Compared, rows: Sequence[Row]) -> Iterator[str]:
    """What a dash stands for: each reason once."""
    for row in rows:
        for name in IN_TABLE:
            why = row.figure(name).why
            if why is not None:
                yield now.t("agreement.dash", why=now.reason(why))


def _notes(now: Compared) -> Iterator[str]:
    for note in now.found.notes:
        yield now.t(f"agreement.note.{note.key}", **note.values)


def _difference(now: Compared, one: Disagreement) -> list[Plain]:
    how = now.t(f"agreement.kind.{one.kind}", a=one_line(now.found.coder_a), b=one_line(now.found.coder_b))
    return [
        {"text": clock_text(one.span.start_ms), "t": one.span.start_ms},
        {"text": _seconds(now, one.span.duration_ms), "end": True},
        {"text": how},
        *(_side(now, f) for f in (one.a, one.b)),
    ]


def _side(now: Compared, fragment: Fragment | None) -> Plain:
    if fragment is None:
        return {"text": ""}
    times = f"{clock_text(fragment.span.start_ms)}–{clock_text(fragment.span.end_ms)}"
    note = shorten(one_line(fragment.note), 120)
    return {"text": f"{now.title(fragment)} · {times}", "colour": now.colour(fragment.code), **({"hint": note} if note else {})}


def _seconds(now: Compared, ms: int) -> str:
    text = f"{ms / 1000:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if now.language == 'nl' else text} s"
