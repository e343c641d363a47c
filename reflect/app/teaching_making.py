"""What is made of a teaching set, for whom and until when; and what was made before."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st

from reflect.app import board, consent_asking, state, words
from reflect.app.state import t
from reflect.errors import ReflectError
from reflect.exchange.plain_text import one_line, shorten
from reflect.model.teaching import Made, Making
from reflect.store.values import State

if TYPE_CHECKING:
    from reflect.arriving import MakingState
    from reflect.store.database import Store
    from reflect.teaching import SetFile

PASSPHRASE, SEEN = "make-passphrase", "teaching-seen"
"""What this window keeps: the passphrase of what is being made, and how often the component had to look again."""
FOLLOW_S = 1.0
USUAL_DAYS = 90
MOST_AT_ONCE = 200 * 2**20
"""Larger files are taken from their folder: the page would hold them in memory."""
VOICES = {"same": 1.0, "lower": 0.85, "higher": 1.15}
GONE, LATE = "#6b7280", "#dc2626"


def draw(store: Store, set_id: str) -> None:
    """Draw the form and the list."""
    from reflect import arriving, teaching

    file = teaching.set_file(store, set_id, consent_asking.who(store), date.today(), state.closed())
    st.subheader(t("teach.make"))
    st.text(t("teach.make_about"))
    busy = arriving.making_of(store, set_id)
    _form(store, file, busy is not None and busy.busy)
    _standing(store, set_id)
    _earlier(store, file)


def _form(store: Store, file: SetFile, busy: bool) -> None:
    left, middle, right = st.columns([2, 3, 2], vertical_alignment="bottom")
    what = left.selectbox(t("teach.made"), tuple(Made), format_func=lambda one: t(f"teach.made_{one}"), key="make-what")
    recipient = middle.text_input(t("teach.recipient"), max_chars=100, placeholder=t("teach.recipient_like"), key="make-recipient")
    today = date.today()
    until = right.date_input(
        t("teach.until"),
        today + timedelta(days=USUAL_DAYS),
        min_value=today,
        max_value=today + timedelta(days=730),
        format="DD-MM-YYYY",
        key="make-until",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        voice = st.selectbox(t("teach.voice"), tuple(VOICES), format_func=lambda one: t(f"teach.voice_{one}"), key="make-voice", width=260)
        feedback = st.checkbox(t("teach.with_feedback"), value=True, key="make-feedback")
        answers = st.checkbox(t("teach.with_answers"), help=t("teach.with_answers_about"), key="make-answers")
        locked = what is not Made.REEL and st.checkbox(t("teach.locked"), help=t("teach.locked_about"), key="make-locked")
    ready = bool(file.clips) and not file.stale and not file.set.closed and not busy
    if st.button(t("teach.do_make"), type="primary", icon=":material/movie:", disabled=not ready, key="make-do"):
        _make(store, file.set.id, Made(str(what)), recipient, until, float(VOICES[str(voice)]), feedback, answers, locked)


def _make(
    store: Store, set_id: str, what: Made, recipient: str, until: object, voice: float, feedback: bool, answers: bool, locked: bool
) -> None:
    """Ask for it. It is made outside the page, which may be left meanwhile."""
    from reflect import arriving, pack, teaching

    passphrase = pack.new_passphrase() if locked else None
    day = until if isinstance(until, date) else date.today()
    more: dict[str, Any] = {"feedback": feedback, "answers": answers, "voice": voice, "passphrase": passphrase}
    try:
        with st.spinner(t("teach.looking")):
            wish = teaching.Wish(what, recipient, day, state.language(), **more)
            asked = arriving.ask_making(store, set_id, wish, consent_asking.who(store), state.closed())
    except ReflectError as error:
        st.error(words.plain(str(error)), icon=":material/error:")
        return
    if passphrase is not None:
        st.session_state[PASSPHRASE] = {asked.id: passphrase}
    st.rerun()


def _standing(store: Store, set_id: str) -> None:
    """What is being made, or what came of it. It is followed as long as it runs, also when the page was left and opened again."""
    from reflect import arriving

    found = arriving.making_of(store, set_id)
    if found is None:
        return
    if found.busy:
        arriving.go_on_making(store, set_id)
        _passphrase(found.id)
        st.fragment(_follow, run_every=FOLLOW_S)(store, set_id, found.id)
        return
    if found.error:
        st.error(words.plain(found.error), icon=":material/error:")
    else:
        st.success("\n\n".join(map(words.plain, _said(found))), icon=":material/check_circle:")
        _passphrase(found.id)
    if st.button(t("teach.put_away"), key="make-put-away"):
        _over(store, set_id)


def _follow(store: Store, set_id: str, asked: str) -> None:
    """How far it is, and the way to stop it; the whole page is drawn anew when it is over."""
    from reflect import arriving

    found = arriving.making_of(store, set_id)
    if found is None or found.id != asked or not found.busy:
        st.session_state[SEEN] = st.session_state.get(SEEN, 0) + 1
        st.rerun()
    text = "waiting" if found.state is State.QUEUED else "stopping" if found.state is State.STOPPED else "making"
    st.progress(min(1.0, max(0.0, found.progress)), text=t(f"teach.{text}"))
    if found.state is not State.STOPPED and st.button(t("teach.stop"), icon=":material/stop_circle:", key="make-stop"):
        _over(store, set_id)


def _over(store: Store, set_id: str) -> NoReturn:
    """Stopped, or read: a passphrase that was shown goes with it."""
    from reflect import arriving

    arriving.end_making(store, set_id)
    st.session_state.pop(PASSPHRASE, None)
    st.rerun()


def _passphrase(asked: str) -> None:
    """It is shown here until what was made is put away, and in this window only."""
    passphrase = st.session_state.get(PASSPHRASE, {}).get(asked)
    if passphrase is not None:
        st.warning(words.plain(t("teach.passphrase", passphrase=passphrase)), icon=":material/key:")


def _said(found: MakingState) -> list[str]:
    """What a person has to know of what was made."""
    out = [t("teach.ready_one") if found.clips == 1 else t("teach.ready", n=found.clips)]
    if found.gaps:
        out.append(t("teach.gaps", numbers=", ".join(map(str, found.gaps))))
    return [*out, *found.warnings]


def _earlier(store: Store, file: SetFile) -> None:
    st.subheader(t("teach.earlier"))
    if not file.makings:
        st.caption(t("teach.earlier_none"))
        return
    columns = [t(f"teach.{name}") for name in ("day", "made", "recipient", "until", "clips", "state", "sha256")]
    rows = [_row(making) for making in reversed(file.makings)]
    table = {"kind": "table", "title": "", "note": t("teach.earlier_about"), "label": t("teach.earlier"), "columns": columns, "rows": rows}
    board.facts({"lang": state.language(), "rid": "", "sections": [table]}, key=f"makings-{file.set.id}")
    here = [m for m in reversed(file.makings) if m.folder and m.erased_at is None and not _expired(m)]
    for making in here[:3]:
        _take(store, making)


def _row(making: Making) -> list[dict[str, Any]]:
    until = words.day(state.language(), _noon(making.expires_on)) if making.expires_on else ""
    standing, colour = (
        ("gone", GONE) if making.erased_at else ("expired", LATE) if _expired(making) else ("here", "") if making.folder else ("out", "")
    )
    return [
        {"text": words.day(state.language(), making.at)},
        {"text": t(f"teach.made_{making.what}") if making.what in tuple(Made) else one_line(making.what)},
        {"text": shorten(one_line(making.recipient), 60), "hint": one_line(making.recipient)},
        {"text": until, **({"colour": LATE} if _expired(making) else {})},
        {"text": str(len(making.files))},
        {"text": t(f"teach.state_{standing}"), **({"colour": colour} if colour else {})},
        {"text": making.sha256[:8], "hint": making.sha256},
    ]


def _expired(making: Making) -> bool:
    return making.expires_on is not None and making.expires_on < date.today()


def _noon(day: date) -> Any:
    from datetime import datetime, time

    return datetime.combine(day, time(12)).astimezone()


def _take(store: Store, making: Making) -> None:
    """The file itself, for who is to hand it out; nothing once it holds what may not be used any more."""
    from reflect.teaching import ready

    path = ready.download(store, making.set_id, making.id, consent_asking.who(store), date.today(), state.closed())
    if path is None or not path.is_file():
        return
    label = t("teach.take", made=t(f"teach.made_{making.what}"), recipient=shorten(one_line(making.recipient), 40))
    if path.stat().st_size <= MOST_AT_ONCE:
        take = partial(Path.read_bytes, path)
        st.download_button(words.plain(label), take, file_name=path.name, icon=":material/download:", key=f"take-{making.id}")
    else:
        st.text(f"{label}: {path}")
