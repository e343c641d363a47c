"""Gezichten: looking for faces in the film, and the page on which a person decides about each of them. The component does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from reflect.app import heading, state, watching
from reflect.app.state import t

if TYPE_CHECKING:
    from reflect.store.values import MediaFile, Recording


def page() -> None:
    """Draw the page."""
    from reflect import frontend
    from reflect.masking import faces

    recording, _ = watching.chosen("faces")
    if recording is None:
        return
    if recording.film_erased_at is not None:
        with heading.line(recording):
            heading.to_film(recording)
        watching.about_film(recording)
        return
    with heading.line(recording):
        wanted = st.button(t("faces.find"), icon=":material/face:", help=t("faces.find_help"))
        heading.to_film(recording)
    if wanted:
        _find(recording)
    found = faces.faces(state.store(), recording.id)
    for number, film in _pictured(recording):
        there = faces.faces(state.store(), recording.id, film.id)
        if there and not faces.undecided(there):
            told = "faces.make" if number == 1 else "faces.make_camera"
            st.text(t(told, id=recording.id, n=number, camera=number - 1))
    # The count is there so that the component looks again when the detector proposed faces.
    data = {"rid": recording.id, "lang": state.language(), "count": hash(tuple(m.id for m in found))}
    frontend.faces(key="faces", data=data)


def _pictured(recording: Recording) -> list[tuple[int, MediaFile]]:
    """The film and the other cameras, as far as they have a picture, with their numbers in `reflect mask`."""
    films = [m for kind in ("film", "camera") for m in recording.media if m.kind.value == kind]
    return [(number, m) for number, m in enumerate(films, start=1) if m.facts.get("video")]


def _find(recording: Recording) -> None:
    """Look for faces now, in the film and then in every other camera. Whoever leaves the page meanwhile stops it; of the film that was
    not done nothing is proposed then."""
    from reflect.masking import faces

    bar, new = st.progress(0.0, text=t("faces.finding")), 0
    films = [film.id for _, film in _pictured(recording)] or [""]
    for done, media_id in enumerate(films):

        def tell(part: float, done: int = done) -> None:
            bar.progress((done + part) / len(films), text=t("faces.finding"))

        new += len(faces.find(state.store(), recording.id, progress=tell, media_id=media_id))
    bar.empty()
    st.toast(t("faces.found", n=new))
