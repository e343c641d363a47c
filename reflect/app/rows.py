"""A recording as a row of the library, and how far its processing is. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from reflect.exchange.plain_text import one_line, shorten
from reflect.model.span import clock_text
from reflect.model.speech import Role, Speaker
from reflect.serving.payload import colour
from reflect.store.values import State

if TYPE_CHECKING:
    from reflect.store.values import Job, Step, Summary

Say = Callable[..., str]
Mark = tuple[str, datetime | None]
"""How consent stands, and until when; "" when that is not known."""
NOTHING: Mark = ("", None)

READY, EMPTY, PROCESSING, WAITING, FAILED, STOPPED = STATES = "ready", "empty", "processing", "waiting", "failed", "stopped"

PARTS = {"sound": 0.1, "words": 0.55, "speakers": 0.35}
"""How much of the whole each step is, for one bar; `clock` steps of further recordings are small."""

ACTS = {EMPTY: "start", FAILED: "again", STOPPED: "resume", PROCESSING: "stop", WAITING: "stop"}
"""What can be done with a recording in each state."""


def state_of(line: Summary, asked: bool = False) -> str:
    """In which state a person finds the recording. `asked`: the worker was asked to process it, and may not have begun."""
    job = line.job
    if asked and (job is None or job.state is not State.RUNNING):
        return WAITING
    if job is None:
        return READY if line.versions else EMPTY
    if job.state is State.DONE:
        return READY
    return {State.RUNNING: PROCESSING, State.QUEUED: WAITING, State.FAILED: FAILED}.get(job.state, STOPPED)


def part_done(job: Job | None) -> float:
    """How much of the work is done, 0 to 1."""
    done = (
        {step.name.split()[0]: step.progress if step.state is State.RUNNING else float(step.state is State.DONE) for step in job.steps}
        if job
        else {}
    )
    return sum(share * done.get(name, 0.0) for name, share in PARTS.items())


def row(
    line: Summary,
    voices: Sequence[Speaker],
    counts: Mapping[str, int],
    asked: Collection[str | None],
    t: Say,
    language: str,
    day: Callable[..., str],
    stands: Mark = NOTHING,
) -> dict[str, Any]:
    """The row as `ui/library.js` takes it: every text ready, nothing to compute."""
    recording, state = line.recording, state_of(line, line.recording.id in asked)
    moment = recording.recorded_at or recording.created_at
    return {
        "id": recording.id,
        "title": shorten(one_line(recording.title), 300),
        "case": shorten(one_line(recording.case or ""), 120),
        "date": moment.isoformat(),
        "day": day(language, moment),
        "ms": recording.duration_ms or 0,
        "length": clock_text(recording.duration_ms) if recording.duration_ms else "",
        "people": [person(speaker, t) for speaker in voices],
        "state": state,
        "part": part_done(line.job) if state == PROCESSING else None,
        "steps": steps(line.job, t) if line.job and state not in (READY, WAITING) else [],
        "why": one_line(line.job.error) if line.job and state in (FAILED, STOPPED) else "",
        "tags": dict(counts),
        "act": "" if recording.film_erased_at is not None and state in (EMPTY, FAILED, STOPPED) else ACTS.get(state, ""),
        "consent": consent(*stands, t, language, day),
    }


def closed(line: Summary, t: Say, language: str, day: Callable[..., str]) -> dict[str, Any]:
    """The row of a recording that may not be played: its date, and that it is closed. No title, people or counts."""
    moment = line.recording.recorded_at or line.recording.created_at
    told = {"title": t("consent.closed_row"), "case": "", "people": [], "steps": [], "why": t("consent.closed"), "tags": {}, "act": ""}
    when = {"date": moment.isoformat(), "day": day(language, moment), "ms": 0, "length": ""}
    shut = {"text": t("mark.closed"), "why": t("consent.closed"), "kind": "closed"}
    return {"id": line.recording.id, **told, **when, "state": STOPPED, "part": None, "consent": shut}


def consent(mark: str, until: datetime | None, t: Say, language: str, day: Callable[..., str]) -> dict[str, str]:
    """How the recording stands, in a few words and in more."""
    if not mark:
        return {"text": "", "why": "", "kind": ""}
    end = day(language, until) if until else ""
    return {"text": t(f"mark.{mark}", day=end), "why": t(f"mark.{mark}_about", day=end), "kind": mark}


def person(speaker: Speaker, t: Say) -> dict[str, str]:
    """A voice with its role; a pseudonym that a person gave wins, and a guess says so."""
    name = one_line(speaker.name)
    if name:
        text, why = name, t(f"role.{speaker.role}")
    elif speaker.role is Role.UNKNOWN:
        text, why = t("role.voice", label=one_line(speaker.label).removeprefix("S")), ""
    else:
        text, why = t(f"role.{speaker.role}"), ""
    if not name and not speaker.confirmed and speaker.role is not Role.UNKNOWN:
        text, why = f"{text} ?", t("role.guess")
    return {"text": shorten(text, 60), "why": why, "colour": colour(speaker.label)}


def steps(job: Job, t: Say) -> list[dict[str, Any]]:
    """Each step in order, also those that have not begun."""
    known = {step.name.split()[0]: step for step in job.steps}
    names = [*PARTS, *(name for name in known if name not in PARTS)]
    return [_step(name, known.get(name), t) for name in names]


def _step(name: str, step: Step | None, t: Say) -> dict[str, Any]:
    text = t(f"step.{name}") if name in (*PARTS, "clock") else name
    if step is None:
        return {"text": text, "state": str(State.QUEUED), "part": 0.0}
    return {"text": text, "state": str(step.state), "part": round(step.progress, 2)}
