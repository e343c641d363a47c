"""Fragments of several cases put together to learn from, and what trainees did when they watched them.

    TeachingSet ── TeachingClip            the trainer chooses stretches of film, in an order, with a question each
         └─ Spotting ── Press              a trainee watches and presses when the theme is seen
    Making                                 what was made of a set or a session and for whom

`id` is a UUID that whoever made the thing gave it. `revision` counts its changes from 1; what is deleted is kept, marked, so that it can
come back. Times are on the film's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from reflect.model.changed import Changed
from reflect.model.consent import Purpose
from reflect.model.span import Span

CONFIRMED_FOR = timedelta(days=365)
"""A set, and a yes to teaching, are good for so long; then somebody has to say again that they are."""
LATE_MS = 2_000
"""Who presses this long after a fragment still saw it: a hand is slower than an eye."""


@dataclass(frozen=True, slots=True)
class TeachingSet(Changed):
    """Clips for teaching. `goal` is what is to be learnt, `audience` who it is for.

    `confirmed_on` is the day on which somebody last said that it may still be used; None: not since it was made. `ask_theme`: who watches
    for a moment says which theme it is, too. A `closed` set is not used any more.
    """

    id: str
    title: str
    made_by: str
    goal: str = ""
    audience: str = ""
    note: str = ""
    ask_theme: bool = False
    confirmed_on: date | None = None
    closed: bool = False

    def good_until(self) -> date | None:
        """The last day on which it may be used without being confirmed again; None for one that was never stored."""
        said = self.confirmed_on or (self.created_at.date() if self.created_at else None)
        return None if said is None else said + CONFIRMED_FOR


@dataclass(frozen=True, slots=True)
class TeachingClip(Changed):
    """A stretch of film of a set. Clips are shown in the order of `place`; a new one between two others has a place between theirs.

    `theme` is a code of `codebook`. `answer` is for the trainer. `feedback`: the client's own words about the fragment come along, where
    the client agreed to that. The recording may be gone by now; then the clip is a gap and its `span` is empty.
    """

    id: str
    set_id: str
    recording_id: str
    span: Span
    place: float
    before_ms: int = 0
    after_ms: int = 0
    fragment_id: str | None = None
    theme: str = ""
    codebook: str = ""
    question: str = ""
    answer: str = ""
    feedback: bool = False


@dataclass(frozen=True, slots=True)
class Spotting(Changed):
    """One time that a trainee watches a set and presses. `trainee` is a made-up name."""

    id: str
    set_id: str
    trainee: str
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Press(Changed):
    """The trainee saw it at `at_ms` of the film of the clip; `theme` is what it was, where that was asked. It is never changed."""

    id: str
    set_id: str
    spotting_id: str
    clip_id: str
    at_ms: int
    theme: str = ""


class Made(StrEnum):
    """What is made of a set."""

    CLIPS = "clips"
    REEL = "reel"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Making:
    """Something that was made of recordings for somebody, and left the house or lies ready to.

    `what` is the kind of thing, `recipient` who it is for, `expires_on` the last day on which it may be used, `sha256` of what was handed
    out, `disclosure` its number in the register. `folder` is where it lies, as a name in the data folder's `made`; "" when it was written
    elsewhere. `files` are, by the id of a clip, the name of its film there and the stretch that it shows. `erased_at` says when its files
    were taken away.
    """

    id: str
    at: datetime
    who: str
    what: str
    purpose: Purpose
    recipient: str
    expires_on: date | None
    sha256: str
    disclosure: int
    recording_ids: tuple[str, ...]
    set_id: str = ""
    folder: str = ""
    files: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    erased_at: datetime | None = None
