"""How JSON data and bytes lie in a column: compressed where that helps, and checked when read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
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
    return squeeze(kind, data)


def squeeze(kind: str, data: bytes) -> tuple[str, bytes]:
    """(encoding, data), smaller where that helps; `kind` says what the bytes are."""
    if len(data) > _SMALL:
        smaller = zlib.compress(data, _SPEED)
        if len(smaller) < 0.9 * len(data):
            return f"{kind}+zlib", smaller
    return kind, data


def unpack(encoding: str, data: bytes, what: str) -> Any:
    """What `pack` was given; StoreError naming `what` when it is damaged."""
    kind, plain = unsqueeze(encoding, data, what, ("json", "bytes"))
    try:
        return json.loads(plain) if kind == "json" else plain
    except ValueError as error:
        raise damaged(what) from error


def unsqueeze(encoding: str, data: bytes, what: str, kinds: Collection[str]) -> tuple[str, bytes]:
    """(kind, bytes) that `squeeze` was given; StoreError naming `what` when it is damaged or not one of `kinds`."""
    kind, _, squeezed = encoding.partition("+")
    if squeezed not in ("", "zlib") or kind not in kinds:
        raise StoreError(f"{what} is stored in the way {encoding!r}, which this reflect does not know. Update reflect.")
    try:
        return kind, zlib.decompress(data) if squeezed else data
    except zlib.error as error:
        raise damaged(what) from error


def damaged(what: str) -> StoreError:
    return StoreError(f"{what} is damaged in the database. Put back a copy, or process the recording again.")
