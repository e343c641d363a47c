"""Dialogues that a person coded, turn by turn: what proposals are measured against.

A dialogue is JSON like `{"title": "De brief", "language": "nl", "turns": [{"speaker": "client", "start_ms": 0, "end_ms": 900,
"text": "Laat maar.", "codes": ["weerstand.afhaken"]}]}`; other fields are left alone. The name of a speaker is a role
("klantmanager", "client", "interpreter", "colleague"); any other name is a voice without a role. A dialogue that was written and never
spoken has no times: then every word takes `WORD_MS`, and a turn begins `gap_ms` (or `GAP_MS`) after the last one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from reflect.errors import FormatError, NotFoundError
from reflect.model.checks import MAX_MS
from reflect.model.span import Span
from reflect.model.speech import Role, Speaker, Transcript, Turn, Word

MAX_BYTES = 20_000_000
MAX_TEXT = 20_000
FORM = 'a JSON object with "turns", each with speaker, start_ms, end_ms, text and codes'
WORD_MS, GAP_MS = 340, 300
SLIM = "interventielogica.slim"

_ROLES = {role.value: role for role in Role} | {
    "cliënt": Role.CLIENT,
    "klant": Role.CLIENT,
    "tolk": Role.INTERPRETER,
    "collega": Role.COLLEAGUE,
}


@dataclass(frozen=True, slots=True)
class Coded:
    """A turn and the codes that a person gave it."""

    span: Span
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`transcript` is what the suggestions see, `coded` is the truth: another transcript of the same talk may take the first's place."""

    name: str
    transcript: Transcript
    coded: tuple[Coded, ...]


def load_dialogue(path: Path) -> Dialogue:
    """The dialogue in a file. FormatError names the file and the turn, NotFoundError when it is not there."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFoundError(f"The dialogue {path} cannot be read ({error.strerror}). Give the path of a JSON file.") from error
    return loads_dialogue(data, path.name)


def loads_dialogue(text: str | bytes, source: str = "The dialogue") -> Dialogue:
    """The dialogue in JSON text; `source` begins every error."""
    if len(text) > MAX_BYTES:
        raise FormatError(f"{source}: it is longer than {MAX_BYTES // 1_000_000} MB. Give {FORM}.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FormatError(f"{source}{line}: it is not JSON in UTF-8. Give {FORM}.") from error
    items = data.get("turns") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise FormatError(f"{source}: it has no list of turns. Give {FORM}.")
    if not any(isinstance(item, Mapping) and ("start_ms" in item or "end_ms" in item) for item in items):
        items = _timed(items)
    pairs = [_turn(item, f"{source}, turn {n}") for n, item in enumerate(items, 1)]
    pairs.sort(key=lambda pair: pair[1].span)
    turns = tuple(turn for turn, _ in pairs if turn.words)
    coded = tuple(c for _, c in pairs)
    labels = dict.fromkeys(t.speaker for t in turns)
    speakers = tuple(Speaker(label, _ROLES.get(label.lower(), Role.UNKNOWN), label.lower() in _ROLES) for label in labels)
    language = data.get("language")
    duration_ms = max((c.span.end_ms for c in coded), default=0)
    return Dialogue(source, Transcript(language if isinstance(language, str) else "nl", duration_ms, speakers, turns), coded)


def _timed(items: list[Any]) -> list[Any]:
    """Turns without times, one after another."""
    at, out = 0, []
    for item in items:
        if isinstance(item, Mapping) and isinstance(item.get("text"), str):
            gap_ms = item.get("gap_ms", GAP_MS)
            at = max(0, at + (gap_ms if type(gap_ms) is int else GAP_MS))
            end_ms = at + WORD_MS * max(1, len(item["text"].split()))
            out.append({**item, "start_ms": at, "end_ms": end_ms})
            at = end_ms
        else:
            out.append(item)
    return out


def _turn(item: Any, place: str) -> tuple[Turn, Coded]:
    if not isinstance(item, Mapping):
        raise FormatError(f"{place}: it must be an object with speaker, start_ms, end_ms, text and codes.")
    span, text, speaker = _span(item, place), item.get("text"), item.get("speaker")
    if not isinstance(speaker, str) or not 0 < len(speaker) <= 80:
        raise FormatError(f"{place}: speaker must be a name, such as klantmanager or client.")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise FormatError(f"{place}: text must be text of at most {MAX_TEXT} characters.")
    codes = item.get("codes", [])
    if not isinstance(codes, list) or not all(isinstance(c, str) and 0 < len(c) <= 80 for c in codes):
        raise FormatError(f"{place}: codes must be a list of codes, such as weerstand.vechten; it may be empty.")
    return Turn(speaker, spread(text.split(), span, speaker)), Coded(span, tuple(dict.fromkeys(_today(c) for c in codes)))


def _span(item: Mapping[str, Any], place: str) -> Span:
    start_ms, end_ms = item.get("start_ms"), item.get("end_ms")
    for name, value in (("start_ms", start_ms), ("end_ms", end_ms)):
        if type(value) is not int or not 0 <= value <= MAX_MS:
            raise FormatError(f"{place}: {name} must be a whole number of milliseconds from 0.")
    if end_ms <= start_ms:  # type: ignore[operator] # both are whole by now
        raise FormatError(f"{place}: it ends at {end_ms} ms and must end after it starts, at {start_ms} ms.")
    return Span(start_ms, end_ms)  # type: ignore[arg-type]


def _today(code: str) -> str:
    """slim.client.* and slim.professional.* are readings of the theme interventielogica."""
    return SLIM if code.startswith("slim.") else code


def spread(texts: list[str], span: Span, speaker: str) -> tuple[Word, ...]:
    """Words over a span, each as long as its letters ask."""
    ends = list(accumulate(len(t) + 1 for t in texts))
    edges = [span.start_ms + span.duration_ms * e // (ends[-1] if ends else 1) for e in (0, *ends)]
    return tuple(Word(t, Span(edges[n], edges[n + 1]), 1.0, speaker) for n, t in enumerate(texts))
