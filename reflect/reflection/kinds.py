"""What may be said about each kind of thing: its fields, each with what reads it, and what must be so before it is stored.

The fields of an operation have the names of the model's (`reflect.model.reflection`); a span is [start_ms, end_ms], a date
"2026-11-22" or "". A field that is `fixed` is given once, when the thing is added.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from reflect.model import fields, operations
from reflect.model.checks import Refused, name_of, span_inside, uuid_text
from reflect.model.fragment import Fragment
from reflect.model.mixed import Kind, fragment_on
from reflect.model.operations import Wish
from reflect.model.reflection import (
    AttentionPoint,
    Closing,
    Feedback,
    FollowUp,
    Interview,
    Leading,
    Remark,
    Session,
    SessionClip,
    Verdict,
    Voice,
)
from reflect.model.span import Span

MAX_LINE = 1_000
MAX_SHOWN = 200

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "bad_date",
    "too_long",
    "bsn",  # text that holds a burgerservicenummer
    "unknown_thing",  # to change what is not there
    "unknown_recording",  # not of this case
    "unknown_session",
    "unknown_interview",
    "unknown_fragment",
    "unknown_clip",
    "unknown_point",
    "not_allowed",  # to release what the client did not agree to
    "no_evidence",  # seen, without a place on the film
)
"""Why an operation was not stored, as a key for the words on the screen."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an operation may name, and who sends it. `films` has the length of each recording in ms, where it is known."""

    owner_id: str
    who: str
    films: Mapping[str, int | None]
    fragments: Mapping[str, Fragment]
    parents: Collection[str] = ()
    """Ids of what the thing hangs under: sessions of a clip, interviews of feedback, points of a follow-up."""
    clips: Collection[str] = ()


# ---- fields -----------------------------------------------------------------------------------


def _verdict(value: object) -> Verdict:
    try:
        return Verdict(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("bad_op") from None


def _voice(value: object) -> Voice:
    try:
        return Voice(value)  # type: ignore[arg-type] # any value may come in
    except ValueError:
        raise Refused("bad_op") from None


def _fragments(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Refused("bad_op")
    if len(value) > MAX_SHOWN:
        raise Refused("too_long")
    return tuple(dict.fromkeys(map(uuid_text, value)))


def _about(named: Collection[str]) -> Callable[[object], str]:
    return lambda value: str(value) if value in named else uuid_text(value)


# ---- what must be so --------------------------------------------------------------------------


def _film(known: Known, recording_id: str) -> int | None:
    if recording_id not in known.films:
        raise Refused("unknown_recording")
    return known.films[recording_id]


def _on_film(known: Known, recording_id: str, times: tuple[int, int] | None) -> Span | None:
    return None if times is None else span_inside(*times, _film(known, recording_id))


def _under(known: Known, parent_id: object, why: str) -> str:
    if not isinstance(parent_id, str) or parent_id not in known.parents:
        raise Refused(why)
    return parent_id


def _interview(wish: Wish, there: Interview | None, known: Known) -> Interview:
    there = there or Interview(wish.id, known.owner_id, name_of(known.who))
    new = replace(there, **wish.values)
    for fragment_id in set(new.fragments) - set(there.fragments):
        fragment_on(known.fragments, known.owner_id, fragment_id)
    return new


def _feedback(wish: Wish, there: Feedback | None, known: Known) -> Feedback:
    values = dict(wish.values)
    if there is None:
        about = values.get("about")
        if about is None:
            raise Refused("bad_op")
        tagged = None if about in _CLOSING else fragment_on(known.fragments, known.owner_id, about)
        interview_id = _under(known, values.pop("interview_id", None), "unknown_interview")
        there = Feedback(wish.id, known.owner_id, interview_id, about, tagged.span if tagged else None)
    return _released(there, replace(there, **values), asked="released" in values)


def _released(there: Feedback, new: Feedback, asked: bool) -> Feedback:
    """Only with the client's yes. Who changes what was released takes it back, until it is released again."""
    if asked and new.released and new.may_hear is not Verdict.YES:
        raise Refused("not_allowed")
    same = (there.text, there.answer, there.may_hear) == (new.text, new.answer, new.may_hear)
    return new if asked or same else replace(new, released=False)


def _session(wish: Wish, there: Session | None, known: Known) -> Session:
    return replace(there or Session(wish.id, known.owner_id, "", name_of(known.who)), **wish.values)


def _clip(wish: Wish, there: SessionClip | None, known: Known) -> SessionClip:
    values = dict(wish.values)
    times = values.pop("span", None)
    if there is None:
        recording_id = values.get("recording_id", "")
        _film(known, recording_id)
        tagged = fragment_on(known.fragments, recording_id, values.get("fragment_id"))
        span = _on_film(known, recording_id, times) or (tagged.span if tagged else None)
        if span is None:
            raise Refused("bad_span")
        session_id = _under(known, values.pop("session_id", None), "unknown_session")
        there = SessionClip(wish.id, known.owner_id, session_id, recording_id, span, 0.0)
        if tagged:
            there = replace(there, code=tagged.code, codebook=tagged.codebook)
    elif times is not None:
        values["span"] = _on_film(known, there.recording_id, times)
    return replace(there, **values)


def _remark(wish: Wish, there: Remark | None, known: Known) -> Remark:
    values = dict(wish.values)
    if there is None:
        about = values.get("about", "")
        if about and about not in _LEADING and about not in known.clips:
            raise Refused("unknown_clip")
        there = Remark(wish.id, known.owner_id, _under(known, values.pop("session_id", None), "unknown_session"), about)
    return replace(there, **values)


def _point(wish: Wish, there: AttentionPoint | None, known: Known) -> AttentionPoint:
    values = dict(wish.values)
    if there is None:
        if values.get("session_id") is not None:
            _under(known, values["session_id"], "unknown_session")
        if values.get("clip_id") is not None and values["clip_id"] not in known.clips:
            raise Refused("unknown_clip")
        there = AttentionPoint(wish.id, known.owner_id, "", name_of(known.who))
    return replace(there, **values)


def _follow_up(wish: Wish, there: FollowUp | None, known: Known) -> FollowUp:
    values = dict(wish.values)
    given = "span" in values
    times = values.pop("span", None)
    if there is None:
        recording_id = values.get("recording_id", "")
        _film(known, recording_id)
        there = FollowUp(wish.id, known.owner_id, _under(known, values.pop("point_id", None), "unknown_point"), recording_id)
    tagged = fragment_on(known.fragments, there.recording_id, values.get("fragment_id"))
    if given or tagged:
        values["span"] = _on_film(known, there.recording_id, times) or (tagged.span if tagged else None)
    new = replace(there, **values)
    if new.seen is Verdict.YES and new.span is None:
        raise Refused("no_evidence")
    return new


_CLOSING = frozenset(map(str, Closing))
_LEADING = frozenset(map(str, Leading))

KINDS: Mapping[str, Kind] = {
    "interview": Kind(
        Interview,
        {"held_on": fields.day, "fragments": _fragments, "note": fields.text()},
        frozenset(),
        _interview,
    ),
    "feedback": Kind(
        Feedback,
        {
            "interview_id": uuid_text,
            "about": _about(_CLOSING),
            "text": fields.text(),
            "answer": _verdict,
            "may_hear": _verdict,
            "released": fields.truth,
        },
        frozenset({"interview_id", "about"}),
        _feedback,
        parent=Interview,
    ),
    "session": Kind(Session, {"title": fields.title, "held_on": fields.day, "note": fields.text()}, frozenset(), _session),
    "clip": Kind(
        SessionClip,
        {
            "session_id": uuid_text,
            "recording_id": fields.recording,
            "fragment_id": fields.fragment,
            "span": fields.times,
            "place": fields.place,
            "before_ms": fields.handle,
            "after_ms": fields.handle,
            "code": fields.text(100),
            "codebook": fields.text(100),
            "question": fields.text(MAX_LINE),
            "tip": fields.text(MAX_LINE),
            "with_feedback": fields.truth,
        },
        frozenset({"session_id", "recording_id", "fragment_id", "code", "codebook"}),
        _clip,
        parent=Session,
    ),
    "remark": Kind(
        Remark,
        {"session_id": uuid_text, "about": _about({*_LEADING, ""}), "by": _voice, "text": fields.text()},
        frozenset({"session_id", "about", "by"}),
        _remark,
        parent=Session,
    ),
    "point": Kind(
        AttentionPoint,
        {"session_id": uuid_text, "clip_id": uuid_text, "text": fields.text(MAX_LINE), "closed": fields.truth},
        frozenset({"session_id", "clip_id"}),
        _point,
        parent=Session,
    ),
    "follow_up": Kind(
        FollowUp,
        {
            "point_id": uuid_text,
            "recording_id": fields.recording,
            "tried": _verdict,
            "seen": _verdict,
            "worked": _verdict,
            "fragment_id": fields.fragment,
            "span": fields.times,
            "note": fields.text(),
        },
        frozenset({"point_id", "recording_id"}),
        _follow_up,
        parent=AttentionPoint,
    ),
}
OF_RECORDING = ("interview", "feedback")
