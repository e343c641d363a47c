"""Who gets in: this machine's browser with this machine's name, and nobody through a proxy."""

from __future__ import annotations

import pytest
from serving_site import HOST, client_of
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from reflect.errors import UsageError
from reflect.serving import middleware, refuse_other_addresses

GOOD_HOSTS = ["127.0.0.1", "127.0.0.1:8501", "localhost", "localhost:1", "[::1]", "[::1]:65535"]
BAD_HOSTS = [
    "",
    "evil.example",
    "evil.example:8501",
    "127.0.0.1.evil.example",
    "127.0.0.1:8501.evil.example",
    "localhost.evil.example",
    "evil.example@127.0.0.1",
    "127.0.0.1 evil.example",
    "127.0.0.1:",
    "127.0.0.1:abc",
    "127.0.0.1:123456",
    "127.0.0.2",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0.0.0.0",
    "0.0.0.0:8501",
    "[::]",
    "[::]:8501",
    "::1",
    "[::ffff:127.0.0.1]",
    "localhost.",
    "LOCALHOST.example",
    "192.168.1.10:8501",
    "10.0.0.1",
    "[fe80::1]",
    "reflect.local:8501",
    "localhost\x00",
    "localhost/",
    "localhost?x",
    "localhost#",
    "localhost\\",
    "ｌocalhost".encode().decode("latin-1"),
]
FORWARDED = {
    "x-forwarded-for": "127.0.0.1",
    "X-Forwarded-Host": "127.0.0.1:8501",
    "X-Forwarded-Proto": "https",
    "x-forwarded-port": "8501",
    "x-forwarded-server": "x",
    "x-forwarded": "for=127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=localhost",
    "X-Real-IP": "127.0.0.1",
}
CHANGING = ["POST", "PUT", "PATCH", "DELETE"]


async def page(request: object) -> PlainTextResponse:
    return PlainTextResponse("page")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("open")
    await socket.close()


def whole_app(client: str = "127.0.0.1") -> TestClient:
    """Stands for Streamlit's app: a page, an upload and a websocket behind the walls."""
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [Route("/", page), Route("/_stcore/upload_file/a/b", page, methods=methods), WebSocketRoute("/_stcore/stream", stream)]
    return TestClient(Starlette(routes=routes, middleware=middleware()), base_url=HOST, client=(client, 50_000))


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_this_machines_names_get_in(host: str) -> None:
    assert whole_app().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/reflect/doc/r1234567", "/_stcore/health", "/nowhere"])
@pytest.mark.parametrize("host", BAD_HOSTS)
def test_another_name_is_refused_everywhere(host: str, path: str) -> None:
    client = whole_app()
    client.get("/")
    answer = client.get(path, headers={"host": host.encode("latin-1")})
    assert answer.status_code == 403
    assert answer.json() == {"error": "refused"}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_a_browser_on_this_machine_gets_in(client: str) -> None:
    assert whole_app(client).get("/").status_code == 200


@pytest.mark.parametrize("client", ["192.168.1.4", "10.1.2.3", "8.8.8.8", "::", "fe80::1", "::ffff:10.0.0.1", "0.0.0.0", "testclient", ""])
def test_another_machine_is_refused(client: str) -> None:
    assert whole_app(client).get("/").status_code == 403


@pytest.mark.parametrize("name", FORWARDED)
def test_what_came_through_a_proxy_is_refused(name: str) -> None:
    assert whole_app().get("/", headers={name: FORWARDED[name]}).status_code == 403


def test_two_hosts_are_refused() -> None:
    answer = whole_app().get("/", headers=[("host", "127.0.0.1:8501"), ("host", "evil.example")])
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:3000", "http://localhost:8501", "file://", ""])
def test_a_change_from_another_page_is_refused_on_streamlits_routes_too(origin: str) -> None:
    for method in CHANGING:
        assert whole_app().request(method, "/_stcore/upload_file/a/b", headers={"origin": origin}).status_code == 403
    assert whole_app().get("/", headers={"origin": origin}).status_code == 200


def test_a_change_from_our_own_page_gets_in() -> None:
    assert whole_app().put("/_stcore/upload_file/a/b", headers={"origin": HOST}).status_code == 200
    assert whole_app().put("/_stcore/upload_file/a/b").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "http://127.0.0.1:3000"}, {"x-forwarded-for": "127.0.0.1"}],
)
def test_websockets_are_guarded_as_well(headers: dict[str, str]) -> None:
    with whole_app().websocket_connect("/_stcore/stream", headers={"origin": HOST, "host": "127.0.0.1:8501"}) as socket:
        assert socket.receive_text() == "open"
    with pytest.raises(WebSocketDisconnect) as refused, whole_app().websocket_connect("/_stcore/stream", headers=headers):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.5"])
def test_the_server_may_listen_on_this_machine(address: str) -> None:
    refuse_other_addresses(address)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.4", "example.org", "unix:///tmp/x", "localhost.evil.example"])
def test_the_server_may_not_listen_to_other_machines(address: str | None) -> None:
    with pytest.raises(UsageError, match="it has no login"):
        refuse_other_addresses(address)


# ---- the session's cookie ---------------------------------------------------------------------


def test_without_a_session_nothing_of_ours_is_answered() -> None:
    client = client_of()
    for path in ("/reflect", "/reflect/doc/r1234567", "/reflect/ui/1/player.js", "/reflect/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (403, {"error": "session"})
        assert "set-cookie" not in answer.headers


def test_the_cookie_comes_with_a_page_once_and_lasts_over_a_restart() -> None:
    first = client_of()
    given = first.get("/").headers["set-cookie"]
    assert given.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert "set-cookie" not in first.get("/").headers
    again = client_of()
    again.cookies = first.cookies
    assert again.get("/reflect/doc/r1234567").status_code == 404


def test_a_cookie_that_was_made_up_changed_or_is_old_is_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of()
    good = client.get("/").cookies["reflect_session"]
    number, moment, signature = good.split(".")
    other = "f" if signature[0] != "f" else "0"
    bad = [
        "",
        "x",
        f"{number}.{moment}",
        f"{number}.{moment}.{other}{signature[1:]}",
        f"{number}.{int(moment) + 1}.{signature}",
        f"{number[:-1]}-.{moment}.{signature}" if number[-1] != "-" else f"{number[:-1]}_.{moment}.{signature}",
        f"{number}.{moment}.{signature}.",
        f"{number}.{moment}.{signature.upper()}",
        "." * 3,
        "A" * 5_000,
    ]
    fresh = client_of()
    for value in bad:
        assert fresh.get("/reflect/doc/r1234567", headers={"cookie": f"reflect_session={value}"}).status_code == 403, value
    assert fresh.get("/reflect/doc/r1234567", headers={"cookie": f"other=1; reflect_session={good}"}).status_code == 404


def test_a_session_ends_after_a_month_and_is_renewed_before() -> None:
    from reflect.serving.session import LASTS_S, RENEW_S, Session

    now = 1_800_000_000.0
    client = TestClient(Session(Starlette(routes=[Route("/", page), Route("/reflect/x", page)]), clock=lambda: now), base_url=HOST)
    assert "set-cookie" in client.get("/").headers
    now += RENEW_S + 1
    assert client.get("/reflect/x").status_code == 200
    assert "set-cookie" in client.get("/").headers
    now += LASTS_S + 1
    assert client.get("/reflect/x").status_code == 403


def test_the_signing_secret_is_private_made_once_and_mended(own_home) -> None:
    from reflect.serving.session import secret

    client_of().get("/")
    path = own_home / "session.key"
    assert path.stat().st_mode & 0o777 == 0o600
    kept = path.read_bytes()
    assert len(kept) == 32
    secret.cache_clear()
    assert secret(own_home) == kept
    path.write_bytes(kept[:5])
    secret.cache_clear()
    mended = secret(own_home)
    assert len(mended) == 32
    assert mended != kept
    assert list((own_home / "tmp").iterdir()) == []
