"""Overeenstemming: two coders of the same recording side by side, and every place where they differ leads to the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import agreed, board, example, heading, state, watching, words
from reflect.app.state import t
from reflect.model.fragment import Perspective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.agreement import Agreement, Settings
    from reflect.codebook import Codebook
    from reflect.model.fragment import Fragment
    from reflect.store.values import Recording

UNITS_S = (0.5, 1.0, 2.0, 5.0)
TOLERANCES_S = (0.5, 1.0, 2.0, 3.0, 5.0)


def page() -> None:
    """Draw the page."""
    recording, _ = watching.chosen("agreement")
    if recording is None:
        return
    with heading.line(recording):
        heading.to_film(recording)
    if state.only() is not None:
        _blind()
        return
    from reflect import tagging
    from reflect.store import codebooks

    fragments = tagging.fragments(state.store(), recording.id)
    coders = list(dict.fromkeys(f.coder for f in fragments if f.code))
    if len(coders) < 2:
        _too_few(recording, coders)
        return
    _compared(recording, fragments, sorted(coders), codebooks.to_read(state.store(), recording))


def _blind() -> None:
    """Who codes blind may not look at the other's work here either."""
    from reflect.serving.calls import BLIND
    from reflect.store import preferences

    st.info(t("agreement.blind"), icon=":material/visibility_off:")
    if st.button(t("agreement.blind_off"), icon=":material/visibility:"):
        preferences.put(state.store(), BLIND, None)
        st.rerun()


def _too_few(recording: Recording, coders: Sequence[str]) -> None:
    """What to do first; for the example two coders can be put there."""
    st.info(t("agreement.one", name=words.plain(coders[0])) if coders else t("agreement.none"), icon=":material/group:")
    st.subheader(t("agreement.how_to"))
    for number in (1, 2, 3):
        st.markdown(f"{number}. {t(f'agreement.step{number}')}")
    if example.is_it(recording):
        st.text(t("agreement.sample_about"))
        if st.button(t("agreement.sample"), icon=":material/group_add:"):
            example.code_twice(state.store(), recording.id)
            st.rerun()


def _compared(recording: Recording, fragments: Sequence[Fragment], coders: Sequence[str], book: Codebook) -> None:
    pair, view, settings = _choices(coders)
    if pair[0] == pair[1]:
        st.info(t("agreement.same_coder"), icon=":material/group:")
        return
    found = _counted(recording, fragments, pair, view, settings, book)
    st.caption(t("agreement.about", s=_seconds(settings.unit_ms / 1000)))
    now = agreed.Compared(found, book, t, state.language())
    data = {"lang": state.language(), "rid": recording.id, "sections": agreed.sections(now), "more": ""}
    place = board.target(board.facts(data, key="agreement-of").go)
    st.caption(t("agreement.export", id=recording.id))
    if place:
        state.go("watch", recording.id, place[1])


def _choices(coders: Sequence[str]) -> tuple[tuple[str, str], Perspective | None, Settings]:
    from reflect.agreement import Settings

    one, other, third = st.columns(3)
    a = one.selectbox(t("agreement.first"), coders, index=0, key="coder-a")
    b = other.selectbox(t("agreement.second"), coders, index=1, key="coder-b")
    views: list[Perspective | None] = [None, *Perspective]
    view = third.selectbox(t("agreement.perspective"), views, format_func=lambda v: t(f"agreement.view.{v or 'all'}"), key="view")
    with st.expander(t("agreement.settings")):
        left, middle, right = st.columns(3)
        unit = left.selectbox(t("agreement.unit"), UNITS_S, index=1, format_func=_seconds, key="unit")
        tolerance = middle.selectbox(t("agreement.tolerance"), TOLERANCES_S, index=2, format_func=_seconds, key="tolerance")
        uncoded = right.toggle(t("agreement.uncoded"), value=True, help=t("agreement.uncoded_about"), key="uncoded")
    return (a, b), view, Settings(round(unit * 1000), uncoded, round(tolerance * 1000))


def _seconds(value: float) -> str:
    text = f"{value:g}"
    return f"{text.replace('.', ',') if state.language() == words.DUTCH else text} s"


def _counted(
    recording: Recording,
    fragments: Sequence[Fragment],
    pair: tuple[str, str],
    view: Perspective | None,
    settings: Settings,
    book: Codebook,
) -> Agreement:
    """Computed once for each choice and each state of the tags."""
    from reflect import agreement

    kept = st.session_state.setdefault("agreement", {})
    key = (recording.id, tuple((f.id, f.revision) for f in fragments), pair, view, settings, book.name)
    if key not in kept:
        kept.clear()
        of_a, of_b = ([f for f in fragments if f.coder == name] for name in pair)
        length = recording.duration_ms or max(f.span.end_ms for f in fragments)
        with st.spinner(t("agreement.busy")):
            kept[key] = agreement.compare(of_a, of_b, length, book, settings, coders=pair, perspective=view)
    out: Agreement = kept[key]
    return out
