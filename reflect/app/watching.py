"""Bekijken, Verbeteren and Clips: one component in three modes, and clear words above it when something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from reflect.app import rows, state, words
from reflect.app.state import t
from reflect.errors import NotFoundError
from reflect.exchange.plain_text import one_line
from reflect.model.span import clock_text
from reflect.store.values import State

if TYPE_CHECKING:
    from reflect.store.values import Job, Recording

LAST = 6
MODES = {"watch": "tag", "edit": "edit", "clips": "clips"}


def watch() -> None:
    """Bekijken: watch and tag."""
    _page("watch")


def edit() -> None:
    """Verbeteren: correct the transcript."""
    _page("edit")


def clips() -> None:
    """Clips: make a clip list and play it."""
    _page("clips")


def _page(name: str) -> None:
    recording, moment = chosen(name)
    if recording is None:
        return
    messages(recording)
    _player(recording, name, moment)


def chosen(name: str) -> tuple[Recording | None, int | None]:
    """The recording of this page, and the moment; None when a list was shown to choose from instead."""
    from reflect.store import recordings

    wanted, moment = state.asked()
    if wanted:
        try:
            found = recordings.get(state.store(), wanted)
        except NotFoundError:
            found = None
        if found is not None and found.id == wanted and not _may_play(found):
            st.title(t(f"page.{name}"))
            st.warning(t("consent.closed"), icon=":material/lock:")
            address = state.address(wanted)
            st.page_link(state.page("consent"), label=t("consent.to_page"), icon=":material/handshake:", query_params=address)
            st.page_link(state.page("library"), label=t("choose.library"), icon=":material/arrow_back:")
            return None, None
        if found is not None and found.id == wanted:
            if st.query_params.get("opname") != wanted:
                st.query_params["opname"] = wanted
            return found, moment
        st.session_state.pop("opname", None)
        st.warning(t("choose.gone"), icon=":material/search_off:")
    _choose(name)
    return None, None


def _may_play(recording: Recording) -> bool:
    from reflect.serving.calls import viewer_of
    from reflect.serving.permission import looking

    return looking(state.store(), viewer_of(state.store()), recording.id)


def _choose(name: str) -> None:
    """A short list of the last recordings, for a page that was opened without one."""
    from reflect.store import recordings

    st.title(t(f"page.{name}"))
    closed = state.closed()
    lines = [line for line in recordings.listing(state.store()) if line.recording.id not in closed][:LAST]
    if not lines:
        st.info(t("choose.empty"), icon=":material/video_library:")
    else:
        st.text(t("choose.which"))
        for line in lines:
            with st.container(horizontal=True, vertical_alignment="center", key=f"choose-{line.recording.id}"):
                if st.button(t("choose.open"), key=f"open-{line.recording.id}"):
                    state.go(name, line.recording.id)
                length = clock_text(line.recording.duration_ms) if line.recording.duration_ms else ""
                st.text("  ·  ".join(filter(None, [one_line(line.recording.title), one_line(line.recording.case or ""), length])))
    st.page_link(state.page("library"), label=t("choose.library"), icon=":material/arrow_back:")


# ---- what is missing --------------------------------------------------------------------------


def messages(recording: Recording) -> None:
    """What a person must know before the rest makes sense."""
    from reflect.store import jobs, transcripts

    store = state.store()
    job = next(iter(jobs.of_recording(store, recording.id)), None)
    ready = bool(transcripts.versions(store, recording.id))
    about_film(recording)
    if job is not None and job.state in (State.RUNNING, State.QUEUED):
        _working(job.id, run_every=1)
    elif recording.film_erased_at is not None:
        return  # nothing can be made of it any more
    elif job is not None and job.state is not State.DONE:
        _stopped(recording, job, ready)
    elif not ready:
        st.info(t("watch.no_transcript"), icon=":material/subtitles_off:")
        _again(recording, "board.act.start")


def about_film(recording: Recording) -> None:
    """That its film was erased, is not there, or has no sound."""
    film = recording.film
    if recording.film_erased_at is not None:
        day = words.day(state.language(), recording.film_erased_at.astimezone())
        st.info(t("watch.film_erased", day=day), icon=":material/videocam_off:")
    elif film is None or not film.path.is_file():
        st.warning(t("watch.no_film"), icon=":material/videocam_off:")
    elif film.facts and not film.facts.get("audio"):
        st.warning(t("watch.no_sound"), icon=":material/volume_off:")


def _working(job_id: str, run_every: int) -> None:
    st.fragment(_progress, run_every=run_every)(job_id)


def _progress(job_id: str) -> None:
    """A bar that moves by itself; when the work ends the page is drawn once more."""
    from reflect.store import jobs

    job = jobs.get(state.store(), job_id)
    if job.state not in (State.RUNNING, State.QUEUED):
        st.rerun()
    said = [f"{step['text']} {MARKS.get(step['state']) or format(step['part'], '.0%')}" for step in rows.steps(job, t)]
    label = t("watch.waiting") if job.state is State.QUEUED else t("watch.working", steps="  ·  ".join(said))
    st.progress(rows.part_done(job), text=words.plain(label))


MARKS = {"done": "✓", "queued": "–", "failed": "✗", "stopped": "‖", "interrupted": "‖"}


def _stopped(recording: Recording, job: Job, ready: bool) -> None:
    failed = job.state is State.FAILED
    text = t("watch.failed_kept" if ready else "watch.failed") if failed else t("watch.stopped")
    why = f"\n\n{words.plain(one_line(job.error))}" if failed and job.error else ""
    (st.error if failed else st.info)(text + why, icon=":material/error:" if failed else ":material/pause_circle:")
    _again(recording, "board.act.again" if failed else "board.act.resume")


def _again(recording: Recording, key: str) -> None:
    if st.button(t(key), key="again", icon=":material/refresh:"):
        from reflect import arriving

        arriving.resume(state.store(), recording.id)
        st.rerun()


def _player(recording: Recording, name: str, moment: int | None) -> None:
    from reflect import frontend

    asked = st.session_state.setdefault("asked", {"n": 0, "for": None})
    if moment is not None and asked["for"] != (recording.id, moment):
        asked.update(n=asked["n"] + 1, **{"for": (recording.id, moment)})
    language = state.language()
    data: dict[str, Any] = {
        "rid": recording.id,
        "lang": language,
        "mode": MODES[name],
        "startMs": moment,
        "endMs": None,
        "asked": asked["n"],
    }
    with st.container(key="player-box"):
        frontend.player(key="player", data=data)
