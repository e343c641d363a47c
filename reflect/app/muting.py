"""A film whose sound tells no name, made from the page Namen: names hidden, and the voice of everybody or of one person moved.

It is made while the page is open and kept with it, not in the data folder. A file that is larger than the page can hold is made with
`reflect mask sound`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import consent_asking, words
from reflect.app.state import t
from reflect.app.teaching_making import MOST_AT_ONCE, VOICES
from reflect.errors import NotFoundError, ReflectError, UsageError
from reflect.exchange.plain_text import one_line
from reflect.model.consent import Purpose

if TYPE_CHECKING:
    from reflect.masking.words import SoundWish
    from reflect.store.database import Store
    from reflect.store.values import Recording

KEPT = "muted"
EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Muted:
    """What was made: of which recording, what for, and as whom it hides. Its bytes stay in this window."""

    recording_id: str
    purpose: Purpose
    masked: frozenset[str]
    stretches: int
    data: bytes


def draw(store: Store, recording: Recording) -> None:
    """The form and what was made with it; nothing for a recording without a film or words."""
    from reflect.masking import words as names

    film = recording.film
    if film is None or not film.path.is_file():
        return
    try:
        found = names.found(store, recording.id)
    except NotFoundError:
        return
    with st.expander(t("mute.title"), icon=":material/voice_over_off:", expanded=_made_of(recording) is not None):
        st.text(t("mute.about"))
        if names.undecided(found):
            st.info(t("mute.undecided"), icon=":material/rule:")
        else:
            _form(store, recording)
        _take(store, recording)


def _form(store: Store, recording: Recording) -> None:
    from reflect.masking.words import SoundWish

    people = _heard(store, recording)
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    names = left.selectbox(t("mute.names"), ("bleep", "silence"), format_func=lambda one: t(f"mute.{one}"), key="mute-names")
    voice = middle.selectbox(t("teach.voice"), tuple(VOICES), format_func=lambda one: t(f"teach.voice_{one}"), key="mute-voice")
    moved = VOICES[str(voice)] != 1.0
    whose = right.selectbox(
        t("mute.whose"),
        (EVERYBODY, *people),
        format_func=lambda one: t("mute.everybody") if one == EVERYBODY else one_line(people[one]),
        help=t("mute.whose_about"),
        disabled=not moved,
        key="mute-whose",
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    purpose = left.selectbox(t("mute.purpose"), tuple(Purpose), index=1, format_func=lambda one: t(f"purpose.{one}"), key="mute-purpose")
    recipient = right.text_input(t("teach.recipient"), max_chars=100, key="mute-recipient")
    check = st.checkbox(t("mute.check"), help=t("mute.check_about"), key="mute-check")
    if st.button(t("mute.make"), type="primary", icon=":material/volume_off:", key="mute-do"):
        persons = frozenset({str(whose)}) if moved and whose != EVERYBODY else None
        wish = SoundWish(bleep=names == "bleep", voice=VOICES[str(voice)], persons=persons, check=check)
        _try(store, recording, wish, Purpose(str(purpose)), one_line(recipient).strip())


def _heard(store: Store, recording: Recording) -> dict[str, str]:
    """Everybody who is heard, by their pseudonym."""
    from reflect.store import consents

    voices = {a.person_id for a in consents.register(store, recording.id).appearances if a.voice}
    return {person.id: person.pseudonym for person in consents.persons(store) if person.id in voices}


def _try(store: Store, recording: Recording, wish: SoundWish, purpose: Purpose, recipient: str) -> None:
    st.session_state.pop(KEPT, None)
    bar = st.progress(0.0, text=t("mute.making"))
    try:
        st.session_state[KEPT] = _make(store, recording, wish, purpose, recipient, bar)
    except ReflectError as error:
        st.error(words.plain(str(error)), icon=":material/error:")
    finally:
        bar.empty()


def _make(
    store: Store, recording: Recording, wish: SoundWish, purpose: Purpose, recipient: str, bar: st.delta_generator.DeltaGenerator
) -> Muted:
    """Make it and write down that it was handed out. What was made of a film that is too large for a page is not kept."""
    from reflect.masking import words as names
    from reflect.masking.persons import masked_persons
    from reflect.masking.words.recording import made_by
    from reflect.store import checking, disclosures
    from reflect.store.account import account

    if not recipient:
        raise UsageError(t("mute.no_recipient"))

    def tell(part: float) -> None:
        bar.progress(min(1.0, part), text=t("mute.making"))

    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        target = Path(folder) / _name(recording)
        done = names.sound_of_recording(store, recording.id, target, wish, viewer=account(), purpose=purpose, progress=tell)
        if target.stat().st_size > MOST_AT_ONCE:
            raise UsageError(t("mute.too_large", id=recording.id))
        sha256, data = checking.sha256_of(target), target.read_bytes()
        masked = masked_persons(store, recording.id, None, made_by(wish, target))
    who = consent_asking.who(store)
    disclosures.add(store, who, "masked mp4", purpose, recording_ids=[recording.id], recipient=recipient, sha256=sha256)
    return Muted(recording.id, purpose, masked, len(done.spans), data)


def _name(recording: Recording) -> str:
    return f"{recording.id}-afgeschermd.mp4"


def _made_of(recording: Recording) -> Muted | None:
    """What this window made of the recording; of another one it is let go."""
    made = st.session_state.get(KEPT)
    if isinstance(made, Muted) and made.recording_id == recording.id:
        return made
    st.session_state.pop(KEPT, None)
    return None


def _take(store: Store, recording: Recording) -> None:
    """The file, for as long as everybody agrees who has to."""
    from reflect.store import consents
    from reflect.store.account import account

    made = _made_of(recording)
    if made is None:
        return
    if not consents.may_use_all(store, recording.id, made.purpose, account(), made.masked):
        st.session_state.pop(KEPT, None)
        return
    st.success(t("mute.ready", n=made.stretches), icon=":material/check_circle:")
    st.download_button(t("mute.take"), made.data, file_name=_name(recording), mime="video/mp4", icon=":material/download:", key="mute-take")
