"""Whatever two windows send, in any order and any number of times: every acknowledged operation is there once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tag_ops import DURATION_MS, make_recording

from reflect import codebook, tagging
from reflect.model.bsn import holds_bsn
from reflect.model.checks import SHORTEST_MS
from reflect.model.fragment import Fragment
from reflect.store import Home, open_store
from reflect.store.database import Store
from reflect.store.tables import FragmentEventRow

FEW = [str(uuid.UUID(int=n)) for n in range(1, 4)]
"""Few fragments, so that the windows meet."""

# window, what to do, which fragment, how old its base is (None: none), a value, and how often an old operation is sent with it
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["add", "update", "update", "delete", "restore"]),
        st.integers(0, len(FEW) - 1),
        st.sampled_from([0, 0, 0, 1, 5, None]),
        st.sampled_from(["emotie", "regie.taalgebruik", "", "onbekend"]),
        st.integers(-2_000, DURATION_MS + 2_000),
        st.lists(st.integers(0, 10**6), max_size=2),
        st.booleans(),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(Home(tmp_path_factory.mktemp("laws"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def busy_talk(shared_store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_recording(shared_store, tmp_path_factory.mktemp("busy"))


class Bench:
    """A recording with two windows, each with what it last saw, and all that was ever sent and answered."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.talk = store, make_recording(store, folder)
        self.salt = uuid.uuid4().int >> 64 << 64
        self.seen: list[dict[str, Fragment]] = [{}, {}]
        self.waiting: list[list[dict[str, Any]]] = [[], []]
        self.sent: list[dict[str, Any]] = []
        self.stored: set[str] = set()
        self.changed: Counter[str] = Counter()

    def step(self, window: int, do: str, which: int, age: int | None, code: str, start: int, again: list[int], flush: bool) -> None:
        fragment_id = str(uuid.UUID(int=self.salt + which))
        known = self.seen[window].get(fragment_id)
        op: dict[str, Any] = {"op": str(uuid.uuid4()), "do": do, "id": fragment_id}
        if known is not None and age is not None:
            op["base"] = max(1, known.revision - age)
        if do in ("add", "update"):
            op |= {"start": start, "end": start + 1_000, "code": code}
        self.waiting[window] += [op, *(self.sent[n % len(self.sent)] for n in again if self.sent)]
        self.sent.append(op)
        if flush:
            self.flush(window)

    def flush(self, window: int) -> None:
        ops, self.waiting[window] = self.waiting[window], []
        for op, ack in zip(ops, tagging.apply(self.store, self.talk, ops, f"window {window}").acks, strict=True):
            assert ack.op == op["op"]
            if ack.status == "stored":
                self.stored.add(ack.op)
                assert ack.fragment is not None
            else:
                assert ack.op not in self.stored, "an operation that was stored is stored for ever"
            if ack.fragment is not None:
                self.seen[window][ack.fragment.id] = ack.fragment


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_acknowledged_operation_is_there_once(shared_store: Store, tmp_path: Path, steps: list[Any]) -> None:
    bench = Bench(shared_store, tmp_path)
    for step in steps:
        bench.step(*step)
    bench.flush(0)
    bench.flush(1)
    with shared_store.reading() as connection:
        query = select(FragmentEventRow.__table__).where(FragmentEventRow.recording_id == bench.talk)
        events = list(connection.execute(query.order_by(FragmentEventRow.number)))
    assert Counter(e.op_id for e in events) == Counter(bench.stored)

    replayed: dict[str, dict[str, Any]] = {}
    for event in events:
        assert event.before == replayed.get(event.fragment_id), "each change begins where the one before it ended"
        step_up = event.after["revision"] - (event.before or {"revision": 0})["revision"]
        assert step_up == 1 or (step_up == 0 and event.before == event.after)
        replayed[event.fragment_id] = event.after
    now = tagging.news(shared_store, bench.talk, 0)
    assert now.events == (events[-1].number if events else 0)
    assert {f.id: (f.revision, f.code, f.span.start_ms, f.span.end_ms, f.deleted) for f in now.fragments} == {
        key: (e["revision"], e["code"], e["start_ms"], e["end_ms"], e["deleted"]) for key, e in replayed.items()
    }
    assert all(0 <= f.span.start_ms <= f.span.end_ms - SHORTEST_MS <= DURATION_MS for f in now.fragments)
    assert all(f.code == "" or codebook.load().find(f.code) for f in now.fragments)
    for window in (0, 1):  # who asks for the news from the start sees the same as who was answered
        assert all(f.revision <= next(g for g in now.fragments if g.id == f.id).revision for f in bench.seen[window].values())


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = ["op", "do", "id", "base", "start", "end", "code", "perspective", "note", "questions"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ops=st.lists(
        HOSTILE | st.fixed_dictionaries({}, optional={name: HOSTILE | st.sampled_from([*FEW, "add"]) for name in NAMES}), max_size=12
    )
)
def test_nothing_that_comes_in_is_an_error_of_ours(shared_store: Store, busy_talk: str, ops: list[Any]) -> None:
    applied = tagging.apply(shared_store, busy_talk, ops, "Noor")
    assert len(applied.acks) == len(ops)
    assert all(a.status in ("stored", "conflict", "refused") and (a.why in tagging.WHY) == (a.status != "stored") for a in applied.acks)


@given(st.integers(1, 999_999_999).map(lambda n: f"{n:09d}"), st.sampled_from(["", ".", " ", "-"]))
def test_a_number_is_a_bsn_by_the_eleven_test(digits: str, between: str) -> None:
    passes = sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0
    assert holds_bsn(f"nr. {between.join(digits)}, ja") is passes
    assert not holds_bsn(f"{digits}0{digits}")
