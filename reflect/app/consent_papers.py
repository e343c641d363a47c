"""The papers to print, and the legal basis of each purpose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, consent_asking, state, words
from reflect.app.state import t
from reflect.errors import ReflectError
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Purpose

if TYPE_CHECKING:
    from reflect.model.consent import Person
    from reflect.report import Paper
    from reflect.store.database import Store

PDF = "application/pdf"


def draft(store: Store, language: str, reader: str = "client") -> Paper:
    """The form for a client, klantmanager or visitor, with the terms of now."""
    from reflect.consenting import retention
    from reflect.report import consent_form

    return consent_form(retention.days_of(store), language, reader)


def papers(store: Store, recordings: Sequence[str]) -> None:
    """The form, and the page of each person on these recordings. A file is made when somebody takes it."""
    from reflect.store import consents

    language = state.language()
    st.subheader(t("consent.form_title"))
    st.text(t("consent.form_about"))
    reader = st.radio(
        t("consent.form_for"), consent_asking.READERS, format_func=lambda one: t(f"role.{one}"), horizontal=True, key="form-for"
    )
    st.download_button(
        t("consent.form_take"),
        partial(_draft_bytes, store, language, str(reader)),
        file_name=t(f"consent.form_file_{reader}"),
        mime=PDF,
        icon=":material/print:",
        key="take-form",
    )
    st.subheader(t("consent.client_title"))
    st.text(t("consent.client_about"))
    there = {a.person_id for id in recordings for a in consents.register(store, id).appearances}
    people = {p.id: p for p in consents.persons(store) if p.id in there}
    if not people:
        st.caption(t("consent.nobody"))
        return
    chosen = st.selectbox(t("consent.who"), list(people), format_func=lambda id: one_line(people[id].pseudonym), key="client-who")
    st.download_button(
        t("consent.client_take"),
        partial(_client_bytes, store, people[chosen], consent_asking.who(store), language),
        file_name=t("consent.client_file"),
        mime=PDF,
        icon=":material/print:",
        key="take-client",
    )


def _draft_bytes(store: Store, language: str, reader: str) -> bytes:
    return draft(store, language, reader).data


def _client_bytes(store: Store, person: Person, who: str, language: str) -> bytes:
    from reflect import consenting
    from reflect.report import client_overview

    return client_overview(consenting.client_file(store, person, who), language).data


def grounds(store: Store) -> None:
    """On what ground each purpose rests: beside permission, never instead of it."""
    from reflect import consenting
    from reflect.consenting import Basis
    from reflect.store import legal

    st.text(t("consent.grounds_about"))
    kept = legal.listing(store)
    rows = []
    for p in Purpose:
        one = kept.get(p)
        told = (
            [t(f"basis.{one.basis}"), one_line(one.note), words.day(state.language(), one.at), one_line(one.who)]
            if one
            else ["–", "", "", ""]
        )
        rows.append([{"text": text} for text in (t(f"purpose.{p}"), *told)])
    facts("grounds", [t(f"consent.{name}") for name in ("purpose", "ground", "note", "day", "by")], rows)
    with st.form("ground", border=True):
        left, right = st.columns(2)
        purpose = left.selectbox(t("consent.purpose"), list(Purpose), format_func=lambda p: t(f"purpose.{p}"), key="ground-purpose")
        basis = right.selectbox(t("consent.ground"), list(Basis), format_func=lambda b: t(f"basis.{b}"), key="ground-basis")
        note = st.text_input(t("consent.note"), max_chars=500, placeholder=t("consent.note_like"), key="ground-note")
        if st.form_submit_button(t("consent.keep"), key="ground-keep"):
            try:
                consenting.ground(store, Purpose(str(purpose)), Basis(str(basis)), consent_asking.who(store), note)
            except ReflectError as error:
                st.error(words.plain(str(error)), icon=":material/error:")
            else:
                st.rerun()


def facts(key: str, columns: list[str], rows: list[list[dict[str, Any]]]) -> None:
    section = {"kind": "table", "title": "", "note": "", "label": "", "columns": columns, "rows": rows}
    board.facts({"lang": state.language(), "rid": "", "sections": [section]}, key=f"consent-{key}")
