"""The papers to print, the legal basis of each purpose, and the terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, consent_asking, state, words
from reflect.app.state import t
from reflect.errors import ReflectError
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Purpose

if TYPE_CHECKING:
    from reflect.consenting.retention import Due, Rule
    from reflect.model.consent import Person
    from reflect.report import Paper
    from reflect.store.database import Store

SOON_DAYS = 30
MOST_DUE = 50
LATE, SOON = "#dc2626", "#d97706"
PDF = "application/pdf"


def draft(store: Store, language: str) -> Paper:
    """The form with the terms of now."""
    from reflect.consenting import retention
    from reflect.report import consent_form

    return consent_form({rule.purpose: rule.days for rule in retention.rules(store)}, language)


def papers(store: Store, recordings: Sequence[str]) -> None:
    """The form, and the page of each person on these recordings. A file is made when somebody takes it."""
    from reflect.store import consents

    language = state.language()
    st.subheader(t("consent.form_title"))
    st.text(t("consent.form_about"))
    st.download_button(
        t("consent.form_take"),
        partial(_draft_bytes, store, language),
        file_name=t("consent.form_file"),
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


def _draft_bytes(store: Store, language: str) -> bytes:
    return draft(store, language).data


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
    _facts("grounds", [t(f"consent.{name}") for name in ("purpose", "ground", "note", "day", "by")], rows)
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


def terms(store: Store) -> None:
    """What ends soon or is past its term, and the terms. Nothing is erased by itself."""
    from reflect.consenting import retention

    found = retention.due(store, datetime.now().astimezone().date(), SOON_DAYS)
    late = [d for d in found if d.left < 0]
    for name, lines, colour in (("late", late, LATE), ("soon", [d for d in found if d.left >= 0], SOON)):
        st.subheader(t(f"consent.{name}", n=len(lines), days=SOON_DAYS))
        if lines:
            columns = [t(f"consent.{one}") for one in ("ends", "left", "recording", "case_of", "artefact", "purpose")]
            _facts(name, columns, [_due(d, colour) for d in lines[:MOST_DUE]])
        else:
            st.text(t(f"consent.{name}_none", days=SOON_DAYS))
    st.text(t("consent.who_decides"))
    st.subheader(t("consent.terms"))
    rules = retention.rules(store)
    columns = [t(f"consent.{one}") for one in ("artefact", "purpose", "term", "set")]
    _facts("rules", columns, [[{"text": text} for text in _rule(rule)] for rule in rules])
    with st.form("term", border=True):
        left, right = st.columns([3, 1])
        chosen = left.selectbox(t("consent.term_which"), rules, format_func=lambda r: " · ".join(_rule(r)[:2]), key="term-which")
        days = right.number_input(t("consent.term_days"), 1, retention.MOST_DAYS, value=None, key="term-days")
        if st.form_submit_button(t("consent.keep"), key="term-keep") and days:
            retention.set_rule(store, chosen.purpose, chosen.artefact, int(days), consent_asking.who(store))
            st.rerun()


def _due(due: Due, colour: str) -> list[dict[str, Any]]:
    left = t("consent.days_left", n=due.left) if due.left >= 0 else t("consent.days_late", n=-due.left)
    on = words.day(state.language(), datetime(due.on.year, due.on.month, due.on.day))
    told = (left, due.recording_id, one_line(due.case or "–"), t(f"artefact.{due.artefact}"), t(f"purpose.{due.purpose}"))
    return [{"text": on, "colour": colour}, *({"text": text} for text in told)]


def _rule(rule: Rule) -> tuple[str, str, str, str]:
    usual = t("consent.usual" if rule.usual else "consent.chosen")
    return t(f"artefact.{rule.artefact}"), t(f"purpose.{rule.purpose}"), t("consent.days", n=rule.days), usual


def _facts(key: str, columns: list[str], rows: list[list[dict[str, Any]]]) -> None:
    section = {"kind": "table", "title": "", "note": "", "label": "", "columns": columns, "rows": rows}
    board.facts({"lang": state.language(), "rid": "", "sections": [section]}, key=f"consent-{key}")
