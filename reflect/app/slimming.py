"""SLIM: how somebody reads self-image and approach, side by side with others and over the case. The component does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import board, example, heading, state, watching
from reflect.app.state import t

if TYPE_CHECKING:
    from reflect.store.values import Recording


def page() -> None:
    """Draw the page."""
    from reflect import frontend, slim

    recording, _ = watching.chosen("slim")
    if recording is None:
        return
    with heading.line(recording):
        heading.to_film(recording)
    count = len(slim.readings(state.store(), recording.id, state.only()))
    if not count and example.is_it(recording) and state.only() is None:
        _sample(recording)
    # The count is there so that the component looks again when readings came from elsewhere.
    data = {"rid": recording.id, "lang": state.language(), "count": count}
    result = frontend.slim(key="slim", data=data, on_go_change=lambda: None)
    place = board.target(result.go)
    if place:
        state.go("watch", *place)


def _sample(recording: Recording) -> None:
    """On the example made-up readings can be put, to see what the page is for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(t("slim.sample_about"))
        if st.button(t("slim.sample"), icon=":material/group_add:"):
            example.read_with_slim(state.store(), recording.id)
            st.rerun()
