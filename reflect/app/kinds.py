"""Sections of Maten about what kind of thing happens: overlaps, silences, chains, questions, talk about the talk."""

from __future__ import annotations

from reflect.app.numbers import (
    MOST,
    Plain,
    Talk,
    cell,
    count_cell,
    moment,
    number,
    person_cell,
    said,
    seconds,
    spans_of,
    table,
)
from reflect.measures import Measure
from reflect.model.span import Span

OVERLAPS = ("backchannel_turns", "interruptions_taken", "interruptions_tried", "edge_overlaps", "interruption_share")
INTERRUPTIONS = ("interruptions_taken", "interruptions_tried")
SILENCES = ("silence_then_answer", "silence_then_asker", "silence_then_other", "silence_then_same")
FORMS = ("questions_open", "questions_closed", "questions_leading")


def overlaps(talk: Talk) -> Plain | None:
    """Of each voice: what it says while the other speaks."""
    return _of_each(talk, "overlaps", OVERLAPS)


def questions(talk: Talk) -> Plain | None:
    """Of each voice: its questions by kind, and how soon it answers those of others."""
    return _of_each(talk, "question_kinds", (*FORMS, "questions_stacked", "answer_offset_median"))


def _of_each(talk: Talk, name: str, measures: tuple[str, ...]) -> Plain | None:
    rows = []
    for person in talk.people():
        found = [talk.of(m, person["label"]) for m in measures]
        cells = [cell(talk, m) if m is not None and (m.unit == "ms" or m.name.endswith("_share")) else count_cell(talk, m) for m in found]
        rows.append([person_cell(person), *({**c, "end": True} for c in cells)])
    if not rows:
        return None
    section = table(talk, name, [talk.t("measures.who"), *(talk.t(f"measures.{m}") for m in measures)], rows)
    return {**section, "note": talk.t(f"measures.table_{name}_about")}


def interruptions(talk: Talk) -> Plain | None:
    return _moments(talk, "interruptions", INTERRUPTIONS, talk.t("measures.how"))


def questions_in_order(talk: Talk) -> Plain | None:
    """Every question with who asks and its kind; every sentence with a question mark where kinds cannot be told."""
    known = any(m.name in FORMS and m.reason is None for m in talk.measures)
    return _moments(talk, "questions", FORMS if known else ("question_sentences",), talk.t("measures.kind") if known else "")


def metacommunication(talk: Talk) -> Plain | None:
    return _moments(talk, "metacommunication", ("metacommunicative_turns",), "")


def _moments(talk: Talk, name: str, measures: tuple[str, ...], kind: str) -> Plain | None:
    """A line for each moment of these measures, in order: when, who, what kind (when it has a name) and the words."""
    found = sorted(_found(talk, measures), key=lambda line: line[0])
    rows = []
    for span, person, measure in found[:MOST]:
        told = [{"text": talk.t(f"measures.one_{measure.name}")}] if kind else []
        rows.append([moment(span), person_cell(person), *told, {"text": said(talk, span, person["label"])}])
    if not rows:
        return None
    columns = [talk.t("measures.when"), talk.t("measures.who"), *([kind] if kind else []), talk.t("measures.words")]
    return {**table(talk, name, columns, rows), "note": more(talk, len(found))}


def _found(talk: Talk, measures: tuple[str, ...]) -> list[tuple[Span, Plain, Measure]]:
    each = [(person, talk.of(name, person["label"])) for person in talk.people() for name in measures]
    return [(span, person, m) for person, m in each if m is not None for span in m.spans]


def silences(talk: Talk) -> Plain | None:
    """The longest silences, with what follows and who ends them."""
    found = talk.of("silence_count")
    if found is None or not found.spans:
        return None
    then = {span: name for name in SILENCES for span in spans_of(talk.of(name))}
    ended = {span: person for person in talk.people() for span in spans_of(talk.of("silence_ended", person["label"]))}
    rows = []
    for span in sorted(found.spans, key=lambda s: -s.duration_ms)[:MOST]:
        follows = talk.t(f"measures.one_{then[span]}") if span in then else ""
        who = person_cell(ended[span]) if span in ended else {"text": ""}
        rows.append([moment(span), {"text": seconds(talk, span.duration_ms), "end": True}, {"text": follows}, who])
    columns = [talk.t(f"measures.{name}") for name in ("when", "lasts", "then", "who")]
    counts = " · ".join(_count(talk, name) for name in SILENCES if talk.of(name) is not None)
    return {**table(talk, "silences", columns, rows), "note": " ".join(filter(None, [counts, more(talk, len(found.spans))]))}


def _count(talk: Talk, name: str) -> str:
    measure = talk.of(name)
    return f"{talk.t(f'measures.one_{name}')}: {measure.count if measure else 0}"


def chains(talk: Talk) -> Plain | None:
    """The chains of short turns: when, how long, how many turns."""
    found = talk.of("chain_count")
    if found is None or not found.spans:
        return None
    inside = spans_of(talk.of("chain_turns_share"))
    rows = []
    for span in sorted(found.spans, key=lambda s: -s.duration_ms)[:MOST]:
        turns = sum(span.start_ms <= turn.start_ms < span.end_ms for turn in inside)
        rows.append([moment(span), {"text": seconds(talk, span.duration_ms), "end": True}, {"text": number(talk, turns, 0), "end": True}])
    columns = [talk.t("measures.when"), talk.t("measures.lasts"), talk.t("measures.turn_count")]
    return {**table(talk, "chains", columns, rows), "note": talk.t("measures.table_chains_about")}


def more(talk: Talk, count: int) -> str:
    """That not all lines are shown."""
    return talk.t("measures.first_of", part=MOST, whole=count) if count > MOST else ""
