"""The worker: a process outside the app that does what was asked: one film after another, beside them viewing copies and teaching sets.

A lock on a file of the data folder makes it the only one. It is held by the system for the process, so that it goes whenever the
process goes. What a killed worker had in hands is taken up by the next one, and the pipeline keeps every step that was finished.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any

import reflect
from reflect.errors import NotFoundError, ReflectError, Stopped
from reflect.model.sound import Progress
from reflect.store.home import Home, disk_errors
from reflect.store.values import Arrival, State, Wish

if TYPE_CHECKING:
    from reflect.store.database import Store

IDLE_S = 60.0
"""A worker that has nothing to do waits so long for more: starting one again takes seconds."""
LOOK_S = 0.5
TELL_S = 1.0
SWITCH = "REFLECT_WORKER"
"""Set to "off" in the environment, no worker is started: for tests, and for who runs `reflect work` by hand."""
NICE = 5
"""How far the worker stands back for the app and the film that somebody watches."""


def ensure_worker(home: Home) -> bool:
    """Start a worker for this data folder unless one runs. True when one was started."""
    if os.environ.get(SWITCH) == "off" or not _is_free(home):
        return False
    package_root = str(Path(reflect.__file__).resolve().parent.parent)
    environment = {
        **os.environ,
        "REFLECT_HOME": str(home.path),
        "PYTHONPATH": os.pathsep.join(p for p in (package_root, os.environ.get("PYTHONPATH", "")) if p),
    }
    # A session of its own: Ctrl-C in the app's terminal ends the app, and the work goes on.
    subprocess.Popen(
        [sys.executable, "-P", "-m", "reflect.cli", "work"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    return True


def work(store: Store, idle_s: float = IDLE_S) -> bool:
    """Do what was asked until there has been nothing to do for `idle_s`. False when another worker works for this data folder."""
    from reflect.store import arrivals

    while True:
        with _lock(store.home) as mine:
            if not mine:
                return False
            arrivals.free(store)
            _until_idle(store, idle_s)
        # Asked just before the lock went, seen by nobody: then this worker goes on.
        if not any(a.state == "queued" for a in arrivals.listing(store)):
            return True


def _until_idle(store: Store, idle_s: float) -> None:
    over, busy = Event(), Event()
    beside = Thread(target=_beside_until, args=(store, over, busy), name="beside", daemon=True)
    beside.start()
    last = time.monotonic()
    try:
        while True:
            if _one_film(store) or busy.is_set():
                last = time.monotonic()
            elif time.monotonic() - last >= idle_s:
                return
            else:
                over.wait(min(LOOK_S, idle_s))
    finally:
        over.set()
        beside.join()


# ---- films ------------------------------------------------------------------------------------


def _one_film(store: Store) -> bool:
    """Process the next film or recording; False when none waits."""
    from reflect.store import arrivals

    arrival = arrivals.take(store, (Wish.FILM, Wish.AGAIN))
    if arrival is None:
        return False
    try:
        recording_id = _process(store, arrival)
    except Stopped as stopped:
        if isinstance(stopped.__cause__, KeyboardInterrupt):  # the worker was stopped, not the film: it stays asked
            raise KeyboardInterrupt from stopped
        arrivals.done(store, arrival.id)
    except ReflectError as error:
        arrivals.fail(store, arrival, str(error))
    except Exception as error:
        # Its words may quote what was said on the recording.
        arrivals.fail(store, arrival, f"An error in reflect itself ({type(error).__name__}). Process the film with: reflect process")
    else:
        arrivals.done(store, arrival.id)
        _listen(store, recording_id)
    return True


def _listen(store: Store, recording_id: str) -> None:
    """Level and pitch, for the suggestions. The film is ready for people already, and does without where this fails."""
    from reflect.store import recordings
    from reflect.suggestions import listening

    with suppress(ReflectError):
        listening.make(store, recordings.get(store, recording_id), pitch=True)


def _process(store: Store, arrival: Arrival) -> str:
    """Returns the recording's id."""
    from reflect import pipeline
    from reflect.arriving.asking import from_plain
    from reflect.store import arrivals

    settings, report = from_plain(arrival.settings), Teller(store, arrival)
    if arrival.kind is Wish.AGAIN and arrival.recording_id is not None:
        return pipeline.process_again(store, arrival.recording_id, settings, report).recording_id

    def begun(recording_id: str) -> None:
        arrivals.is_in(store, arrival.id, recording_id)

    return pipeline.process(store, Path(arrival.path), settings, report, begun).recording_id


class Teller:
    """A reporter that keeps how far the copying is; the steps of the job tell the rest themselves."""

    def __init__(self, store: Store, arrival: Arrival) -> None:
        self.store, self.arrival = store, arrival

    @contextmanager
    def step(self, label: str) -> Iterator[Progress]:
        yield told(self.store, self.arrival)

    def reused(self, label: str) -> None:
        """Nobody looks."""

    def note(self, text: str) -> None:
        """Nobody looks; what matters is kept with the transcript."""


def told(store: Store, arrival: Arrival) -> Progress:
    """Writes at most once a second, and stops the work when the person took the wish back."""
    from reflect.store import arrivals

    last = 0.0

    def tell(part: float) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_S:
            arrivals.tell(store, arrival.id, part)
            last = time.monotonic()

    return tell


# ---- beside the films ---------------------------------------------------------------------------


def _beside_until(store: Store, over: Event, busy: Event) -> None:
    try:
        while not over.is_set():
            if not _one_beside(store, over, busy):
                over.wait(LOOK_S)
    finally:
        busy.clear()


def _one_beside(store: Store, over: Event, busy: Event) -> bool:
    """Make the next viewing copy or the next thing of a teaching set; False when none is asked for. `busy` is set meanwhile."""
    from reflect.store import arrivals

    arrival = arrivals.take(store, (Wish.COPY, Wish.MAKING))
    if arrival is None:
        return False
    busy.set()
    try:
        if arrival.kind is Wish.COPY:
            _copy(store, arrival)
            arrivals.done(store, arrival.id)
        else:
            arrivals.ended(store, arrival.id, State.DONE, _make(store, arrival, over))
    except Stopped:
        if not over.is_set():  # else the worker was stopped, and not this: it stays asked
            arrivals.done(store, arrival.id)
    except ReflectError as error:
        _fail(store, arrival, str(error))
    except Exception as error:
        _fail(store, arrival, f"An error in reflect itself ({type(error).__name__}).")
    busy.clear()
    return True


def _fail(store: Store, arrival: Arrival, error: str) -> None:
    from reflect.store import arrivals

    if arrival.kind is Wish.MAKING:  # what it was asked with, a passphrase too, is not kept
        arrivals.ended(store, arrival.id, State.FAILED, {}, error)
    else:
        arrivals.fail(store, arrival, error)


def _make(store: Store, arrival: Arrival, over: Event) -> dict[str, Any]:
    from reflect.arriving import making

    follow = told(store, arrival)

    def tell(part: float) -> None:
        if over.is_set():
            raise Stopped("Stopped.")
        follow(part)

    return making.do(store, arrival, tell)


def _copy(store: Store, arrival: Arrival) -> None:
    from reflect.arriving.asking import copy_path
    from reflect.media.copying import make_copy
    from reflect.store import recordings

    recording = recordings.get(store, arrival.recording_id or "")
    medium = next((m for m in recording.media if m.id == arrival.media_id), None)
    if medium is None:
        raise NotFoundError(f"Recording {recording.id} has no such film any more.")
    target = copy_path(store.home, medium)
    if not target.is_file():
        make_copy(medium.path, target, medium.container, medium.facts, told(store, arrival))


# ---- only one ---------------------------------------------------------------------------------


@contextmanager
def _lock(home: Home) -> Iterator[bool]:
    """Hold the data folder's lock for workers; False when another process holds it."""
    path = home.path / "worker.lock"
    with disk_errors(path):
        file = path.open("a+b")
    with file:
        mine = _locked(file)
        try:
            yield mine
        finally:
            if mine:
                _unlock(file)


def _is_free(home: Home) -> bool:
    with _lock(home) as mine:
        return mine


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        with suppress(OSError):
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)


def stand_back() -> None:
    """Give way to the app: called once by the worker's process."""
    if sys.platform != "win32":
        os.nice(NICE)
