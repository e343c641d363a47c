"""Maten: who talks how much, what lies between turns, and every number leads to the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import board, figures, state, watching
from reflect.app.state import t
from reflect.errors import NotFoundError
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from reflect.measures import Measure
    from reflect.store.values import Recording, TranscriptVersion


def page() -> None:
    """Draw the page."""
    recording, _ = watching.chosen("measures")
    if recording is None:
        return
    _heading(recording)
    watching.messages(recording)
    from reflect.store import transcripts

    try:
        found = transcripts.latest(state.store(), recording.id)
    except NotFoundError:
        return
    if not found.transcript.turns:
        st.info(t("measures.no_words"), icon=":material/speaker_notes_off:")
        return
    talk = figures.Talk(found.transcript, _measures(recording.id, found), t, state.language())
    _draw(recording, talk)


def _heading(recording: Recording) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.text("  ·  ".join(filter(None, [one_line(recording.title), one_line(recording.case or "")])), width="stretch")
        st.page_link(
            state.page("watch"), label=t("measures.to_film"), icon=":material/play_circle:", query_params=state.address(recording.id)
        )


def _measures(recording_id: str, found: TranscriptVersion) -> tuple[Measure, ...]:
    """Counted once for each state of the transcript."""
    kept = st.session_state.setdefault("measures", {})
    key = (recording_id, found.stamp)
    if key not in kept:
        from reflect import measures

        kept.clear()
        kept[key] = measures.of(found.transcript)
    out: tuple[Measure, ...] = kept[key]
    return out


def _draw(recording: Recording, talk: figures.Talk) -> None:
    st.caption(t("measures.about"))
    data = {"lang": talk.language, "rid": recording.id, "sections": figures.sections(talk), "more": t("measures.all_moments")}
    place = board.target(board.facts(data, key="measures-of").go)
    if place:
        state.go("watch", recording.id, place[1])
