"""How a recording stands, in few words and fewer queries: asked every other second."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reflect.store.values import State, Wish

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import Job, Recording, Step

WEIGHTS = {"sound": 0.08, "words": 0.6, "speakers": 0.32}
"""What part of the time each step takes, roughly."""

ENDED = {
    "nl": {
        State.STOPPED: "De verwerking is gestopt. Wat klaar was, is bewaard.",
        State.INTERRUPTED: "De verwerking is onderbroken. Wat klaar was, is bewaard.",
    },
    "en": {
        State.STOPPED: "Processing was stopped. What was finished is kept.",
        State.INTERRUPTED: "Processing was interrupted. What was finished is kept.",
    },
}


def of(store: Store, recording: Recording, has_transcript: bool, lang: str) -> dict[str, Any]:
    """`state`, `progress` (0 to 1) and `error` of a recording."""
    from reflect.store import arrivals, jobs

    asked = [a for a in arrivals.listing(store, recording.id) if a.kind is not Wish.COPY]
    last = next(iter(jobs.of_recording(store, recording.id)), None)
    if last is not None and last.state in (State.RUNNING, State.QUEUED):
        found = jobs.get(store, last.id)
        state = "processing" if found.state is State.RUNNING else "waiting"
        return {"state": state, "progress": progress(found.steps), "error": ""}
    if any(a.state in (State.QUEUED, State.RUNNING) for a in asked):
        return {"state": "waiting", "progress": 0.0, "error": ""}
    error = next((a.error for a in asked if a.error), "") or ("" if last is None else _error(last, lang))
    if has_transcript:
        return {"state": "ready", "progress": 1.0, "error": error}
    if error:
        return {"state": "failed", "progress": 0.0, "error": error}
    return {"state": "empty" if last is None or last.state is State.DONE else "failed", "progress": 0.0, "error": error}


def progress(steps: Sequence[Step]) -> float:
    """How much of a run is done, from its steps."""
    done = {step.name.split()[0]: step.progress for step in steps}
    return round(sum(weight * done.get(name, 0.0) for name, weight in WEIGHTS.items()), 3)


def _error(job: Job, lang: str) -> str:
    return job.error or ENDED[lang].get(job.state, "")


def stamp(store: Store, recording_id: str) -> str | None:
    """What changes with every correction of the current transcript; None when there is no transcript."""
    from reflect.store import stamps

    return stamps.of(store, recording_id)


def voices(store: Store, recording_id: str) -> str:
    """What changes when a voice gets a name or a role."""
    from reflect.store import people

    return hashlib.sha256(repr(people.speakers_of(store, recording_id)).encode()).hexdigest()
