"""Which attention points a talk comes after: what the klantmanager meant to try is looked for in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.model.reflection import AttentionPoint, FollowUp, Session, SessionClip

if TYPE_CHECKING:
    from reflect.store.cases import Case, Sitting
    from reflect.store.database import Store


@dataclass(frozen=True, slots=True)
class Earlier:
    """The points that were there before a talk, in the order in which they were made; `talks` are those of the case up to this one, and
    `follow_ups` how it went with the points in them. Without a case there is nothing."""

    case: Case | None
    points: tuple[AttentionPoint, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    talks: tuple[Sitting, ...] = ()


def earlier_points(store: Store, recording_id: str) -> Earlier:
    """What to look back on in this recording: points that are open, or were followed in it. NotFoundError for an unknown recording."""
    from reflect.store import cases
    from reflect.store import reflection as rows

    case = cases.of_recording(store, recording_id)
    if case is None:
        return Earlier(None)
    sittings = cases.sittings_of(store, case.id)
    place = next(n for n, s in enumerate(sittings) if s.recording_id == recording_id)
    sessions = {s.id: s for s in rows.of(store, Session, case.id, deleted=True)}
    watched: dict[str, set[str]] = {}
    for clip in rows.of(store, SessionClip, case.id):
        watched.setdefault(clip.session_id, set()).add(clip.recording_id)
    ups = rows.of(store, FollowUp, case.id)
    here = {up.point_id for up in ups if up.recording_id == recording_id}
    points = [p for p in rows.of(store, AttentionPoint, case.id) if p.id in here or not p.closed]
    shown = tuple(p for p in points if p.id in here or was_before(p, sittings[place], sessions, watched))
    ids, talks = {p.id for p in shown}, sittings[: place + 1]
    near = {s.recording_id for s in talks}
    return Earlier(case, shown, tuple(up for up in ups if up.point_id in ids and up.recording_id in near), talks)


def was_before(point: AttentionPoint, talk: Sitting, sessions: Mapping[str, Session], watched: Mapping[str, set[str]]) -> bool:
    """Whether the point was made before the talk was held.

    A point of a session is as old as the day on which the session was held, when that is known: on that day itself it counts as earlier,
    unless the session watched this very talk. Any other point is as old as its first writing. The day of a talk is that of the
    recording; a recording without a date counts from when it was brought in.
    """
    session = sessions.get(point.session_id or "")
    if session is not None and talk.recording_id in watched.get(session.id, ()):
        return False
    if session is not None and session.held_on is not None:
        return session.held_on <= talk.at.astimezone().date()
    return point.created_at is not None and point.created_at < talk.at
