"""Toestemming: who is on the recordings of a case and what each of them agreed to. Nothing is changed here, only added or taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import (
    board,
    consent_asking,
    consent_clips,
    consent_ending,
    consent_holding,
    consent_papers,
    consent_terms,
    going,
    state,
    words,
)
from reflect.app.state import t
from reflect.exchange.plain_text import one_line, shorten
from reflect.model.consent import Purpose
from reflect.model.span import clock_text

if TYPE_CHECKING:
    from reflect.consenting import Sheet
    from reflect.consenting.sheets import Given
    from reflect.model.consent import ConsentEvent
    from reflect.store.database import Store

DIALOGS: Mapping[str, Callable[..., None]] = {
    "person": consent_asking.person,
    "answer": consent_asking.answer,
    "withdraw": consent_ending.withdraw,
    "clip": consent_clips.ask,
    "clip_answer": consent_clips.answer,
    "clip_back": consent_clips.take_back,
    "hold": consent_holding.hold,
}
COLOURS = {
    "yes": "#16a34a",
    "no": "#dc2626",
    "withdrawn": "#dc2626",
    "expired": "#d97706",
    "unconfirmed": "#d97706",
    "not_asked": "#9ca3af",
}


def page() -> None:
    """Draw the page."""
    st.title(t("page.consent"))
    store = state.store()
    consent_ending.statement()
    consent_ending.unfinished(store)
    chosen = _chosen(store)
    people, papers, grounds, terms = st.tabs([t(f"consent.tab_{name}") for name in ("people", "papers", "grounds", "terms")])
    recordings = _recordings(store, chosen) if chosen else {}
    with people:
        if not recordings:
            st.info(t("consent.nothing"), icon=":material/video_library:")
        for recording, title in recordings.items():
            _recording(store, recording, title)
    with papers:
        consent_papers.papers(store, list(recordings))
    with grounds:
        consent_papers.grounds(store)
    with terms:
        consent_terms.terms(store)
    what, _, recording = str(st.session_state.get("dialog", "")).partition(":")
    if what in DIALOGS and recording in recordings:
        state.dialog(t(f"consent.{what}"), DIALOGS[what], store, recording)


def _chosen(store: Store) -> str:
    """The case that is looked at, or a recording without one: of the address, else of the last page, else the first."""
    from reflect.store import cases, recordings

    loose = [line.recording for line in recordings.listing(store) if line.recording.case is None]
    names = {line.case.id: t("consent.case", code=shorten(one_line(line.case.code), 80)) for line in cases.listing(store)}
    shut = state.closed()
    names |= {r.id: _title(r.title, r.recorded_at or r.created_at, r.id in shut) for r in loose}
    if not names:
        return ""
    recording = state.asked()[0]
    case = next((c.id for c in [cases.of_recording(store, recording)] if c), "") if recordings.exists(store, recording) else ""
    wanted = [going.asked("traject"), case or recording, st.session_state.get("traject", ""), *names]
    first = next(one for one in wanted if one in names)
    ids = list(names)
    chosen = st.selectbox(t("consent.which"), ids, index=ids.index(first), format_func=names.__getitem__, key="consent-which")
    st.query_params.from_dict({"opname" if chosen.startswith("r") else "traject": chosen})
    return str(chosen)


def _recordings(store: Store, chosen: str) -> dict[str, str]:
    """The recordings of the choice with what they are called here, in order of time. A closed one keeps its title to itself."""
    from reflect.store import cases, recordings

    shut = state.closed()
    if chosen.startswith("r"):
        one = recordings.get(store, chosen)
        return {chosen: _title(one.title, one.recorded_at or one.created_at, chosen in shut)}
    return {s.recording_id: _title(s.title, s.at, s.recording_id in shut) for s in cases.sittings_of(store, chosen)}


def _title(title: str, at: datetime, shut: bool) -> str:
    told = t("consent.closed_row") if shut else shorten(one_line(title), 80)
    return f"{words.day(state.language(), at)}  ·  {told}"


def _recording(store: Store, recording: str, title: str) -> None:
    from reflect import consenting
    from reflect.consenting import Mark
    from reflect.store.account import account

    sheet = consenting.sheet(store, recording, account())
    with st.container(border=True, key=f"consent-{recording}"):
        st.subheader(words.plain(title))
        _standing(sheet)
        if sheet.people:
            board.facts({"lang": state.language(), "rid": recording, "sections": [_table(sheet)]}, key=f"people-{recording}")
        else:
            st.text(t("consent.nobody"))
        with st.container(horizontal=True):
            for what, icon, possible in (
                ("person", "person_add", True),
                ("answer", "add_task", sheet.people),
                ("withdraw", "undo", sheet.events),
                ("clip", "movie", sheet.people),
                ("hold", "hourglass_top", sheet.mark in consent_holding.MARKS),
            ):
                if st.button(t(f"consent.{what}"), icon=f":material/{icon}:", key=f"{what}-{recording}", disabled=not possible):
                    st.session_state["dialog"] = f"{what}:{recording}"
        consent_clips.draw(store, sheet, may_play=sheet.mark is not Mark.CLOSED)
        if sheet.events:
            with st.expander(t("consent.history", n=len(sheet.events)), icon=":material/history:"):
                board.facts({"lang": state.language(), "rid": recording, "sections": [_history(sheet)]}, key=f"history-{recording}")


def _standing(sheet: Sheet) -> None:
    """In one line: who may play the recording now, and what is missing."""
    from reflect.consenting import Mark

    until = words.day(state.language(), sheet.quarantine.until) if sheet.quarantine else ""
    if sheet.mark is Mark.QUARANTINE:
        st.info(t("consent.quarantine", day=until), icon=":material/hourglass_top:")
    elif sheet.mark is Mark.CLOSED:
        st.error(t("consent.closed_other", day=until) if until and not sheet.people else t("consent.closed"), icon=":material/lock:")
    elif sheet.mark is Mark.COMPLETE:
        st.success(t("consent.complete"), icon=":material/check_circle:")
    if sheet.voices > sheet.heard and sheet.people:
        st.warning(t("consent.voices", voices=sheet.voices, people=sheet.heard), icon=":material/record_voice_over:")


def _table(sheet: Sheet) -> dict[str, Any]:
    columns = [t("consent.who"), t("consent.where"), *(t(f"purpose.{p}") for p in Purpose)]
    rows = [
        [
            {"text": one_line(person.pseudonym)},
            {"text": "; ".join(where(a) for a in person.appearances)},
            *(_cell(person.answers[p]) for p in Purpose),
        ]
        for person in sheet.people
    ]
    return {
        "kind": "table",
        "title": "",
        "note": t("consent.table_about"),
        "label": t("consent.tab_people"),
        "columns": columns,
        "rows": rows,
    }


def role(name: str) -> str:
    """A role in words; one that we do not know as it is."""
    return t(f"role.{name}") if name in consent_asking.ROLES else one_line(name)


def where(appearance: Any) -> str:
    """As what, in all of it or from when to when, and what of the person is in it."""
    span = appearance.span
    place = t("consent.whole") if span is None else f"{clock_text(span.start_ms)} – {clock_text(span.end_ms)}"
    found = [t(f"consent.{name}") for name in ("face", "voice", "named") if getattr(appearance, name)]
    return f"{role(appearance.role)}, {place}: {', '.join(found) or t('consent.unseen')}"


def _cell(given: Given) -> dict[str, str]:
    """The answer with its day; the form and who asked when one points at it."""
    said, last = t(f"answer.{given.state}"), given.last
    if given.only_parts:
        return {"text": t("consent.only_parts"), "colour": COLOURS["not_asked"], "hint": t("consent.parts", n=given.parts)}
    if last is None:
        return {"text": said, "colour": COLOURS[given.state]}
    day = words.day(state.language(), last.at)
    parts = t("consent.parts", n=given.parts) if given.parts else ""
    hint = " · ".join(filter(None, [_until(last), _form(last), t(f"asked.{last.asked}"), parts]))
    return {"text": f"{said}, {day}", "colour": COLOURS[given.state], "hint": hint}


def _history(sheet: Sheet) -> dict[str, Any]:
    columns = [t(f"consent.{name}") for name in ("day", "who", "purpose", "said", "until", "asked", "form", "asked_by")]
    rows = [
        [
            {"text": words.day(state.language(), e.at)},
            {"text": one_line(sheet.names.get(e.person_id, ""))},
            {"text": t(f"purpose.{e.purpose}") + (f" ({clock_text(e.span.start_ms)} – {clock_text(e.span.end_ms)})" if e.span else "")},
            {"text": t(f"answer.{e.answer}"), "colour": COLOURS[e.answer]},
            {"text": _until(e)},
            {"text": t(f"asked.{e.asked}") if e.answer != "withdrawn" else ""},
            {"text": _form(e), "hint": e.form_sha256},
            {"text": one_line(e.asked_by)},
        ]
        for e in reversed(sheet.events)
    ]
    return {"kind": "table", "title": "", "note": "", "label": t("consent.history", n=len(rows)), "columns": columns, "rows": rows}


def _until(event: ConsentEvent) -> str:
    return t("consent.to", day=words.day(state.language(), event.until)) if event.until else ""


def _form(event: ConsentEvent) -> str:
    name = shorten(one_line(event.form), 60)
    return f"{name} ({event.form_sha256[:8]})" if event.form_sha256 else name
