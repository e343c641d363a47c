"""Bibliotheek: the recordings, and the transcript of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reflect.exchange.labels import GUESS_MARK, is_guess, speaker_labels, speakers_of
from reflect.exchange.plain_text import one_line
from reflect.model.span import clock_text
from reflect.model.speech import Transcript

if TYPE_CHECKING:
    from reflect.store.values import Summary

STATES = {
    "queued": "wacht",
    "running": "bezig",
    "done": "klaar",
    "failed": "mislukt",
    "stopped": "gestopt",
    "interrupted": "onderbroken",
}


def page() -> None:
    """Draw the page. Streamlit runs it again at every choice of the person."""
    import streamlit as st

    from reflect.store import open_store, recordings, transcripts

    st.set_page_config(page_title="reflect", layout="wide")
    st.title("Bibliotheek")
    with open_store() as store:
        lines = recordings.listing(store)
        if not lines:
            st.info("Er zijn nog geen opnamen. Typ in een terminal `reflect demo`, of `reflect process FILM` voor je eigen opname.")
            return
        st.dataframe(overview(lines), hide_index=True, width="stretch")
        ready = {line.recording.id: line for line in lines if line.versions}
        if not ready:
            st.info("Er is nog geen opname klaar. Kom terug als de verwerking klaar is.")
            return
        chosen = st.selectbox("Opname", list(ready), format_func=lambda id: one_line(ready[id].recording.title))
        transcript = transcripts.latest(store, chosen).transcript
    st.header("Transcript")
    st.dataframe(reading(transcript), hide_index=True, width="stretch", height=560)
    if any(is_guess(s) for s in speakers_of(transcript)):
        st.caption(f"{GUESS_MARK} betekent: deze rol is geraden. Bevestig wie het is met `reflect speakers {chosen}`.")
    for warning in transcript.warnings:
        st.warning(warning)


def overview(lines: tuple[Summary, ...]) -> list[dict[str, str]]:
    """A row for every recording, newest first."""
    return [
        {
            "Opname": one_line(line.recording.title),
            "Traject": line.recording.case or "",
            "Datum": f"{line.recording.created_at:%d-%m-%Y}",
            "Duur": clock_text(line.recording.duration_ms or 0),
            "Sprekers": str(line.speakers or ""),
            "Verwerking": "nog niet" if line.job is None else STATES[line.job.state],
            "Id": line.recording.id,
        }
        for line in lines
    ]


def reading(transcript: Transcript) -> list[dict[str, str]]:
    """A row for every turn."""
    names = speaker_labels(transcript)
    guessed = {s.label for s in speakers_of(transcript) if is_guess(s)}
    return [
        {
            "Tijd": clock_text(turn.span.start_ms),
            "Spreker": names[turn.speaker] + (f" {GUESS_MARK}" if turn.speaker in guessed else ""),
            "Tekst": one_line(turn.text),
        }
        for turn in transcript.turns
    ]
