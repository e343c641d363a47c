"""What may be said about sets, their clips and what trainees press: the fields, each with what reads it, and what must be so.

The fields of an operation have the names of the model's (`reflect.model.teaching`). A field that is `fixed` is given once, when the thing
is added. Presses are never changed: who pressed by mistake takes the press back, which is a delete.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reflect.model import fields, operations
from reflect.model.checks import Refused, name_of, safe_text, span_inside, uuid_text, whole_ms
from reflect.model.fragment import Fragment
from reflect.model.mixed import Kind, fragment_on
from reflect.model.operations import Wish
from reflect.model.span import Span
from reflect.model.teaching import Press, Spotting, TeachingClip, TeachingSet

MAX_LINE = 1_000
MAX_NAME = 60
MAX_THEME = 100

WHY = (
    *operations.WHY,
    "bad_span",  # the times are no times
    "zero_length",  # shorter than a frame
    "beyond_end",  # outside the film
    "bad_date",
    "too_long",
    "bsn",  # text that holds a burgerservicenummer
    "no_title",
    "no_name",  # a trainee without a made-up name
    "unknown_thing",  # to change what is not there
    "unknown_recording",  # or one that may not be played here
    "unknown_fragment",
    "unknown_clip",
    "unknown_spotting",
    "outside_clip",  # a press where the clip is not shown
    "closed",  # a set that is not used any more takes no presses
)
"""Why an operation was not stored, as a key for the words on the screen."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an operation may name, and who sends it. `films` has the length of each recording in ms, where it is known."""

    set_id: str
    who: str
    films: Mapping[str, int | None] = field(default_factory=dict)
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    clips: Mapping[str, TeachingClip] = field(default_factory=dict)
    spottings: Collection[str] = ()
    closed: bool = False


# ---- fields -----------------------------------------------------------------------------------


def trainee(value: object) -> str:
    """A made-up name, on one line."""
    name = " ".join(safe_text(value, MAX_NAME).split())
    if not name:
        raise Refused("no_name")
    return name


def moment(value: object) -> datetime:
    """With its zone."""
    try:
        found = datetime.fromisoformat(value)  # type: ignore[arg-type] # any value may come in
    except (TypeError, ValueError):
        raise Refused("bad_date") from None
    if found.tzinfo is None:
        raise Refused("bad_date")
    return found


# ---- what must be so --------------------------------------------------------------------------


def _set(wish: Wish, there: TeachingSet | None, known: Known) -> TeachingSet:
    new = replace(there or TeachingSet(wish.id, "", name_of(known.who)), **wish.values)
    if not new.title:
        raise Refused("no_title")
    return new


def _clip(wish: Wish, there: TeachingClip | None, known: Known) -> TeachingClip:
    values = dict(wish.values)
    times = values.pop("span", None)
    if there is None:
        recording_id = values.get("recording_id", "")
        tagged = fragment_on(known.fragments, recording_id, values.get("fragment_id"))
        span = _on_film(known, recording_id, times) or (tagged.span if tagged else None)
        if span is None:
            raise Refused("bad_span")
        there = TeachingClip(wish.id, known.set_id, recording_id, span, 0.0)
        if tagged:
            there = replace(there, theme=tagged.code, codebook=tagged.codebook)
    elif times is not None:
        values["span"] = _on_film(known, there.recording_id, times)
    return replace(there, **values)


def _on_film(known: Known, recording_id: str, times: tuple[int, int] | None) -> Span | None:
    if recording_id not in known.films:
        raise Refused("unknown_recording")
    return None if times is None else span_inside(*times, known.films[recording_id])


def _spotting(wish: Wish, there: Spotting | None, known: Known) -> Spotting:
    if there is not None:
        return there
    if known.closed:
        raise Refused("closed")
    if "trainee" not in wish.values:
        raise Refused("no_name")
    return Spotting(wish.id, known.set_id, **wish.values)


def _press(wish: Wish, there: Press | None, known: Known) -> Press:
    if there is not None:
        return there
    values = dict(wish.values)
    if known.closed:
        raise Refused("closed")
    if values.get("spotting_id") not in known.spottings:
        raise Refused("unknown_spotting")
    clip = known.clips.get(values.get("clip_id", ""))
    if clip is None or clip.deleted:
        raise Refused("unknown_clip")
    shown, at_ms = shown_of(clip), values.get("at_ms")
    if at_ms is None or not shown.start_ms <= at_ms <= shown.end_ms:
        raise Refused("outside_clip")
    return Press(wish.id, known.set_id, **values)


def shown_of(clip: TeachingClip, duration_ms: int | None = None) -> Span:
    """What is shown of the film: the clip with its handles."""
    from reflect.model.clip import Clip

    return Clip(clip.recording_id, clip.span, clip.before_ms, clip.after_ms).shown(duration_ms)


KINDS: Mapping[str, Kind] = {
    "set": Kind(
        TeachingSet,
        {
            "title": fields.title,
            "goal": fields.text(),
            "audience": fields.text(MAX_LINE),
            "note": fields.text(),
            "ask_theme": fields.truth,
            "confirmed_on": fields.day,
            "closed": fields.truth,
        },
        frozenset(),
        _set,
    ),
    "clip": Kind(
        TeachingClip,
        {
            "recording_id": fields.recording,
            "fragment_id": fields.fragment,
            "span": fields.times,
            "place": fields.place,
            "before_ms": fields.handle,
            "after_ms": fields.handle,
            "theme": fields.text(100),
            "codebook": fields.text(100),
            "question": fields.text(MAX_LINE),
            "answer": fields.text(),
            "feedback": fields.truth,
        },
        frozenset({"recording_id", "fragment_id"}),
        _clip,
    ),
    "spotting": Kind(Spotting, {"trainee": trainee, "started_at": moment}, frozenset({"trainee", "started_at"}), _spotting),
    "press": Kind(
        Press,
        {"spotting_id": uuid_text, "clip_id": uuid_text, "at_ms": whole_ms, "theme": fields.text(MAX_THEME)},
        frozenset({"spotting_id", "clip_id", "at_ms", "theme"}),
        _press,
    ),
}
OF_TRAINEES = ("spotting", "press")
