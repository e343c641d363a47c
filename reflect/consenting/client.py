"""What is kept of one person, who got it, and what they agreed to: what somebody may always ask to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reflect.consenting.sheets import Given, given
from reflect.model.consent import Person, Purpose

if TYPE_CHECKING:
    from reflect.store.database import Store
    from reflect.store.disclosures import Disclosure
    from reflect.store.erasures import Erasure
    from reflect.store.values import Recording


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that the person is on: its day, its length, what there is of it by kind, and their answers about it."""

    recording_id: str
    on: date
    duration_ms: int | None
    counts: Mapping[str, int]
    answers: Mapping[Purpose, Given]


@dataclass(frozen=True, slots=True)
class ClientFile:
    """`handed_out` and `erased` are of recordings that the person is or was on, oldest first. `at` is in UTC.

    `looks` is how often somebody looked at them here, every quarter of an hour counted once, and `looked_at` when last.
    """

    person: Person
    at: datetime
    kept: tuple[Kept, ...]
    handed_out: tuple[Disclosure, ...]
    erased: tuple[Erasure, ...]
    looks: int = 0
    looked_at: datetime | None = None


def client_file(store: Store, person: Person, who: str) -> ClientFile:
    """All that is known here of the person, without a word that was said. That `who` looked is written in the audit."""
    from reflect.store import audit, consents, disclosures, erasures, recordings, views

    events = consents.events_of(store, person=person.id)
    mine = set(consents.recordings_with(store, person.id))
    ever = mine | {event.recording_id for event in events}
    now = datetime.now(UTC)
    kept = [_kept(store, person, recordings.get(store, id), now) for id in mine]
    handed_out = tuple(d for d in disclosures.listing(store) if ever & set(d.recording_ids))
    erased = tuple(e for e in erasures.listing(store) if e.recording_id in ever and e.erased_at is not None)
    looked = [line.at for line in audit.of_action(store, views.VIEW) if line.about.get("recording") in ever]
    audit.add(store, who, "client overview", {"person": person.id, "recordings": sorted(mine)})
    in_order = tuple(sorted(kept, key=lambda k: (k.on, k.recording_id)))
    return ClientFile(person, now, in_order, handed_out, erased, len(looked), max(looked, default=None))


def _kept(store: Store, person: Person, recording: Recording, now: datetime) -> Kept:
    from reflect.store import consents, erasing

    register = consents.register(store, recording.id)
    day = (recording.recorded_at or recording.created_at).astimezone().date()
    answers = {p: given(register.events, person.id, p, now, register.confirm_days) for p in Purpose}
    return Kept(recording.id, day, recording.duration_ms, erasing.counts(store, recording.id), answers)
