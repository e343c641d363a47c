"""Traject: the recordings of one client with one klantmanager, and what came of them. The component does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import example_cycle, going, state, words
from reflect.app.editing import MAX_CASE
from reflect.app.state import t
from reflect.errors import NotFoundError
from reflect.exchange.plain_text import one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.store.cases import CaseLine
    from reflect.store.database import Store
    from reflect.store.values import Recording


def page() -> None:
    """Draw the page."""
    from reflect import frontend
    from reflect.store import cases, recordings

    store = state.store()
    chosen = _chosen(store)
    with st.container(key="above"):  # always there, so that the component keeps its place
        if chosen and example_cycle.is_offered(store, chosen):
            _sample(store)
    lines = cases.listing(store)
    closed = state.closed()
    loose = [line.recording for line in recordings.listing(store) if line.recording.case is None and line.recording.id not in closed]
    data = {
        "lang": state.language(),
        "cid": chosen,
        "cases": [_line(line) for line in lines],
        "loose": len(loose),
        "there": {name: name in st.session_state["pages"] for name in ("session", "show")},
    }
    result = frontend.case(key="case", data=data, on_go_change=lambda: None)
    going.follow(result.go)
    if loose:
        _put(store, loose, lines, chosen)


def _sample(store: Store) -> None:
    """On the demo a made-up cycle can be put, to see what the pages are for."""
    with st.container(horizontal=True, vertical_alignment="center", key="sample"):
        st.text(t("case.sample_about"))
        if st.button(t("case.sample"), icon=":material/auto_stories:"):
            with st.spinner(t("start.demo_busy")):
                example_cycle.walk_through(store)
            st.rerun()


def _chosen(store: Store) -> str:
    """The case of the address, else the one that was looked at last, or "" for the list."""
    from reflect.store import cases

    wanted = going.asked("traject") or st.session_state.get("traject", "")
    try:
        found = cases.get(store, wanted).id if wanted else ""
    except NotFoundError:
        found = ""
        st.warning(t("case.gone"), icon=":material/search_off:")
    st.session_state["traject"] = found
    if found and st.query_params.get("traject") != found:
        st.query_params["traject"] = found
    return found


def _line(line: CaseLine) -> dict[str, object]:
    day = f"{line.last_at:%Y-%m-%d}" if line.last_at else ""
    code = shorten(one_line(line.case.code), 120)
    return {"id": line.case.id, "code": code, "recordings": line.recordings, "sessions": line.sessions, "points": line.points, "last": day}


def _put(store: Store, loose: Sequence[Recording], lines: Sequence[CaseLine], chosen: str) -> None:
    """Recordings that are in no case yet can be put in one."""
    from reflect.store import recordings

    names = {
        r.id: "  ·  ".join([shorten(one_line(r.title), 80), words.day(state.language(), r.recorded_at or r.created_at)]) for r in loose
    }
    codes = [line.case.code for line in lines]
    here = next((n for n, line in enumerate(lines) if line.case.id == chosen), None)
    with st.expander(t("case.loose", n=len(loose)), icon=":material/create_new_folder:", expanded=not lines):
        st.text(t("case.loose_about"))
        which, where, do = st.columns([3, 2, 1], vertical_alignment="bottom")
        recording = which.selectbox(t("case.loose_which"), list(names), format_func=lambda id: names[id], key="loose-recording")
        code = where.selectbox(
            t("case.loose_where"), codes, index=here, accept_new_options=True, placeholder=t("case.loose_new"), key="loose-case"
        )
        if do.button(t("case.loose_put"), disabled=not (code or "").strip(), key="loose-put"):
            made = recordings.change(store, recording, case=str(code).strip()[:MAX_CASE])
            st.session_state["traject"] = _case_of(store, made.id)
            st.query_params["traject"] = st.session_state["traject"]
            st.rerun()


def _case_of(store: Store, recording_id: str) -> str:
    from reflect.store import cases

    found = cases.of_recording(store, recording_id)
    return found.id if found else ""
