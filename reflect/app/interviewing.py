"""Cliëntgesprek: the client looks back on fragments of a recording, one by one. The component does the work."""

from __future__ import annotations

import streamlit as st

from reflect.app import going, state, watching
from reflect.app.state import t
from reflect.exchange.plain_text import one_line


def page() -> None:
    """Draw the page."""
    from reflect import frontend
    from reflect.store import cases

    recording, _ = watching.chosen("interview")
    if recording is None:
        return
    case = cases.of_recording(state.store(), recording.id)
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.text("  ·  ".join(filter(None, [one_line(recording.title), one_line(recording.case or "")])), width="stretch")
        address = state.address(recording.id)
        st.page_link(state.page("watch"), label=t("measures.to_film"), icon=":material/play_circle:", query_params=address)
        if case is not None:
            st.page_link(state.page("case"), label=t("interview.to_case"), icon=":material/route:", query_params={"traject": case.id})
    data = {"rid": recording.id, "lang": state.language(), "iid": going.asked("gesprek")}
    result = frontend.interview(key="interview", data=data, on_go_change=lambda: None)
    going.follow(result.go)
