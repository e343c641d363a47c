"""Taking consent back: what goes and what stays is said before it is done, and what was done is shown after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import consent_asking, state, words
from reflect.app.state import t
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Purpose
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.consenting import Statement
    from reflect.store.database import Store

DONE = "consent-statement"
SAID = "consent-said"
NAMED = (
    "media_files",
    "transcripts",
    "fragments",
    "clips",
    "session_clips",
    "interviews",
    "feedback",
    "remarks",
    "makings",
    "half_made",
    "masks",
    "files",
)
"""Kinds of things that have a word of their own; the others are counted together."""


def withdraw(store: Store, recording: str) -> None:
    """The dialog."""
    from reflect.store import consents

    names = {p.id: p.pseudonym for p in consents.persons(store)}
    people = list(dict.fromkeys(e.person_id for e in consents.register(store, recording).events))
    person = st.selectbox(t("consent.who"), people, format_func=lambda id: one_line(names[id]), key="withdraw-who")
    every = _recordings(store, person)
    choices = ("this", "all") if len(every) > 1 else ("this",)
    scope = st.radio(t("consent.scope"), choices, format_func=lambda one: t(f"consent.scope_{one}", n=len(every)), key="withdraw-scope")
    wanted = st.multiselect(
        t("consent.withdraw_what"),
        list(Purpose),
        default=list(Purpose),
        format_func=lambda p: t(f"purpose.{p}"),
        placeholder=t("consent.withdraw_none"),
        key="withdraw-what",
    )
    _consequences(store, person, every if scope == "all" else [recording], wanted)
    st.text(t("consent.type_name", name=one_line(names[person])))
    typed = st.text_input(t("consent.pseudonym"), label_visibility="collapsed", key="withdraw-typed")
    if st.button(t("consent.withdraw_do"), type="primary", icon=":material/undo:", key="withdraw-do", disabled=not wanted):
        if typed.strip() != names[person]:
            st.error(t("consent.type_wrong"), icon=":material/error:")
            return
        consent_asking.do(lambda: carry_out(store, person, None if scope == "all" else recording, wanted))


def carry_out(store: Store, person_id: str, recording: str | None, purposes: Sequence[Purpose], clip: Span | None = None) -> None:
    """Take it back, and keep what was done to show it on the page."""
    from reflect import consenting

    with st.spinner(t("consent.withdrawing")):
        st.session_state[DONE] = consenting.withdraw(
            store, person_id, consent_asking.who(store), recording_id=recording, purposes=purposes, clip=clip
        )


def _recordings(store: Store, person: str) -> list[str]:
    """Those that are here and on which the person is, or was asked about."""
    from reflect.store import consents, recordings

    answered = (e.recording_id for e in consents.events_of(store, person=person))
    found = dict.fromkeys((*consents.recordings_with(store, person), *answered))
    return [id for id in found if recordings.exists(store, id)]


def _consequences(store: Store, person: str, recordings: Sequence[str], wanted: Sequence[Purpose]) -> None:
    """What is erased, what is closed and what stays, before anything is done."""
    from reflect import consenting
    from reflect.consenting import ERASES
    from reflect.store import disclosures, erasing

    if not wanted:
        return
    if ERASES & set(wanted):
        total: dict[str, int] = {}
        for id in recordings:
            for name, count in erasing.counts(store, id).items():
                total[name] = total.get(name, 0) + count
        st.warning(t("consent.erases", n=len(recordings), what=counted(total)), icon=":material/delete_forever:")
        st.text(t("consent.stays"))
    else:
        made: dict[str, int] = {}
        for id in recordings:
            for name, count in consenting.what_ends(store, person, id, wanted).items():
                made[name] = max(made.get(name, 0), count) if name == "half_made" else made.get(name, 0) + count
        ends(made, wanted)
    out = sum(bool(set(d.recording_ids) & set(recordings)) for d in disclosures.listing(store))
    if out:
        st.text(t("consent.handed_before", n=out))


def ends(made: Mapping[str, int], purposes: Sequence[Purpose], *, withdrawn: bool = True) -> None:
    """What of a recording goes for these purposes, while the recording stays."""
    what = ", ".join(t(f"purpose.{p}") for p in purposes)
    if withdrawn:
        st.info(t("consent.closes", what=what), icon=":material/lock:")
    if made:
        st.warning(t("consent.ends_what", what=counted(made)), icon=":material/delete_forever:")
        st.text(t("consent.ends_stays"))
    else:
        st.text(t("consent.ends_nothing"))


def unfinished(store: Store) -> None:
    """Erasures that broke off: the recordings are closed, and what was asked is still to be done."""
    from reflect import consenting

    todo = consenting.unfinished(store)
    if not todo:
        return
    st.error(t("consent.unfinished", n=len(todo)), icon=":material/error:")
    if st.button(t("consent.resume"), icon=":material/delete_forever:", key="consent-resume"):
        with st.spinner(t("consent.withdrawing")):
            consenting.resume(store, consent_asking.who(store))
        st.rerun()


def statement() -> None:
    """What was done a moment ago, until somebody has read it."""
    said = st.session_state.pop(SAID, "")
    if said:
        st.success(words.plain(said), icon=":material/check_circle:")
    done: Sequence[Statement] = st.session_state.get(DONE, ())
    if not done:
        return
    with st.container(border=True, key=DONE):
        st.subheader(t("consent.done"))
        for one in done:
            _one(one)
        if st.button(t("consent.read"), key="statement-read"):
            del st.session_state[DONE]
            st.rerun()


def _one(one: Statement) -> None:
    day = words.day(state.language(), one.closed_at)
    st.text(t("consent.done_closed", day=day, recording=one.recording_id, what=", ".join(t(f"purpose.{p}") for p in one.purposes)))
    if one.erased:
        st.text(t("consent.done_erased", what=counted(one.erased)))
    if one.left:
        st.error(words.plain(t("consent.done_left", places=", ".join(left.place for left in one.left[:5]))), icon=":material/error:")
    elif one.erased:
        st.text(t("consent.done_nothing"))
        st.text(t("consent.stays"))
    _handed_out(one.handed_out)


def _handed_out(numbers: Sequence[int]) -> None:
    from reflect.store import disclosures

    if not numbers:
        st.text(t("consent.handed_none"))
        return
    st.text(t("consent.handed"))
    for d in disclosures.listing(state.store()):
        if d.number in numbers:
            whom = one_line(d.recipient) or t("consent.handed_unknown")
            st.text(f"•  {words.day(state.language(), d.at)}: {one_line(d.what)}, {t(f'purpose.{d.purpose}')}, {whom}")


def counted(counts: Mapping[str, int]) -> str:
    """Numbers with words, the rest together; bytes are no things."""
    told = [t(f"consent.of_{name}", n=counts[name]) for name in NAMED if counts.get(name)]
    rest = sum(count for name, count in counts.items() if name not in (*NAMED, "bytes"))
    return ", ".join([*told, *([t("consent.of_rest", n=rest)] if rest else [])])
