"""Sections of Maten about change: from the first third of a talk to the last, and over the recordings of its case."""

from __future__ import annotations

from reflect.app.numbers import Plain, Talk, cell, person_cell, table, why_not
from reflect.measures.course import course as lines_of
from reflect.serving import payload

OF_ALL = ("transfer_offset_median", "transfer_overlaps", "silence_count", "chain_count")
OF_EACH = (
    "talking_share",
    "turn_length_median",
    "longest_monologue",
    "interruption_share",
    "question_sentences",
    "questions_open",
    "metacommunicative_turns",
)
"""What is shown per third and over a case; all the others are in the exports."""
SHARES = ("talking_share", "question_sentences", "questions_open", "metacommunicative_turns")
THIRDS = (1, 2, 3)


def thirds(talk: Talk) -> Plain | None:
    """Each measure in the first, the middle and the last third of the talk; or why there are no thirds."""
    if not talk.thirds:
        return None
    title = {"kind": "note", "title": talk.t("measures.table_thirds")}
    short = next(iter(talk.thirds.values()))
    if all(m.value is None for m in talk.thirds.values()):
        return {**title, "note": talk.t("measures.not_computable", why=why_not(talk, short))}
    rows = [_third(talk, name, person) for name in OF_EACH for person in talk.people()]
    rows += [_third(talk, name, None) for name in OF_ALL]
    columns = [talk.t("measures.measure"), talk.t("measures.who"), *(talk.t(f"measures.third_{n}") for n in THIRDS)]
    return {**table(talk, "thirds", columns, rows), "note": talk.t("measures.table_thirds_about")}


def _third(talk: Talk, name: str, person: Plain | None) -> list[Plain]:
    found = [talk.of_part(name, person["label"] if person else None, n) for n in THIRDS]
    return [
        {"text": label(talk, name)},
        person_cell(person) if person else {"text": talk.t("measures.together")},
        *({**cell(talk, m), "end": True} for m in found),
    ]


def course(talk: Talk) -> Plain | None:
    """Each measure in every recording of the case, in order of time; nothing for a case of one recording."""
    if len(talk.sittings) < 2:
        return None
    lines = {(line.name, line.who): line for line in lines_of([(s.speakers, s.measures) for s in talk.sittings])}
    rows = []
    for name in (*OF_EACH, *OF_ALL):
        for (of, who), line in lines.items():
            if of != name or (name in OF_ALL and who):
                continue
            cells = [{**cell(talk, m), "end": True, "rid": sitting.recording} for m, sitting in zip(line.found, talk.sittings, strict=True)]
            rows.append([{"text": label(talk, name)}, {"text": _role(talk, who)}, *cells])
    columns = [talk.t("measures.measure"), talk.t("measures.who"), *(s.title for s in talk.sittings)]
    return {**table(talk, "course", columns, rows), "note": talk.t("measures.table_course_about")}


def label(talk: Talk, name: str) -> str:
    """What a share is of stands in its name."""
    return talk.t(f"measures.share_{name}" if name in SHARES else f"measures.{name}")


def _role(talk: Talk, who: str) -> str:
    if not who:
        return talk.t("measures.together")
    role = payload.ROLES[talk.language].get(who, who)
    return role[:1].upper() + role[1:]
