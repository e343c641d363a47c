"""Bringing films in: from the inbox folder or from a path that a person types. Films never go through the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import state, words
from reflect.app.state import t
from reflect.errors import ReflectError
from reflect.exchange.plain_text import one_line, shorten
from reflect.store.values import State

if TYPE_CHECKING:
    from reflect.store.values import Arrival

LANGUAGES = ("nl", "auto", "en", "de", "fr", "tr", "ar", "pl", "uk")
"""Spoken languages to choose from; the command line knows more."""
MOST_SPEAKERS = 6


def dialog() -> None:
    """Draw the dialog over the page."""
    state.dialog(t("import.title"), _inside)


def _inside() -> None:
    from reflect import arriving

    lacking = arriving.missing()
    if lacking:
        st.warning(f"{t('import.no_speech')}\n\n{words.plain(lacking)}", icon=":material/build:")
    store = state.store()
    st.text(t("import.inbox"))
    st.code(str(arriving.inbox_folder(store.home)), language=None)
    found = [str(path) for path in arriving.inbox(store)]
    chosen: list[str] = []
    if found:
        chosen = st.multiselect(t("import.films"), found, default=found, format_func=film_name, placeholder=t("import.none"))
    elif st.button(t("import.look"), key="look", icon=":material/refresh:"):
        st.rerun(scope="fragment")
    typed = st.text_input(t("import.path"), placeholder=t("import.path_like"), key="path")
    with st.expander(t("import.more"), icon=":material/tune:"):
        settings = _settings()
    if st.button(t("import.go"), type="primary", disabled=bool(lacking), key="bring_in"):
        _bring_in([*chosen, *filter(None, [typed.strip().strip("\"'")])], settings)


def film_name(path: str) -> str:
    """The name of a file, as one short line."""
    return shorten(one_line(Path(path).name), 80)


def _settings() -> dict[str, Any]:
    case = st.text_input(t("edit.case"), max_chars=100, key="import_case")
    language = st.selectbox(t("import.language"), LANGUAGES, format_func=lambda code: t(f"language.{code}"))
    counts: list[int | None] = [None, *range(1, MOST_SPEAKERS + 1)]
    speakers = st.selectbox(t("import.speakers"), counts, format_func=lambda n: t("import.auto_speakers") if n is None else str(n))
    return {"case": one_line(case) or None, "language": language, "speakers": speakers}


def _bring_in(paths: list[str], settings: dict[str, Any]) -> None:
    """Ask the worker for each; what cannot be brought in is said, and the rest goes on."""
    from reflect import arriving
    from reflect.pipeline import Settings

    if not paths:
        st.warning(t("import.nothing"), icon=":material/movie:")
        return
    wrong = []
    for path in paths:
        try:
            arriving.ask(state.store(), path, Settings(**settings))
        except ReflectError as error:
            wrong.append(str(error))
    for text in wrong:
        st.error(words.plain(text), icon=":material/error:")
    if not wrong:
        state.close()


# ---- on their way -----------------------------------------------------------------------------


def on_their_way(waiting: tuple[Arrival, ...]) -> None:
    """Films that have no row in the table yet, and wishes that failed: how far they are, and a way to take them back."""
    shown = [a for a in waiting if a.recording_id is None or a.state is State.FAILED]
    for arrival in shown:
        with st.container(border=True, key=f"arrival-{arrival.id}"):
            _line(arrival)


def _line(arrival: Arrival) -> None:
    from reflect import arriving

    failed = arrival.state is State.FAILED
    with st.container(horizontal=True, vertical_alignment="center", key=f"arrival-line-{arrival.id}"):
        name = film_name(arrival.path) if arrival.path else arrival.recording_id or ""
        st.text(f"{name}  ·  {t(f'arrival.{arrival.state}')}", width="stretch")
        if st.button(t("arrival.remove" if failed else "arrival.cancel"), key=f"cancel-{arrival.id}"):
            arriving.cancel(state.store(), arrival.id)
            st.rerun()
    if failed:
        st.error(words.plain(arrival.error), icon=":material/error:")
    elif arrival.state is State.RUNNING:
        st.progress(min(1.0, max(0.0, arrival.progress)))
