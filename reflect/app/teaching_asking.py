"""The dialog with which somebody is asked about one clip of a teaching set, or an answer about it is written down."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import consent_asking, state, words
from reflect.app.state import t
from reflect.errors import ReflectError, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Answer, Purpose
from reflect.model.span import clock_text

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.teaching import ShownClip

DOES = ("ask", "yes", "no")


def draw(store: Store, set_id: str, clip_id: str) -> None:
    """Who has not agreed to this clip, and what is written down about one of them."""
    shown = _clip(store, set_id, clip_id)
    if shown is None or shown.decision.shown is None:
        st.text(t("teach.clip_gone"))
        return
    people = {r.person_id: r for r in shown.decision.reasons if r.person_id}
    span = shown.decision.shown
    moment = f"{clock_text(span.start_ms)} – {clock_text(span.end_ms)}"
    st.text(t("teach.ask_about", n=shown.number, moment=moment, seconds=round(span.duration_ms / 1000)))
    if not people:
        st.success(t("teach.all_agree"), icon=":material/check_circle:")
        return
    names = {id: f"{one_line(r.pseudonym)}, {_why(r.why)}" for id, r in people.items()}
    person = str(st.selectbox(t("consent.who"), list(names), format_func=names.__getitem__, key="teach-who"))
    does = st.radio(t("teach.what"), DOES, format_func=lambda one: t(f"teach.{one}_does"), key="teach-does")
    note, on = "", None
    if does == "ask":
        note = st.text_input(t("teach.ask_note"), max_chars=200, key="teach-note")
    else:
        on = st.date_input(t("consent.answered_on"), max_value="today", format="DD-MM-YYYY", key="teach-on")
    if st.button(t("consent.keep"), type="primary", key="teach-keep"):
        try:
            _write(store, shown, person, str(does), note, on if isinstance(on, date) else None)
        except ReflectError as error:
            st.error(words.plain(str(error)), icon=":material/error:")
            return
        st.session_state["teaching-seen"] = st.session_state.get("teaching-seen", 0) + 1
        st.toast(t(f"teach.{does}_done"))
        state.close()
    st.page_link(
        state.page("consent"), label=t("teach.to_consent"), icon=":material/handshake:", query_params={"opname": shown.clip.recording_id}
    )


def _clip(store: Store, set_id: str, clip_id: str) -> ShownClip | None:
    from reflect import teaching

    file = teaching.set_file(store, set_id, consent_asking.who(store), date.today(), state.closed())
    return next((one for one in file.clips if one.clip.id == clip_id), None)


def _why(why: str) -> str:
    known = ("not_asked", "no", "withdrawn", "expired", "unconfirmed")
    return t(f"teach.why_{why}") if why in known else t("teach.why_other")


def _write(store: Store, shown: ShownClip, person: str, does: str, note: str, on: date | None) -> None:
    from reflect import consenting, teaching

    clip, who = teaching.as_clip(shown.clip), consent_asking.who(store)
    if does == "ask":
        consenting.ask_clip(store, clip, person, Purpose.TRAINING, who, note=note)
        return
    if on is None:
        raise UsageError(t("consent.answered_on"))
    now = datetime.now().astimezone()
    at = None if on >= now.date() else datetime.combine(on, time(12)).astimezone()
    consenting.answer_clip(store, clip, person, Purpose.TRAINING, Answer(does), who, at=at)
