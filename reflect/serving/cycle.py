"""What the pages of the cycle ask besides the documents of `reflection`: figures over a case, and the points that a talk comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.serving import slim as slim_routes
from reflect.serving.answers import document, to_json
from reflect.serving.calls import Call, CaseCall
from reflect.serving.reflection import thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.measures import Measure
    from reflect.store.cases import Sitting
    from reflect.store.database import Store

Plain = dict[str, Any]

PICTURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "talking_share": ("share", ("klantmanager", "client")),
    "question_sentences": ("rate", ("klantmanager",)),
    "questions_open": ("share", ("klantmanager",)),
    "longest_monologue": ("ms", ("klantmanager", "client")),
    "silence_count": ("rate", ("",)),
    "transfer_offset_median": ("ms", ("",)),
}
"""The measures that a klantmanager sees over a case: their unit there, and of whom. A rate is how many in ten minutes."""
TEN_MINUTES = 600_000
KEPT = 64
"""So many transcripts' numbers are kept."""

_kept: dict[tuple[str, str], tuple[tuple[Measure, ...], int]] = {}


def course(call: CaseCall) -> Response:
    """A few measures of every talk of the case with a transcript, and its SLIM readings."""
    from reflect import slim
    from reflect.codebook import slim as models
    from reflect.store import cases

    sittings = tuple(s for s in cases.sittings_of(call.store, call.case.id) if s.recording_id not in call.closed)
    model = models.load()
    steps = slim.course(call.store, sittings[0].recording_id, model, call.viewer.only) if sittings else ()
    body = {
        "measures": _pictures(call.store, sittings),
        "slim": {
            "model": slim_routes.described(model, call.lang),
            "course": [slim_routes.step(s) for s in steps if s.sitting.recording_id not in call.closed],
        },
    }
    return document(call.request, to_json(body))


def earlier(call: Call) -> Response:
    """The attention points that were there before this talk, each with how it went in the talks up to this one."""
    from reflect import reflection

    found = reflection.earlier_points(call.store, call.recording.id)
    talks = {s.recording_id: f"{s.at:%Y-%m-%d}" for s in found.talks}
    body = {
        "case": found.case and {"id": found.case.id, "code": found.case.code},
        "points": [thing(p) for p in found.points],
        "follow_ups": [thing(f) | {"date": talks.get(f.recording_id, "")} for f in found.follow_ups],
    }
    return document(call.request, to_json(body))


# ---- parts ------------------------------------------------------------------------------------


def _pictures(store: Store, sittings: Sequence[Sitting]) -> list[Plain]:
    from reflect.measures.course import course as lines_of
    from reflect.store import people

    talks = [_measured(store, s.recording_id) for s in sittings]
    lines = lines_of([(people.speakers_of(store, s.recording_id), talk[0]) for s, talk in zip(sittings, talks, strict=True)])
    by_name = {(line.name, line.who): line for line in lines if line.low is None and line.high is None}
    out = []
    for name, (unit, whos) in PICTURES.items():
        drawn = [
            {
                "who": who,
                "points": [_point(s, talk[1], m, unit) for s, talk, m in zip(sittings, talks, by_name[name, who].found, strict=True)],
            }
            for who in whos
            if (name, who) in by_name
        ]
        out.append({"name": name, "unit": unit, "lines": drawn})
    return out


def _point(sitting: Sitting, duration_ms: int, measure: Measure | None, unit: str) -> Plain:
    """The value in a talk, and the first moment that it is about."""
    value = None if measure is None else measure.value
    if measure is not None and unit == "rate":
        value = None if measure.reason is not None or not duration_ms else measure.count * TEN_MINUTES / duration_ms
    return {"rid": sitting.recording_id, "at": measure.spans[0].start_ms if measure and measure.spans else None, "value": value}


def _measured(store: Store, recording_id: str) -> tuple[tuple[Measure, ...], int]:
    """The measures of the transcript as it is now, and its length in ms; nothing for a talk without one. Counted once for each state."""
    from reflect import measures
    from reflect.store import stamps, transcripts

    stamp = stamps.of(store, recording_id)
    if stamp is None:
        return (), 0
    if (recording_id, stamp) not in _kept:
        talk = transcripts.latest(store, recording_id).transcript
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[recording_id, stamp] = measures.of(talk), talk.duration_ms
    return _kept[recording_id, stamp]
