"""Which account of this machine may play a recording while not everybody on it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import consent_asking, state, words
from reflect.app.state import t
from reflect.consenting.sheets import Mark
from reflect.store.recordings import QUARANTINE_DAYS

if TYPE_CHECKING:
    from reflect.store.database import Store

MARKS = frozenset({Mark.QUARANTINE, Mark.CLOSED})
"""A quarantine opens nothing for a recording that everybody agreed to."""


def hold(store: Store, recording: str) -> None:
    """Choose the account and the days."""
    from reflect.store import accounts, consents

    st.text(t("consent.hold_about", days=QUARANTINE_DAYS))
    known = accounts.listing()
    held = consents.register(store, recording).quarantine
    if held is not None:
        day = words.day(state.language(), held.until)
        st.text(t("consent.hold_now", who=known.get(held.importer, held.importer), day=day))
    chosen = st.selectbox(t("consent.hold_who"), list(known), format_func=lambda id: f"{known[id]} ({id})", key="hold-who")
    days = st.number_input(t("consent.term_days"), 1, QUARANTINE_DAYS, value=QUARANTINE_DAYS, key="hold-days")
    if st.button(t("consent.keep"), type="primary", key="hold-keep"):
        consent_asking.do(lambda: _hold(store, recording, int(days), str(chosen)))


def _hold(store: Store, recording: str, days: int, importer: str) -> None:
    from reflect import consenting

    consenting.hold(store, recording, consent_asking.who(store), days, importer)
