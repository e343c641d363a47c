"""Leersets: teaching sets are put together and made into something to take along; "Zie je het moment?": a trainee watches one.

The components do the work of the screen; what asks somebody or takes long is here.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from reflect.app import going, state, teaching_asking, teaching_making
from reflect.app.state import t

SEEN = "teaching-seen"
"""Counts what was written beside the component, so that it looks again."""


def page() -> None:
    """Draw every set, or the one of the address with what was made of it."""
    from reflect import frontend
    from reflect.teaching import naming

    naming.warm()
    chosen = _chosen()
    data = {"set": chosen, "lang": state.language(), "books": _books(), "seen": st.session_state.get(SEEN, 0)}
    result = frontend.teaching(key="teaching", data=data, on_go_change=_nothing, on_at_change=_nothing, on_ask_change=_nothing)
    _at(result.at)
    going.follow(result.go)
    if not chosen:
        return
    with st.container(key="teaching-making"):
        teaching_making.draw(state.store(), chosen)
    clip = result.ask.get("clip") if isinstance(result.ask, dict) else None
    if isinstance(clip, str) and going.UUID.fullmatch(clip):
        st.session_state["dialog"] = f"teach:{clip}"
    what, _, clip = str(st.session_state.get("dialog", "")).partition(":")
    if what == "teach":
        state.dialog(t("teach.ask"), teaching_asking.draw, state.store(), chosen, clip)


def moment() -> None:
    """Draw the set of the address for a trainee; without one there is the page to choose it on."""
    from reflect import frontend

    chosen = going.asked("leerset") or str(st.session_state.get("leerset", ""))
    if not chosen:
        st.title(t("page.moment"))
        st.info(t("teach.which"), icon=":material/visibility:")
        st.page_link(state.page("teaching"), label=t("page.teaching"), icon=":material/arrow_back:")
        return
    _keep(chosen)
    result = frontend.moment(key="moment", data={"set": chosen, "lang": state.language()}, on_go_change=_nothing)
    going.follow(result.go)


def _chosen() -> str:
    """The set of the address, else the one that was looked at last; "" for the list of all."""
    from reflect.errors import NotFoundError
    from reflect.store import teaching

    wanted = going.asked("leerset") or str(st.session_state.get("leerset", ""))
    try:
        there = bool(wanted) and not teaching.get(state.store(), wanted).deleted
    except NotFoundError:
        there = False
    _keep(wanted if there else "")
    return wanted if there else ""


def _keep(chosen: str) -> None:
    st.session_state["leerset"] = chosen
    if chosen and st.query_params.get("leerset") != chosen:
        st.query_params["leerset"] = chosen
    elif not chosen and "leerset" in st.query_params:
        del st.query_params["leerset"]


def _at(wanted: object) -> None:
    """A set that a person turned to, or "" for the list, stands in the address from then on."""
    found = wanted.get("set") if isinstance(wanted, dict) else None
    if isinstance(found, str) and (found == "" or going.UUID.fullmatch(found)) and found != st.session_state.get("leerset", ""):
        _keep(found)
        st.rerun()


def _books() -> dict[str, list[dict[str, Any]]]:
    """What codes are called, by the name that a clip keeps of its codebook; "" is the codebook of the settings."""
    lang = state.language()
    out: dict[str, list[dict[str, Any]]] = {}
    for book in state.books():
        codes = [
            {"code": code.code, "title": book.title(code.code, lang), "colour": theme.colour}
            for code in book.codes
            if (theme := book.theme_of(code.code)) is not None
        ]
        out.setdefault("", codes)
        out[book.name] = codes
    return out


def _nothing() -> None:
    """What was chosen is read after the component is drawn."""
