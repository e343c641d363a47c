"""The real server, started as a person starts it, on a port of this machine. It runs in a process of its own, and so does what asks
it: in tests sockets are closed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from serving_site import FILM, Site, make_site

from reflect.store.database import Store

ASKING = """
import http.client, json, socket, sys
port, rid, mid = int(sys.argv[1]), sys.argv[2], sys.argv[3]

def ask(path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read(), dict(answer.getheaders())

status, page, headers = ask("/")
cookie = headers["set-cookie"].split(";")[0]
out = {"page": [status, "<title>" in page.decode(), headers["set-cookie"], headers["content-security-policy"]]}
out["part"] = [*ask("/reflect/film/%s/%s" % (rid, mid), cookie=cookie, range="bytes=250-259")[:2]]
out["doc"] = [*ask("/reflect/doc/" + rid, cookie=cookie)[:2]]
out["packed"] = ask("/reflect/ui/1/player.js", cookie=cookie, accept_encoding="gzip")[0]
out["without cookie"] = [*ask("/reflect/doc/" + rid)[:2]]
out["nothing"] = [[*ask(path, cookie=cookie)[:2]] for path in ("/reflect/doc/r0000000", "/reflect/film/%s/m0000000" % rid, "/reflect/x")]
climbing = ("/reflect/ui/1/../../../app.py", "/reflect/ui/1/..%2f..%2f..%2fapp.py", "//reflect/doc/" + rid)
out["climbing"] = [ask(path, cookie=cookie)[0] for path in climbing]
out["another name"] = [ask(path, host="evil.example")[0] for path in ("/", "/_stcore/health", "/_stcore/host-config")]
out["forwarded"] = ask("/", x_forwarded_for="127.0.0.1")[0]
raw = socket.create_connection(("127.0.0.1", port), timeout=20)
raw.sendall(b"GET /_stcore/stream HTTP/1.1\\r\\nHost: evil.example\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
out["websocket"] = raw.recv(64).decode("latin-1").split()[1]
print(json.dumps(out, default=lambda b: b.decode("latin-1")))
"""


def started(home: Path, *arguments: str, cwd: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "REFLECT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "reflect.cli", "app", "--no-browser", *arguments]
    return subprocess.Popen(
        # Run in the background, the tests themselves may have Ctrl-C switched off, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        args=command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=environment,
    )


def address_of(server: subprocess.Popen[str]) -> str:
    """What it prints when it answers."""
    assert server.stderr is not None
    said = ""
    while "The app is at " not in said:
        line = server.stderr.readline()
        assert line, said
        said += line
    return said.split("The app is at ")[1].strip()


@pytest.mark.timeout(180)
def test_the_app_serves_films_and_pages_to_this_machine_only(store: Store, own_home: Path, tmp_path: Path, repository: Path) -> None:
    site: Site = make_site(store, tmp_path)
    # From a folder without settings of Streamlit, as when it is installed.
    server = started(own_home, "--port", "18871", "--recording", site.recording.id[:5], cwd=tmp_path)
    try:
        address = address_of(server)
        port = address.split(":")[2].split("/")[0]
        assert address == f"http://127.0.0.1:{port}/bekijken?opname={site.recording.id}"
        second = started(own_home, "--port", port, cwd=tmp_path)
        try:
            assert int(address_of(second).split(":")[2].rstrip("/")) > int(port)
        finally:
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 0
        asked = subprocess.run(
            [sys.executable, "-c", ASKING, port, site.recording.id, site.film.id], capture_output=True, text=True, check=True, timeout=90
        )
    finally:
        server.send_signal(signal.SIGINT)
        left = server.communicate(timeout=30)
    assert server.returncode == 0
    found = json.loads(asked.stdout)
    status, is_page, cookie, policy = found["page"]
    assert (status, is_page) == (200, True)
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert "default-src 'self'" in policy
    assert found["part"] == [206, FILM[250:260].decode("latin-1")]
    assert found["doc"][0] == 200
    assert found["packed"] == 200
    assert found["without cookie"] == [403, '{"error":"session"}']
    assert found["nothing"] == [[404, '{"error":"not found"}']] * 3
    assert set(found["climbing"]) <= {400, 404}
    assert found["another name"] == [403] * 3
    assert found["forwarded"] == 403
    assert found["websocket"] == "403"
    assert "gesprek" not in "".join(left)
    assert "Traceback" not in "".join(left)


@pytest.mark.timeout(120)
def test_a_server_whose_starter_was_killed_ends(own_home: Path, tmp_path: Path) -> None:
    starter = started(own_home, "--port", "18931", cwd=tmp_path)
    try:
        address_of(starter)
        [server] = psutil.Process(starter.pid).children()
    finally:
        starter.kill()
        starter.communicate(timeout=30)
    gone, left = psutil.wait_procs([server], timeout=30)
    for process in left:
        process.kill()
    assert gone == [server]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("address", ["0.0.0.0"])
def test_the_server_does_not_start_for_other_machines(address: str, repository: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(repository / "app.py"),
        f"--server.address={address}",
        "--server.headless=true",
    ]
    done = subprocess.run([*command, "--server.port=18990"], capture_output=True, text=True, cwd=tmp_path, timeout=100, check=False)
    assert done.returncode != 0
    assert "it has no login" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.errors import SetupError
    from reflect.serving import launching

    taken = {18_000, 18_001}

    class Socket:
        def __enter__(self) -> Socket:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def setsockopt(self, *_: int) -> None:
            return None

        def bind(self, place: tuple[str, int]) -> None:
            assert place[0] == "127.0.0.1"
            if place[1] in taken:
                raise OSError("taken")

    monkeypatch.setattr(launching.socket, "socket", Socket)
    assert launching.free_port(18_000) == 18_002
    taken.update(range(18_000, 18_200))
    with pytest.raises(SetupError, match="all taken"):
        launching.free_port(18_000)


def test_a_window_opens_only_where_there_is_a_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.serving.launching import has_desktop

    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not has_desktop()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_desktop()
