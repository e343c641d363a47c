"""Our own JSON: everything that a transcript holds, to read back, archive or process.

    {"schema": "reflect/transcript-file", "version": 1, "recording": …,
     "transcript": {"schema": "reflect/transcript", "version": 1, "language": …, "duration_ms": …,
                    "speakers": […], "turns": […], "activities": […], "makers": […], "warnings": […]}}

Source: the inner value is that of `reflect.model.codec`, which documents and upgrades it. Text is
UTF-8 (RFC 8259); every item of a list stands on a line, so that two versions can be compared.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from reflect.errors import FormatError
from reflect.model.codec import from_plain, to_plain
from reflect.model.speech import Transcript

LOSSES: tuple[str, ...] = ()

SCHEMA = "reflect/transcript-file"
VERSION = 1


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """What a file holds: the id of the recording it belongs to, and the transcript."""

    recording: str
    transcript: Transcript


def dumps(transcript: Transcript, recording: str = "") -> str:
    """The transcript with its recording's id. Raises FormatError where a value breaks a limit of the codec."""
    head = {"schema": SCHEMA, "version": VERSION, "recording": recording}
    lines = [f" {_json(key)}: {_json(value)}," for key, value in head.items()]
    fields = [f"  {_json(key)}: {_value(value)}" for key, value in to_plain(transcript).items()]
    return "\n".join(["{", *lines, ' "transcript": {', ",\n".join(fields), " }", "}"]) + "\n"


def loads(text: str | bytes, source: str = "This transcript file") -> TranscriptFile:
    """What `dumps` wrote. Raises FormatError, beginning with `source`, for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FormatError(f"{source}{line}: it is not JSON. Export the transcript again with: reflect export ID json.") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise FormatError(f"{source}: it is not a {SCHEMA}. Use a file that `reflect export ID json` wrote.")
    if data.get("version") != VERSION:
        raise FormatError(f"{source}: it is not version {VERSION}, which this reflect reads. Use the reflect that wrote it.")
    if not isinstance(data.get("recording"), str):
        raise FormatError(f"{source}: it does not name its recording. Export the transcript again with: reflect export ID json.")
    try:
        return TranscriptFile(data["recording"], from_plain(Transcript, data.get("transcript")))
    except FormatError as error:
        raise FormatError(f"{source}: {error}") from error


def _value(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n" + ",\n".join(f"   {_json(item)}" for item in value) + "\n  ]"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair has no UTF-8 form; JSON can write it as an escape.
    return re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text)
