"""From a request to a plain function and back: ids, permission, bodies and errors are looked at here, once for all routes.

A route's function gets a `Call` and runs in a thread. What it raises becomes a refusal with a short key; an error of our own
becomes an empty 500, and the log names its kind and place but nothing that was said.
"""

from __future__ import annotations

import json
import logging
import math
import re
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from reflect.errors import InputError, NotAllowedError, NotFoundError, StoreError, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.bsn import holds_bsn
from reflect.serving.answers import not_found, refusal
from reflect.serving.permission import Viewer, looking, permission
from reflect.store.home import Home

if TYPE_CHECKING:
    from reflect.store.cases import Case
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

LOG = logging.getLogger("reflect.serving")
MAX_BODY = 2 << 20
MAX_RECIPIENT = 200
MAX_DEPTH = 8
MAX_ITEMS = 200_000
CODER, BLIND = "app.coder", "app.blind"
SOMEBODY = "onderzoeker"
"""The name of who works here until a person gives one in the settings."""

_ID = "[0-9abcdefghjkmnpqrstvwxyz]{7}"
RECORDING_ID, MEDIA_ID = re.compile("r" + _ID), re.compile("m" + _ID)
CASE_ID = re.compile("c[0-9abcdefghjkmnpqrstvwxyz]{12}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[0-9]{1,15}")
_JSON_TYPE = re.compile(r"application/json(?: *; *charset=utf-8)?", re.IGNORECASE)


class Refused(Exception):
    """Ends a call with this status and key."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


@dataclass(frozen=True, slots=True)
class Asked:
    """What every request has. `body` is the JSON of a POST, {} for a GET."""

    request: Request
    store: Store
    viewer: Viewer
    body: Mapping[str, Any]

    @property
    def lang(self) -> str:
        return "en" if self.request.query_params.get("lang") == "en" else "nl"

    def uuid(self, name: str) -> str:
        return _uuid(self.request, name)


@dataclass(frozen=True, slots=True)
class Call(Asked):
    """A request about a recording that the viewer may see."""

    recording: Recording

    def number(self, name: str) -> int | None:
        """A number of the query, such as version=3; None when it is not given."""
        given = self.request.query_params.get(name)
        if given is None:
            return None
        if not _NUMBER.fullmatch(given):
            raise Refused(400, name)
        return int(given)

    def media(self) -> MediaFile:
        """The medium that the address names."""
        wanted = self.request.path_params["mid"]
        found = next((m for m in self.recording.media if m.id == wanted), None)
        if found is None or not MEDIA_ID.fullmatch(wanted):
            raise Refused(404, "not found")
        return found


@dataclass(frozen=True, slots=True)
class CaseCall(Asked):
    """A request about a case. Of its recordings the `closed` ones may not be seen; of a case with no others nothing is told."""

    case: Case
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TeachingCall(Asked):
    """A request about teaching sets, or about one (`set_id`; "" for all of them). Of recordings that are `closed` nothing is told."""

    set_id: str
    closed: frozenset[str] = frozenset()


C = TypeVar("C")
Endpoint = Callable[[Request], Awaitable[Response]]


def reading(work: Callable[[Call], Response]) -> Endpoint:
    """A GET route about a recording."""
    return _get(_call, work)


def writing(work: Callable[[Call], Response]) -> Endpoint:
    """A POST route about a recording, with a JSON object as body."""
    return _post(_call, work)


def case_reading(work: Callable[[CaseCall], Response]) -> Endpoint:
    """A GET route about a case."""
    return _get(_case_call, work)


def case_writing(work: Callable[[CaseCall], Response]) -> Endpoint:
    """A POST route about a case, with a JSON object as body."""
    return _post(_case_call, work)


def teaching_reading(work: Callable[[TeachingCall], Response]) -> Endpoint:
    """A GET route about teaching sets."""
    return _get(_teaching_call, work)


def teaching_writing(work: Callable[[TeachingCall], Response]) -> Endpoint:
    """A POST route about teaching sets, with a JSON object as body."""
    return _post(_teaching_call, work)


def _get(find: Callable[[Request, Mapping[str, Any]], C], work: Callable[[C], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await _answered(request, lambda: work(find(request, {})))

    return endpoint


def _post(find: Callable[[Request, Mapping[str, Any]], C], work: Callable[[C], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            raw = await _body(request)
        except Refused as refused:
            return refusal(refused.status, refused.key)
        except ClientDisconnect:
            return refusal(400, "body")
        return await _answered(request, lambda: work(find(request, parsed(raw))))

    return endpoint


async def _answered(request: Request, work: Callable[[], Response]) -> Response:
    return await run_in_threadpool(_safely, request, work)


def _safely(request: Request, work: Callable[[], Response]) -> Response:
    try:
        return work()
    except Refused as refused:
        return not_found() if refused.status == 404 else refusal(refused.status, refused.key)
    except (NotFoundError, NotAllowedError):
        return not_found()
    except (UsageError, InputError):
        return refusal(400, "malformed")
    except StoreError as error:
        LOG.error("%s: %s", _place(request), type(error).__name__)
        open_stores.cache_clear()  # the data folder may have been moved or put back
        return refusal(503, "store")
    except Exception as error:
        # Its words may quote what was said on a recording, so only its kind and where it was raised are told.
        last = traceback.extract_tb(error.__traceback__)[-1]
        LOG.error("%s: %s at %s:%s", _place(request), type(error).__name__, Path(last.filename).name, last.lineno)
        return Response(status_code=500)


def _place(request: Request) -> str:
    """The route without what fills it in: an address that somebody made up could hold anything."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', '?')}"


def _call(request: Request, body: Mapping[str, Any]) -> Call:
    from reflect.store import recordings

    wanted = request.path_params["rid"]
    if not RECORDING_ID.fullmatch(wanted):
        raise Refused(404, "not found")
    store = open_stores(Home.find())
    found = recordings.get(store, wanted)
    viewer = viewer_of(store)
    if found.id != wanted or not looking(store, viewer, found.id):
        raise Refused(404, "not found")
    return Call(request, store, viewer, body, found)


def _case_call(request: Request, body: Mapping[str, Any]) -> CaseCall:
    from reflect.store import cases

    wanted = request.path_params["cid"]
    if not CASE_ID.fullmatch(wanted):
        raise Refused(404, "not found")
    store = open_stores(Home.find())
    case, viewer = cases.get(store, wanted), viewer_of(store)
    films = cases.durations(store, case.id)
    closed = frozenset(id for id in films if not permission(store, viewer, id))
    if films and len(closed) == len(films):
        for id in closed:
            looking(store, viewer, id)
    if case.id != wanted or (films and len(closed) == len(films)):
        raise Refused(404, "not found")
    return CaseCall(request, store, viewer, body, case, closed)


def _teaching_call(request: Request, body: Mapping[str, Any]) -> TeachingCall:
    from reflect.store import consents

    set_id = _uuid(request, "set") if "set" in request.path_params else ""
    store = open_stores(Home.find())
    viewer = viewer_of(store)
    return TeachingCall(request, store, viewer, body, set_id, consents.closed(store, viewer.account))


def _uuid(request: Request, name: str) -> str:
    wanted = str(request.path_params[name])
    if not UUID.fullmatch(wanted):
        raise Refused(404, "not found")
    return wanted


@lru_cache(maxsize=4)
def open_stores(home: Home) -> Store:
    """The store of a data folder, opened once: opening looks after what killed runs left, which takes time."""
    from reflect.store.database import open_store

    return open_store(home)


def viewer_of(store: Store) -> Viewer:
    """Who works here, by the name that a person gave in the app's settings, and whether blind."""
    from reflect.store import preferences

    chosen = preferences.get_all(store)
    name = chosen.get(CODER)
    return Viewer((one_line(name)[:200] if isinstance(name, str) else "") or SOMEBODY, chosen.get(BLIND) is True)


# ---- bodies -----------------------------------------------------------------------------------


async def _body(request: Request) -> bytes:
    """The body of a POST that one of our own pages sent. The Origin was looked at by the guard."""
    if request.headers.get("x-reflect") != "1":
        raise Refused(403, "header")
    if not _JSON_TYPE.fullmatch(request.headers.get("content-type", "")):
        raise Refused(415, "type")
    declared = request.headers.get("content-length", "0")
    if not _NUMBER.fullmatch(declared) or int(declared) > MAX_BODY:
        raise Refused(413, "size")
    raw = bytearray()
    async for block in request.stream():
        raw += block
        if len(raw) > MAX_BODY:
            raise Refused(413, "size")
    return bytes(raw)


def parsed(raw: bytes) -> Mapping[str, Any]:
    """The JSON object in a body. Refused for anything else, and for what no page of ours sends."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "json") from None
    if not isinstance(value, dict):
        raise Refused(400, "object")
    _check(value)
    return value


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _check(value: object) -> None:
    """Not too deep, not too many things, and text that a database takes (half characters are refused)."""
    level: list[object] = [value]
    seen = 0
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for item in level:
            seen += 1
            if isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
            elif not _plain(item):
                raise Refused(400, "text" if isinstance(item, str) else "number")
        if seen + len(below) > MAX_ITEMS:
            raise Refused(400, "many")
        if not below:
            return
        level = below
    raise Refused(400, "depth")


def _plain(value: object) -> bool:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return False
        return "\x00" not in value
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < 1 << 53


def recipient(request: Request) -> str:
    """Who gets what this request hands out: `recipient` of the query, "" when nobody was named. Refused for what may not be kept."""
    named = one_line(request.query_params.get("recipient", "")).strip()
    if len(named) > MAX_RECIPIENT or holds_bsn(named):
        raise Refused(400, "recipient")
    return named


def given(body: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """A field of a body, of the wanted type."""
    value = body.get(name, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Refused(400, name)
    return value
