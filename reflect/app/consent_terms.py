"""What ends soon or is past its term, and what a person decides about each: erase, let it stay with a reason, or ask a yes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import consent_asking, consent_ending, state, words
from reflect.app.consent_papers import facts
from reflect.app.state import t
from reflect.consenting.retention import TERMS, Artefact, Due, Rule, Takes
from reflect.errors import UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.span import clock_text

if TYPE_CHECKING:
    from reflect.store.database import Store

SOON_DAYS = 30
MOST_LATE, MOST_DUE = 12, 50
FAR_DAYS = 100_000
LATE, SOON = "#dc2626", "#d97706"
CHOSEN = "term-chosen"


def terms(store: Store) -> None:
    """The list of what is due, one by one, and the terms. Nothing is erased by itself."""
    from reflect.consenting import retention
    from reflect.store import consents

    found = retention.due(store, _today(), FAR_DAYS)
    names = {p.id: p.pseudonym for p in consents.persons(store)}
    late = [d for d in found if d.left < 0]
    st.subheader(t("consent.late", n=len(late)))
    st.text(t("consent.who_decides") if late else t("consent.late_none"))
    for number, one in enumerate(late[:MOST_LATE]):
        _overdue(one, number, names)
    if len(late) > MOST_LATE:
        st.caption(t("consent.late_more", n=len(late) - MOST_LATE))
    _listed("soon", [d for d in found if 0 <= d.left <= SOON_DAYS and not d.kept], names)
    kept = [d for d in found if d.kept and d.left >= 0]
    if kept:
        _listed("stays_on", kept, names)
    _terms(store)
    _dialog(store)


def _today() -> date:
    return datetime.now().astimezone().date()


def _overdue(one: Due, number: int, names: Mapping[str, str]) -> None:
    """One thing that is past its term, with what can be done about it."""
    with st.container(border=True, key=f"late-{number}"):
        on, left, recording, case, what, purpose = _told(one, names)
        st.text("  ·  ".join((what, purpose, f"{t('consent.recording')} {recording}", case)))
        st.text(t("consent.late_line", day=on, left=left))
        if one.kept:
            st.caption(t("consent.kept_before", why=words.plain(one.kept)))
        with st.container(horizontal=True):
            answer = one.artefact is Artefact.ANSWER
            acts = (("confirm", "verified"), ("refuse", "undo")) if answer else ((_eraser(one), "delete"), ("keep_it", "schedule"))
            for what, icon in acts:
                if st.button(t(f"consent.term_{what}"), icon=f":material/{icon}:", key=f"{what}-{number}"):
                    st.session_state[CHOSEN] = one
                    st.session_state["dialog"] = f"term_{what}:{one.recording_id}"


def _eraser(one: Due) -> str:
    """What the button says: of a film, that only the film goes."""
    return "erase_film" if TERMS[one.purpose, one.artefact].takes is Takes.FILM else "erase"


def _listed(name: str, lines: Sequence[Due], names: Mapping[str, str]) -> None:
    st.subheader(t(f"consent.{name}", n=len(lines), days=SOON_DAYS))
    if not lines:
        st.text(t(f"consent.{name}_none", days=SOON_DAYS))
        return
    columns = [t(f"consent.{one}") for one in ("ends", "left", "recording", "case_of", "artefact", "purpose")]
    more = [t("consent.reason")] if name == "stays_on" else []
    rows = [[*_cells(d, names), *([{"text": one_line(d.kept)}] if more else [])] for d in lines[:MOST_DUE]]
    facts(name, [*columns, *more], rows)


def _cells(due: Due, names: Mapping[str, str]) -> list[dict[str, Any]]:
    on, *told = _told(due, names)
    return [{"text": on, "colour": LATE if due.left < 0 else SOON}, *({"text": text} for text in told)]


def _told(due: Due, names: Mapping[str, str]) -> tuple[str, str, str, str, str, str]:
    """Day, how long still, recording, case, what and purpose."""
    left = t("consent.days_left", n=due.left) if due.left >= 0 else t("consent.days_late", n=-due.left)
    on = words.day(state.language(), datetime(due.on.year, due.on.month, due.on.day))
    whose = one_line(names.get(due.person_id, ""))
    what = t("consent.yes_of", who=whose) if due.artefact is Artefact.ANSWER else t(f"artefact.{due.artefact}")
    if due.span is not None:
        what += f" ({clock_text(due.span.start_ms)} – {clock_text(due.span.end_ms)})"
    return on, left, due.recording_id, one_line(due.case or "–"), what, t(f"purpose.{due.purpose}")


def _terms(store: Store) -> None:
    """The terms, and another one instead."""
    from reflect.consenting import retention

    st.subheader(t("consent.terms"))
    rules = retention.rules(store)
    columns = [t(f"consent.{one}") for one in ("artefact", "purpose", "term", "set")]
    facts("rules", columns, [[{"text": text} for text in _rule(rule)] for rule in rules])
    with st.form("term", border=True):
        left, right = st.columns([3, 1])
        chosen = left.selectbox(t("consent.term_which"), rules, format_func=lambda r: " · ".join(_rule(r)[:2]), key="term-which")
        days = right.number_input(t("consent.term_days"), 1, retention.MOST_DAYS, value=None, key="term-days")
        if st.form_submit_button(t("consent.keep"), key="term-keep") and days:
            if chosen.artefact is Artefact.ANSWER and days > retention.MOST_CONFIRM_DAYS:
                st.error(t("consent.term_yearly"), icon=":material/error:")
            else:
                retention.set_rule(store, chosen.purpose, chosen.artefact, int(days), consent_asking.who(store))
                st.rerun()


def _rule(rule: Rule) -> tuple[str, str, str, str]:
    usual = t("consent.usual" if rule.usual else "consent.chosen")
    return t(f"artefact.{rule.artefact}"), t(f"purpose.{rule.purpose}"), t("consent.days", n=rule.days), usual


# ---- the dialogs ------------------------------------------------------------------------------


def _dialog(store: Store) -> None:
    what = str(st.session_state.get("dialog", "")).partition(":")[0]
    one: Due | None = st.session_state.get(CHOSEN)
    if what in DIALOGS and one is not None:
        state.dialog(t(f"consent.{what}"), DIALOGS[what], store, one)


def _about(store: Store, one: Due) -> str:
    """What the dialog is about, and who that is."""
    from reflect.store import consents

    names = {p.id: p.pseudonym for p in consents.persons(store)}
    _, _, recording, case, what, purpose = _told(one, names)
    st.text("  ·  ".join((what, purpose, f"{t('consent.recording')} {recording}", case)))
    return names.get(one.person_id, "")


def _erase(store: Store, one: Due) -> None:
    """Erase it, after saying what goes and after a recording was named."""
    from reflect.store import ending, erasing, transcripts

    _about(store, one)
    takes = TERMS[one.purpose, one.artefact].takes
    whole = takes in (Takes.RECORDING, Takes.FILM)
    if takes is Takes.FILM:
        gone = consent_ending.counted(ending.counts(store, one.recording_id, one.purpose))
        st.warning(t("consent.term_erases_film", what=gone), icon=":material/delete_forever:")
        st.text(t("consent.film_stays" if transcripts.versions(store, one.recording_id) else "consent.film_stays_unread"))
        st.text(t("consent.type_recording", name=one.recording_id))
    elif whole:
        gone = consent_ending.counted(erasing.counts(store, one.recording_id))
        st.warning(t("consent.term_erases", what=gone), icon=":material/delete_forever:")
        st.text(t("consent.stays"))
        st.text(t("consent.type_recording", name=one.recording_id))
    else:
        consent_ending.ends(ending.counts(store, one.recording_id, one.purpose), [one.purpose], withdrawn=False)
    typed = st.text_input(t("consent.recording"), label_visibility="collapsed", key="term-typed") if whole else one.recording_id
    if st.button(t(f"consent.term_{_eraser(one)}"), type="primary", icon=":material/delete_forever:", key="term-erase-do"):
        consent_asking.do(lambda: _carry_out(store, one, str(typed)))


def _carry_out(store: Store, one: Due, typed: str) -> None:
    from reflect import consenting

    if typed.strip() != one.recording_id:
        raise UsageError(t("consent.type_wrong_recording"))
    _, left = consenting.erase_due(store, one.recording_id, one.purpose, one.artefact, consent_asking.who(store))
    places = ", ".join(place.place for place in left[:5])
    done = "consent.term_erased_film" if TERMS[one.purpose, one.artefact].takes is Takes.FILM else "consent.term_erased"
    st.session_state[consent_ending.SAID] = t("consent.done_left", places=places) if left else t(done)


def _keep_it(store: Store, one: Due) -> None:
    """Let it stay until a day, with a reason."""
    from reflect import consenting
    from reflect.consenting import retention

    _about(store, one)
    most = next(r.days for r in retention.rules(store) if (r.purpose, r.artefact) == (one.purpose, one.artefact))
    st.text(t("consent.term_keep_about", n=most))
    today = _today()
    tomorrow, last = today + timedelta(days=1), today + timedelta(days=most)
    until = st.date_input(t("consent.stays_until"), value=None, min_value=tomorrow, max_value=last, format="DD-MM-YYYY", key="term-until")
    reason = st.text_input(t("consent.reason"), max_chars=300, placeholder=t("consent.reason_like"), key="term-reason")
    if st.button(t("consent.keep"), type="primary", key="term-keep-do"):

        def work() -> None:
            on = consent_asking.day(until)
            if on is None or not reason.strip():
                raise UsageError(t("consent.term_no_reason"))
            consenting.keep(store, one.recording_id, one.purpose, one.artefact, on, reason, consent_asking.who(store), today)

        consent_asking.do(work)


def _confirm(store: Store, one: Due) -> None:
    """The person said yes once more."""
    from reflect import consenting

    name = _about(store, one)
    st.text(t("consent.term_confirm_about", name=one_line(name)))
    kind = st.selectbox(t("consent.form"), consent_asking.FORMS, format_func=lambda f: t(f"consent.form_{f}"), key="confirm-form")
    version = path = ""
    if kind == "other":
        version = st.text_input(t("consent.form_version"), max_chars=60, key="confirm-version")
        path = st.text_input(t("consent.form_path"), help=t("consent.form_path_about"), key="confirm-path")
    if st.button(t("consent.term_confirm"), type="primary", icon=":material/verified:", key="term-confirm-do"):

        def work() -> None:
            form, sha256 = consent_asking.form_of(store, str(kind), version, path)
            who = consent_asking.who(store)
            consenting.confirm(store, one.recording_id, one.person_id, who, span=one.span, form=form, form_sha256=sha256)

        consent_asking.do(work)


def _refuse(store: Store, one: Due) -> None:
    """The person does not say yes again: taken back, and what was made is erased."""
    from reflect import consenting

    _about(store, one)
    consent_ending.ends(consenting.what_ends(store, one.person_id, one.recording_id, [one.purpose], one.span), [one.purpose])
    if st.button(t("consent.withdraw_do"), type="primary", icon=":material/undo:", key="term-refuse-do"):
        consent_asking.do(lambda: consent_ending.carry_out(store, one.person_id, one.recording_id, [one.purpose], one.span))


DIALOGS: Mapping[str, Callable[[Store, Due], None]] = {
    "term_erase": _erase,
    "term_erase_film": _erase,
    "term_keep_it": _keep_it,
    "term_confirm": _confirm,
    "term_refuse": _refuse,
}
