"""Maten: who talks how much, what lies between turns, and every number leads to the film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import board, figures, heading, state, watching, words
from reflect.app.numbers import Sitting, Talk
from reflect.app.state import t
from reflect.errors import NotFoundError

if TYPE_CHECKING:
    from reflect.measures import Measure
    from reflect.store.values import Recording, TranscriptVersion

KEPT = 24
"""So many transcripts' numbers are kept in a window."""


def page() -> None:
    """Draw the page."""
    recording, _ = watching.chosen("measures")
    if recording is None:
        return
    with heading.line(recording):
        heading.to_film(recording)
    watching.messages(recording)
    from reflect.store import transcripts

    try:
        found = transcripts.latest(state.store(), recording.id)
    except NotFoundError:
        return
    if not found.transcript.turns:
        st.info(t("measures.no_words"), icon=":material/speaker_notes_off:")
        return
    kept = _measured(recording.id, found)
    sittings = tuple(_sittings(recording))
    _draw(recording, Talk(found.transcript, kept.whole, t, state.language(), kept.thirds, sittings))


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of a transcript. `thirds` by name, voice and third, without the classes of distributions."""

    whole: tuple[Measure, ...]
    thirds: dict[tuple[str, str | None, int], Measure]


def _kept() -> dict[tuple[str, str], Measured]:
    """What was counted in this window: recording and state of its transcript → its numbers."""
    kept: dict[tuple[str, str], Measured] = st.session_state.setdefault("measures", {})
    return kept


def _measured(recording_id: str, found: TranscriptVersion) -> Measured:
    """Counted once for each state of the transcript; the last few are kept."""
    kept, key = _kept(), (recording_id, found.stamp)
    if key not in kept:
        from reflect import measures

        talk = measures.Talk(found.transcript)
        thirds = {(m.name, m.speaker, m.part or 0): m for m in measures.of_thirds(talk) if m.low is None and m.high is None}
        kept[key] = Measured(measures.of(talk), thirds)
        while len(kept) > KEPT:
            del kept[next(iter(kept))]
    return kept[key]


def _sittings(recording: Recording) -> Iterator[Sitting]:
    """Every recording of the case with a transcript, in order of time. A transcript that was counted before is not read again."""
    from reflect.store import cases, people, stamps, transcripts

    store = state.store()
    steps = cases.sittings(store, recording.id)
    for step in steps if len(steps) > 1 else ():
        stamp = stamps.of(store, step.recording_id)
        if stamp is None:
            continue
        known = _kept().get((step.recording_id, stamp)) or _measured(step.recording_id, transcripts.latest(store, step.recording_id))
        day = words.day(state.language(), step.at)
        yield Sitting(step.recording_id, day, people.speakers_of(store, step.recording_id), known.whole)


def _draw(recording: Recording, talk: Talk) -> None:
    st.caption(t("measures.about"))
    data = {"lang": talk.language, "rid": recording.id, "sections": figures.sections(talk), "more": t("measures.all_moments")}
    place = board.target(board.facts(data, key="measures-of").go)
    if place:
        state.go("watch", place[0], place[1])
