"""Every write of interviews, sessions and what hangs under them: stored once, refused in words, undone, and kept through a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cycle import Cycle, change, new
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from reflect import reflection
from reflect.errors import NotFoundError, UsageError
from reflect.model.reflection import AttentionPoint, Feedback, Remark, Session, SessionClip, Verdict
from reflect.model.span import Span
from reflect.store import open_store, recordings
from reflect.store import reflection as rows
from reflect.store.database import Store

NOTHING = "00000000-0000-4000-8000-000000000000"


def test_a_clip_takes_span_and_code_of_its_fragment(cycle: Cycle) -> None:
    _, clip = cycle.session_with_clip()
    assert (clip.span, clip.code, clip.codebook) == (Span(1_000, 6_000), "regie.metacommunicatie", "kijkwijzer 2")


def test_a_clip_may_be_a_stretch_that_nobody_tagged(cycle: Cycle) -> None:
    session = cycle.made("session", title="Los")
    clip = cycle.made("clip", session_id=session.id, recording_id=cycle.second, span=[50_000, 90_000])
    assert clip.span == Span(50_000, 60_000), "cut to the film"


def test_the_same_operation_again_is_done_once(cycle: Cycle) -> None:
    op = new("session", title="Sessie 1")
    first, again = cycle.send(op)[0], cycle.send(op)[0]
    assert first == again
    assert len(rows.of(cycle.store, Session, cycle.case.id)) == 1


def test_what_one_window_did_not_see_is_a_conflict(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    note = cycle.made("remark", session_id=session.id, about=clip.id, text="eerst")
    assert cycle.send(change("remark", note.id, 1, text="hier"))[0].status == "stored"
    late = cycle.send(change("remark", note.id, 1, text="daar"))[0]
    assert (late.status, late.why, late.thing.text) == ("conflict", "changed", "hier")


def test_everything_can_be_taken_back(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    for thing, what in ((clip, "clip"), (session, "session")):
        gone = cycle.send(change(what, thing.id, thing.revision, do="delete"))[0]
        back = cycle.send(change(what, thing.id, gone.thing.revision, do="restore"))[0]
        assert gone.thing.deleted
        assert not back.thing.deleted
    assert reflection.session_file(cycle.store, cycle.case.id, session.id).clips[0].clip.id == clip.id


def test_clips_come_by_their_place(cycle: Cycle) -> None:
    session, first = cycle.session_with_clip()
    second = cycle.made("clip", session_id=session.id, recording_id=cycle.second, span=[0, 1_000], place=2)
    between = cycle.made("clip", session_id=session.id, recording_id=cycle.second, span=[2_000, 3_000], place=1.5)
    order = [s.clip.id for s in reflection.session_file(cycle.store, cycle.case.id, session.id).clips]
    assert order == [first.id, between.id, second.id]
    cycle.send(change("clip", second.id, place=0.5))
    assert reflection.session_file(cycle.store, cycle.case.id, session.id).clips[0].clip.id == second.id


@pytest.mark.parametrize(
    ("what", "fields", "why"),
    [
        ("clip", {"span": [5, 3]}, "zero_length"),
        ("clip", {"span": [61_000, 62_000]}, "beyond_end"),
        ("clip", {}, "bad_span"),
        ("clip", {"span": ["a", 3]}, "bad_span"),
        ("clip", {"span": [0, 1_000], "recording_id": "r0000000"}, "unknown_recording"),
        ("clip", {"span": [0, 1_000], "session_id": NOTHING}, "unknown_session"),
        ("clip", {"fragment_id": NOTHING}, "unknown_fragment"),
        ("clip", {"span": [0, 1_000], "before_ms": -1}, "bad_span"),
        ("clip", {"span": [0, 1_000], "place": True}, "bad_op"),
        ("clip", {"span": [0, 1_000], "question": "x" * 1_001}, "too_long"),
        ("clip", {"span": [0, 1_000], "tip": "bel 111222333"}, "bsn"),
        ("remark", {"about": NOTHING, "recording_id": None}, "unknown_clip"),
        ("remark", {"by": "burgemeester", "recording_id": None}, "bad_op"),
        ("session", {"held_on": "22 november", "session_id": None, "recording_id": None}, "bad_date"),
        ("point", {"text": ["a"], "recording_id": None}, "bad_op"),
        ("point", {"clip_id": NOTHING, "recording_id": None}, "unknown_clip"),
        ("follow_up", {"point_id": NOTHING, "session_id": None}, "unknown_point"),
        ("interview", {"session_id": None, "recording_id": None}, "bad_op"),
        ("iets", {}, "bad_op"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(cycle: Cycle, what: str, fields: dict[str, Any], why: str) -> None:
    session = cycle.made("session", title="Sessie 1")
    given_fields = {**new(what), "session_id": session.id, "recording_id": cycle.first, **fields}
    op = {name: value for name, value in given_fields.items() if value is not None}
    ack = reflection.apply(cycle.store, cycle.case.id, [op], "An")[0]
    assert (ack.status, ack.why) == ("refused", why)
    assert why in reflection.WHY


def test_a_fragment_of_another_case_is_not_to_be_had(cycle: Cycle) -> None:
    recordings.change(cycle.store, cycle.second, case="T-2")
    session = cycle.made("session", title="Sessie 1")
    op = new("clip", session_id=session.id, recording_id=cycle.second, fragment_id=cycle.tags[cycle.second])
    assert cycle.send(op)[0].why == "unknown_recording"
    mixed = new("clip", session_id=session.id, recording_id=cycle.first, fragment_id=cycle.tags[cycle.second])
    assert cycle.send(mixed)[0].why == "unknown_fragment"


def test_nothing_moves_to_another_session_or_case(cycle: Cycle) -> None:
    _, clip = cycle.session_with_clip()
    assert cycle.send(change("clip", clip.id, 1, recording_id=cycle.second))[0].why == "bad_op"
    recordings.change(cycle.store, cycle.second, case="T-2")
    other = Cycle(cycle.store, cycle.second, cycle.second)
    assert other.send(change("clip", clip.id, 1, place=4))[0].why == "bad_id"


def test_a_bad_operation_does_not_hold_up_the_others(cycle: Cycle) -> None:
    good = new("session", title="Goed")
    acks = reflection.apply(cycle.store, cycle.case.id, [3, {}, good, {**good, "op": "x"}], "An")
    assert [a.status for a in acks] == ["refused", "refused", "stored", "refused"]


def test_too_many_and_unknown_owners(cycle: Cycle) -> None:
    with pytest.raises(UsageError, match=r"201 changes at once are too many\. Send at most 200"):
        reflection.apply(cycle.store, cycle.case.id, [{}] * 201, "An")
    with pytest.raises(NotFoundError, match=r"There is no case 'c0'\. There are: T-1"):
        reflection.case_file(cycle.store, "c0")
    with pytest.raises(NotFoundError, match="There is no case"):
        reflection.apply(cycle.store, "c0", [new("session", title="x")], "An")


# ---- what the client says ---------------------------------------------------------------------


def said(cycle: Cycle, **fields: Any) -> Feedback:
    interview = cycle.made("interview", fragments=[cycle.tags[cycle.first]], held_on="2026-09-10")
    return cycle.made("feedback", interview_id=interview.id, about=cycle.tags[cycle.first], text="GEHEIM", **fields)


def everywhere(cycle: Cycle, session: Session) -> str:
    """All that klantmanager and coach can come to see."""
    return repr((reflection.session_file(cycle.store, cycle.case.id, session.id), reflection.case_file(cycle.store, cycle.case.id)))


def test_nothing_is_seen_before_it_is_released_with_the_clients_yes(cycle: Cycle) -> None:
    session, _ = cycle.session_with_clip()
    words = said(cycle)
    assert "GEHEIM" not in everywhere(cycle, session)
    assert cycle.send(change("feedback", words.id, released=True))[0].why == "not_allowed"
    cycle.send(change("feedback", words.id, may_hear="no"))
    assert cycle.send(change("feedback", words.id, released=True))[0].why == "not_allowed"
    cycle.send(change("feedback", words.id, may_hear="yes"))
    assert "GEHEIM" not in everywhere(cycle, session), "the client's yes alone releases nothing"
    assert cycle.send(change("feedback", words.id, released=True))[0].status == "stored"
    assert "GEHEIM" in everywhere(cycle, session)


@pytest.mark.parametrize("change_of", [{"text": "GEHEIM en meer"}, {"may_hear": "no"}, {"may_hear": "yes", "answer": "no"}])
def test_changing_what_was_released_takes_it_back(cycle: Cycle, change_of: dict[str, str]) -> None:
    session, _ = cycle.session_with_clip()
    words = said(cycle, may_hear="yes", released=True)
    assert "GEHEIM" in everywhere(cycle, session)
    assert cycle.send(change("feedback", words.id, **change_of))[0].thing.released is False
    assert "GEHEIM" not in everywhere(cycle, session)


def test_a_deleted_interview_and_a_clip_without_feedback_show_nothing(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    words = said(cycle, may_hear="yes", released=True)
    cycle.send(change("clip", clip.id, with_feedback=False))
    assert "GEHEIM" not in everywhere(cycle, session)
    cycle.send(change("clip", clip.id, with_feedback=True))
    cycle.send(change("interview", words.interview_id, do="delete"))
    assert "GEHEIM" not in everywhere(cycle, session)


def test_the_interview_knows_how_long_after_the_talk_it_is(cycle: Cycle) -> None:
    words = said(cycle)
    file = reflection.interview_file(cycle.store, cycle.first, words.interview_id)
    assert (file.days, file.feedback[cycle.tags[cycle.first]].span) == (7, Span(1_000, 6_000))
    closing = cycle.made("feedback", interview_id=words.interview_id, about="nearer", answer="partly")
    assert reflection.interview_file(cycle.store, cycle.first, words.interview_id).feedback["nearer"] == closing
    assert closing.answer is Verdict.PARTLY


# ---- what comes of it -------------------------------------------------------------------------


def test_seen_needs_a_place_on_the_film(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    point = cycle.made("point", session_id=session.id, clip_id=clip.id, text="langer stil zijn")
    assert cycle.send(new("follow_up", point_id=point.id, recording_id=cycle.second, seen="yes"))[0].why == "no_evidence"
    seen = cycle.made("follow_up", point_id=point.id, recording_id=cycle.second, seen="yes", fragment_id=cycle.tags[cycle.second])
    assert seen.span == Span(1_000, 6_000)
    assert reflection.case_file(cycle.store, cycle.case.id).follow_ups == {point.id: (seen,)}
    assert rows.follow_ups_of(cycle.store, cycle.second) == (seen,)


def test_what_was_written_stays_when_a_recording_goes(cycle: Cycle) -> None:
    session, clip = cycle.session_with_clip()
    cycle.made("remark", session_id=session.id, about=clip.id, text="mooi moment")
    cycle.made("point", session_id=session.id, clip_id=clip.id, text="langer stil zijn")
    said(cycle, may_hear="yes", released=True)
    recordings.delete_recording(cycle.store, cycle.first)
    file = reflection.session_file(cycle.store, cycle.case.id, session.id)
    assert (file.clips[0].recording, file.clips[0].said, file.clips[0].clip.id) == (None, (), clip.id)
    assert [r.text for r in file.remarks] == ["mooi moment"]
    assert reflection.clip_list(file).clips == ()
    with cycle.store.reading() as connection:
        left = [dict(row._mapping) for row in connection.execute(text("SELECT * FROM reflection_events WHERE recording_id IS NOT NULL"))]
    assert left == [], "the client's words go with the recording, also from the record of changes"


def test_a_session_is_found_by_id_beginning_or_title(cycle: Cycle) -> None:
    with pytest.raises(NotFoundError, match="There are no sessions yet"):
        reflection.find_session(cycle.store, "x")
    session, _ = cycle.session_with_clip()
    for wanted in (session.id, session.id[:8], "sessie 1"):
        assert reflection.find_session(cycle.store, wanted).session == session
    with pytest.raises(NotFoundError, match=r"'iets' is not one session. Name one of: .{8} \(Sessie 1, T-1\)"):
        reflection.find_session(cycle.store, "iets")


def test_days_between_talks(cycle: Cycle) -> None:
    assert [v.days for v in reflection.case_file(cycle.store, "T-1").visits] == [None, 30]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(st.tuples(st.integers(0, 2), TEXTS), min_size=1, max_size=12))
def test_whatever_was_acknowledged_is_there_after_opening_again(cycle: Cycle, written: list[tuple[int, str]]) -> None:
    session = cycle.made("session", title="Sessie")
    notes = [cycle.made("remark", session_id=session.id, about=about) for about in ("genuine", "goal", "")]
    for which, words in written:
        ack = cycle.send(change("remark", notes[which].id, text=words))[0]
        assert ack.status == "stored" or ack.why == "bsn"
        if ack.status == "stored":
            notes[which] = ack.thing
    with open_store(cycle.store.home) as again:
        there = {r.id: r for r in rows.of(again, Remark, cycle.case.id)}
    assert [there[n.id] for n in notes] == notes


def test_every_change_is_in_the_record_with_who_made_it(cycle: Cycle, store: Store) -> None:
    session, clip = cycle.session_with_clip()
    cycle.send(change("clip", clip.id, question="Wat zie je?"))
    with store.reading() as connection:
        found = connection.execute(text("SELECT what, kind, who, after FROM reflection_events ORDER BY number")).all()
    assert [(what, kind, who) for what, kind, who, _ in found] == [
        ("Session", "add", "An"),
        ("SessionClip", "add", "An"),
        ("SessionClip", "update", "An"),
    ]
    assert json.loads(found[-1].after)["question"] == "Wat zie je?"
    assert rows.of(store, SessionClip, cycle.case.id)[0].question == "Wat zie je?"
    assert rows.of(store, AttentionPoint, cycle.case.id) == ()
    assert session.made_by == "An"
