"""The forms in which a reference may come, each to turns by recording.

Sources. STM: NIST OpenASR20 evaluation plan v1.5, appendix on reference transcripts (`file channel
speaker start end [<labels>] words`, comments begin with `;;`). SegLST: the JSON list of segments of MeetEval
(`session_id, speaker, start_time, end_time, words`, seconds). RTTM: `reflect.model.rttm`. Our own export:
`reflect.exchange.reflect_json`; its turns are the reference (a person corrects turns, not activities).
The dialogue JSON is ours too: what our tools that make test recordings write.
"""

from __future__ import annotations

import json
import re
from typing import Any

from reflect.errors import FormatError
from reflect.evaluation.reference import FORMS, ReferenceTurn
from reflect.model.codec import KINDS, MAX_MS, from_plain
from reflect.model.rttm import read_rttm
from reflect.model.span import Span
from reflect.model.speech import Transcript

Recordings = dict[str, list[ReferenceTurn]]

_LABELS = re.compile(r"<[^<>\s]*(,[^<>\s]*)+>\s*")
_NOT_SCORED = "ignore_time_segment_in_scoring"


def from_rttm(text: str, name: str) -> Recordings:
    return {file: [ReferenceTurn(a.speaker, a.span) for a in activities] for file, activities in read_rttm(text, name).items()}


def from_stm(text: str, name: str) -> Recordings:
    files: Recordings = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(";;"):
            continue
        where = f"{name}, line {number}"
        fields = line.split(maxsplit=5)
        if len(fields) < 5:
            raise FormatError(f"{where}: an STM line is `file channel speaker start end words`, this has {len(fields)} fields. Correct it.")
        words = _LABELS.sub("", fields[5], count=1) if len(fields) > 5 and fields[5].startswith("<") else "".join(fields[5:])
        if words.strip().lower() == _NOT_SCORED:
            raise FormatError(f"{where}: stretches that are not to be scored are not supported. Measure a part with --from and --to.")
        span = _seconds_span(fields[3], fields[4], where)
        files.setdefault(fields[0], []).append(ReferenceTurn(fields[2], span, words.strip()))
    return files


def from_json(text: str, name: str) -> Recordings:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(f"{name}, line {error.lineno}: it is not JSON ({error.msg}). Allowed: {FORMS}.") from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: it is not usable JSON. Allowed: {FORMS}.") from error
    if isinstance(data, list):
        return _from_seglst(data, name)
    if isinstance(data, dict) and ("transcript" in data or data.get("schema") == KINDS[Transcript].schema):
        return _from_export(data.get("transcript", data), name)
    if isinstance(data, dict) and isinstance(data.get("turns"), list):
        return {"": [_dialogue_turn(turn, f"{name}, turns[{i}]") for i, turn in enumerate(data["turns"])]}
    raise FormatError(f"{name}: this JSON has none of the known shapes. Allowed: {FORMS}.")


def _from_export(data: Any, name: str) -> Recordings:
    try:
        transcript = from_plain(Transcript, data)
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from error
    return {"": [ReferenceTurn(turn.speaker, turn.span, turn.text) for turn in transcript.turns if turn.words]}


def _dialogue_turn(turn: Any, where: str) -> ReferenceTurn:
    turn = _object(turn, where)
    speaker, text = _string(turn, "speaker", where), turn.get("text")
    start_ms, end_ms = turn.get("start_ms"), turn.get("end_ms")
    if type(start_ms) is not int or type(end_ms) is not int or not 0 <= start_ms <= end_ms <= MAX_MS:
        raise FormatError(f"{where}: start_ms and end_ms are not whole milliseconds in order from 0. Correct them.")
    if text is not None and not isinstance(text, str):
        raise FormatError(f"{where}: text is not text. Correct it, or leave it out in every turn.")
    return ReferenceTurn(speaker, Span(start_ms, end_ms), text)


def _from_seglst(data: list[Any], name: str) -> Recordings:
    files: Recordings = {}
    for i, segment in enumerate(data):
        where = f"{name}, item {i + 1}"
        segment = _object(segment, where)  # noqa: PLW2901
        span = _seconds_span(segment.get("start_time"), segment.get("end_time"), where)
        words = None if segment.get("words") is None else _string(segment, "words", where)
        turn = ReferenceTurn(_string(segment, "speaker", where), span, words)
        files.setdefault(str(segment.get("session_id", "")), []).append(turn)
    return files


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"{where}: it is not an object with a speaker and times. Allowed: {FORMS}.")
    return value


def _string(item: dict[str, Any], key: str, where: str) -> str:
    if not isinstance(item.get(key), str):
        raise FormatError(f"{where}: {key} is missing or not text. Correct it.")
    return str(item[key])


def _seconds_span(start: Any, end: Any, where: str) -> Span:
    """Seconds as numbers or as text (SegLST allows both)."""
    if isinstance(start, bool) or isinstance(end, bool) or "_" in f"{start}{end}":
        raise FormatError(f"{where}: start and end are not seconds. Correct them.")
    try:
        start_s, end_s = float(start), float(end)
    except (TypeError, ValueError) as error:
        raise FormatError(f"{where}: start and end are not seconds. Correct them.") from error
    if not 0 <= start_s <= end_s <= MAX_MS / 1000:  # false for NaN
        raise FormatError(f"{where}: start and end are not seconds in order from 0 to {MAX_MS // 1000}. Correct them.")
    return Span.from_seconds(start_s, end_s)
