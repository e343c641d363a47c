"""The dialogs with which somebody is written down, and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import state, words
from reflect.app.state import t
from reflect.errors import ReflectError, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Answer, Asked, Purpose

if TYPE_CHECKING:
    from reflect.model.span import Span
    from reflect.store.database import Store

ROLES = ("client", "klantmanager", "interpreter", "colleague", "visitor")
MAX_NAME = 40
READERS = ("client", "klantmanager", "visitor")
FORMS = ("none", *READERS, "other")


def person(store: Store, recording: str) -> None:
    """Write down that somebody is on the recording."""
    st.text(t("consent.person_about"))
    name = one_line(st.text_input(t("consent.pseudonym"), max_chars=MAX_NAME, placeholder="C1", key="person-name")).strip()
    role = st.selectbox(t("consent.role"), ROLES, format_func=lambda one: t(f"role.{one}"), key="person-role")
    whole = st.toggle(t("consent.in_all"), value=True, key="person-whole")
    start = end = ""
    if not whole:
        left, right = st.columns(2)
        start = left.text_input(t("consent.from"), placeholder="2:15", key="person-from")
        end = right.text_input(t("consent.to_moment"), placeholder="4:00", key="person-to")
    with st.container(horizontal=True):
        seen = {
            which: st.checkbox(t(f"consent.{which}"), value=which != "named", key=f"person-{which}") for which in ("face", "voice", "named")
        }
    elsewhere = _elsewhere(store, recording, name)
    same = not elsewhere or st.checkbox(t("consent.same_person", name=words.plain(name), n=elsewhere), key="person-same")
    if st.button(t("consent.keep"), type="primary", key="person-keep"):
        do(lambda: _appear(store, recording, name, role, None if whole else part(start, end), seen, same))


def _appear(store: Store, recording: str, name: str, role: str, span: Span | None, seen: Mapping[str, bool], same: bool) -> None:
    from reflect import consenting
    from reflect.store import consents

    if not name:
        raise UsageError(t("consent.no_pseudonym"))
    if not same:
        raise UsageError(t("consent.other_pseudonym"))
    there = {p.id: p.pseudonym for p in consents.persons(store)}
    for one in consents.register(store, recording).appearances:
        if there.get(one.person_id) == name and one.span == span:
            raise UsageError(t("consent.there_already", name=name))
    consenting.appear(store, recording, name, role, who(store), span=span, **seen)


def _elsewhere(store: Store, recording: str, name: str) -> int:
    """On how many recordings of other cases this pseudonym is: it is one person for the program, and taking back counts for all."""
    from reflect.store import cases, consents

    found = next((p.id for p in consents.persons(store) if p.pseudonym == name), None)
    if not name or found is None:
        return 0
    mine = {s.recording_id for s in cases.sittings(store, recording)}
    return len(set(consents.recordings_with(store, found)) - mine)


def part(start: str, end: str) -> Span:
    """What two moments that a person typed say. UsageError, in the words of the screen, for anything else."""
    from reflect import options

    try:
        found = options.part(start.strip(), end.strip())
    except UsageError:
        found = None
    if found is None:
        raise UsageError(t("consent.bad_moment"))
    return found


def answer(store: Store, recording: str) -> None:
    """Write down what somebody answered; earlier answers stay."""
    from reflect import consenting
    from reflect.store.account import account

    people = {one.person_id: one.pseudonym for one in consenting.sheet(store, recording, account()).people}
    chosen = st.selectbox(t("consent.who"), list(people), format_func=lambda id: one_line(people[id]), key="answer-who")
    given: dict[Purpose, str] = {}
    for purpose in Purpose:
        label, radio = st.columns([3, 2], vertical_alignment="center")
        label.text(t(f"purpose.{purpose}"))
        given[purpose] = radio.radio(
            t(f"purpose.{purpose}"),
            ("", "yes", "no"),
            format_func=_short,
            horizontal=True,
            label_visibility="collapsed",
            key=f"answer-{purpose}",
        )
    left, right = st.columns(2)
    on = left.date_input(t("consent.answered_on"), max_value="today", format="DD-MM-YYYY", key="answer-on")
    until = right.date_input(t("consent.until"), value=None, format="DD-MM-YYYY", help=t("consent.until_about"), key="answer-until")
    asked = st.radio(t("consent.asked"), tuple(Asked), format_func=lambda one: t(f"asked.{one}"), horizontal=True, key="answer-asked")
    kind = st.selectbox(t("consent.form"), FORMS, format_func=lambda one: t(f"consent.form_{one}"), key="answer-form")
    version = path = ""
    if kind == "other":
        version = st.text_input(t("consent.form_version"), max_chars=60, key="answer-version")
        path = st.text_input(t("consent.form_path"), help=t("consent.form_path_about"), key="answer-path")
    if st.button(t("consent.keep"), type="primary", key="answer-keep"):
        do(lambda: _answer(store, recording, chosen, given, day(on), day(until), Asked(str(asked)), form_of(store, kind, version, path)))


def _short(value: str) -> str:
    return t(f"answer.{value}") if value else "–"


def day(value: object) -> date | None:
    """What a field for a day holds."""
    return value if isinstance(value, date) else None


def moment(on: date | None) -> datetime | None:
    """Noon of an earlier day; None for today, which is now."""
    today = datetime.now().astimezone().date()
    return None if on is None or on >= today else datetime.combine(on, time(12)).astimezone()


def _answer(
    store: Store,
    recording: str,
    person_id: str,
    given: Mapping[Purpose, str],
    on: date | None,
    until: date | None,
    asked: Asked,
    form: tuple[str, str],
) -> None:
    from reflect import consenting

    if not any(given.values()):
        raise UsageError(t("consent.no_answer"))
    at = moment(on)
    end = None if until is None else datetime.combine(until, time(23, 59, 59)).astimezone().astimezone(UTC)
    for one in (Answer.YES, Answer.NO):
        purposes = [purpose for purpose, value in given.items() if value == one]
        if purposes:
            term = end if one is Answer.YES else None
            consenting.answer(
                store, recording, person_id, purposes, one, who(store), at=at, until=term, asked=asked, form=form[0], form_sha256=form[1]
            )


def form_of(store: Store, kind: str, version: str, path: str) -> tuple[str, str]:
    """The version of the form and the SHA-256 of its file; the file itself is not kept, and neither is its name."""
    from reflect.app.consent_papers import draft
    from reflect.store.checking import sha256_of

    if kind in READERS:
        made = draft(store, state.language(), kind)
        return made.version, made.sha256
    if kind != "other":
        return "", ""
    if not path.strip():
        return one_line(version).strip(), ""
    try:
        return one_line(version).strip(), sha256_of(Path(path.strip()).expanduser())
    except OSError as error:
        raise UsageError(t("consent.no_form_file")) from error


def do(work: Callable[[], None]) -> None:
    """Do it and close the dialog, or say why not and keep what was typed."""
    try:
        work()
    except ReflectError as error:
        st.error(words.plain(str(error)), icon=":material/error:")
        return
    state.close()


def who(store: Store) -> str:
    """The name of who works here."""
    from reflect.serving.calls import viewer_of

    return viewer_of(store).name
