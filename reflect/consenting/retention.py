"""How long what may stay, and what is due: soon, or too late already. Whoever is responsible decides; nothing is erased by itself.

The usual terms are those of the project's privacy plan; each can be set. A film counts from its talk, what a session uses from the last
session in which it was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reflect.errors import UsageError
from reflect.model.consent import Purpose
from reflect.model.reflection import Session, SessionClip

if TYPE_CHECKING:
    from reflect.store.database import Store


class Artefact(StrEnum):
    FILM = "film"  # the recording as it came in
    SESSION = "session"  # what is kept of it for the klantmanager
    CLIP = "clip"  # a masked clip for a team or for teaching


DAYS: Mapping[tuple[Purpose, Artefact], int] = {
    (Purpose.RESEARCH, Artefact.FILM): 183,
    (Purpose.REFLECTION, Artefact.SESSION): 92,
    (Purpose.CLIENT_WORDS, Artefact.SESSION): 92,
    (Purpose.TEAM, Artefact.CLIP): 183,
    (Purpose.TRAINING, Artefact.CLIP): 730,
}
"""The usual terms in days."""
MOST_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Rule:
    purpose: Purpose
    artefact: Artefact
    days: int
    usual: bool


@dataclass(frozen=True, slots=True)
class Due:
    """Something of a recording whose term ends on `on`; `left` is how many days that is from today, negative when it is past."""

    recording_id: str
    case: str | None
    purpose: Purpose
    artefact: Artefact
    on: date
    left: int


def rules(store: Store) -> tuple[Rule, ...]:
    """Every term, the usual one where none was set."""
    from reflect.store import retention

    chosen = retention.chosen(store)
    return tuple(Rule(p, a, chosen.get((str(p), str(a)), days), (str(p), str(a)) not in chosen) for (p, a), days in DAYS.items())


def set_rule(store: Store, purpose: Purpose, artefact: Artefact, days: int, who: str) -> None:
    """Give a purpose another term. UsageError for one that cannot be, or for something that is not kept for that purpose."""
    from reflect.store import audit, retention

    if (purpose, artefact) not in DAYS:
        there = ", ".join(f"{p} {a}" for p, a in DAYS)
        raise UsageError(f"There is no term for {purpose} {artefact}. Choose one of: {there}.")
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"A term of {days} days cannot be. Give 1 to {MOST_DAYS}.")
    retention.choose(store, purpose, artefact, days, who)
    audit.add(store, who, "retention", {"purpose": str(purpose), "artefact": str(artefact), "days": days})


def due(store: Store, today: date, within_days: int = 30) -> tuple[Due, ...]:
    """What ends within so many days or is past its term, the oldest first."""
    from reflect.store import recordings

    days = {(rule.purpose, rule.artefact): rule.days for rule in rules(store)}
    shown = _shown(store)
    found = []
    for line in recordings.listing(store):
        recording = line.recording
        talk = (recording.recorded_at or recording.created_at).date()
        starts = {Artefact.FILM: talk, Artefact.SESSION: shown.get(recording.id)}
        for (purpose, artefact), term in days.items():
            start = starts.get(artefact)
            if start is not None:
                on = start + timedelta(days=term)
                found.append(Due(recording.id, recording.case, purpose, artefact, on, (on - today).days))
    return tuple(sorted((d for d in found if d.left <= within_days), key=lambda d: (d.on, d.recording_id, d.purpose)))


def _shown(store: Store) -> dict[str, date]:
    """The day of the last session that shows each recording: when it was held, else when it was made."""
    from reflect.store import cases, reflection

    out: dict[str, date] = {}
    for line in cases.listing(store):
        held = {s.id: s.held_on or (s.created_at.date() if s.created_at else None) for s in reflection.of(store, Session, line.case.id)}
        for clip in reflection.of(store, SessionClip, line.case.id):
            day = held.get(clip.session_id)
            if day is not None and (clip.recording_id not in out or out[clip.recording_id] < day):
                out[clip.recording_id] = day
    return out
