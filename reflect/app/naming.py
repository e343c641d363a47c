"""Namen: names and numbers in what was said, and what takes their place. The component does the work."""

from __future__ import annotations

import streamlit as st

from reflect.app import state, watching
from reflect.app.state import t
from reflect.exchange.plain_text import one_line


def page() -> None:
    """Draw the page."""
    from reflect import frontend

    recording, _ = watching.chosen("names")
    if recording is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.text("  ·  ".join(filter(None, [one_line(recording.title), one_line(recording.case or "")])), width="stretch")
        address = state.address(recording.id)
        st.page_link(state.page("watch"), label=t("measures.to_film"), icon=":material/play_circle:", query_params=address)
    frontend.names(key="names", data={"rid": recording.id, "lang": state.language()})
