"""The real server in a process of its own, on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from app_world import ROOT

WAIT_S = 40.0


def free_port() -> int:
    """Below those that the system gives away by itself: it stays free while a killed server waits to be started again."""
    for port in random.SystemRandom().sample(range(20_000, 30_000), 50):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


class Server:
    """`streamlit run app.py` over one data folder; the same port after every start."""

    def __init__(self, home: Path, port: int | None = None, **env: str) -> None:
        self.home = home
        self.port = port or free_port()
        self.log = home.parent / f"server-{self.port}.log"
        self._env = {**os.environ, "REFLECT_HOME": str(home), "REFLECT_WORKER": "off", **env}
        self._process: subprocess.Popen[bytes] | None = None
        self._out: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("the server does not run")
        return self._process.pid

    def start(self) -> Server:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}", "--server.headless=true"]
        settings = ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
        self._out = self.log.open("ab")
        self._process = subprocess.Popen(
            [*command, *settings], cwd=ROOT, env=self._env, stdout=self._out, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.wait_ready()
        return self

    def wait_ready(self) -> None:
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                if self.get("/_stcore/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start; its words:\n{self.words()}")

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def words(self) -> str:
        return self.log.read_text("utf-8", "replace")[-4_000:] if self.log.exists() else ""

    def kill(self) -> None:
        """As when the power goes."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._ended()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._ended()

    def _ended(self) -> None:
        self._process = None
        if self._out is not None:
            self._out.close()
            self._out = None

    def memory_mb(self) -> float:
        import psutil

        process = psutil.Process(self.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6
