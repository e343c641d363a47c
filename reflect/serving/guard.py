"""The wall around the whole app, Streamlit's own pages and websockets included: this machine's browser only.

Streamlit is told to listen on 127.0.0.1. This wall stands behind that: it refuses a client that is not on this machine, a
Host that is no name of this machine (a web page that lets its own name point to 127.0.0.1 sends its own name along), and
whatever came through a proxy.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from reflect.serving.answers import refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HOST = re.compile(rb"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORWARDED = (b"forwarded", b"x-forwarded", b"x-real-ip")
"""How the names of headers begin that a proxy adds: what they say can be made up, and a proxy must not stand here at all."""


class Guard:
    """ASGI middleware: what is not of this machine is refused with 403 (a websocket before it opens)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or allowed(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(403, "refused")(scope, receive, send)


def allowed(scope: Scope) -> bool:
    """Whether a request or websocket comes from a page of this app in a browser on this machine."""
    headers = [(name.lower(), value) for name, value in scope["headers"]]
    hosts = [value for name, value in headers if name == b"host"]
    if not _on_this_machine(scope.get("client")) or len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        return False
    if any(name.startswith(FORWARDED) for name, _ in headers):
        return False
    # Reading is protected by the cookie and by the browser; what changes something, or stays open, must come from our own pages.
    changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
    origins = [value for name, value in headers if name == b"origin"]
    return not changes or all(_same_place(origin, hosts[0]) for origin in origins)


def _on_this_machine(client: object) -> bool:
    if not isinstance(client, tuple | list) or not client:
        return False
    try:
        address = ipaddress.ip_address(str(client[0]))
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None)
    return bool((inner or address).is_loopback)


def _same_place(origin: bytes, host: bytes) -> bool:
    return origin in (b"http://" + host, b"https://" + host)
