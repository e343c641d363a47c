"""Consent for one clip: who is asked about which moment, the form to print for it, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import consent_asking, state, words
from reflect.app.state import t
from reflect.errors import NotFoundError, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.clip import Clip
from reflect.model.consent import Answer, ConsentEvent, Purpose
from reflect.model.span import Span, clock_text

if TYPE_CHECKING:
    from reflect.consenting import Sheet
    from reflect.store.database import Store

ASKED_FOR = tuple(p for p in Purpose if p is not Purpose.RESEARCH)
"""Research is about all of a recording."""
PDF = "application/pdf"
CHOSEN = "clip-chosen"
MOST = 40


def draw(store: Store, sheet: Sheet, *, may_play: bool) -> None:
    """The questions about a clip of this recording and the answers, the last first; an open question can be printed and answered."""
    lines = _lines(sheet)
    if not lines:
        return
    open_now = sum(answer is None for _, _, _, answer, _ in lines)
    title = t("consent.clips", n=len(lines)) + (f"  ·  {t('consent.clips_open', n=open_now)}" if open_now else "")
    with st.expander(title, icon=":material/movie:", expanded=bool(open_now), key=f"clips-{sheet.recording_id}"):
        for number, (person_id, purpose, span, answer, note) in enumerate(lines[:MOST]):
            name = sheet.names.get(person_id, "")
            with st.container(horizontal=True, vertical_alignment="center", key=f"clip-{sheet.recording_id}-{number}"):
                st.text("\n".join(filter(None, [_line(name, purpose, span, answer), one_line(note)])), width="stretch")
                _buttons(store, sheet.recording_id, f"{sheet.recording_id}-{number}", (person_id, purpose, span), answer, note, may_play)
        if len(lines) > MOST:
            st.caption(t("consent.clips_more", n=len(lines) - MOST))


About = tuple[str, Purpose, Span]
"""A person, a purpose and what is shown."""
Line = tuple[str, Purpose, Span, ConsentEvent | None, str]


def _lines(sheet: Sheet) -> list[Line]:
    """The last word about each person, purpose and clip: an open question, else the answer. Open questions come first, then what was
    said last."""
    last: dict[About, tuple[datetime, Line]] = {}
    for event in sorted(sheet.events, key=lambda e: (e.at, e.number)):
        if event.span is not None:
            about = (event.person_id, event.purpose, event.span)
            last[about] = (event.at, (*about, event, ""))
    for one in sheet.asked:
        about = (one.person_id, one.purpose, one.span)
        if one.answer is None:
            last[about] = (one.asked_at, (*about, None, one.note))
    return [line for _, line in sorted(last.values(), key=lambda item: (item[1][3] is None, item[0]), reverse=True)]


def _line(name: str, purpose: Purpose, span: Span, answer: ConsentEvent | None) -> str:
    where = t("consent.clip_where", start=clock_text(span.start_ms), end=clock_text(span.end_ms), s=max(1, round(span.duration_ms / 1000)))
    if answer is None:
        said = t("consent.clip_waits")
    else:
        until = f" {t('consent.to', day=words.day(state.language(), answer.until))}" if answer.until else ""
        said = f"{t(f'answer.{answer.answer}')}, {words.day(state.language(), answer.at)}{until}"
    return "  ·  ".join((one_line(name), where, t(f"purpose.{purpose}"), said))


def _buttons(store: Store, recording: str, key: str, about: About, answer: ConsentEvent | None, note: str, may_play: bool) -> None:
    if answer is None or answer.answer is not Answer.YES:
        if st.button(t("consent.clip_answer"), icon=":material/add_task:", key=f"clip-answer-{key}"):
            _open("clip_answer", recording, about)
    elif st.button(t("consent.clip_back"), icon=":material/undo:", key=f"clip-back-{key}"):
        _open("clip_back", recording, about)
    if answer is None and may_play:
        st.download_button(
            t("consent.clip_form"),
            partial(_form_bytes, store, recording, about, note, state.language(), consent_asking.who(store)),
            file_name=t("consent.clip_file"),
            mime=PDF,
            icon=":material/print:",
            key=f"clip-form-{key}",
        )


def _open(what: str, recording: str, about: About) -> None:
    st.session_state[CHOSEN] = about
    st.session_state["dialog"] = f"{what}:{recording}"


def _form_bytes(store: Store, recording: str, about: About, note: str, language: str, who: str) -> bytes:
    return _form(store, recording, about, note, language, who)[2]


def _form(store: Store, recording: str, about: About, note: str, language: str, who: str) -> tuple[str, str, bytes]:
    """Version, SHA-256 and bytes of the form; that it was handed out is written down. NotAllowedError when this account may not look."""
    from reflect.report import clip_form
    from reflect.store import consents
    from reflect.store.account import account

    consents.require_play(store, recording, account())
    person_id, purpose, span = about
    person = next((p for p in consents.persons(store) if p.id == person_id), None)
    if person is None:
        raise NotFoundError("This person is not here any more. Load the page again.")
    made = clip_form(store, Clip(recording, span), person, purpose, who, language, note)
    return made.version, made.sha256, made.data


# ---- the dialogs ------------------------------------------------------------------------------


def ask(store: Store, recording: str) -> None:
    """Write down that somebody is asked about a clip."""
    from reflect import consenting
    from reflect.store.account import account

    st.text(t("consent.clip_about"))
    people = {one.person_id: one.pseudonym for one in consenting.sheet(store, recording, account()).people}
    chosen = st.selectbox(t("consent.who"), list(people), format_func=lambda id: one_line(people[id]), key="clip-who")
    purpose = st.selectbox(
        t("consent.purpose"),
        ASKED_FOR,
        index=ASKED_FOR.index(Purpose.TRAINING),
        format_func=lambda p: t(f"purpose.{p}"),
        key="clip-purpose",
    )
    left, right = st.columns(2)
    start = left.text_input(t("consent.from"), placeholder="2:15", key="clip-from")
    end = right.text_input(t("consent.to_moment"), placeholder="2:41", key="clip-to")
    note = st.text_input(t("consent.clip_note"), max_chars=200, placeholder=t("consent.clip_note_like"), key="clip-note")
    if st.button(t("consent.clip_keep"), type="primary", key="clip-keep"):
        consent_asking.do(lambda: _ask(store, recording, chosen, Purpose(str(purpose)), start, end, note))


def _ask(store: Store, recording: str, person_id: str, purpose: Purpose, start: str, end: str, note: str) -> None:
    from reflect import consenting

    span = consent_asking.part(start, end)
    consenting.ask_clip(store, Clip(recording, span), person_id, purpose, consent_asking.who(store), note=one_line(note))


def answer(store: Store, recording: str) -> None:
    """Write down what somebody answered about the clip that was chosen."""
    about = _chosen(store, recording)
    if about is None:
        return
    given = st.radio(
        t("consent.said"), ("yes", "no"), index=None, format_func=lambda one: t(f"answer.{one}"), horizontal=True, key="clip-said"
    )
    left, right = st.columns(2)
    on = left.date_input(t("consent.answered_on"), max_value="today", format="DD-MM-YYYY", key="clip-on")
    until = right.date_input(t("consent.until"), value=None, format="DD-MM-YYYY", help=t("consent.until_about"), key="clip-until")
    form = st.selectbox(
        t("consent.form"),
        ("none", "other"),
        format_func=lambda one: t(f"consent.form_{one}"),
        help=t("consent.clip_form_about"),
        key="clip-paper",
    )
    version = path = ""
    if form == "other":
        version = st.text_input(t("consent.form_version"), max_chars=60, key="clip-version")
        path = st.text_input(t("consent.form_path"), help=t("consent.form_path_about"), key="clip-path")
    if st.button(t("consent.keep"), type="primary", key="clip-answer-keep"):
        days = {"on": on, "until": until}
        consent_asking.do(lambda: _answer(store, recording, about, str(given or ""), days, (str(form), version, path)))


def _answer(store: Store, recording: str, about: About, given: str, days: Mapping[str, object], paper: tuple[str, str, str]) -> None:
    from reflect import consenting

    if given not in ("yes", "no"):
        raise UsageError(t("consent.clip_no_answer"))
    on, until = consent_asking.day(days["on"]), consent_asking.day(days["until"])
    form, sha256 = consent_asking.form_of(store, *paper)
    person_id, purpose, span = about
    consenting.answer_clip(
        store,
        Clip(recording, span),
        person_id,
        purpose,
        Answer(given),
        consent_asking.who(store),
        at=consent_asking.moment(on),
        until=None if until is None or given != "yes" else datetime.combine(until, time(23, 59, 59)).astimezone().astimezone(UTC),
        form=form,
        form_sha256=sha256,
    )


def take_back(store: Store, recording: str) -> None:
    """Take a yes about one clip back: closed at once, and what was made for it erased."""
    from reflect import consenting
    from reflect.app import consent_ending

    about = _chosen(store, recording)
    if about is None:
        return
    person_id, purpose, span = about
    consent_ending.ends(consenting.what_ends(store, person_id, recording, [purpose], span), [purpose])
    if st.button(t("consent.withdraw_do"), type="primary", icon=":material/undo:", key="clip-back-do"):
        consent_asking.do(lambda: consent_ending.carry_out(store, person_id, recording, [purpose], span))


def _chosen(store: Store, recording: str) -> About | None:
    """What the dialog is about, said in a line; None when it is not known any more."""
    from reflect.store import consents

    about: About | None = st.session_state.get(CHOSEN)
    if about is None:
        st.error(t("consent.clip_gone"))
        return None
    names = {p.id: p.pseudonym for p in consents.persons(store)}
    span = about[2]
    where = t("consent.clip_where", start=clock_text(span.start_ms), end=clock_text(span.end_ms), s=max(1, round(span.duration_ms / 1000)))
    st.text("  ·  ".join((one_line(names.get(about[0], "")), where, t(f"purpose.{about[1]}"))))
    return about
