"""Jobs and steps: one worker each, results kept with their key, and the dead told from the living."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from reflect.errors import NotFoundError, Stopped, StoreError
from reflect.model.speech import Maker
from reflect.processes import Owner
from reflect.store import Home, Recording, State, jobs, open_store, recordings
from reflect.store.database import Store
from reflect.store.tables import JobRow, ResultRow

MAKER = Maker("engine", "base", "r1", (("beam", "5"),))
posix = pytest.mark.skipif(os.name != "posix", reason="the children are forked")


def in_children(count: int, work: Callable[[int, Any], None]) -> list[Any]:
    """What `count` processes, let loose at one moment, put in the queue."""
    context = multiprocessing.get_context("fork")
    queue, gate = context.SimpleQueue(), context.Barrier(count)

    def body(index: int) -> None:
        gate.wait(20)
        work(index, queue)

    children = [context.Process(target=body, args=(i,)) for i in range(count)]
    for child in children:
        child.start()
    answers = [queue.get() for _ in children]
    for child in children:
        child.join(20)
    return answers


def test_a_step_is_done_once_and_its_result_found_again(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {"language": "nl", "title": "it's"})
    assert (job.state, job.pid, job.settings) == (State.RUNNING, os.getpid(), {"language": "nl", "title": "it's"})
    assert jobs.begin_step(store, job.id, "recognise", "k1") is None
    jobs.progress(store, job.id, "recognise", 0.5)
    assert [(s.state, s.progress) for s in jobs.get(store, job.id).steps] == [(State.RUNNING, 0.5)]
    made = jobs.finish_step(store, job.id, "recognise", "k1", payload={"words": [["dag", 1]]}, maker=MAKER)
    assert made == jobs.step_result(store, recording.id, "recognise", "k1")
    assert (made.payload, made.maker) == ({"words": [["dag", 1]]}, MAKER)
    jobs.begin_step(store, job.id, "diarize", "k2")
    jobs.finish_step(store, job.id, "diarize", "k2", payload=bytes(range(256)) * 50, maker=MAKER)
    jobs.finish(store, job.id)

    again = jobs.start(store, recording.id, {})
    assert jobs.begin_step(store, again.id, "recognise", "k1") == made
    found = jobs.begin_step(store, again.id, "diarize", "k2")
    assert found is not None
    assert found.payload == bytes(range(256)) * 50
    assert jobs.begin_step(store, again.id, "align", "k3") is None
    steps = jobs.get(store, again.id).steps
    assert [(s.name, s.state, s.reused) for s in steps] == [
        ("recognise", State.DONE, True),
        ("diarize", State.DONE, True),
        ("align", State.RUNNING, False),
    ]
    assert jobs.step_result(store, recording.id, "recognise", "k2") is None


def test_the_first_result_under_a_key_stays(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "x", "k")
    jobs.finish_step(store, job.id, "x", "k", payload=1, maker=MAKER)
    assert jobs.finish_step(store, job.id, "x", "k", payload=2, maker=MAKER).payload == 1
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ResultRow)).scalar() == 1


def test_a_step_that_was_not_begun_keeps_nothing(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    with pytest.raises(StoreError, match=r"The step x of job .* was never begun"):
        jobs.finish_step(store, job.id, "x", "k", payload=1, maker=MAKER)
    assert jobs.step_result(store, recording.id, "x", "k") is None


def test_a_failure_is_kept_with_its_line(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "recognise", "k")
    jobs.fail_step(store, job.id, "recognise", "The model's folder lacks model.bin.")
    jobs.fail(store, job.id, "The model's folder lacks model.bin.")
    ended = jobs.get(store, job.id)
    assert (ended.state, ended.steps[0].state, ended.steps[0].error) == (State.FAILED, State.FAILED, ended.error)
    assert ended.finished_at is not None
    jobs.finish(store, job.id)
    assert jobs.get(store, job.id).state is State.FAILED, "an ended job stays as it ended"
    with pytest.raises(StoreError, match=r"is failed, not running. Start the work again"):
        jobs.heartbeat(store, job.id)


def test_a_stop_reaches_the_worker(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "recognise", "k")
    report = jobs.reporter(store, job.id, "recognise", every_s=0.0)
    report(0.25)
    jobs.stop(store, job.id)
    for sign_of_life in (lambda: report(0.5), lambda: jobs.heartbeat(store, job.id), lambda: jobs.begin_step(store, job.id, "y", "k")):
        with pytest.raises(Stopped, match=r"was stopped. What was finished is kept"):
            sign_of_life()
    assert jobs.get(store, job.id).steps[0].state is State.STOPPED
    assert jobs.get(store, job.id).steps[0].progress == 0.25


def test_progress_is_written_now_and_then(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    jobs.begin_step(store, job.id, "recognise", "k")
    report = jobs.reporter(store, job.id, "recognise", every_s=60.0)
    for part in range(1000):
        report(part / 1000)
    assert jobs.get(store, job.id).steps[0].progress == 0.0


def test_one_recording_has_one_worker(store: Store, recording: Recording) -> None:
    jobs.start(store, recording.id, {})
    with pytest.raises(StoreError, match=f"is being processed by process {os.getpid()}. Wait for it, or stop it"):
        jobs.start(store, recording.id, {})
    assert len(jobs.of_recording(store, recording.id)) == 1
    waiting = jobs.add(store, recording.id, {})
    assert jobs.claim(store, waiting.id) is None
    assert jobs.get(store, waiting.id).state is State.QUEUED
    with pytest.raises(NotFoundError, match="There is no recording 'r1'"):
        jobs.add(store, "r1", {})
    with pytest.raises(NotFoundError, match="There is no job 'j1'"):
        jobs.get(store, "j1")


def test_the_oldest_waiting_job_comes_first(store: Store, recording: Recording) -> None:
    first, second = jobs.add(store, recording.id, {"n": 1}), jobs.add(store, recording.id, {"n": 2})
    mine = jobs.claim(store)
    assert mine is not None
    assert mine.id == first.id
    jobs.finish(store, first.id)
    assert jobs.claim(store) == jobs.get(store, second.id)
    assert jobs.claim(store) is None


@posix
def test_of_many_processes_one_gets_the_job(home: Home, store: Store, recording: Recording) -> None:
    job = jobs.add(store, recording.id, {})

    def work(_: int, queue: Any) -> None:
        with open_store(home) as mine:
            queue.put(jobs.claim(mine, job.id) is not None)

    assert sorted(in_children(6, work)) == [False] * 5 + [True]


@posix
def test_a_killed_worker_is_seen_and_its_results_serve(home: Home, store: Store, recording: Recording) -> None:
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def work() -> None:
        mine = open_store(home)
        job = jobs.start(mine, recording.id, {})
        jobs.begin_step(mine, job.id, "recognise", "k")
        jobs.finish_step(mine, job.id, "recognise", "k", payload="heard", maker=MAKER)
        jobs.begin_step(mine, job.id, "diarize", "k")
        queue.put(job.id)
        signal.pause()

    child = context.Process(target=work)
    child.start()
    job_id = queue.get()
    assert jobs.get(store, job_id).state is State.RUNNING
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    seen = jobs.get(store, job_id)
    assert (seen.state, [s.state for s in seen.steps]) == (State.INTERRUPTED, [State.DONE, State.INTERRUPTED])
    assert recordings.listing(store)[0].job == seen
    assert jobs.running(store, recording.id) is None
    mine = jobs.start(store, recording.id, {})
    found = jobs.begin_step(store, mine.id, "recognise", "k")
    assert found is not None
    assert found.payload == "heard"
    old = jobs.get(store, job_id)
    assert (old.state, old.error) == (State.FAILED, "The process ended before the work was done.")


def test_a_worker_elsewhere_is_judged_by_its_signs_of_life(store: Store, recording: Recording) -> None:
    job = jobs.start(store, recording.id, {})
    for ago, state in ((timedelta(minutes=9), State.RUNNING), (timedelta(minutes=11), State.INTERRUPTED)):
        with store.writing() as connection:
            connection.execute(update(JobRow).values(host="elsewhere", heartbeat_at=datetime.now(UTC) - ago))
        assert jobs.get(store, job.id).state is state


def test_a_number_given_out_again_is_not_the_same_process() -> None:
    me = Owner.current()
    assert me.alive is True
    assert Owner.from_tag(me.tag) == me
    assert Owner.from_tag("no owner") is None
    if me.started:
        assert Owner(me.host, me.pid, "1").alive is False
    assert Owner("elsewhere", 1, "").alive is None
