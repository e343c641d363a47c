"""How JSON data and bytes lie in a column: compressed where that helps, and checked when read."""

from __future__ import annotations

import json
import zlib
from typing import Any

from reflect.errors import StoreError, UsageError

_SMALL = 200
_SPEED = 3  # zlib level: half the time of the default for a few per cent more bytes


def pack(payload: Any) -> tuple[str, bytes]:
    """(encoding, data) of JSON data or bytes. UsageError when it is neither."""
    if isinstance(payload, bytes | bytearray | memoryview):
        kind, data = "bytes", bytes(payload)
    else:
        try:
            kind, data = "json", json.dumps(payload, separators=(",", ":"), allow_nan=False).encode("ascii")
        except (TypeError, ValueError, RecursionError) as error:
            raise UsageError(f"Only JSON data and bytes can be stored, not {type(payload).__name__} ({type(error).__name__}).") from error
    if len(data) > _SMALL:
        smaller = zlib.compress(data, _SPEED)
        if len(smaller) < 0.9 * len(data):
            return f"{kind}+zlib", smaller
    return kind, data


def unpack(encoding: str, data: bytes, what: str) -> Any:
    """What `pack` was given; StoreError naming `what` when it is damaged."""
    kind, _, squeezed = encoding.partition("+")
    try:
        if squeezed not in ("", "zlib") or kind not in ("json", "bytes"):
            raise StoreError(f"{what} is stored in the way {encoding!r}, which this reflect does not know. Update reflect.")
        plain = zlib.decompress(data) if squeezed else data
        return json.loads(plain) if kind == "json" else plain
    except (zlib.error, ValueError) as error:
        raise StoreError(f"{what} is damaged in the database. Put back a copy, or process the recording again.") from error
