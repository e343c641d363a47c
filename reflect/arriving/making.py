"""Making a teaching set outside the app: asked for on its page, done by the worker, and told on the page whenever it is opened again.

One making of a set waits or runs at a time. What it was asked with, the passphrase of its zip too, is kept until it has ended.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reflect.arriving.worker import ensure_worker
from reflect.errors import UsageError
from reflect.model.mask import Style
from reflect.model.sound import Progress
from reflect.model.teaching import Made
from reflect.store.values import Arrival, State, Wish

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.teaching import Wish as MakingWish

BUSY = (State.QUEUED, State.RUNNING, State.STOPPED)
"""It is not over: what was stopped ends at its next sign of life."""


@dataclass(frozen=True, slots=True)
class MakingState:
    """How the making of a set stands: `state` as of any wish, `progress` 0 to 1, `error` one line for a person.

    When it is DONE: the id of what was made, how many clips are in it, the numbers of those that are not, and sentences for a person.
    """

    id: str
    state: State
    progress: float
    error: str
    making_id: str = ""
    clips: int = 0
    gaps: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def busy(self) -> bool:
        return self.state in BUSY


def ask_making(store: Store, set_id: str, wish: MakingWish, who: str, closed: Collection[str] = ()) -> MakingState:
    """Make this of the set in the background. What can be refused at once is: see `teaching.make`; UsageError while one is being made."""
    from reflect import teaching
    from reflect.store import arrivals

    there = making_of(store, set_id)
    if there is not None and there.busy:
        raise UsageError("Something is being made of this set already. Wait until it is ready, or stop it.")
    teaching.require_makable(store, set_id, wish, viewer=who, closed=closed)
    if there is not None:
        arrivals.done(store, there.id)
    asked = arrivals.add(store, Wish.MAKING, path=set_id, settings=to_plain(wish) | {"who": who})
    ensure_worker(store.home)
    return _state(asked)


def making_of(store: Store, set_id: str) -> MakingState | None:
    """The making of this set that waits, runs, failed, or ended and was not put away yet."""
    from reflect.store import arrivals

    found = [a for a in arrivals.listing(store) if a.kind is Wish.MAKING and a.path == set_id]
    return _state(found[-1]) if found else None


def end_making(store: Store, set_id: str) -> None:
    """Stop it, or put away what it said. What it made stays."""
    from reflect.store import arrivals

    there = making_of(store, set_id)
    if there is not None:
        arrivals.cancel(store, there.id)


def go_on_making(store: Store, set_id: str) -> None:
    """See that somebody works on it: the worker may have been killed."""
    there = making_of(store, set_id)
    if there is not None and there.busy:
        ensure_worker(store.home)


def do(store: Store, arrival: Arrival, tell: Progress) -> dict[str, Any]:
    """Make it now; what `making_of` tells of it afterwards. Raises what `teaching.make` raises."""
    from reflect import teaching
    from reflect.store import consents
    from reflect.store.account import account

    wish, viewer, closed = from_plain(arrival.settings), str(arrival.settings["who"]), consents.closed(store, account())
    made = teaching.make(store, arrival.path, wish, tell=tell, viewer=viewer, closed=closed)
    gaps = [gap.number for gap in made.gaps]
    return {"making": made.making.id, "clips": made.clips, "gaps": gaps, "warnings": list(made.warnings)}


# ---- as it waits --------------------------------------------------------------------------------


def to_plain(wish: MakingWish) -> dict[str, Any]:
    """The wish as JSON data; it is for the data folder, so a target and `force` are not in it."""
    return {
        "what": str(wish.what),
        "recipient": wish.recipient,
        "expires_on": wish.expires_on.isoformat(),
        "language": wish.language,
        "feedback": wish.feedback,
        "answers": wish.answers,
        "style": str(wish.style),
        "bleep": wish.bleep,
        "voice": wish.voice,
        "voices": None if wish.voices is None else sorted(wish.voices),
        "passphrase": wish.passphrase,
        "workers": wish.workers,
    }


def from_plain(plain: dict[str, Any]) -> MakingWish:
    from reflect.teaching import Wish as MakingWish

    names = ("recipient", "language", "feedback", "answers", "bleep", "voice", "passphrase", "workers")
    voices = plain["voices"]
    return MakingWish(
        what=Made(plain["what"]),
        expires_on=date.fromisoformat(plain["expires_on"]),
        style=Style(plain["style"]),
        voices=None if voices is None else frozenset(voices),
        **{name: plain[name] for name in names},
    )


def _state(arrival: Arrival) -> MakingState:
    found = arrival.settings if arrival.state is State.DONE else {}
    return MakingState(
        arrival.id,
        arrival.state,
        arrival.progress,
        arrival.error,
        str(found.get("making", "")),
        int(found.get("clips", 0)),
        tuple(found.get("gaps", ())),
        tuple(found.get("warnings", ())),
    )
