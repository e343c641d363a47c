"""Instellingen: language, own name, keys, models, data folder and the state of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import board, choosing, state, words
from reflect.app.state import t
from reflect.exchange.plain_text import one_line

if TYPE_CHECKING:
    from reflect.doctor import Check
    from reflect.store.database import Store

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}
"""Each language in its own words, so that everyone finds theirs."""

LANGUAGE, CODER, BLIND = "app.language", "app.coder", "app.blind"
MAX_NAME = 60
HEALTH = {"mend": "#dc2626", "note": "#d97706", "ok": "#16a34a"}

KEYS = (
    (("Space",), "keys.play"),
    (("←", "→"), "keys.second"),
    (("Shift ←", "Shift →"), "keys.five"),
    ((",", "."), "keys.frame"),
    (("-", "=", "0"), "keys.speed"),
    (("i", "o"), "keys.in_out"),
    (("1 – 9",), "keys.theme"),
    (("a – z",), "keys.code"),
    (("t",), "keys.turn"),
    (("n",), "keys.note"),
    (("b",), "keys.observation"),
    (("q",), "keys.question"),
    (("p",), "keys.perspective"),
    (("g",), "keys.book"),
    (("Ctrl Z", "Ctrl Y"), "keys.undo"),
    (("F6", "F7", "F8"), "keys.modes"),
    (("?",), "keys.all"),
)


def remember(store: Store) -> None:
    """Bring what was chosen earlier into this window, once."""
    if "language" not in st.session_state:
        from reflect.store import preferences

        kept = preferences.get(store, LANGUAGE, words.DUTCH)
        st.session_state["language"] = kept if kept in words.LANGUAGES else words.DUTCH


def page() -> None:
    """Draw the page."""
    st.title(t("page.settings"))
    person, keys = st.columns([1, 1], gap="large")
    with person:
        _person(state.store())
    with person:
        choosing.draw(state.store())
        _worker()
    with keys:
        st.subheader(t("settings.keys"))
        columns = [t("settings.key"), t("settings.does")]
        _table("keys", columns, [[{"text": "", "keys": list(keys)}, {"text": t(text)}] for keys, text in KEYS])
    _machine()


def _person(store: Store) -> None:
    """Language and name; each is kept at once."""
    from reflect.store import preferences

    st.subheader(t("settings.you"))
    now = state.language()
    at = words.LANGUAGES.index(now)
    chosen = st.selectbox(t("settings.language"), words.LANGUAGES, index=at, format_func=LANGUAGE_NAMES.__getitem__, key="choose_language")
    if chosen != now:
        preferences.put(store, LANGUAGE, chosen)
        st.session_state["language"] = chosen
        st.rerun()
    kept = str(preferences.get(store, CODER, ""))
    name = one_line(st.text_input(t("settings.coder"), value=kept, max_chars=MAX_NAME, help=t("settings.coder_about")))
    if name != kept:
        preferences.put(store, CODER, name or None)
        st.toast(t("settings.kept"), icon=":material/check:")
    blind = preferences.get(store, BLIND) is True
    if st.toggle(t("settings.blind"), value=blind, help=t("settings.blind_about"), key="blind") != blind:
        preferences.put(store, BLIND, None if blind else True)
        st.toast(t("settings.kept"), icon=":material/check:")


def _worker() -> None:
    """What the worker has to do."""
    from reflect import arriving
    from reflect.store.values import State

    waiting = arriving.waiting(state.store())
    counts = {name: sum(a.state is name for a in waiting) for name in (State.RUNNING, State.QUEUED, State.FAILED)}
    st.subheader(t("settings.worker"))
    st.text(t("settings.worker_now", running=counts[State.RUNNING], queued=counts[State.QUEUED], failed=counts[State.FAILED]))


def _machine() -> None:
    from reflect.doctor import examine

    home = state.store().home
    with st.spinner(t("settings.looking")):
        checks = examine(home)
    st.subheader(t("settings.folder"))
    st.code(str(home.path), language=None)
    st.caption(t("settings.folder_about"))
    st.subheader(t("settings.models"))
    _checks("models", [c for c in checks if c.name.startswith("model ")])
    st.subheader(t("settings.machine"))
    _checks("machine", [c for c in checks if not c.name.startswith("model ")])


def _checks(key: str, checks: list[Check]) -> None:
    """What was found; what is to be mended comes first."""
    order = list(HEALTH)
    columns = [t("settings.state"), t("settings.what"), t("settings.found"), t("settings.advice")]
    lines = [
        [
            {"text": t(f"health.{check.health}"), "colour": HEALTH[check.health]},
            {"text": check.name.removeprefix("model ")},
            {"text": check.value},
            {"text": check.advice},
        ]
        for check in sorted(checks, key=lambda c: order.index(c.health))
    ]
    _table(key, columns, lines)


def _table(key: str, columns: list[str], lines: list[list[dict[str, Any]]]) -> None:
    section = {"kind": "table", "title": "", "note": "", "label": "", "columns": columns, "rows": lines}
    board.facts({"lang": state.language(), "rid": "", "sections": [section]}, key=key)
