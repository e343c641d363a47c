"""Bibliotheek: every recording with how far it is, and the way to each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, editing, example, finding, incoming, rows, state, words
from reflect.app.state import t
from reflect.store.values import State

if TYPE_CHECKING:
    from reflect.codebook import Codebook, Theme
    from reflect.store.values import Arrival, Summary

IMPORT, LIBRARY = "import", "library"


def page() -> None:
    """Draw the page."""
    from reflect import arriving
    from reflect.store import recordings

    if "opname" in st.query_params:
        st.query_params.clear()
    store = state.store()
    lines, waiting = recordings.listing(store), arriving.waiting(store)
    if not lines and not waiting:
        first_start()
    else:
        with st.container(horizontal=True, vertical_alignment="center", key="title-line"):
            st.title(t("page.library"), width="stretch")
            if st.button(t("import.open"), type="primary", icon=":material/add:"):
                st.session_state["dialog"] = IMPORT
        follow = busy(lines, waiting)
        st.fragment(table, run_every=1 if follow else None)([(lines, waiting)], follow)
    wanted = st.session_state.get("dialog", "")
    if wanted == IMPORT:
        incoming.dialog()
    elif any(line.recording.id == wanted for line in lines):
        editing.dialog(wanted)


def busy(lines: Sequence[Summary], waiting: Sequence[Arrival]) -> bool:
    """Whether something moves by itself, so that the page has to follow it."""
    at_work = (rows.PROCESSING, rows.WAITING)
    return any(rows.state_of(line) in at_work for line in lines) or any(a.state is not State.FAILED for a in waiting)


def first_start() -> None:
    """Nothing is here yet: the demo, and what to do next."""
    st.title(t("start.title"))
    st.text(t("start.about"))
    demo, steps = st.columns([1, 1], gap="large")
    with demo, st.container(border=True):
        st.subheader(t("start.demo_title"))
        st.text(t("start.demo_about"))
        if st.button(t("start.demo"), type="primary", icon=":material/play_circle:"):
            with st.spinner(t("start.demo_busy")):
                recording = example.bring_in(state.store())
            state.go("watch", recording)
        st.caption(t("start.demo_by_hand"))
    with steps:
        st.subheader(t("start.next"))
        for number in (1, 2, 3):
            st.markdown(f"**{number}. {t(f'start.step{number}')}**\n\n{t(f'start.step{number}_about')}")
        if st.button(t("import.open"), icon=":material/add:"):
            st.session_state["dialog"] = IMPORT


def table(ready: list[tuple[tuple[Summary, ...], tuple[Arrival, ...]]], follow: bool) -> None:
    """What is on its way, and the recordings; drawn again by itself when the page has to `follow` what runs.

    `ready` holds what the page just read, for the first time.
    """
    from reflect import arriving
    from reflect.store import recordings

    store = state.store()
    lines, waiting = ready.pop() if ready else (recordings.listing(store), arriving.waiting(store))
    incoming.on_their_way(waiting)
    closed = state.closed()
    found = finding.hits(store, st.session_state.get("typed", ""), state.books(), t, state.language(), state.only(), closed)
    result = board.library({**payload(lines, waiting, closed), "hits": found}, LIBRARY, _typed)
    place = board.target(result.go)
    if place:
        state.go("watch", *place)
    _act(result.act, lines)
    if follow and not busy(lines, waiting):
        st.rerun()  # all is done: the page stops following


def _typed() -> None:
    """Keep what is searched for, so that it is still there after a look at a film."""
    typed = st.session_state[LIBRARY].get("query")
    if isinstance(typed, str):
        st.session_state["typed"] = typed


def payload(lines: Sequence[Summary], waiting: Sequence[Arrival], closed: Collection[str] = ()) -> dict[str, Any]:
    """What the table is given. Of what is `closed` nothing is told but that it is there."""
    from reflect import consenting
    from reflect.store import fragments, voices
    from reflect.store.account import account

    store, language = state.store(), state.language()
    marks = consenting.marks(store, account())
    speakers, counts = voices.of_all(store), fragments.counts(store, state.only())
    asked = {a.recording_id for a in waiting if a.state is not State.FAILED}
    return {
        "lang": language,
        "texts": words.several(language, "board."),
        "themes": [{"code": theme.code, "label": theme.label.of(language), "colour": theme.colour} for theme in _themes(state.books())],
        "states": {name: t(f"state.{name}") for name in rows.STATES},
        "rows": [
            rows.closed(line, t, language, words.day)
            if line.recording.id in closed
            else rows.row(
                line,
                speakers.get(line.recording.id, ()),
                counts.get(line.recording.id, {}),
                asked,
                t,
                language,
                words.day,
                marks.get(line.recording.id, rows.NOTHING),
            )
            for line in lines
        ],
    }


def _themes(books: Sequence[Codebook]) -> Iterable[Theme]:
    """The themes of all codebooks; of two with the same code the first."""
    found: dict[str, Theme] = {}
    for book in books:
        for theme in book.themes:
            found.setdefault(theme.code, theme)
    return found.values()


def _act(wanted: object, lines: Sequence[Summary]) -> None:
    """Do what a button in a row asks; a browser may ask for anything, so the recording and the act are looked up."""
    from reflect import arriving

    place = board.target(wanted)
    line = next((line for line in lines if place and line.recording.id == place[0]), None)
    if line is None or not isinstance(wanted, dict):
        return
    act = wanted.get("act")
    if act == "more":
        st.session_state["dialog"] = line.recording.id
    elif act == "consent":
        state.go("consent", line.recording.id)
    elif act == "stop":
        arriving.stop(state.store(), line.recording.id)
    elif act in ("start", "again", "resume"):
        arriving.resume(state.store(), line.recording.id)
    st.rerun()
