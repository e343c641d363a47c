"""Taking consent back: closed at once, then erased, then looked whether anything is left.

The answer is stored first, in a transaction of its own, so that the next request is refused whatever happens after it. Erasing may be
interrupted and done again; the statement is written when looking finds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from reflect.errors import UsageError
from reflect.model.consent import Answer, ConsentEvent, Purpose

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.erasing import Left
    from reflect.store.erasures import Erasure

ERASES = frozenset({Purpose.RESEARCH})
"""Without these a recording has no reason to be here, and is erased with all that came of it. Any other purpose is closed."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was done about one recording: ids and counts, never a name or a word. `erased` is what there was of each kind.

    `left` says where something was found afterwards; empty when all is gone. `handed_out` are the numbers of the disclosures of it: what
    left the house cannot be taken back, only asked back.
    """

    recording_id: str
    person_id: str
    purposes: tuple[Purpose, ...]
    closed_at: datetime
    erased: Mapping[str, int]
    left: tuple[Left, ...]
    handed_out: tuple[int, ...]
    verified_at: datetime | None


def withdraw(
    store: Store, person_id: str, who: str, *, recording_id: str | None = None, purposes: Collection[Purpose] = ()
) -> tuple[Statement, ...]:
    """Take back what the person agreed to: for these purposes (none named: all), about this recording (None: every one they are on).

    UsageError when there is nothing to take back.
    """
    from reflect.store import audit, consents

    wanted = frozenset(purposes) or frozenset(Purpose)
    chosen = (recording_id,) if recording_id else _recordings(store, person_id)
    now = datetime.now(UTC)
    events = [
        ConsentEvent(str(uuid4()), person_id, id, purpose, Answer.WITHDRAWN, now, who)
        for id in chosen
        for purpose in sorted(wanted)
        if _to_take_back(consents.events_of(store, person=person_id, recording_id=id), purpose)
    ]
    if not events:
        raise UsageError("There is nothing to take back: this person agreed to none of it, or took it back before.")
    consents.add(store, *events)
    audit.add(store, who, "withdrawal", {"person": person_id, "recordings": sorted({e.recording_id for e in events})})
    by_recording: dict[str, list[Purpose]] = {}
    for event in events:
        by_recording.setdefault(event.recording_id, []).append(event.purpose)
    return tuple(_follow(store, person_id, id, tuple(gone), now, who) for id, gone in by_recording.items())


def _recordings(store: Store, person_id: str) -> tuple[str, ...]:
    from reflect.store import consents

    answered = (e.recording_id for e in consents.events_of(store, person=person_id))
    return tuple(dict.fromkeys((*consents.recordings_with(store, person_id), *answered)))


def _to_take_back(events: Collection[ConsentEvent], purpose: Purpose) -> bool:
    """Whether the last answer for the purpose, about all of it or about a clip, is a yes."""
    last: dict[Any, Answer] = {e.span: e.answer for e in sorted(events, key=lambda e: (e.at, e.number)) if e.purpose is purpose}
    return last.get(None) is not Answer.WITHDRAWN and Answer.YES in last.values()


def _follow(store: Store, person_id: str, recording_id: str, purposes: tuple[Purpose, ...], now: datetime, who: str) -> Statement:
    from reflect.store import disclosures, recordings

    out = disclosures.numbers_of(store, recording_id)
    if not ERASES & set(purposes) or not recordings.exists(store, recording_id):
        return Statement(recording_id, person_id, purposes, now, {}, (), out, now)
    erased, left = erase(store, recording_id, person_id, "withdrawal", who, out)
    return Statement(recording_id, person_id, purposes, now, erased, left, out, None if left else datetime.now(UTC))


def erase(
    store: Store, recording_id: str, person_id: str, why: str, who: str, handed_out: Collection[int] = ()
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    """Erase a recording, look whether anything is left, and keep what there was of each kind, and where something is left."""
    from reflect.store import erasures

    return _carry_out(store, erasures.begin(store, person_id, recording_id, why, who), recording_id, who, handed_out)


def remove(store: Store, recording_id: str, who: str) -> tuple[Left, ...]:
    """Erase a recording because a person wants it gone; where something is left. A backup that is put back does not bring it back.

    StoreError while a process works on it; nothing is done then.
    """
    from reflect.store import disclosures, recordings

    recordings.require_idle(store, recording_id)
    return erase(store, recording_id, "", "removed", who, disclosures.numbers_of(store, recording_id))[1]


def unfinished(store: Store) -> tuple[Erasure, ...]:
    """Erasures that were asked and broke off, such as while a process worked on the recording, oldest first."""
    from reflect.store import erasures

    return tuple(one for one in erasures.listing(store) if one.erased_at is None)


def resume(store: Store, who: str) -> int:
    """Carry out every erasure that broke off; how many. StoreError, as before, while a process works on a recording."""
    from reflect.store import disclosures

    todo = unfinished(store)
    for one in todo:
        _carry_out(store, one.number, one.recording_id, who, disclosures.numbers_of(store, one.recording_id))
    return len(todo)


def _carry_out(
    store: Store, number: int, recording_id: str, who: str, handed_out: Collection[int]
) -> tuple[Mapping[str, int], tuple[Left, ...]]:
    from reflect.store import audit, erasing, erasures, recordings

    if recordings.exists(store, recording_id):
        erased, seek = erasing.counts(store, recording_id), erasing.traces(store, recording_id)
        erasing.erase(store, recording_id)
    else:  # it went before the work broke off; what it held can no longer be looked for, but its id can
        erased, seek = {}, erasing.Traces(recording_id, frozenset())
        erasing.compact(store)
    left = erasing.look(store, seek)
    statement = {"erased": erased, "left": [one.place for one in left], "handed_out": list(handed_out)}
    erasures.finish(store, number, statement, verified=not left)
    audit.add(store, who, "erasure", {"recording": recording_id, "erasure": number, "left": len(left)})
    return erased, left
