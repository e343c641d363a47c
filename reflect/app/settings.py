"""Instellingen: language, own name, models, data folder and the state of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state, words
from reflect.app.state import t

if TYPE_CHECKING:
    from reflect.doctor import Check
    from reflect.store.database import Store

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}
"""Each language in its own words, so that everyone finds theirs."""


def remember(store: Store) -> None:
    """Bring what was chosen earlier into this window, once."""
    st.session_state.setdefault("language", words.DUTCH)


def page() -> None:
    """Draw the page."""
    from reflect.doctor import examine

    st.title(t("page.settings"))
    _person()
    home = state.store().home
    with st.spinner(t("settings.looking")):
        checks = examine(home)
    st.subheader(t("settings.models"))
    _table([c for c in checks if c.name.startswith("model ")])
    st.subheader(t("settings.folder"))
    st.code(str(home.path), language=None)
    st.caption(t("settings.folder_about"))
    st.subheader(t("settings.machine"))
    _table([c for c in checks if not c.name.startswith("model ")])


def _person() -> None:
    left, _ = st.columns([1, 1])
    with left:
        now = state.language()
        chosen = st.selectbox(
            t("settings.language"),
            words.LANGUAGES,
            index=words.LANGUAGES.index(now),
            format_func=LANGUAGE_NAMES.__getitem__,
            key="choose_language",
        )
        if chosen != now:
            st.session_state["language"] = chosen
            st.rerun()


def _table(checks: list[Check]) -> None:
    """What was found, worst first within what a person reads; names, values and advice as plain text."""
    lines = [
        {
            t("settings.state"): t(f"health.{check.health}"),
            t("settings.what"): check.name.removeprefix("model "),
            t("settings.found"): check.value,
            t("settings.advice"): check.advice,
        }
        for check in checks
    ]
    st.dataframe(lines, hide_index=True, width="stretch", height="content")
