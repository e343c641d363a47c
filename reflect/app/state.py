"""What the pages share: the open data folder, who sits here and in which language, and the recording that is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st

from reflect.app import words
from reflect.store.home import Home

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.store.database import Store

RECORDING = re.compile(r"r[0-9a-z]{1,19}")
MOMENT = re.compile(r"[0-9]{1,10}")
WATCH = "watch"


def store() -> Store:
    """The data folder that the environment names; opened once for all windows."""
    home = Home.find()
    return _opened(str(home.path), home.database_url or "")


@st.cache_resource(show_spinner=False)
def _opened(path: str, url: str) -> Store:
    from reflect.store import open_store

    return open_store(Home(Path(path), url or None))


def books() -> tuple[Codebook, ...]:
    """Every codebook that can be used, that of the settings first: a page about many recordings knows all their codes."""
    from reflect import codebook
    from reflect.store import codebooks

    first = codebooks.default(store())
    found = [entry.book for entry in codebook.listing(codebooks.folder(store())) if entry.book is not None]
    return tuple(sorted(found, key=lambda book: book.id != first))


def only() -> str | None:
    """The one coder whose tags may be shown, while that person codes blind; None for everybody's."""
    from reflect.serving.calls import viewer_of

    return viewer_of(store()).only


def closed() -> frozenset[str]:
    """The recordings that may not be played here: somebody on them did not agree, or was not asked in time."""
    from reflect.serving.calls import viewer_of
    from reflect.store import consents

    return consents.closed(store(), viewer_of(store()).account)


# ---- language ---------------------------------------------------------------------------------


def language() -> str:
    chosen = st.session_state.get("language", words.DUTCH)
    return chosen if chosen in words.LANGUAGES else words.DUTCH


def t(key: str, **values: object) -> str:
    """A text in the language of this window."""
    return words.say(language(), key, **values)


# ---- where we are -----------------------------------------------------------------------------


def asked() -> tuple[str, int | None]:
    """The recording in the address ("" for none) and the moment, both checked; else the recording that was looked at last."""
    wanted = st.query_params.get("opname", "")
    moment = st.query_params.get("t", "")
    if RECORDING.fullmatch(wanted):
        st.session_state["opname"] = wanted
        return wanted, int(moment) if MOMENT.fullmatch(moment) else None
    return st.session_state.get("opname", ""), None


def page(name: str) -> Any:
    """The `st.Page` of this name."""
    return st.session_state["pages"][name]


def address(recording: str, moment: int | None = None) -> dict[str, str]:
    """What stands in the address: ids and milliseconds, never a word."""
    out = {"opname": recording}
    if moment is not None:
        out["t"] = str(moment)
    return out


def go(name: str, recording: str = "", moment: int | None = None) -> NoReturn:
    """Show another page, with this recording at this moment."""
    st.switch_page(page(name), query_params=address(recording, moment) if recording else None)


# ---- dialogs ----------------------------------------------------------------------------------


def dialog(title: str, draw: Callable[..., None], *arguments: object) -> None:
    """Draw a dialog over the page. It stays through every run of the page until a person closes it or `close` is called."""
    st.dialog(title, width="medium", on_dismiss=_closed)(draw)(*arguments)


def close() -> NoReturn:
    """The dialog has done its work: draw the page without it."""
    _closed()
    st.rerun()


def _closed() -> None:
    st.session_state.pop("dialog", None)
