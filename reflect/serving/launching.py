"""Starting the app's server as a process of its own, waiting for it, and ending it cleanly.

The server holds on to its starter: the starter keeps the server's standard input open, so when the starter is gone, however that
happened, the server reads its end there and ends as well (`end_with_starter`).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from types import FrameType, TracebackType

from reflect.errors import SetupError, ToolError
from reflect.resources import resource

HOST = "127.0.0.1"
PORTS = 100
"""So many ports after the wanted one are tried."""
START_S = 90.0
END_S = 15.0
LEASH = "REFLECT_LEASH"
"""Set for a server that ends with its starter. One that a person starts with `streamlit run` has no starter to look at."""

SETTINGS = {
    # headless: Streamlit would otherwise ask for an e-mail address before its first page.
    "server.headless": "true",
    "server.address": HOST,
    "server.fileWatcherType": "none",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "logger.hideWelcomeMessage": "true",
    # Python tidies up by itself. Streamlit would have it look at everything after every page, while all who ask wait.
    "runner.postScriptGC": "false",
}
"""What must hold wherever the app is started from; the checkout's .streamlit/config.toml is not there when it is installed."""


class Server:
    """The app's server on the first free port from `port` on; a context that ends it.

    Raises SetupError when no port is free, ToolError when the server ends before it answers.
    """

    def __init__(self, port: int, recording: str | None = None) -> None:
        self.port = free_port(port)
        self.recording = recording
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        place = f"/bekijken?opname={self.recording}" if self.recording else "/"
        return f"http://{HOST}:{self.port}{place}"

    def __enter__(self) -> Server:
        flags = [f"--{name}={value}" for name, value in {**SETTINGS, "server.port": self.port}.items()]
        command = [sys.executable, "-P", "-m", "streamlit", "run", os.fspath(resource("app.py")), *flags]
        # A session of its own, so that Ctrl-C reaches it once, from here, and it can end what it does.
        leashed = {**os.environ, LEASH: "stdin"}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, env=leashed)
        signal.signal(signal.SIGTERM, _as_interrupt)
        try:
            self._await_answer(self._process)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        self._end()
        # Ctrl-C is how a person ends it: that is no failure.
        return kind is KeyboardInterrupt

    def wait(self) -> None:
        """Until a person stops it with Ctrl-C, or the server ends by itself, which is a ToolError."""
        if self._process is not None:
            status = self._process.wait()
            raise ToolError(f"The app's server ended by itself (status {status}). Start it again: reflect app")

    def open_browser(self) -> None:
        import webbrowser

        webbrowser.open(self.address)

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if process.poll() is not None:
                raise ToolError(f"The app's server did not start (status {process.returncode}): see above. Then try: reflect doctor")
            if answers(self.port):
                return
            time.sleep(0.1)
        raise ToolError(f"The app's server did not answer within {START_S:.0f} s. Try again: reflect app")

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_with_starter() -> None:
    """From now on this process ends when its starter is gone; nothing happens in one that was not started by `Server`."""
    if os.environ.pop(LEASH, "") == "stdin":
        threading.Thread(target=_wait_for_the_end, name="leash", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1024):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_S)
    os._exit(1)  # a page that is open held it up


def answers(port: int) -> bool:
    """Whether a server of Streamlit answers at this port."""
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def free_port(wanted: int) -> int:
    """The first port from `wanted` on that nobody listens on."""
    for port in range(wanted, min(wanted + PORTS, 65_536)):
        with socket.socket() as probe:
            if os.name == "posix":
                # Without this a port whose last connection has just ended counts as taken.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SetupError(f"The ports from {wanted} on are all taken. Give another: reflect app --port 9001")


def has_desktop() -> bool:
    """Whether a browser window can appear to the person who typed."""
    if sys.platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
