"""Our own tables as components: rows that are links. They get data and give back where to go; they compute nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from reflect.app.state import RECORDING

Plain = dict[str, Any]


def library(data: Plain, key: str, on_query: Callable[[], None]) -> Any:
    """The library: `result.go` and `result.act` are what a person chose just now; `on_query` hears what was typed to search for."""
    return _component("library")(key=key, data=data, on_go_change=_nothing, on_act_change=_nothing, on_query_change=on_query)


def facts(data: Plain, key: str) -> Any:
    """Numbers with links into the film: `result.go` is the one that was chosen just now."""
    return _component("facts")(key=key, data=data, on_go_change=_nothing)


def page_language(language: str) -> None:
    """Tell the browser, and with it a screen reader, which language the page speaks."""
    js = "export default (c) => { document.documentElement.lang = c.data.lang; };"
    with st.container(key="unseen"):
        st.components.v2.component("reflect_language", js=js)(key="page_language", data={"lang": language})


def target(value: object) -> tuple[str, int | None] | None:
    """The recording and the moment that a component names, when they can be; a browser may send anything."""
    if not isinstance(value, dict):
        return None
    recording, moment = value.get("rid"), value.get("t")
    if not isinstance(recording, str) or not RECORDING.fullmatch(recording):
        return None
    return recording, moment if type(moment) is int and 0 <= moment < 10**10 else None


def _component(name: str) -> Any:
    """Registered for every server that runs: a test has one of its own."""
    return st.components.v2.component(
        f"reflect_{name}", html=f'<div class="{name}"></div>', css=_file(f"{name}.css"), js=_file(f"{name}.js")
    )


def icon() -> str:
    """The picture of the tab, inside the page: Streamlit would fetch a named icon or an emoji from another computer."""
    return _file("icon.svg")


def style() -> str:
    """The look of the pages around Streamlit's own parts."""
    return f"<style>{_file('pages.css')}</style>"


@cache
def _file(name: str) -> str:
    return (files("reflect.app") / "ui" / name).read_text(encoding="utf-8")


def _nothing() -> None:
    """What was chosen is read after the component is drawn."""
