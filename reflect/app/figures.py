"""Measures as sections of a page: cards, bars and tables whose numbers know the moment they are about. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reflect.exchange.plain_text import one_line, shorten
from reflect.measures import Measure
from reflect.model.span import Span, clock_text
from reflect.model.speech import Transcript
from reflect.serving import payload

Plain = dict[str, Any]
Say = Callable[..., str]

MOST = 200
"""So many moments of one number, or lines of one table, are shown."""
LONGEST_TEXT = 220
MINUTE = 60_000

OF_EACH = (
    "speaking_time",
    "turn_count",
    "turn_length_mean",
    "turn_length_median",
    "turn_words_mean",
    "longest_monologue",
    "transfer_offset_median",
    "question_sentences",
)
"""The columns of the table of voices."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What the page draws: the talk, its measures, and how people and numbers are written."""

    transcript: Transcript
    measures: Sequence[Measure]
    t: Say
    language: str

    def of(self, name: str, speaker: str | None = None) -> Measure | None:
        return next((m for m in self.measures if m.name == name and m.speaker == speaker), None)

    def people(self) -> list[Plain]:
        return [p for p in payload.speakers(self.transcript, self.language) if any(m.speaker == p["label"] for m in self.measures)]


def sections(talk: Talk) -> list[Plain]:
    """Everything of the page, in order."""
    found = [cards(talk), shares(talk), minutes(talk), voices(talk), transfers(talk), silences(talk), questions(talk)]
    return [section for section in found if section is not None]


def cards(talk: Talk) -> Plain:
    t = talk.t
    asked = [m for m in talk.measures if m.name == "question_sentences"]
    items = [
        {"label": t("measures.length"), "value": {"text": clock_text(talk.transcript.duration_ms), "t": 0}},
        *(
            {"label": t(f"measures.{name}"), "value": cell(talk, talk.of(name))}
            for name in ("transfer_count", "transfer_offset_median", "transfer_overlaps", "silence_count", "silence_longest")
        ),
        {
            "label": t("measures.questions"),
            "value": _counted(sum(int(m.numerator) for m in asked), sorted(s for m in asked for s in m.spans)),
        },
    ]
    return {"kind": "cards", "title": "", "items": items}


def shares(talk: Talk) -> Plain:
    parts = []
    for person in talk.people():
        measure = talk.of("talking_share", person["label"])
        if measure is not None:
            value = cell(talk, measure)
            parts.append({"name": person["shown"], "colour": person["colour"], "share": measure.value or 0.0, "cell": value})
    return {"kind": "share", "title": talk.t("measures.talking_share"), "note": talk.t("measures.talking_share_about"), "parts": parts}


def voices(talk: Talk) -> Plain:
    rows = []
    for person in talk.people():
        numbers = [cell(talk, talk.of(name, person["label"])) for name in OF_EACH]
        rows.append([{"text": person["shown"], "colour": person["colour"]}, *({**n, "end": True} for n in numbers)])
    columns = [talk.t("measures.who"), *(talk.t(f"measures.{name}") for name in OF_EACH)]
    return table(talk, "voices", columns, rows)


def transfers(talk: Talk) -> Plain | None:
    """How much time lies between one speaker and the next, in classes."""
    classes = [m for m in talk.measures if m.name == "transfer_class"]
    most = max((m.value or 0.0 for m in classes), default=0.0)
    if not most:
        return None
    parts = [
        {"name": class_name(talk, m), "colour": "", "share": (m.value or 0.0) / most, "cell": _counted(m.count, m.spans)} for m in classes
    ]
    return {"kind": "share", "title": talk.t("measures.transfers"), "note": talk.t("measures.transfers_about"), "parts": parts}


def silences(talk: Talk) -> Plain | None:
    found = talk.of("silence_count")
    if found is None or not found.spans:
        return None
    longest = sorted(found.spans, key=lambda s: -s.duration_ms)[:MOST]
    rows = [[moment(span), {"text": seconds(talk, span.duration_ms), "end": True}] for span in longest]
    return table(talk, "silences", [talk.t("measures.when"), talk.t("measures.lasts")], rows)


def questions(talk: Talk) -> Plain | None:
    """Every sentence that ends in a question mark, with who asks."""
    asked = sorted((span, person) for person in talk.people() for span in _spans(talk.of("question_sentences", person["label"])))
    if not asked:
        return None
    rows = [
        [moment(span), {"text": person["shown"], "colour": person["colour"]}, {"text": said(talk.transcript, span, person["label"])}]
        for span, person in asked[:MOST]
    ]
    return table(talk, "questions", [talk.t("measures.when"), talk.t("measures.who"), talk.t("measures.question")], rows)


def minutes(talk: Talk) -> Plain:
    """Who speaks when: for every minute, how long each voice speaks in it."""
    people = talk.people()
    spoken = {p["label"]: _spans(talk.of("speaking_time", p["label"])) for p in people}
    columns = []
    for start in range(0, max(1, talk.transcript.duration_ms), MINUTE):
        minute = Span(start, start + MINUTE)
        lengths = [(p, sum(span.overlap_ms(minute) for span in spoken[p["label"]])) for p in people]
        parts = [{"name": p["shown"], "colour": p["colour"], "share": ms / MINUTE, "text": seconds(talk, ms)} for p, ms in lengths]
        columns.append({"t": start, "label": clock_text(start), "parts": parts})
    return {"kind": "minutes", "title": talk.t("measures.by_minute"), "note": talk.t("measures.by_minute_about"), "columns": columns}


# ---- numbers ----------------------------------------------------------------------------------


def cell(talk: Talk, measure: Measure | None) -> Plain:
    """A number as text, with the moments it rests on; a dash where there is nothing to say."""
    if measure is None or measure.value is None:
        return {"text": "–"}
    return {"text": value_text(talk, measure), "hint": rests_on(talk, measure), **_places(measure.spans)}


def value_text(talk: Talk, measure: Measure) -> str:
    value = measure.value or 0.0
    if measure.unit == "ms":
        return seconds(talk, value)
    if measure.unit == "share":
        return f"{number(talk, 100 * value, 0)} %"
    return number(talk, value if measure.name == "turn_words_mean" else measure.numerator, 1 if measure.name == "turn_words_mean" else 0)


def rests_on(talk: Talk, measure: Measure) -> str:
    """The counts under a share, so that nobody quotes a percentage of three."""
    if measure.denominator is None or measure.unit == "words" or measure.name.endswith("_mean"):
        return ""
    low, high = ((seconds(talk, v) if measure.unit == "share" and v > MOST else number(talk, v, 0)) for v in _pair(measure))
    return talk.t("measures.of", part=low, whole=high)


def _pair(measure: Measure) -> tuple[float, float]:
    return measure.numerator, measure.denominator or 0.0


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


def said(transcript: Transcript, span: Span, speaker: str) -> str:
    """The words of this voice in the span."""
    near = (turn for turn in transcript.turns if turn.speaker == speaker and turn.words and turn.span.overlap_ms(span))
    words = (w for turn in near for w in turn.words if span.start_ms <= w.span.start_ms and w.span.end_ms <= span.end_ms)
    return shorten(one_line(" ".join(w.text for w in words)), LONGEST_TEXT)


def table(talk: Talk, name: str, columns: list[str], rows: list[list[Plain]]) -> Plain:
    title = talk.t(f"measures.table_{name}")
    return {"kind": "table", "title": title, "note": "", "label": title, "columns": columns, "rows": rows}


def _spans(measure: Measure | None) -> tuple[Span, ...]:
    return () if measure is None else measure.spans


def _counted(count: int, spans: Sequence[Span]) -> Plain:
    return {"text": str(count), **_places(spans)}


def _places(spans: Sequence[Span]) -> Plain:
    """Where a number can be seen: the first moment, and all of them when there are more."""
    if not spans:
        return {}
    starts = [span.start_ms for span in spans[:MOST]]
    return {"t": starts[0], "all": starts} if len(starts) > 1 else {"t": starts[0]}
