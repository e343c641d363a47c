"""Reflectiesessie: put a session together, and show it over the whole window. The components do the work."""

from __future__ import annotations

from typing import Any

import streamlit as st

from reflect.app import going, state
from reflect.app.state import t
from reflect.exchange.plain_text import one_line, shorten


def build() -> None:
    """Draw the page on which a session is put together."""
    from reflect import frontend

    data = {"cid": _case(), "sid": _session(), "lang": state.language(), "cases": _cases()}
    result = frontend.session(key="session", data=data, on_go_change=_nothing, on_at_change=_nothing)
    _at(result.at)
    going.follow(result.go)


def show() -> None:
    """Draw a session over the whole window; without one there is the page to choose it on."""
    from reflect import frontend

    case, session = _case(), _session()
    if not (case and session):
        st.title(t("page.show"))
        st.info(t("show.which"), icon=":material/movie:")
        st.page_link(state.page("session"), label=t("page.session"), icon=":material/arrow_back:")
        return
    result = frontend.show(key="show", data={"cid": case, "sid": session, "lang": state.language(), "cases": []}, on_go_change=_nothing)
    going.follow(result.go)


def _case() -> str:
    """The case of the address, else the one that was looked at last; "" for none."""
    from reflect.store import cases

    wanted = going.asked("traject") or st.session_state.get("traject", "")
    there = wanted if any(line.case.id == wanted for line in cases.listing(state.store())) else ""
    if there != st.session_state.get("traject", ""):
        st.session_state["traject"] = there
        st.session_state.pop("sessie", None)
    if there and st.query_params.get("traject") != there:
        st.query_params["traject"] = there
    return there


def _session() -> str:
    wanted = going.asked("sessie") or st.session_state.get("sessie", "")
    st.session_state["sessie"] = wanted
    if wanted and st.query_params.get("sessie") != wanted:
        st.query_params["sessie"] = wanted
    return str(wanted)


def _cases() -> list[dict[str, Any]]:
    from reflect.store import cases

    return [{"id": o.case.id, "code": shorten(one_line(o.case.code), 120), "n": o.sessions} for o in cases.listing(state.store())]


def _at(wanted: object) -> None:
    """The case and session that a person turned to stand in the address, so that a reload comes back to them."""
    if not isinstance(wanted, dict):
        return
    now = {name: wanted[key] for name, key in (("traject", "cid"), ("sessie", "sid")) if isinstance(wanted.get(key), str)}
    now = {name: value for name, value in now.items() if value == "" or going.QUERY[name].fullmatch(value)}
    other = now.get("traject", st.session_state["traject"]) != st.session_state["traject"]
    for name, value in now.items():
        st.session_state[name] = value
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
    if other:
        st.rerun()


def _nothing() -> None:
    """What was chosen is read after the component is drawn."""
