"""Cliëntgesprek: the client looks back on fragments of a recording, one by one. The component does the work."""

from __future__ import annotations

import streamlit as st

from reflect.app import going, heading, state, watching
from reflect.app.state import t


def page() -> None:
    """Draw the page."""
    from reflect import frontend
    from reflect.store import cases

    recording, _ = watching.chosen("interview")
    if recording is None:
        return
    case = cases.of_recording(state.store(), recording.id)
    with heading.line(recording):
        heading.to_film(recording)
        if case is not None:
            st.page_link(state.page("case"), label=t("interview.to_case"), icon=":material/route:", query_params={"traject": case.id})
    data = {"rid": recording.id, "lang": state.language(), "iid": going.asked("gesprek")}
    result = frontend.interview(key="interview", data=data, on_go_change=lambda: None)
    going.follow(result.go)
