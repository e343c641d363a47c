"""Cases and interviews: what their pages show, and what they write; sessions are shown by `showing`.

A thing (interview, feedback, session, clip, remark, point, follow-up) has in JSON the names of its fields in `reflect.model.reflection`;
a span is [start_ms, end_ms] or null. A client's words that were not released are in `interviews` and nowhere else.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.exchange.plain_text import one_line
from reflect.model.span import Span
from reflect.serving import documents, payload
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, CaseCall, given

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.model.fragment import Fragment
    from reflect.model.reflection import Interview
    from reflect.reflection import Ack, CaseFile, SessionFile, Visit

Plain = dict[str, Any]


def case(call: CaseCall) -> Response:
    """The case with its talks, sessions, attention points and how it went with them."""
    from reflect import reflection

    found = reflection.case_file(call.store, call.case.id, call.closed)
    body = {
        "case": {"id": found.case.id, "code": found.case.code},
        "viewer": call.viewer.name,
        "visits": [_visit(v, call.lang) for v in found.visits],
        "sessions": [thing(s) | {"clips": found.clips.get(s.id, 0)} for s in found.sessions],
        "points": points(found),
    }
    return document(call.request, to_json(body))


def write(call: CaseCall) -> Response:
    """Add, change, delete and bring back sessions and what hangs under them; the same operation again gets the same answer."""
    from reflect import reflection

    done = reflection.apply(call.store, call.case.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_ack(ack) for ack in done]})


def interviews(call: Call) -> Response:
    """The interviews of a recording with all that the client said: for who holds them."""
    from reflect import reflection, tagging
    from reflect.model.reflection import Interview
    from reflect.store import cases, codebooks
    from reflect.store import reflection as rows

    book = codebooks.to_read(call.store, call.recording)
    case = cases.of_recording(call.store, call.recording.id)
    held = [reflection.interview_file(call.store, call.recording.id, i.id) for i in rows.of(call.store, Interview, call.recording.id)]
    body = {
        "recording": {
            "id": call.recording.id,
            "title": one_line(call.recording.title),
            "date": f"{call.recording.recorded_at or call.recording.created_at:%Y-%m-%d}",
            "durationMs": call.recording.duration_ms or 0,
            "filmErased": documents.film_erased(call.recording),
        },
        "case": case and {"id": case.id, "code": case.code},
        "viewer": call.viewer.name,
        "media": documents.media(call.store, call.recording, call.lang),
        "fragments": [fragment(f, book, call.lang) for f in tagging.fragments(call.store, call.recording.id, call.viewer.only) if f.code],
        "interviews": [thing(f.interview) | {"days": f.days, "feedback": [thing(one) for one in f.feedback.values()]} for f in held],
    }
    return document(call.request, to_json(body))


def write_interview(call: Call) -> Response:
    """The same as `write`, for interviews and what the client says."""
    from reflect import reflection

    done = reflection.apply_to_recording(call.store, call.recording.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_ack(ack) for ack in done]})


# ---- parts ------------------------------------------------------------------------------------


def thing(value: Any) -> Plain:
    """A thing of `reflect.model.reflection` as JSON data."""
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return [value.start_ms, value.end_ms]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _ack(ack: Ack) -> Plain:
    return {"op": ack.op, "status": ack.status, "what": ack.what, "thing": ack.thing and thing(ack.thing), "why": ack.why}


def _visit(visit: Visit, lang: str) -> Plain:
    recording = visit.recording
    return {
        "rid": recording.id,
        "title": one_line(recording.title),
        "date": f"{visit.sitting.at:%Y-%m-%d}",
        "days": visit.days,
        "durationMs": recording.duration_ms or 0,
        "people": payload.people(visit.people, lang),
        "interviews": [_held(i, visit) for i in visit.interviews],
        "said": visit.said,
    }


def _held(interview: Interview, visit: Visit) -> Plain:
    """That it took place; what was written down in it is the interviewer's."""
    days = None if interview.held_on is None else (interview.held_on - visit.sitting.at.date()).days
    when = interview.held_on and interview.held_on.isoformat()
    return {"id": interview.id, "held_on": when, "interviewer": interview.interviewer, "shown": len(interview.fragments), "days": days}


def points(found: CaseFile | SessionFile) -> list[Plain]:
    """Attention points, each with how it went with it in later talks."""
    return [thing(p) | {"follow_ups": [thing(f) for f in found.follow_ups.get(p.id, ())]} for p in found.points]


def fragment(fragment: Fragment, book: Codebook, lang: str) -> Plain:
    """A fragment with what the viewing guide proposes to ask about it and to try."""
    from reflect.clips import proposed_question

    theme = book.theme_of(fragment.code)
    return {
        "id": fragment.id,
        "recording_id": fragment.recording_id,
        "span": [fragment.span.start_ms, fragment.span.end_ms],
        "code": fragment.code,
        "codebook": fragment.codebook,
        "coder": fragment.coder,
        "perspective": str(fragment.perspective),
        "note": fragment.note,
        "question": proposed_question(fragment, book, lang),
        "questions": list(dict.fromkeys([*fragment.questions, *(q.of(lang) for q in (theme.reflection if theme else ()))])),
        "tips": [tip.of(lang) for tip in (theme.tips if theme else ())],
        **named(fragment.code, book, lang),
    }


def named(code: str, book: Codebook, lang: str) -> Plain:
    """A code in words, with its theme."""
    theme = book.theme_of(code)
    return {"title": book.title(code, lang) if code else "", "theme": theme.code if theme else "", "colour": theme.colour if theme else ""}
