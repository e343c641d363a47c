"""Steps whose results are kept: each is done once for the same inputs and settings, whatever kills the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Event
from typing import Any, Generic, Protocol, TypeVar

from reflect.errors import ReflectError, Stopped
from reflect.model.codec import from_plain, to_plain
from reflect.model.sound import Progress
from reflect.model.span import Span
from reflect.model.speech import Maker
from reflect.store import jobs
from reflect.store.database import Store

T = TypeVar("T")
U = TypeVar("U")


class Reporter(Protocol):
    """Who is told how far the work is: a terminal, a page, a test."""

    def step(self, label: str) -> AbstractContextManager[Progress]: ...

    def reused(self, label: str) -> None: ...

    def note(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A kind of work: `name` in the database, `label` for people, and how its result becomes JSON data and back."""

    name: str
    label: str
    dump: Callable[[T], Any]
    load: Callable[[Any], T]

    @classmethod
    def of(cls, name: str, label: str, kind: type[T]) -> Step[T]:
        """A step that makes a value which the codec of the model knows."""
        return cls(name, label, to_plain, lambda data: from_plain(kind, data))

    def about(self, which: str) -> Step[T]:
        """The same step for one file of several; `which` must not tell of people."""
        return Step(f"{self.name} {which}", self.label, self.dump, self.load)


class Work:
    """A running job on a recording. `reused` names the steps that an earlier run had done."""

    def __init__(self, store: Store, recording_id: str, job_id: str, report: Reporter) -> None:
        self.store, self.recording_id, self.job_id, self.report = store, recording_id, job_id, report
        self.reused: list[str] = []
        self.warnings: list[str] = []
        self._stopping = Event()

    def run(self, step: Step[T], inputs: Sequence[object], maker: Maker, make: Callable[[Progress], T]) -> T:
        """What `make` gives, or what it gave in an earlier run with the same `inputs` and `maker`."""
        key = digest(step.name, [*inputs, maker])
        found = jobs.begin_step(self.store, self.job_id, step.name, key)
        if found is not None:
            self.report.reused(step.label)
            self.reused.append(step.name)
            return step.load(found.payload)
        try:
            with self.report.step(step.label) as shown:
                value = make(self._told(shown, jobs.reporter(self.store, self.job_id, step.name)))
        except ReflectError as error:
            jobs.fail_step(self.store, self.job_id, step.name, type(error).__name__)
            raise
        jobs.finish_step(self.store, self.job_id, step.name, key, payload=step.dump(value), maker=maker)
        return value

    def side_by_side(self, first: Callable[[], T], second: Callable[[], U]) -> tuple[T, U]:
        """Both at once, each on its own thread. When one fails the other is finished, so that its result is kept;
        when a person stops the work, both end at their next sign of progress."""
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.submit(first), pool.submit(second)
            try:
                for done in as_completed((one, other)):
                    if isinstance(done.exception(), KeyboardInterrupt | Stopped):
                        self._stopping.set()
            except KeyboardInterrupt:
                self._stopping.set()
                raise
        return one.result(), other.result()

    def _told(self, first: Progress, second: Progress) -> Progress:
        def report(part: float) -> None:
            if self._stopping.is_set():
                raise Stopped("Stopped.")
            first(part)
            second(part)

        return report

    def warn(self, warnings: Sequence[str]) -> None:
        """Tell a person at once, and keep it for the transcript."""
        self.warnings += warnings
        for warning in warnings:
            self.report.note(warning)


def digest(name: str, inputs: Sequence[object]) -> str:
    """The key of a step's result: a hash over its inputs (text, numbers, spans, makers)."""
    plain = [[v.start_ms, v.end_ms] if isinstance(v, Span) else to_plain(v) if isinstance(v, Maker) else v for v in inputs]
    return hashlib.sha256(json.dumps([name, *plain], sort_keys=True).encode()).hexdigest()
