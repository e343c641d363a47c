"""Measures as sections of a page: cards, bars and tables whose numbers know the moment they are about. Knows nothing of Streamlit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reflect.app import kinds, progress
from reflect.app.numbers import (
    MINUTE,
    Plain,
    Talk,
    cell,
    class_name,
    count_cell,
    counted,
    person_cell,
    seconds,
    spans_of,
    table,
)
from reflect.model.span import Span, clock_text

OF_EACH = (
    "speaking_time",
    "speech_rate",
    "turn_count",
    "turn_length_mean",
    "turn_length_median",
    "turn_words_mean",
    "longest_monologue",
    "transfer_offset_median",
    "question_sentences",
)
"""The columns of the table of voices."""


def sections(talk: Talk) -> list[Plain]:
    """Everything of the page, in order."""
    found = [
        cards(talk),
        shares(talk),
        minutes(talk),
        voices(talk),
        progress.thirds(talk),
        progress.course(talk),
        transfers(talk),
        kinds.overlaps(talk),
        kinds.interruptions(talk),
        kinds.silences(talk),
        kinds.chains(talk),
        kinds.questions(talk),
        kinds.questions_in_order(talk),
        kinds.metacommunication(talk),
    ]
    return [section for section in found if section is not None]


def cards(talk: Talk) -> Plain:
    t = talk.t
    asked = [m for m in talk.measures if m.name == "question_sentences"]
    items = [
        {"label": t("measures.length"), "value": {"text": clock_text(talk.transcript.duration_ms), "t": 0}},
        *(
            {"label": t(f"measures.{name}"), "value": cell(talk, talk.of(name))}
            for name in ("transfer_count", "transfer_offset_median", "transfer_overlaps", "silence_count", "silence_longest", "chain_count")
        ),
        {
            "label": t("measures.questions"),
            "value": counted(sum(m.count for m in asked), sorted(s for m in asked for s in m.spans)),
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
        found = [talk.of(name, person["label"]) for name in OF_EACH]
        numbers = [(count_cell if name == "question_sentences" else cell)(talk, m) for name, m in zip(OF_EACH, found, strict=True)]
        rows.append([person_cell(person), *({**n, "end": True} for n in numbers)])
    columns = [talk.t("measures.who"), *(talk.t(f"measures.{name}") for name in OF_EACH)]
    return table(talk, "voices", columns, rows)


def transfers(talk: Talk) -> Plain | None:
    """How much time lies between one speaker and the next, in classes."""
    classes = [m for m in talk.measures if m.name == "transfer_class"]
    most = max((m.value or 0.0 for m in classes), default=0.0)
    if not most:
        return None
    parts = [
        {"name": class_name(talk, m), "colour": "", "share": (m.value or 0.0) / most, "cell": counted(m.count, m.spans)} for m in classes
    ]
    return {"kind": "share", "title": talk.t("measures.transfers"), "note": talk.t("measures.transfers_about"), "parts": parts}


def minutes(talk: Talk) -> Plain:
    """Who speaks when: for every minute, how long each voice speaks in it."""
    people = talk.people()
    spoken = {p["label"]: by_minute(spans_of(talk.of("speaking_time", p["label"]))) for p in people}
    columns = []
    for start in range(0, max(1, talk.transcript.duration_ms), MINUTE):
        lengths = [(p, spoken[p["label"]][start // MINUTE]) for p in people]
        parts = [{"name": p["shown"], "colour": p["colour"], "share": ms / MINUTE, "text": seconds(talk, ms)} for p, ms in lengths]
        columns.append({"t": start, "label": clock_text(start), "parts": parts})
    return {"kind": "minutes", "title": talk.t("measures.by_minute"), "note": talk.t("measures.by_minute_about"), "columns": columns}


def by_minute(spans: Sequence[Span]) -> Counter[int]:
    """Number of a minute → how much of the spans lies in it, ms.

    >>> by_minute([Span(59_000, 121_000)])
    Counter({1: 60000, 0: 1000, 2: 1000})
    """
    found: Counter[int] = Counter()
    for span in spans:
        for minute in range(span.start_ms // MINUTE, (span.end_ms - 1) // MINUTE + 1):
            found[minute] += span.overlap_ms(Span(minute * MINUTE, (minute + 1) * MINUTE))
    return found
