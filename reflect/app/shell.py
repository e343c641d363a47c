"""What is around every page: navigation, language, look, and one line for an error instead of a blank page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from reflect.app import (
    agreeing,
    board,
    casing,
    consent,
    facing,
    interviewing,
    library,
    measuring,
    naming,
    reflecting,
    settings,
    slimming,
    state,
    teaching,
    watching,
    words,
)
from reflect.app.state import t
from reflect.errors import ReflectError

PAGES: dict[str, tuple[Callable[[], None], str, str]] = {
    "library": (library.page, "", ":material/video_library:"),
    "case": (casing.page, "traject", ":material/route:"),
    "watch": (watching.watch, "bekijken", ":material/play_circle:"),
    "edit": (watching.edit, "verbeteren", ":material/edit_note:"),
    "clips": (watching.clips, "clips", ":material/playlist_play:"),
    "interview": (interviewing.page, "clientgesprek", ":material/record_voice_over:"),
    "session": (reflecting.build, "sessie", ":material/groups:"),
    "show": (reflecting.show, "tonen", ":material/movie:"),
    "teaching": (teaching.page, "leerset", ":material/school:"),
    "moment": (teaching.moment, "moment", ":material/visibility:"),
    "measures": (measuring.page, "maten", ":material/bar_chart:"),
    "slim": (slimming.page, "slim", ":material/grid_view:"),
    "consent": (consent.page, "toestemming", ":material/handshake:"),
    "faces": (facing.page, "gezichten", ":material/face:"),
    "names": (naming.page, "namen", ":material/badge:"),
    "agreement": (agreeing.page, "overeenstemming", ":material/group:"),
    "settings": (settings.page, "instellingen", ":material/settings:"),
}
"""Every page: what draws it, its address (the same in both languages, so that links last) and its picture."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "": ("library", "case", "watch", "edit", "clips", "settings"),
    "reflection": ("interview", "session", "show", "teaching", "moment"),
    "research": ("measures", "slim", "agreement"),
    "masking": ("consent", "faces", "names"),
}
"""Where the pages stand in the navigation: those of "" side by side, the others in a list under the name of their section."""

HIDDEN = frozenset({"show", "moment"})
"""Pages that are come to from another page, and are not in the navigation."""


def draw() -> None:
    """Draw the page that the address names. Streamlit runs this again at every choice of the person."""
    st.set_page_config(page_title="reflect", page_icon=board.icon(), layout="wide")
    trouble = _prepare()
    pages = {
        name: st.Page(
            _guarded(function),
            title=t(f"page.{name}"),
            icon=icon,
            url_path=path,
            default=name == "library",
            visibility="hidden" if name in HIDDEN else "visible",
        )
        for name, (function, path, icon) in PAGES.items()
    }
    st.session_state["pages"] = pages
    sections = {t(f"section.{name}") if name else "": [pages[one] for one in members] for name, members in SECTIONS.items()}
    chosen = st.navigation(sections, position="top")
    st.html(board.style())
    board.page_language(state.language())
    if trouble:
        _say_error(trouble)
        return
    chosen.run()


def _prepare() -> ReflectError | None:
    """Open the data folder and read what was chosen in the settings; what is wrong when that cannot be done."""
    try:
        settings.remember(state.store())
    except ReflectError as error:
        return error
    return None


def _guarded(function: Callable[[], None]) -> Callable[[], None]:
    def page() -> None:
        try:
            function()
        except ReflectError as error:
            _say_error(error)

    page.__name__ = function.__name__
    return page


def _say_error(error: ReflectError) -> None:
    st.error(f"{t('error.title')}\n\n{words.plain(str(error))}", icon=":material/error:")
