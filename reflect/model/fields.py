"""The fields of what people make in a browser, each with what reads its value. All raise `Refused`; see `reflect.model.checks`.

A span is [start_ms, end_ms], a day "2026-11-22" or "".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from reflect.model.checks import Refused, safe_text, uuid_text, whole_ms

MAX_TEXT = 10_000
MAX_TITLE = 200
MAX_HANDLE_MS = 60_000


def text(limit: int = MAX_TEXT) -> Callable[[object], str]:
    return lambda value: safe_text(value, limit)


def title(value: object) -> str:
    return " ".join(safe_text(value, MAX_TITLE).split())


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("bad_op")
    return value


def day(value: object) -> date | None:
    try:
        return None if value == "" else date.fromisoformat(value)  # type: ignore[arg-type] # any value may come in
    except (TypeError, ValueError):
        raise Refused("bad_date") from None


def handle(value: object) -> int:
    length_ms = whole_ms(value)
    if not 0 <= length_ms <= MAX_HANDLE_MS:
        raise Refused("bad_span")
    return length_ms


def place(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 <= value <= 1e9:
        raise Refused("bad_op")
    return float(value)


def times(value: object) -> tuple[int, int] | None:
    """[] is no span."""
    if not isinstance(value, list | tuple) or len(value) not in (0, 2):
        raise Refused("bad_span")
    return (whole_ms(value[0]), whole_ms(value[1])) if value else None


def fragment(value: object) -> str | None:
    """ "" is no fragment."""
    return None if value == "" else uuid_text(value)


def recording(value: object) -> str:
    if not isinstance(value, str) or len(value) > 20:
        raise Refused("unknown_recording")
    return value
