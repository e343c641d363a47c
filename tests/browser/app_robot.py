"""What is asked of the server without a screen: signing in as a window does, tagging without a pause, and looking in the database."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_server import Server


class Api:
    """The app's own requests, with the cookie that a page load gives."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookie = ""

    def sign_in(self) -> None:
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        connection.request("GET", "/", headers={"Accept": "text/html", "Sec-Fetch-Dest": "document"})
        answer = connection.getresponse()
        answer.read()
        self.cookie = "; ".join(line.split(";")[0] for line in answer.headers.get_all("set-cookie") or ())
        connection.close()

    def get(self, path: str) -> Any:
        status, body = self.server.get(path, {"Cookie": self.cookie})
        if status != 200:
            raise ConnectionError(f"{path}: {status} {body[:200]!r}")
        return json.loads(body)

    def post(self, path: str, content: Any) -> Any:
        headers = {"Cookie": self.cookie, "Content-Type": "application/json", "X-Reflect": "1"}
        status, body = self.server.get(path, headers, "POST", json.dumps(content).encode())
        if status != 200:
            raise ConnectionError(f"{path}: {status} {body[:200]!r}")
        return json.loads(body)


class Robot(threading.Thread):
    """Tags as fast as it gets answers, sending an unanswered tag again, until `done` is set."""

    def __init__(self, server: Server, recording_id: str) -> None:
        super().__init__(daemon=True)
        self.api = Api(server)
        self.path = f"/reflect/tags/{recording_id}"
        self.acknowledged: list[str] = []
        self.done = threading.Event()
        self.trouble: list[str] = []

    def run(self) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            start = number * 10 % 200_000
            fields = {"start": start, "end": start + 3_000, "code": "emotie", "perspective": "researcher", "note": "", "questions": []}
            self._until_answered({"op": str(uuid.uuid4()), "do": "add", "id": str(uuid.uuid4()), "base": None, **fields})

    def _until_answered(self, op: dict[str, Any]) -> None:
        while not self.done.is_set():
            try:
                if not self.api.cookie:
                    self.api.sign_in()
                ack = self.api.post(self.path, {"ops": [op]})["acks"][0]
            except (OSError, ValueError):  # the server is down, or died in mid-answer
                time.sleep(0.02)
                continue
            if ack["status"] == "stored":
                self.acknowledged.append(op["id"])
            else:
                self.trouble.append(f"{ack['status']}: {ack.get('why')}")
            return


def eventually(look: Callable[[], Any], wanted: Any, seconds: float = 20.0) -> None:
    """`look()` becomes `wanted`."""
    until = time.monotonic() + seconds
    while (found := look()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert found == wanted


def rows(database: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def tags(database: Path, recording_id: str) -> list[tuple[str, int, int, str, str, str, int]]:
    """(id, start, end, code, perspective, note, revision) of what is not deleted, in order of making."""
    query = (
        "select id, start_ms, end_ms, code, perspective, note, revision from fragments where recording_id = ? and not deleted "
        "order by (select min(number) from fragment_events where fragment_id = fragments.id)"
    )
    return rows(database, query, recording_id)


def is_whole(database: Path) -> bool:
    return rows(database, "pragma integrity_check") == [("ok",)]
