"""Where a component wants to go: a page by its address, with ids and a moment. A browser may ask for anything, so each is looked at."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from reflect.app.state import RECORDING

CASE = re.compile("c[0-9abcdefghjkmnpqrstvwxyz]{12}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
QUERY = {"traject": CASE, "sessie": UUID, "gesprek": UUID, "leerset": UUID, "opname": RECORDING}
"""What may stand in an address, besides a moment: ids alone."""


def asked(name: str) -> str:
    """An id of the address, "" when there is none or it cannot be one."""
    wanted = st.query_params.get(name, "")
    return wanted if QUERY[name].fullmatch(wanted) else ""


def follow(wanted: object) -> None:
    """Show the page that a component names as {"page": address, "rid": …, "t": ms, "traject": …}; nothing when it names none."""
    if not isinstance(wanted, dict):
        return
    pages: dict[str, Any] = st.session_state["pages"]
    page = next((one for one in pages.values() if one.url_path == wanted.get("page")), None)
    if page is None:
        return
    if page.url_path == "traject":
        st.session_state.pop("traject", None)  # without an id the list is wanted
    given = {**wanted, "opname": wanted.get("rid")}
    query = {name: given[name] for name, form in QUERY.items() if isinstance(given.get(name), str) and form.fullmatch(given[name])}
    moment = wanted.get("t")
    if "opname" in query and type(moment) is int and 0 <= moment < 10**10:
        query["t"] = str(moment)
    st.switch_page(page, query_params=query)
