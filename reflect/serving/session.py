"""The session cookie: a random number with a signature, given with a page and asked back at every route of ours.

With SameSite=Strict no other site's page can make the browser send it along, and its signing secret lies in the data folder,
so that a film plays on after a restart of the server. It says who the browser is, not who the person is: there is no login yet.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.serving.answers import HEADERS, not_found, refusal
from reflect.store.home import Home, atomic_write, sync_folder
from reflect.temporary import temp_name

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "reflect_session"
OWN = "/reflect/"
LASTS_S = 30 * 24 * 3600
RENEW_S = 24 * 3600
SECRET_BYTES = 32
_FORM = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9]{1,12})\.([0-9a-f]{64})")

PAGE_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    # Streamlit needs inline and evaluated scripts; but nothing on the page may reach another machine.
    "content-security-policy": (
        "default-src 'self' blob: data:; connect-src 'self' blob: data: ws://127.0.0.1:* ws://localhost:*; "
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
}
"""Of Streamlit's pages and files."""


class Session:
    """ASGI middleware: gives the cookie with a page, asks for it at our own routes, and sets the headers of both."""

    def __init__(self, app: ASGIApp, home: Callable[[], Home] = Home.find, clock: Callable[[], float] = time.time) -> None:
        self.app, self.home, self.clock = app, home, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        own = scope["path"].startswith(OWN) or scope["path"] == OWN.rstrip("/")
        age = self._age(cookie_of(scope))
        if own and age is None:
            await refusal(403, "session")(scope, receive, send)
            return
        if own and not scope["path"].isprintable():
            # The routes' own patterns stop at a line's end, and what is left over would go to Streamlit's pages.
            await not_found()(scope, receive, send)
            return
        fresh = None if own or (age is not None and age < RENEW_S) else self._new()
        await self.app(scope, receive, _with_headers(send, HEADERS if own else PAGE_HEADERS, fresh))

    def _age(self, value: str) -> float | None:
        """How many seconds ago the cookie was given; None when it is not ours, or too old."""
        form = _FORM.fullmatch(value)
        if form is None or not hmac.compare_digest(self._sign(f"{form[1]}.{form[2]}"), form[3]):
            return None
        age = self.clock() - int(form[2])
        return age if -60 <= age < LASTS_S else None

    def _new(self) -> str:
        plain = f"{secrets.token_urlsafe(16)}.{int(self.clock())}"
        return f"{COOKIE}={plain}.{self._sign(plain)}; Path=/; HttpOnly; SameSite=Strict"

    def _sign(self, plain: str) -> str:
        return hmac.new(secret(self.home().path), plain.encode("ascii"), hashlib.sha256).hexdigest()


def cookie_of(scope: Scope) -> str:
    """The session's cookie; "" when there is none, or when it cannot be read."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
            except CookieError:
                continue
            if found is not None:
                return found.value
    return ""


@lru_cache(maxsize=8)
def secret(folder: Path) -> bytes:
    """The signing secret of a data folder, made when it is not there yet; only its owner can read it."""
    path = folder / "session.key"
    kept = _read(path)
    if len(kept) == SECRET_BYTES:
        return kept
    Home(folder).prepare()
    if kept:
        path.unlink(missing_ok=True)  # cut short or written over: cookies of before are worth nothing
    new = folder / "tmp" / temp_name()
    atomic_write(new, secrets.token_bytes(SECRET_BYTES))
    try:
        # A link fails when another server that starts now was first; a replacement would make its cookies void.
        os.link(new, path)
        sync_folder(folder)
    except FileExistsError:
        new.unlink()
    except OSError:  # this disk knows no links
        os.replace(new, path)
    new.unlink(missing_ok=True)
    return path.read_bytes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _with_headers(send: Send, headers: dict[str, str], cookie: str | None) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            more = [(n.encode(), v.encode()) for n, v in headers.items() if n.encode() not in there]
            if cookie is not None:
                more.append((b"set-cookie", cookie.encode("ascii")))
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return wrapped
