"""Viewing copies, as the player asks for them: how they stand, and asking for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reflect import arriving
from reflect.media.playable import playable
from reflect.store.values import State, Wish

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.values import MediaFile, Recording

MIME = "video/mp4"
_STATES = {State.QUEUED: "wanted", State.RUNNING: "making", State.FAILED: "failed", State.STOPPED: "none"}


def states(store: Store, recording: Recording) -> dict[str, dict[str, Any]]:
    """For every medium of a recording how its copy stands: none, wanted, making, ready or failed."""
    from reflect.store import arrivals

    asked = {a.media_id: a for a in arrivals.listing(store, recording.id) if a.kind is Wish.COPY}
    out: dict[str, dict[str, Any]] = {}
    for medium in recording.media:
        wish = asked.get(medium.id)
        if arriving.copy_path(store.home, medium).is_file():
            out[medium.id] = {"copy": "ready", "copyProgress": 1.0}
        else:
            state = "none" if wish is None else _STATES[wish.state]
            out[medium.id] = {"copy": state, "copyProgress": round(wish.progress, 3) if wish else 0.0}
    return out


def ask(store: Store, recording: Recording, medium: MediaFile) -> dict[str, Any]:
    """Ask for a copy of a medium that a browser cannot play; once is enough, and the answer says how it stands."""
    there = states(store, recording)[medium.id]
    if not playable(medium.container, medium.facts) and there["copy"] in ("none", "failed"):
        arriving.ask_copy(store, medium)
        there = states(store, recording)[medium.id]
    return there
