"""What the app refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_robot import Api
from app_server import Server
from app_world import World


def test_no_folder_named_pages(repository: Path) -> None:
    """Streamlit serves such a folder beside the main script by itself, past the app's own navigation."""
    scripts = {path.parent for path in [repository / "app.py", *(repository / "reflect" / "app").rglob("*.py")]}
    assert [folder for folder in scripts if (folder / "pages").exists()] == []


def test_the_server_starts_and_says_it_is_well(server: Server) -> None:
    assert server.get("/_stcore/health") == (200, b"ok")


@pytest.mark.parametrize("path", ["/", "/bekijken", "/_stcore/health", "/_stcore/host-config", "/reflect/ui/1/player.js"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"X-Forwarded-For": "10.0.0.1"},
        {"Forwarded": "for=10.0.0.1"},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
def test_another_name_or_a_proxy_is_refused(server: Server, path: str, headers: dict[str, str]) -> None:
    api = Api(server)
    api.sign_in()
    assert server.get(path, {"Cookie": api.cookie})[0] == 200
    status, body = server.get(path, {"Cookie": api.cookie, **headers})
    assert status in (400, 403, 421)
    assert len(body) < 200


def test_no_cookie_no_recording(server: Server, world: World) -> None:
    rid = world["demo"]
    for path in (f"doc/{rid}", f"transcript/{rid}", f"news/{rid}?since=0", f"peaks/{rid}", f"cliplists/{rid}", f"versions/{rid}"):
        assert server.get(f"/reflect/{path}")[0] in (401, 403, 404), path
    api = Api(server)
    api.sign_in()
    assert api.get(f"/reflect/doc/{rid}")["recording"]["title"] == "De proefdag"


def test_a_strange_page_cannot_write(server: Server, world: World) -> None:
    """With the cookie, as a browser would send it along from another site's page."""
    api = Api(server)
    api.sign_in()
    path = f"/reflect/tags/{world['demo']}"
    right = {"Cookie": api.cookie, "Content-Type": "application/json", "X-Reflect": "1"}
    assert server.get(path, right, "POST", b'{"ops":[]}')[0] == 200
    wrong = [
        {**right, "Origin": "http://evil.example"},
        {**right, "Content-Type": "text/plain"},
        {"Cookie": api.cookie, "Content-Type": "application/json"},
        {"Content-Type": "application/json", "X-Reflect": "1"},
    ]
    for headers in wrong:
        assert server.get(path, headers, "POST", b'{"ops":[]}')[0] in (400, 401, 403, 404, 415), headers
