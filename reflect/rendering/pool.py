"""Several files made at once, with one progress and one way to stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from reflect.errors import Stopped
from reflect.model import sound
from reflect.rendering.values import Progress, Tell

_LOOK_S = 0.15


@dataclass(frozen=True, slots=True)
class Job:
    """A file to make. `weight` is its share of the work, in any unit that all jobs have in common."""

    weight: float
    make: Callable[[sound.Progress], None]


class Counter:
    """How far everything is. Threads write, one reads."""

    def __init__(self, weights: Sequence[float], tell: Tell | None) -> None:
        self._weights, self._parts, self._tell = weights, [0.0] * len(weights), tell
        self.stop = threading.Event()

    def follow(self, number: int) -> sound.Progress:
        def progress(part: float) -> None:
            if self.stop.is_set():
                raise Stopped("Stopped.")
            self._parts[number] = max(self._parts[number], min(1.0, part))

        return progress

    def done(self, number: int) -> None:
        self._parts[number] = 1.0

    def say(self) -> None:
        if self._tell is not None:
            whole = sum(self._weights) or 1.0
            part = sum(w * p for w, p in zip(self._weights, self._parts, strict=True)) / whole
            self._tell(Progress(min(1.0, part), sum(p >= 1.0 for p in self._parts), len(self._parts)))


def workers_for(jobs: int, wished: int | None) -> tuple[int, int]:
    """How many files at once, and how many threads each encoder may have.

    Cutting is half waiting and half work on one core, so as many as there are cores, but not more than eight: each has a decoder.
    """
    cores = os.cpu_count() or 1
    at_once = max(1, min(jobs, wished or cores, 8))
    return at_once, max(1, cores // at_once)


def run(jobs: Sequence[Job], counter: Counter, first: int, workers: int) -> None:
    """Does all jobs; they are numbers `first` and on of the counter.

    Ctrl-C, a `Stopped` from the progress and the first error of a job stop the others, wait until they have ended, and are raised.
    """
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures = [pool.submit(_do, job, counter, first + n) for n, job in enumerate(jobs)]
        try:
            _watch(futures, counter)
        except BaseException:
            counter.stop.set()
            for future in futures:
                future.cancel()
            raise
    counter.say()


def _do(job: Job, counter: Counter, number: int) -> None:
    follow = counter.follow(number)
    follow(0.0)
    job.make(follow)
    counter.done(number)


def _watch(futures: Sequence[Future[None]], counter: Counter) -> None:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_LOOK_S, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
        counter.say()
        if not done:
            time.sleep(0)
