"""What a person decided about a suggestion lasts, is that person's own, and is the same however often it is told."""

from __future__ import annotations

import uuid

import pytest

from reflect.errors import NotFoundError
from reflect.store import Recording, open_store, recordings, suggestion_answers
from reflect.store.database import Store
from reflect.store.home import Home
from reflect.store.suggestion_answers import ASIDE, OPEN, TAKEN, Answer

FRAGMENT = str(uuid.UUID(int=7))


def test_an_answer_lasts_until_another(store: Store, home: Home, recording: Recording) -> None:
    put = suggestion_answers.put
    put(store, recording.id, "Sam", Answer("a", ASIDE), Answer("b", TAKEN, FRAGMENT))
    with open_store(home) as again:
        assert suggestion_answers.of(again, recording.id, "Sam") == {"a": Answer("a", ASIDE), "b": Answer("b", TAKEN, FRAGMENT)}
    put(store, recording.id, "Sam", Answer("a", OPEN), Answer("b", ASIDE))
    assert suggestion_answers.of(store, recording.id, "Sam") == {"b": Answer("b", ASIDE)}


def test_the_same_again_changes_nothing(store: Store, recording: Recording) -> None:
    answers = (Answer("a", ASIDE), Answer("b", TAKEN, FRAGMENT), Answer("c", OPEN))
    suggestion_answers.put(store, recording.id, "Sam", *answers)
    before = suggestion_answers.stamp(store, recording.id, "Sam")
    suggestion_answers.put(store, recording.id, "Sam", *answers)
    assert suggestion_answers.stamp(store, recording.id, "Sam") == before


def test_in_one_call_the_last_one_stands(store: Store, recording: Recording) -> None:
    suggestion_answers.put(store, recording.id, "Sam", Answer("a", ASIDE), Answer("a", OPEN), Answer("b", OPEN), Answer("b", ASIDE))
    assert suggestion_answers.of(store, recording.id, "Sam") == {"b": Answer("b", ASIDE)}


def test_each_person_and_each_recording_has_its_own(store: Store, recording: Recording) -> None:
    suggestion_answers.put(store, recording.id, "Sam", Answer("a", ASIDE))
    suggestion_answers.put(store, recording.id, "Bo", Answer("a", TAKEN, FRAGMENT))
    assert suggestion_answers.of(store, recording.id, "Sam") == {"a": Answer("a", ASIDE)}
    assert suggestion_answers.of(store, recording.id, "Bo") == {"a": Answer("a", TAKEN, FRAGMENT)}
    assert suggestion_answers.of(store, "r0000000", "Sam") == {}


def test_every_change_changes_the_stamp(store: Store, recording: Recording) -> None:
    seen = [suggestion_answers.stamp(store, recording.id, "Sam")]
    for answer in (Answer("a", ASIDE), Answer("b", ASIDE), Answer("a", TAKEN, FRAGMENT), Answer("a", OPEN)):
        suggestion_answers.put(store, recording.id, "Sam", answer)
        seen.append(suggestion_answers.stamp(store, recording.id, "Sam"))
    assert len(set(seen)) == len(seen)
    suggestion_answers.put(store, recording.id, "Sam", Answer("b", OPEN))
    assert suggestion_answers.stamp(store, recording.id, "Sam") == seen[0] == ""


def test_what_is_no_answer_or_no_recording_is_refused_whole(store: Store, recording: Recording) -> None:
    with pytest.raises(ValueError, match=r"'maybe' is no answer to a suggestion: use one of taken, aside, open\."):
        suggestion_answers.put(store, recording.id, "Sam", Answer("a", ASIDE), Answer("b", "maybe"))
    with pytest.raises(NotFoundError, match=r"There is no recording 'r0000000'"):
        suggestion_answers.put(store, "r0000000", "Sam", Answer("a", ASIDE))
    assert suggestion_answers.of(store, recording.id, "Sam") == {}


def test_a_recording_takes_its_answers_along(store: Store, recording: Recording) -> None:
    suggestion_answers.put(store, recording.id, "Sam", Answer("a", ASIDE))
    recordings.delete_recording(store, recording.id)
    assert suggestion_answers.of(store, recording.id, "Sam") == {}
