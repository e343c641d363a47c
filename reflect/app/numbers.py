"""Numbers as people read them here, with the moments on the film behind them. Knows nothing of Streamlit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reflect.exchange.plain_text import one_line, shorten
from reflect.measures import Measure
from reflect.model.span import Span, clock_text
from reflect.model.speech import Speaker, Transcript, Word
from reflect.serving import payload

Plain = dict[str, Any]
Say = Callable[..., str]

MOST = 200
"""So many moments of one number, or lines of one table, are shown."""
LONGEST_TEXT = 220
OF_TIME = frozenset(["talking_share", "silence_share", "together_share", "chain_time_share"])
"""Shares of time; the others are shares of a count."""
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Sitting:
    """A recording of the case: its name on the page, who speaks in it, and its numbers."""

    recording: str
    title: str
    speakers: Sequence[Speaker]
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Talk:
    """What the page draws: the talk, its measures, those of its thirds and of the other recordings of its case, and how people and
    numbers are written."""

    transcript: Transcript
    measures: Sequence[Measure]
    t: Say
    language: str
    thirds: Mapping[tuple[str, str | None, int], Measure] = field(default_factory=dict)
    sittings: Sequence[Sitting] = ()
    _words: dict[str, tuple[list[int], list[Word]]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, name: str, speaker: str | None = None) -> Measure | None:
        return next((m for m in self.measures if m.name == name and m.speaker == speaker), None)

    def of_part(self, name: str, speaker: str | None, part: int) -> Measure | None:
        return self.thirds.get((name, speaker, part))

    def words_of(self, speaker: str) -> tuple[list[int], list[Word]]:
        """The words of a voice in order of their start, and those starts."""
        if speaker not in self._words:
            words = sorted((w for t in self.transcript.turns if t.speaker == speaker for w in t.words), key=lambda w: w.span)
            self._words[speaker] = [w.span.start_ms for w in words], words
        return self._words[speaker]

    def people(self) -> list[Plain]:
        return [p for p in payload.speakers(self.transcript, self.language) if any(m.speaker == p["label"] for m in self.measures)]


# ---- numbers ----------------------------------------------------------------------------------


def cell(talk: Talk, measure: Measure | None) -> Plain:
    """A number as text, with the moments it rests on; a dash where there is none, with the reason."""
    if measure is None or measure.value is None:
        return {"text": "–", "hint": why_not(talk, measure)} if measure is not None and measure.reason else {"text": "–"}
    return {"text": value_text(talk, measure), "hint": rests_on(talk, measure), **places(measure.spans)}


def count_cell(talk: Talk, measure: Measure | None) -> Plain:
    """How many there are, with of how many as the hint."""
    if measure is None or measure.value is None:
        return cell(talk, measure)
    return {**counted(measure.count, measure.spans), "hint": rests_on(talk, measure)}


def why_not(talk: Talk, measure: Measure) -> str:
    return talk.t(f"measures.because_{measure.reason.name.lower()}") if measure.reason else ""


def value_text(talk: Talk, measure: Measure) -> str:
    value = measure.value or 0.0
    if measure.unit == "ms":
        return seconds(talk, value)
    if measure.unit == "share":
        return f"{number(talk, 100 * value, 0)} %"
    return number(talk, value, 1 if measure.name.endswith("_mean") else 0)


def rests_on(talk: Talk, measure: Measure) -> str:
    """The counts under a share, so that nobody quotes a percentage of three."""
    if measure.unit != "share" or measure.numerator is None or measure.denominator is None:
        return ""
    of_time = measure.name in OF_TIME
    low, high = (seconds(talk, v) if of_time else number(talk, v, 0) for v in (measure.numerator, measure.denominator))
    return talk.t("measures.of", part=low, whole=high)


def seconds(talk: Talk, ms: float) -> str:
    """A length: seconds with a decimal, from a minute on as on a clock."""
    return clock_text(round(ms)) if ms >= MINUTE else f"{number(talk, ms / 1000, 1)} s"


def number(talk: Talk, value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return (text.replace(".", ",") if talk.language == "nl" else text).replace("-", "−")


def class_name(talk: Talk, measure: Measure) -> str:
    if measure.low is None:
        return talk.t("measures.under", s=_edge(talk, measure.high))
    if measure.high is None:
        return talk.t("measures.over", s=_edge(talk, measure.low))
    return talk.t("measures.between", low=_edge(talk, measure.low), high=_edge(talk, measure.high))


def _edge(talk: Talk, ms: int | None) -> str:
    return number(talk, (ms or 0) / 1000, 1)


# ---- moments ----------------------------------------------------------------------------------


def moment(span: Span) -> Plain:
    return {"text": clock_text(span.start_ms), "t": span.start_ms}


def person_cell(person: Plain) -> Plain:
    return {"text": person["shown"], "colour": person["colour"]}


def said(talk: Talk, span: Span, speaker: str) -> str:
    """The words of this voice in the span."""
    starts, words = talk.words_of(speaker)
    near = words[bisect_left(starts, span.start_ms) : bisect_left(starts, span.end_ms)]
    return shorten(one_line(" ".join(w.text for w in near if w.span.end_ms <= span.end_ms)), LONGEST_TEXT)


def table(talk: Talk, name: str, columns: list[str], rows: list[list[Plain]]) -> Plain:
    title = talk.t(f"measures.table_{name}")
    return {"kind": "table", "title": title, "note": "", "label": title, "columns": columns, "rows": rows}


def spans_of(measure: Measure | None) -> tuple[Span, ...]:
    return () if measure is None else measure.spans


def counted(count: int, spans: Sequence[Span]) -> Plain:
    return {"text": str(count), **places(spans)}


def places(spans: Sequence[Span]) -> Plain:
    """Where a number can be seen: the first moment, and all of them when there are more."""
    if not spans:
        return {}
    starts = [span.start_ms for span in spans[:MOST]]
    return {"t": starts[0], "all": starts} if len(starts) > 1 else {"t": starts[0]}
