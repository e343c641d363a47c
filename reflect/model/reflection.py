"""What people make of the fragments: what the client says of them, the session in which they are watched, and what comes of it.

    recording ── Interview ── Feedback            the client looks back, fragment by fragment
    case ── Session ── SessionClip ── Remark      klantmanager and coach look, and write
         └─ AttentionPoint ── FollowUp            what the klantmanager takes along, and how that went in a later talk

`id` is a UUID that whoever made the thing gave it. `revision` counts its changes from 1; what is deleted is kept, marked, so that it can
come back. Spans are on the film's clock. Text that people wrote may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reflect.model.changed import Changed
from reflect.model.span import Span


class Closing(StrEnum):
    """The three questions that end an interview with the client."""

    UNDERSTANDING = "understanding"  # do we understand each other better
    NEARER = "nearer"  # are we getting nearer to the goal
    OWNERSHIP = "ownership"  # does the plan feel like mine


class Leading(StrEnum):
    """The three questions that a session is about."""

    GENUINE = "genuine"  # is the contact genuine
    GOAL = "goal"  # is there a shared goal
    FIT = "fit"  # does the approach fit


class Voice(StrEnum):
    """Who says something in a session."""

    PROFESSIONAL = "professional"
    CLIENT = "client"
    COACH = "coach"


class Verdict(StrEnum):
    """A short answer; `OPEN` as long as nobody gave one."""

    OPEN = ""
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Interview(Changed):
    """A client looks back on a recording. `fragments` are the ids of those that are shown, in order; `interviewer` asks and writes."""

    id: str
    recording_id: str
    interviewer: str
    held_on: date | None = None
    fragments: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feedback(Changed):
    """What the client says about one fragment, or about a closing question (`about` is the fragment's id, or a `Closing`).

    `may_hear` is the client's own answer to whether the klantmanager may hear it. Nothing reaches the klantmanager before the interviewer
    `released` it, and that takes the client's yes. `span` is the fragment's, so that the words keep their place when it is deleted.
    """

    id: str
    recording_id: str
    interview_id: str
    about: str
    span: Span | None = None
    text: str = ""
    answer: Verdict = Verdict.OPEN
    may_hear: Verdict = Verdict.OPEN
    released: bool = False


@dataclass(frozen=True, slots=True)
class Session(Changed):
    """One time that klantmanager and coach look together. `made_by` put it together."""

    id: str
    case_id: str
    title: str
    made_by: str
    held_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SessionClip(Changed):
    """One stretch of film of a session. Clips are shown in the order of `place`; a new one between two others has a place between theirs.

    The recording may be gone by now: what was asked and written about it stays. `with_feedback` shows the client's released words.
    """

    id: str
    case_id: str
    session_id: str
    recording_id: str
    span: Span
    place: float
    before_ms: int = 0
    after_ms: int = 0
    fragment_id: str | None = None
    code: str = ""
    codebook: str = ""
    question: str = ""
    tip: str = ""
    with_feedback: bool = True


@dataclass(frozen=True, slots=True)
class Remark(Changed):
    """What somebody said in a session: of a clip (`about` is its id), of a `Leading` question, or of all of it ("")."""

    id: str
    case_id: str
    session_id: str
    about: str
    by: Voice = Voice.PROFESSIONAL
    text: str = ""


@dataclass(frozen=True, slots=True)
class AttentionPoint(Changed):
    """What the klantmanager takes along to the next talk, in own words. `clip_id` is the session's clip that brought it up."""

    id: str
    case_id: str
    text: str
    who: str
    session_id: str | None = None
    clip_id: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp(Changed):
    """How it went with an attention point in a later recording: tried, seen (`span` or `fragment_id` shows where), worked."""

    id: str
    case_id: str
    point_id: str
    recording_id: str
    tried: Verdict = Verdict.OPEN
    seen: Verdict = Verdict.OPEN
    worked: Verdict = Verdict.OPEN
    fragment_id: str | None = None
    span: Span | None = None
    note: str = ""
