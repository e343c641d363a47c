"""Measures as rows of one long table, for a spreadsheet or a statistics program: a row for each number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reflect.measures.course import whos
from reflect.measures.measure import Measure
from reflect.model.speech import Transcript

Cell = str | int | float | bool | None

COLUMNS: Mapping[str, str] = {
    "recording": "id of the recording",
    "case": "code of the case (traject); empty for none",
    "transcript": "version of the transcript that was measured, with the number of corrections in it",
    "part": "1, 2 or 3 for a third of the talk; empty for the whole",
    "group": "talking, turns, transfers, turn_offsets, silences, overlaps, chains, questions or metacommunication",
    "measure": "name of the measure; its formula and source stand with it in reflect/measures",
    "speaker": "label of the voice (S1, S2, …); empty for the talk as a whole",
    "role": "klantmanager, client, interpreter, colleague or unknown",
    "who": "the role, or the label where two voices have the role: the same person over the recordings of a case",
    "low_ms": "lower bound of a class of a distribution, ms, included; empty without bound",
    "high_ms": "upper bound of the class, ms, not included; empty without bound",
    "value": "the number: numerator / denominator, or the numerator where there is no denominator; empty when not computable",
    "unit": "ms, share (0 to 1), words/min, or what is counted",
    "numerator": "what is counted or summed",
    "denominator": "of how many, or of how much; empty for a plain count or length",
    "count": "number of observations behind the number",
    "reason": "why there is no number",
}

WHOLE_NUMBERS = ("part", "low_ms", "high_ms", "count")
NUMBERS = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Source:
    """What was measured."""

    recording: str
    case: str
    version: str
    transcript: Transcript


def rows(source: Source, measures: Sequence[Measure]) -> Iterator[tuple[Cell, ...]]:
    """In the columns of `COLUMNS`. Never NaN: what cannot be computed is empty, with its reason.

    >>> from reflect.measures.all import of
    >>> from reflect.measures.example import TALK
    >>> next(rows(Source("r1", "", "v1.0", TALK), of(TALK)))[4:8]
    ('talking', 'talking_share', 'S1', 'klantmanager')
    """
    names = whos(source.transcript.speakers)
    for m in measures:
        value = m.value if m.value is None or m.denominator is None else round(m.value, 6)
        yield (
            *(source.recording, source.case, source.version, m.part, m.group, m.name),
            *(_voice(source.transcript, names, m.speaker)),
            *(m.low, m.high, value, m.unit, m.numerator, m.denominator, m.count, m.said),
        )


def _voice(transcript: Transcript, names: Mapping[str, str], label: str | None) -> tuple[str, str, str]:
    return ("", "", "") if label is None else (label, str(transcript.speaker(label).role), names.get(label, label))
