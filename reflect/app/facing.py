"""Gezichten: looking for faces in the film, and the page on which a person decides about each of them. The component does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state, watching
from reflect.app.state import t
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from reflect.store.values import Recording


def page() -> None:
    """Draw the page."""
    from reflect import frontend
    from reflect.masking import faces

    recording, _ = watching.chosen("faces")
    if recording is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        st.text("  ·  ".join(filter(None, [one_line(recording.title), one_line(recording.case or "")])), width="stretch")
        wanted = st.button(t("faces.find"), icon=":material/face:", help=t("faces.find_help"))
        address = state.address(recording.id)
        st.page_link(state.page("watch"), label=t("measures.to_film"), icon=":material/play_circle:", query_params=address)
    if wanted:
        _find(recording)
    found = faces.faces(state.store(), recording.id)
    if found and not faces.undecided(found):
        st.text(t("faces.make", id=recording.id))
    # The count is there so that the component looks again when the detector proposed faces.
    data = {"rid": recording.id, "lang": state.language(), "count": hash(tuple(m.id for m in found))}
    frontend.faces(key="faces", data=data)


def _find(recording: Recording) -> None:
    """Look for faces now. Whoever leaves the page meanwhile stops it; nothing is proposed then."""
    from reflect.masking import faces

    bar = st.progress(0.0, text=t("faces.finding"))

    def tell(part: float) -> None:
        bar.progress(part, text=t("faces.finding"))

    new = faces.find(state.store(), recording.id, progress=tell)
    bar.empty()
    st.toast(t("faces.found", n=len(new)))
