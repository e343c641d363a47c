"""The one question before anything is shown or handed out. Pure: what people agreed to comes in as a `Register`.

A clip may be used for a purpose when every identifiable person whose appearance overlaps it, handles included, agrees to that purpose,
or is masked in what is shown. No record means no.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from reflect.model.consent import Answer, Appearance, ConsentEvent, Purpose, Quarantine
from reflect.model.span import Span


class Why(StrEnum):
    """Why something may not be used, as a key for the words on the screen."""

    NO_VIEWER = "no_viewer"  # nobody is named who looks
    NOBODY_LISTED = "nobody_listed"  # who is on the recording was not written down
    NOT_ASKED = "not_asked"
    NO = "no"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"  # a yes to teaching is asked for again every year
    NOT_MASKED = "not_masked"  # teaching and publication take masked film only


@dataclass(frozen=True, slots=True)
class Reason:
    """`person_id` is who did not agree; "" when it is about the recording."""

    why: Why
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may. `quarantine` is until when, for a recording that only its importer may play."""

    quarantine: datetime | None = None

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not; `reasons` is never empty."""

    reasons: tuple[Reason, ...]

    @property
    def whys(self) -> tuple[str, ...]:
        """The reasons without the people, as keys of `Why`, each once."""
        return tuple(dict.fromkeys(str(reason.why) for reason in self.reasons))

    def __bool__(self) -> bool:
        return False


CONFIRM_DAYS = 365
CONFIRMED = frozenset({Purpose.TRAINING})
"""A yes to these holds for so many days, unless the person says so again."""


@dataclass(frozen=True, slots=True)
class Register:
    """What is known of one recording. `events` stand in the order in which they were written; `confirm_days` is how long a yes to teaching
    holds before it is asked again."""

    recording_id: str
    appearances: Sequence[Appearance] = ()
    events: Sequence[ConsentEvent] = ()
    quarantine: Quarantine | None = None
    confirm_days: int = CONFIRM_DAYS


MASKED_ONLY = frozenset({Purpose.TEAM, Purpose.TRAINING, Purpose.PUBLICATION})
"""Originals cannot leave for these: every face and voice in them is masked, and the people agree as well."""


def decide(
    register: Register, shown: Span | None, purpose: Purpose, viewer: str, now: datetime, masked: Collection[str] | None = None
) -> Allowed | Denied:
    """Whether `viewer` may use `shown` (None: all of the recording) for this purpose.

    `masked` are the ids of the persons who are masked in what is shown; None says that it is the original.
    """
    if not viewer:
        return Denied((Reason(Why.NO_VIEWER),))
    if not register.appearances:
        return Denied((Reason(Why.NOBODY_LISTED),))
    reasons = [Reason(Why.NOT_MASKED)] if purpose in MASKED_ONLY and masked is None else []
    there = dict.fromkeys(a.person_id for a in register.appearances if a.identifiable and _meet(a.span, shown))
    for person_id in there:
        if masked is not None and person_id in masked:
            continue
        why = standing(register.events, person_id, purpose, shown, now, register.confirm_days)
        if why is not None:
            reasons.append(Reason(why, person_id))
    return Denied(tuple(reasons)) if reasons else Allowed()


def may_play(register: Register, viewer: str, now: datetime) -> Allowed | Denied:
    """Whether `viewer` may play and work on the recording: for research, or as its importer while it is in quarantine."""
    answer = decide(register, None, Purpose.RESEARCH, viewer, now)
    held = register.quarantine
    only_unasked = isinstance(answer, Denied) and all(r.why in (Why.NOBODY_LISTED, Why.NOT_ASKED) for r in answer.reasons)
    if only_unasked and held is not None and viewer == held.importer and now < held.until:
        return Allowed(held.until)
    return answer


def _meet(one: Span | None, other: Span | None) -> bool:
    return one is None or other is None or (one.start_ms < other.end_ms and other.start_ms < one.end_ms)


def standing(
    events: Sequence[ConsentEvent], person_id: str, purpose: Purpose, shown: Span | None, now: datetime, confirm_days: int = CONFIRM_DAYS
) -> Why | None:
    """Why this person does not allow it for `shown` (None: all of the recording); None when they do.

    The last answer that is about what is shown counts. A yes about one clip allows no more than that clip; a no about one clip forbids
    whatever touches it.
    """
    mine = [e for e in events if e.person_id == person_id and e.purpose is purpose and e.at <= now]
    why: Why | None = Why.NOT_ASKED
    for event in sorted(mine, key=lambda e: (e.at, e.number)):
        if event.answer is not Answer.YES:
            if _meet(event.span, shown):
                why = Why.NO if event.answer is Answer.NO else Why.WITHDRAWN
        elif event.span is None or (shown is not None and shown.start_ms >= event.span.start_ms and shown.end_ms <= event.span.end_ms):
            why = _lapsed(event, now, confirm_days)
    return why


def _lapsed(yes: ConsentEvent, now: datetime, confirm_days: int) -> Why | None:
    """Why this yes no longer holds; None when it does."""
    if yes.until is not None and yes.until <= now:
        return Why.EXPIRED
    return Why.UNCONFIRMED if yes.purpose in CONFIRMED and yes.at + timedelta(days=confirm_days) <= now else None
