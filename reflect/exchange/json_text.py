"""What our JSON files share: writing one item a line, and reading what may have been changed by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reflect.errors import FormatError
from reflect.model.checks import MAX_MS
from reflect.model.span import Span

MAX_ITEMS = 100_000
MAX_TEXT = 20_000


def json_lines(head: Mapping[str, Any], name: str, items: Sequence[Mapping[str, Any]]) -> str:
    """An object with the fields of `head`, and under `name` a list with each item on a line."""
    fields = [f" {json_text(key)}: {json_text(value)}," for key, value in head.items()]
    rows = ",\n".join(f"  {json_text(item)}" for item in items)
    return "\n".join(["{", *fields, f" {json_text(name)}: [" + (f"\n{rows}\n ]" if rows else "]"), "}"]) + "\n"


def json_text(value: Any) -> str:
    """JSON on one line that UTF-8 can hold."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair has no UTF-8 form; JSON can write it as an escape.
    return re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text)


def moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


@dataclass(frozen=True, slots=True)
class Reader:
    """A JSON object whose fields are asked for one by one. Every error names the source and the place, never the text."""

    data: Mapping[str, Any]
    source: str
    place: str
    again: str

    @classmethod
    def open(cls, text: str | bytes, schema: str, version: int, source: str, again: str, oldest: int | None = None) -> Reader:
        """The object in `text`, of this schema and version (or one from `oldest` on). `again` says how to make the file anew."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise FormatError(f"{source}{line}: it is not JSON. {again}") from error
        if not isinstance(data, dict) or data.get("schema") != schema:
            raise FormatError(f"{source}: it is not a {schema}. {again}")
        if data.get("version") not in range(version if oldest is None else oldest, version + 1):
            raise FormatError(f"{source}: it is not version {version}, which this reflect reads. Use the reflect that wrote it.")
        return cls(data, source, "", again)

    def error(self, name: str, wanted: str) -> FormatError:
        return FormatError(f"{self.source}: {self.place}{name} must be {wanted}. {self.again}")

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise self.error(name, f"text of at most {MAX_TEXT} characters")
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.data.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name)
        if not isinstance(value, list) or not all(isinstance(t, str) and len(t) <= MAX_TEXT for t in value):
            raise self.error(name, "a list of texts")
        return tuple(value)

    def whole(self, name: str) -> int:
        value = self.data.get(name)
        if type(value) is not int or not 0 <= value <= MAX_MS:
            raise self.error(name, f"a whole number from 0 to {MAX_MS}")
        return value

    def share(self, name: str) -> float:
        value = self.data.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self.error(name, "a number from 0 to 1")
        return float(value)

    def truth(self, name: str) -> bool:
        value = self.data.get(name)
        if not isinstance(value, bool):
            raise self.error(name, "true or false")
        return value

    def span(self, start: str, end: str) -> Span:
        start_ms, end_ms = self.whole(start), self.whole(end)
        if end_ms < start_ms:
            raise self.error(end, f"no less than {start}")
        return Span(start_ms, end_ms)

    def moment(self, name: str) -> datetime | None:
        value = self.text_or_none(name)
        try:
            moment = None if value is None else datetime.fromisoformat(value)
        except ValueError as error:
            raise self.error(name, "a moment such as 2026-11-22T10:00:00+00:00") from error
        if moment is not None and moment.tzinfo is None:
            raise self.error(name, "a moment with its time zone")
        return moment

    def items(self, name: str) -> list[Reader]:
        value = self.data.get(name)
        if not isinstance(value, list) or len(value) > MAX_ITEMS or not all(isinstance(item, dict) for item in value):
            raise self.error(name, f"a list of at most {MAX_ITEMS} objects")
        return [Reader(item, self.source, f"{self.place}{name}[{n}].", self.again) for n, item in enumerate(value)]
