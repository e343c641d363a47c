"""Bibliotheek: every recording with how far it is, and the way to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, editing, example, rows, state, words
from reflect.app.state import t

if TYPE_CHECKING:
    from reflect.store.values import Summary


def page() -> None:
    """Draw the page."""
    from reflect.store import recordings

    lines = recordings.listing(state.store())
    if not lines:
        first_start()
        return
    st.title(t("page.library"))
    busy = any(rows.state_of(line) in (rows.PROCESSING, rows.WAITING) for line in lines)
    st.fragment(table, run_every=1 if busy else None)([lines])
    about = st.session_state.pop("about", None)
    if about:
        editing.dialog(about)


def first_start() -> None:
    """Nothing is here yet: the demo, and what to do next."""
    st.title(t("start.title"))
    st.text(t("start.about"))
    demo, steps = st.columns([1, 1], gap="large")
    with demo, st.container(border=True):
        st.subheader(t("start.demo_title"))
        st.text(t("start.demo_about"))
        if st.button(t("start.demo"), type="primary", icon=":material/play_circle:"):
            with st.spinner(t("start.demo_busy")):
                recording = example.bring_in(state.store())
            state.go("watch", recording)
        st.caption(t("start.demo_by_hand"))
    with steps:
        st.subheader(t("start.next"))
        for number in (1, 2, 3):
            st.markdown(f"**{number}. {t(f'start.step{number}')}**\n\n{t(f'start.step{number}_about')}")


def table(ready: list[tuple[Summary, ...]]) -> None:
    """The recordings. Drawn again by itself while something runs; `ready` holds what the page just read, for the first time."""
    from reflect.store import fragments, recordings, voices

    store, language = state.store(), state.language()
    lines = ready.pop() if ready else recordings.listing(store)
    speakers, counts = voices.of_all(store), fragments.counts(store)
    data: dict[str, Any] = {
        "lang": language,
        "texts": words.several(language, "board."),
        "themes": [{"code": theme.code, "label": theme.label.of(language), "colour": theme.colour} for theme in state.book().themes],
        "states": {name: t(f"state.{name}") for name in rows.STATES},
        "rows": [
            rows.row(line, speakers.get(line.recording.id, ()), counts.get(line.recording.id, {}), t, language, words.day) for line in lines
        ],
        "hits": None,
    }
    result = board.library(data)
    place = board.target(result.go)
    if place:
        state.go("watch", *place)
    _act(result.act, lines)


def _act(wanted: object, lines: Sequence[Summary]) -> None:
    """Do what a button in a row asks; a browser may ask for anything, so the recording and the act are looked up."""
    place = board.target(wanted)
    line = next((line for line in lines if place and line.recording.id == place[0]), None)
    if line is None or not isinstance(wanted, dict):
        return
    from reflect.store import jobs

    act = wanted.get("act")
    if act == "more":
        st.session_state["about"] = line.recording.id
    elif act == "stop" and line.job is not None:
        jobs.stop(state.store(), line.job.id)
    st.rerun()
