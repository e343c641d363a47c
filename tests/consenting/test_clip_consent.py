"""Consent for one clip: asked, answered and taken back, without a word about the rest of the film."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cycle import Cycle

from reflect import consenting
from reflect.errors import UsageError
from reflect.model.clip import Clip
from reflect.model.consent import Answer, Asked, Purpose
from reflect.model.span import Span
from reflect.store import audit, consents

CLIP_SPAN = Span(10_000, 20_000)
BSN = "111222333"


def clip(cycle: Cycle, span: Span = CLIP_SPAN) -> Clip:
    return Clip(cycle.first, span, before_ms=1_000, after_ms=500)


def there(cycle: Cycle, span: Span | None = None, pseudonym: str = "C1") -> str:
    return consenting.appear(cycle.store, cycle.first, pseudonym, "client", "Noor", span=span).person_id


def allowed(cycle: Cycle, span: Span, masked: tuple[str, ...] = ()) -> bool:
    return bool(consents.may_use(cycle.store, Clip(cycle.first, span), Purpose.TRAINING, "Noor", masked))


def test_a_question_is_open_until_it_is_answered_and_not_put_twice(cycle: Cycle) -> None:
    person = there(cycle)
    asked = consenting.ask_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, "Noor", note=" leerset contact ")
    assert (asked.span, asked.note, asked.asked_by, asked.answer) == (Span(9_000, 20_500), "leerset contact", "Noor", None)
    assert consenting.ask_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, "Sam") == asked
    said = consenting.answer_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, Answer.YES, "Sam", form="v1", form_sha256="a" * 64)
    assert (said.span, said.asked, said.form) == (asked.span, Asked.AFTER, "v1")
    [known] = consenting.clip_requests(cycle.store, cycle.first)
    assert known.answer == said
    again = consenting.ask_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, "Noor")
    assert (again.id != asked.id, again.answer) == (True, None), "what was answered before does not answer a new question"
    assert [line.about["span"] for line in audit.lines(cycle.store) if line.action == "asked about a clip"] == [[9_000, 20_500]] * 2
    assert "leerset" not in repr(audit.lines(cycle.store))


def test_a_yes_is_about_the_clip_with_its_handles_and_no_more(cycle: Cycle) -> None:
    person = there(cycle)
    consenting.answer_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, Answer.YES, "Noor")
    assert allowed(cycle, Span(9_000, 20_500))
    assert allowed(cycle, Span(12_000, 13_000))
    assert not allowed(cycle, Span(8_999, 20_500))
    assert not consents.may_use_all(cycle.store, cycle.first, Purpose.TRAINING, "Noor", ())


def test_a_no_about_a_clip_shuts_out_what_touches_it_and_can_be_taken_back_by_itself(cycle: Cycle) -> None:
    person = there(cycle)
    consenting.answer(cycle.store, cycle.first, person, [Purpose.TRAINING], Answer.YES, "Noor")
    shown = Span(9_000, 20_500)
    (statement,) = consenting.withdraw(
        cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.TRAINING], clip=shown
    )  # fmt: skip
    assert (statement.purposes, statement.erased, statement.left) == ((Purpose.TRAINING,), {}, ())
    assert not allowed(cycle, Span(20_400, 30_000))
    assert allowed(cycle, Span(20_500, 30_000))
    with pytest.raises(UsageError, match="There is nothing to take back"):
        consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first, purposes=[Purpose.TRAINING], clip=shown)
    consenting.answer_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, Answer.NO, "Noor")
    assert not allowed(cycle, Span(20_400, 30_000))


def test_research_is_never_about_one_clip(cycle: Cycle) -> None:
    person = there(cycle)
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH], Answer.YES, "Noor")
    for recording, purposes in ((cycle.first, [Purpose.RESEARCH]), (None, [Purpose.TRAINING])):
        with pytest.raises(UsageError, match="Name the recording of the clip, and purposes other than research"):
            consenting.withdraw(cycle.store, person, "Noor", recording_id=recording, purposes=purposes, clip=CLIP_SPAN)
    assert consents.may_play(cycle.store, cycle.first, "Noor")


def test_what_cannot_be_asked_is_refused(cycle: Cycle) -> None:
    person = there(cycle, Span(30_000, 40_000))
    with pytest.raises(UsageError, match="This person is not in the clip, as far as was written down"):
        consenting.ask_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, "Noor")
    with pytest.raises(UsageError, match="This clip is outside the film"):
        consenting.ask_clip(cycle.store, clip(cycle, Span(70_000, 71_000)), person, Purpose.TRAINING, "Noor")
    with pytest.raises(UsageError, match="Take it out of the note"):
        consenting.ask_clip(cycle.store, clip(cycle, Span(31_000, 32_000)), person, Purpose.TRAINING, "Noor", note=f"dossier {BSN}")
    assert consenting.clip_requests(cycle.store, cycle.first) == ()


def test_questions_go_with_the_recording(cycle: Cycle) -> None:
    person = there(cycle)
    consenting.answer(cycle.store, cycle.first, person, [Purpose.RESEARCH], Answer.YES, "Noor")
    consenting.ask_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, "Noor", note="Zonnewijzer in het park vanmorgen")
    (statement,) = consenting.withdraw(cycle.store, person, "Noor", recording_id=cycle.first)
    assert statement.erased["clip_requests"] == 1
    assert statement.left == ()
    assert [p for p in cycle.store.home.path.rglob("*") if p.is_file() and b"onnewijzer" in p.read_bytes()] == []


def test_a_yes_about_a_clip_is_asked_again_after_a_year(cycle: Cycle) -> None:
    person = there(cycle)
    long_ago = datetime.now(UTC) - timedelta(days=366)
    consenting.answer_clip(cycle.store, clip(cycle), person, Purpose.TRAINING, Answer.YES, "Noor", at=long_ago)
    assert not allowed(cycle, CLIP_SPAN)
    consenting.confirm(cycle.store, cycle.first, person, "Noor", span=Span(9_000, 20_500))
    assert allowed(cycle, CLIP_SPAN)
