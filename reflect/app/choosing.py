"""The codebook for recordings that have no choice of their own, and what is wrong with a researcher's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state, words
from reflect.app.state import t
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.store.database import Store


def draw(store: Store) -> None:
    """A list to choose from; the choice is kept at once."""
    from reflect import codebook
    from reflect.store import codebooks

    folder, now = codebooks.folder(store), codebooks.default(store)
    entries = codebook.listing(folder)
    usable = {entry.id: entry.book for entry in entries if entry.book is not None}
    names = list(usable) if now in usable else [now, *usable]
    st.subheader(t("settings.codebook"))
    chosen = st.selectbox(
        t("settings.codebook_which"),
        names,
        index=names.index(now),
        format_func=lambda name: _label(name, usable.get(name)),
        help=t("settings.codebook_help"),
        key="choose_codebook",
    )
    if chosen != now and chosen in usable:
        codebooks.choose(store, chosen)
        st.toast(t("settings.kept"), icon=":material/check:")
        now = chosen
    for entry in entries:
        if entry.error:
            st.warning(t("settings.codebook_broken", error=words.plain(one_line(entry.error))), icon=":material/menu_book:")
    if now not in usable and all(entry.id != now for entry in entries):
        st.warning(t("settings.codebook_gone", name=words.plain(now)), icon=":material/menu_book:")
    st.caption(t("settings.codebook_about", folder=words.plain(str(folder))))


def _label(name: str, book: Codebook | None) -> str:
    if book is None:
        return t("settings.codebook_unusable", name=name)
    return t("settings.codebook_name", label=book.label.of(state.language()), version=book.version)
