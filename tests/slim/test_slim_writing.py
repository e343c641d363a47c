"""Writing SLIM readings: what comes in is stored once, or refused with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))

from slim_ops import change, new_id, read
from tag_ops import add

from reflect import slim, tagging
from reflect.errors import NotFoundError, UsageError
from reflect.model.fragment import Perspective
from reflect.model.slim import Outcome
from reflect.model.span import Span
from reflect.store.database import Store
from reflect.store.tables import SlimEventRow


def one(store: Store, talk: str, op: object, who: str = "Noor") -> slim.Ack:
    (ack,) = slim.apply(store, talk, [op], who)
    return ack


def test_a_reading_is_there_with_all_it_has(store: Store, talk: str) -> None:
    tag = add()
    tagging.apply(store, talk, [tag], "Noor")
    op = read(
        self_images=["wil_en_kan", "wil_maar_kan_niet", "wil_en_kan"],
        approach=["leraar"],
        reader="client",
        span=[10_000, 20_000],
        evidence=[tag["id"]],
        overruled="mismatch",
        reason=" Hij wil geen les.\n",
        note="Zie ook het begin.",
    )
    ack = one(store, talk, op, " Noor\n")
    assert (ack.op, ack.status, ack.why) == (op["op"], "stored", "")
    (kept,) = slim.readings(store, talk)
    assert kept == ack.now
    assert (kept.id, kept.recording_id, kept.span, kept.evidence) == (op["id"], talk, Span(10_000, 20_000), (tag["id"],))
    assert (kept.self_images, kept.approach) == (("wil_en_kan", "wil_maar_kan_niet"), ("leraar",))
    assert (kept.reader, kept.coder, kept.codebook) == (Perspective.CLIENT, "Noor", "slim 1")
    assert (kept.overruled, kept.reason, kept.note) == (Outcome.MISMATCH, "Hij wil geen les.", "Zie ook het begin.")
    assert (kept.revision, kept.deleted) == (1, False)


def test_a_plain_reading_is_of_the_whole_conversation_and_computed(store: Store, talk: str) -> None:
    kept = one(store, talk, read()).now
    assert kept is not None
    assert (kept.span, kept.overruled, kept.reason, kept.reader) == (None, None, "", Perspective.RESEARCHER)


def test_a_change_changes_what_it_names_and_can_be_undone(store: Store, talk: str) -> None:
    first = read(span=[1_000, 2_000], overruled="partial", reason="Bijna.")
    one(store, talk, first)
    whole = one(store, talk, change("update", first["id"], 1, span=[], note="Hele gesprek")).now
    assert whole is not None
    assert (whole.span, whole.note, whole.overruled, whole.revision) == (None, "Hele gesprek", Outcome.PARTIAL, 2)
    plain = one(store, talk, change("update", first["id"], 2, overruled="")).now
    assert plain is not None
    assert (plain.overruled, plain.reason) == (None, "")
    gone = change("delete", first["id"], 3)
    assert one(store, talk, gone).status == "stored"
    assert slim.readings(store, talk) == ()
    assert one(store, talk, change("update", first["id"], 4, note="x")).why == "deleted"
    back = one(store, talk, change("restore", first["id"], 4))
    assert back.status == "stored"
    assert slim.readings(store, talk) == (back.now,)


def test_an_outcome_that_is_the_computed_one_overrules_nothing(store: Store, talk: str) -> None:
    kept = one(store, talk, read(overruled="mismatch", reason="Zo zie ik het.")).now
    assert kept is not None
    assert (kept.overruled, kept.reason) == (None, "")
    held = read(overruled="match", reason="Zo zie ik het.")
    one(store, talk, held)
    fits = one(store, talk, change("update", held["id"], approach=["facilitator"])).now
    assert fits is not None
    assert fits.overruled is None


def test_the_same_operation_is_done_once_and_an_old_base_is_a_conflict(store: Store, talk: str, record: Callable[..., str]) -> None:
    op = read()
    again = slim.apply(store, talk, [op, op, {**op, "op": new_id()}], "Noor")
    assert [(a.status, a.why) for a in again] == [("stored", ""), ("stored", ""), ("conflict", "changed")]
    assert len(slim.readings(store, talk)) == 1
    note = change("update", op["id"], 1, note="een")
    assert one(store, talk, note).status == "stored"
    late = one(store, talk, change("update", op["id"], 1, note="twee"))
    assert (late.status, late.why, late.now and late.now.note) == ("conflict", "changed", "een")
    assert one(store, record(), op).why == "bad_id"


def test_every_change_is_in_the_record(store: Store, talk: str) -> None:
    op = read()
    ops = [op, change("update", op["id"], note="x"), change("delete", op["id"]), change("restore", op["id"])]
    done = slim.apply(store, talk, ops, "Noor")
    with store.reading() as connection:
        events = list(connection.execute(select(SlimEventRow.__table__).order_by(SlimEventRow.number)))
    assert [(e.kind, e.who, e.reading_id) for e in events] == [(do, "Noor", op["id"]) for do in ("add", "update", "delete", "restore")]
    assert [e.before for e in events] == [None, *(e.after for e in events[:-1])]
    assert slim.readings(store, talk) == (done[-1].now,)


LONG = "x" * 5_000
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("bad_op", {"self_images": "wil_en_kan"}),
    ("bad_op", {"self_images": [["wil_en_kan"]]}),
    ("bad_op", {"evidence": "x"}),
    ("bad_op", {"colour": "red"}),
    ("bad_id", {"id": "1"}),
    ("bad_id", {"evidence": ["1"]}),
    ("bad_span", {"span": [1]}),
    ("bad_span", {"span": 7}),
    ("bad_span", {"span": ["a", "b"]}),
    ("zero_length", {"span": [5_000, 5_000]}),
    ("zero_length", {"span": [5_000, 4_000]}),
    ("beyond_end", {"span": [70_000, 80_000]}),
    ("unknown_code", {"self_images": ["boos"]}),
    ("unknown_code", {"approach": ["wil_en_kan"]}),
    ("how_many", {"self_images": []}),
    ("how_many", {"self_images": None}),
    ("how_many", {"approach": ["leraar", "facilitator", "ouderfiguur"]}),
    ("unknown_reader", {"reader": "buurman"}),
    ("unknown_outcome", {"overruled": "goed", "reason": "x"}),
    ("no_reason", {"overruled": "match", "reason": "  "}),
    ("unknown_evidence", {"evidence": [new_id()]}),
    ("too_long", {"note": LONG}),
    ("too_long", {"overruled": "match", "reason": LONG}),
    ("too_long", {"evidence": [new_id()] * 60}),
    ("bsn", {"note": "bsn 111222333"}),
    ("unknown_reading", {"do": "update"}),
]


@pytest.mark.parametrize(("why", "fields"), REFUSED, ids=[f"{why}-{n}" for n, (why, _) in enumerate(REFUSED)])
def test_what_is_refused_and_why(store: Store, talk: str, why: str, fields: dict[str, Any]) -> None:
    ack = one(store, talk, {**read(), **fields})
    assert (ack.status, ack.why, ack.now) == ("refused", why, None)
    assert slim.readings(store, talk) == ()


def test_every_reason_is_tested_or_is_of_all_operations() -> None:
    assert {why for why, _ in REFUSED} | {"changed", "deleted"} == set(slim.WHY)


def test_evidence_that_was_deleted_later_may_stay(store: Store, talk: str) -> None:
    tag = add()
    tagging.apply(store, talk, [tag], "Noor")
    op = read(evidence=[tag["id"]])
    one(store, talk, op)
    tagging.apply(store, talk, [change("delete", tag["id"])], "Noor")
    assert one(store, talk, change("update", op["id"], evidence=[tag["id"]], note="x")).status == "stored"
    assert one(store, talk, read(evidence=[tag["id"]])).why == "unknown_evidence"


def test_no_such_recording_and_too_much_at_once(store: Store, talk: str) -> None:
    with pytest.raises(NotFoundError, match="There is no recording 'r0000000'"):
        slim.apply(store, "r0000000", [read()], "Noor")
    with pytest.raises(UsageError, match="101 changes at once are too many"):
        slim.apply(store, talk, [read()] * 101, "Noor")


def test_who_works_blind_sees_and_changes_own_readings_only(store: Store, talk: str) -> None:
    theirs, mine = read(), read()
    slim.apply(store, talk, [theirs], "Bas")
    slim.apply(store, talk, [mine], "Noor", blind=True)
    assert [r.id for r in slim.readings(store, talk, "Noor")] == [mine["id"]]
    (ack,) = slim.apply(store, talk, [change("delete", theirs["id"])], "Noor", blind=True)
    assert (ack.status, ack.why, ack.now) == ("refused", "bad_id", None)
    assert len(slim.readings(store, talk)) == 2
