"""What `app.py` puts around Streamlit: the walls, what runs while the server runs, and the address it may listen on."""

from __future__ import annotations

import ipaddress
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from reflect.arriving import ensure_worker
from reflect.errors import ReflectError, UsageError
from reflect.serving.calls import open_stores
from reflect.serving.guard import Guard
from reflect.serving.launching import end_with_starter
from reflect.serving.session import Session
from reflect.store.home import Home
from reflect.store.values import State

LOG = logging.getLogger("reflect.serving")

SWITCH_S = 0.0002
"""Threads take turns this often (Python's default is 0.005 s). A tag is stored in many short steps, and waits at each while the
suggestions of a long talk are worked out: the slowest twentieth of the keys took 102 to 280 ms with the default, and 107 to 124 ms so."""


def middleware() -> list[Middleware]:
    """The walls, outermost first."""
    return [Middleware(Guard), Middleware(Session)]


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """The data folder is opened before the first page, so that a new database is there and what was killed is put right.

    What was asked of the worker and is not done goes on. The worker stays when the server ends.
    """
    end_with_starter()
    sys.setswitchinterval(SWITCH_S)
    try:
        await run_in_threadpool(_begin)
    except ReflectError as error:
        # The pages say what is wrong; a server that did not start could not.
        LOG.error("%s", error)
    yield


def _begin() -> None:
    from reflect.store import arrivals

    store = open_stores(Home.find())
    if any(arrival.state in (State.QUEUED, State.RUNNING) for arrival in arrivals.listing(store)):
        ensure_worker(store.home)


def refuse_other_addresses(address: str | None) -> None:
    """UsageError when the server would listen to other machines: there is no login, so nobody else may reach it.

    >>> refuse_other_addresses("127.0.0.1")
    """
    if address != "localhost" and not _loopback(address or ""):
        raise UsageError(
            f"The app would listen on {address or 'every address'}, where other machines can reach it, and it has no login. "
            "Start it with: reflect app, or with: --server.address=127.0.0.1"
        )


def only_this_machine(address: str | None) -> None:
    """End the program with one line, and status 1, when the server would listen to other machines."""
    try:
        refuse_other_addresses(address)
    except UsageError as error:
        sys.exit(f"reflect: {error}")


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False  # a name, which may be any machine's
