"""The answers that are alike everywhere: their headers, and the few words of a refusal."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Of every answer of our own routes. A film or a document that is opened by itself may run and load nothing."""

SMALL = 4_096
"""Bytes below which an answer is not compressed."""
SPEED = 1  # gzip level: the way is short, so time counts more than bytes


class JSON(Response):
    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return to_json(content)


def to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def refusal(status: int, key: str) -> Response:
    """A refusal holds a short key and nothing else."""
    return JSON({"error": key}, status, HEADERS)


def not_found() -> Response:
    """The one answer for a recording or medium that is unknown, misspelt, not allowed or gone from the disk."""
    return refusal(404, "not found")


def document(request: Request, body: bytes) -> Response:
    """JSON text, compressed when it is large and the browser takes that. Call it in a thread."""
    headers = {"vary": "accept-encoding"}
    if len(body) > SMALL and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, SPEED, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")
