"""The line on top of every page about one recording: what it is called, its case, and the way to its film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state
from reflect.app.state import t
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from reflect.store.values import Recording


def line(recording: Recording) -> DeltaGenerator:
    """The line with what the recording is called; what else a page puts in it comes after: `with heading.line(recording): …`."""
    row = st.container(horizontal=True, vertical_alignment="center", key="heading")
    row.text("  ·  ".join(filter(None, [one_line(recording.title), one_line(recording.case or "")])), width="stretch")
    return row


def to_film(recording: Recording) -> None:
    """A link to the page on which the recording is watched."""
    address = state.address(recording.id)
    st.page_link(state.page("watch"), label=t("measures.to_film"), icon=":material/play_circle:", query_params=address)
