"""`reflect demo`: the first talk is processed, the next one of the same case is brought in beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reflect.asr.fake import FakeRecognizer
from reflect.diarization import FakeDiarizer
from reflect.model.span import Span
from reflect.model.speech import Activity, Word
from reflect.store import cases, open_store, transcripts


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a recogniser and a diarizer would say of the first talk."""
    words = [Word("Goedemiddag.", Span(1_300, 2_000), 0.9), Word("Ja?", Span(5_000, 5_400), 0.9)]
    active = [Activity(Span(1_300, 2_100), "S1"), Activity(Span(4_900, 5_500), "S2")]
    monkeypatch.setattr("reflect.asr.create", lambda *args, **settings: FakeRecognizer(words))
    monkeypatch.setattr("reflect.diarization.create", lambda *args, **settings: FakeDiarizer(active))


def test_both_talks_are_in_the_case_and_each_says_where_its_transcript_is_from(reflect: Callable[..., Any]) -> None:
    said = reflect("demo", "--no-app")
    assert said.status == 0, said.err
    assert "The next talk of the same two people is in the library too, with the transcript that was written for it." in said.err
    again = reflect("demo", "--no-app")
    assert again.status == 0
    with open_store() as store:
        first, following = cases.sittings_of(store, cases.get(store, "DEMO").id)
        assert (following.at - first.at).days == 20  # 20 days and 19.5 hours: three weeks on the calendar
        assert (following.at.date() - first.at.date()).days == 21
        spoken = [transcripts.latest(store, s.recording_id) for s in (first, following)]
        assert spoken[0].transcript.turns[0].text == "Goedemiddag."
        assert spoken[1].version.maker.model == "written by hand"
        assert len(transcripts.versions(store, following.recording_id)) == 1
        assert [s.title for s in (first, following)] == ["De proefdag", "Na het oefenen"]
