"""Maten: who talks how much, what lies between turns, and every number leads to the film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, figures, state, watching
from reflect.app.state import t
from reflect.errors import NotFoundError
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from reflect.measures import Measure
    from reflect.store.values import Recording, TranscriptVersion

CHART_PX = 260


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
    found = figures.sections(talk)
    _facts(recording, talk, found[:3], "measures-top")
    _chart(recording, talk)
    _facts(recording, talk, found[3:], "measures-rest")


def _facts(recording: Recording, talk: figures.Talk, sections: list[dict[str, Any]], key: str) -> None:
    data = {"lang": talk.language, "rid": recording.id, "sections": sections, "more": t("measures.all_moments")}
    place = board.target(board.facts(data, key=key).go)
    if place:
        state.go("watch", recording.id, place[1])


def _chart(recording: Recording, talk: figures.Talk) -> None:
    """Who speaks when, minute by minute. A click on a minute opens it."""
    import altair as alt
    import pandas as pd

    people = talk.people()
    colour = alt.Scale(domain=[p["shown"] for p in people], range=[p["colour"] for p in people])
    click = alt.selection_point(name="chosen", fields=["start"], on="click", empty=False)
    chart = (
        alt.Chart(pd.DataFrame(figures.minutes(talk)))
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X("minute:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("seconds:Q", title=t("measures.seconds")),
            color=alt.Color("who:N", scale=colour, title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("minute:O", title=t("measures.minute")),
                alt.Tooltip("who:N", title=t("measures.who")),
                alt.Tooltip("seconds:Q", title=t("measures.seconds")),
            ],
        )
        .add_params(click)
        .properties(height=CHART_PX)
    )
    st.subheader(t("measures.by_minute"))
    event = st.altair_chart(chart, width="stretch", on_select="rerun", key="minutes", alt=t("measures.by_minute"))
    chosen = list(event.get("selection", {}).get("chosen", []))
    if chosen and isinstance(chosen[0].get("start"), int):
        state.go("watch", recording.id, max(0, chosen[0]["start"]))
