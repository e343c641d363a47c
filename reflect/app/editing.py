"""The facts of a recording that a person may change, and taking it away. Opened from its row in the library."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state, words
from reflect.app.state import t
from reflect.errors import ReflectError

if TYPE_CHECKING:
    from reflect.store.values import Recording

MAX_TITLE, MAX_CASE = 300, 100


def dialog(recording_id: str) -> None:
    """Draw the dialog over the page."""
    state.dialog(t("edit.title"), _inside, recording_id)


def _inside(recording_id: str) -> None:
    from reflect.store import recordings

    recording = recordings.get(state.store(), recording_id)
    with st.form("facts", border=False):
        title = st.text_input(t("edit.name"), value=recording.title, max_chars=max(MAX_TITLE, len(recording.title)))
        case = st.text_input(t("edit.case"), value=recording.case or "", max_chars=max(MAX_CASE, len(recording.case or "")))
        held = recording.recorded_at.astimezone().date() if recording.recorded_at else None
        when = st.date_input(t("edit.date"), value=held, format="DD-MM-YYYY", max_value="today")
        if st.form_submit_button(t("edit.keep"), type="primary"):
            _keep(recording, title.strip(), case.strip(), when if isinstance(when, date) else None)
    with st.expander(t("edit.remove"), icon=":material/delete:"):
        st.text(t("edit.remove_about"))
        if st.button(t("edit.remove_yes"), key="remove"):
            _remove(recording)


def _keep(recording: Recording, title: str, case: str, when: date | None) -> None:
    from reflect.store import recordings

    moment = None if when is None else datetime.combine(when, time(12)).astimezone()
    try:
        recordings.change(state.store(), recording.id, title=title or recording.title, case=case, recorded_at=moment)
    except ReflectError as error:
        st.error(words.plain(str(error)))
        return
    state.close()


def _remove(recording: Recording) -> None:
    from reflect import consenting
    from reflect.serving.calls import viewer_of

    store = state.store()
    try:
        consenting.remove(store, recording.id, viewer_of(store).name)
    except ReflectError as error:
        st.error(words.plain(str(error)))
        return
    if st.session_state.get("opname") == recording.id:
        del st.session_state["opname"]
    state.close()
