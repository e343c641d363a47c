"""Bibliotheek: every recording with how far it is, and the way to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, example, rows, state, words
from reflect.app.state import t

if TYPE_CHECKING:
    pass


def page() -> None:
    """Draw the page."""
    from reflect.store import recordings

    lines = recordings.listing(state.store())
    if not lines:
        first_start()
        return
    st.title(t("page.library"))
    busy = any(rows.state_of(line) in (rows.PROCESSING, rows.WAITING) for line in lines)
    st.fragment(table, run_every=1 if busy else None)()


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


def table() -> None:
    from reflect.store import fragments, recordings, voices

    store = state.store()
    lines = recordings.listing(store)
    speakers, counts = voices.of_all(store), fragments.counts(store)
    language = state.language()
    data: dict[str, Any] = {
        "lang": language,
        "texts": words.several(language, "board."),
        "rows": [
            rows.row(line, speakers.get(line.recording.id, ()), counts.get(line.recording.id, {}), state.book(), t, language, words.day)
            for line in lines
        ],
        "hits": None,
    }
    result = board.library(data)
    place = board.target(result.go)
    if place:
        state.go("watch", *place)
