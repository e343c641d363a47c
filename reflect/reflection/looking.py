"""Whole documents of the cycle, put together from what is stored: a case, an interview, a session.

Only `interview_file` has words of a client that were not released: it is for who interviews. All else goes through `_released`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reflect.errors import NotFoundError
from reflect.model.clip import Clip, ClipList
from reflect.model.finding import find_one
from reflect.model.reflection import AttentionPoint, Feedback, FollowUp, Interview, Remark, Session, SessionClip, Verdict

if TYPE_CHECKING:
    from reflect.model.speech import Speaker
    from reflect.store.cases import Case, Sitting
    from reflect.store.database import Store
    from reflect.store.values import Recording


@dataclass(frozen=True, slots=True)
class Visit:
    """A recording in its case. `days` is how many after the one before, None for the first. `said` counts the client's released words."""

    recording: Recording
    sitting: Sitting
    days: int | None
    people: tuple[Speaker, ...]
    interviews: tuple[Interview, ...]
    said: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that came of it, in order of time. `follow_ups` are by the id of their attention point."""

    case: Case
    visits: tuple[Visit, ...]
    sessions: tuple[Session, ...]
    clips: Mapping[str, int]
    """How many clips each session has, by its id."""
    points: tuple[AttentionPoint, ...]
    follow_ups: Mapping[str, tuple[FollowUp, ...]]


@dataclass(frozen=True, slots=True)
class InterviewFile:
    """An interview with all that the client said, released or not; `days` is how many after the talk it takes place."""

    recording: Recording
    interview: Interview
    days: int | None
    feedback: Mapping[str, Feedback]
    """By what it is about: the id of a fragment, or a `Closing`."""


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip of a session. `recording` is None when it is gone, or the clip was taken away.

    `said` are the client's released words about the fragment.
    """

    clip: SessionClip
    recording: Recording | None
    said: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session with its clips in order. `closing` are the client's released answers to the questions that end an interview."""

    case: Case
    session: Session
    clips: tuple[ShownClip, ...]
    closing: tuple[Feedback, ...]
    remarks: tuple[Remark, ...]
    points: tuple[AttentionPoint, ...]
    """All of the case: those of this session have its id."""
    follow_ups: Mapping[str, tuple[FollowUp, ...]]


def case_file(store: Store, case_id: str, closed: Collection[str] = ()) -> CaseFile:
    """Everything about a case, without the recordings that are `closed`. NotFoundError when there is none such."""
    from reflect.store import cases, people, recordings
    from reflect.store import reflection as rows

    case = cases.get(store, case_id)
    visits: list[Visit] = []
    for sitting in cases.sittings_of(store, case.id):
        if sitting.recording_id in closed:
            continue
        held = rows.of(store, Interview, sitting.recording_id)
        said = _released(held, rows.of(store, Feedback, sitting.recording_id))
        days = (sitting.at.date() - visits[-1].sitting.at.date()).days if visits else None
        speakers = people.speakers_of(store, sitting.recording_id)
        visits.append(Visit(recordings.get(store, sitting.recording_id), sitting, days, speakers, held, len(said)))
    clips = [c.session_id for c in rows.of(store, SessionClip, case.id)]
    return CaseFile(
        case,
        tuple(visits),
        rows.of(store, Session, case.id),
        {id: clips.count(id) for id in dict.fromkeys(clips)},
        rows.of(store, AttentionPoint, case.id),
        _by_point(rows.of(store, FollowUp, case.id)),
    )


def interview_file(store: Store, recording_id: str, interview_id: str) -> InterviewFile:
    """An interview, for who holds it. NotFoundError when the recording has none such."""
    from reflect.store import cases, recordings
    from reflect.store import reflection as rows

    recording = recordings.get(store, recording_id)
    found = next((i for i in rows.of(store, Interview, recording.id) if i.id == interview_id), None)
    if found is None:
        raise NotFoundError(f"Recording {recording.id} has no such interview. Open the page of its case to see which there are.")
    at = next(s.at for s in cases.sittings(store, recording.id) if s.recording_id == recording.id)
    days = None if found.held_on is None else (found.held_on - at.date()).days
    mine = (f for f in rows.of(store, Feedback, recording.id) if f.interview_id == found.id)
    return InterviewFile(recording, found, days, {f.about: f for f in mine})


def session_file(store: Store, case_id: str, session_id: str) -> SessionFile:
    """A session as klantmanager and coach may see it. NotFoundError when the case has none such."""
    from reflect.store import cases, recordings
    from reflect.store import reflection as rows

    case = cases.get(store, case_id)
    session = next((s for s in rows.of(store, Session, case.id) if s.id == session_id), None)
    if session is None:
        raise NotFoundError(f"The case {case.code[:40]!r} has no such session. Open its page to see which there are.")
    films = {id: recordings.get(store, id) for id in cases.durations(store, case.id)}
    said = {id: released(store, id) for id in films}
    mine = [c for c in rows.of(store, SessionClip, case.id) if c.session_id == session.id]
    clips = tuple(
        ShownClip(c, films.get(c.recording_id) if c.span.duration_ms else None, _about(c, said.get(c.recording_id, ()))) for c in mine
    )
    shown = dict.fromkeys(c.recording_id for c in mine)
    return SessionFile(
        case,
        session,
        clips,
        tuple(f for id in shown for f in said.get(id, ()) if f.span is None),
        tuple(r for r in rows.of(store, Remark, case.id) if r.session_id == session.id),
        rows.of(store, AttentionPoint, case.id),
        _by_point(rows.of(store, FollowUp, case.id)),
    )


def released(store: Store, recording_id: str) -> tuple[Feedback, ...]:
    """The client's words about a recording that may be shown to the klantmanager."""
    from reflect.store import reflection as rows

    return _released(rows.of(store, Interview, recording_id), rows.of(store, Feedback, recording_id))


def find_session(store: Store, wanted: str, case: str | None = None) -> SessionFile:
    """The session with this id, the only one whose id begins so, or the only one with this title. NotFoundError says which there are."""
    from reflect.store import cases
    from reflect.store import reflection as rows

    owners = [cases.get(store, case)] if case else [line.case for line in cases.listing(store)]
    there = [(owner, session) for owner in owners for session in rows.of(store, Session, owner.id)]
    none = "There are no sessions yet. Make one in the app: reflect app"
    owner, session = find_one(wanted, there, lambda one: (one[1].id, one[1].title, one[0].code), "session", none)
    return session_file(store, owner.id, session.id)


def clip_list(file: SessionFile) -> ClipList:
    """The session's clips as a list to play, to write to a file or to render; those whose recording is gone are left out."""
    session = file.session
    clips = tuple(as_clip(s.clip) for s in file.clips if s.recording is not None)
    films = {c.recording_id for c in clips}
    return ClipList(
        session.id,
        session.title,
        clips,
        session.made_by,
        session.revision,
        films.pop() if len(films) == 1 else None,
        session.created_at,
        session.updated_at,
    )


def as_clip(clip: SessionClip) -> Clip:
    return Clip(clip.recording_id, clip.span, clip.before_ms, clip.after_ms, clip.fragment_id, clip.code, clip.question, clip.tip)


# ---- inside -----------------------------------------------------------------------------------


def _released(interviews: Iterable[Interview], feedback: Iterable[Feedback]) -> tuple[Feedback, ...]:
    """What may be shown to the klantmanager: said yes to by the client, released by the interviewer, and not empty."""
    there = {i.id for i in interviews}
    yes = (f for f in feedback if f.released and f.may_hear is Verdict.YES and f.interview_id in there)
    return tuple(f for f in yes if f.text or f.answer is not Verdict.OPEN)


def _about(clip: SessionClip, said: Iterable[Feedback]) -> tuple[Feedback, ...]:
    return tuple(f for f in said if clip.with_feedback and clip.fragment_id is not None and f.about == clip.fragment_id)


def _by_point(follow_ups: Iterable[FollowUp]) -> dict[str, tuple[FollowUp, ...]]:
    out: dict[str, tuple[FollowUp, ...]] = {}
    for one in follow_ups:
        out[one.point_id] = (*out.get(one.point_id, ()), one)
    return out
