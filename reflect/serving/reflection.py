"""Cases, sessions and interviews: what their pages show, and what they write.

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
from reflect.privacy import Denied, Purpose, may_use
from reflect.serving import documents, payload
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import Call, CaseCall, given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reflect.codebook import Codebook
    from reflect.model.fragment import Fragment
    from reflect.reflection import Ack, CaseFile, SessionFile, ShownClip, Visit
    from reflect.store.database import Store

Plain = dict[str, Any]


def case(call: CaseCall) -> Response:
    """The case with its talks, sessions, attention points and how it went with them."""
    from reflect import reflection

    found = reflection.case_file(call.store, call.case.id)
    body = {
        "case": {"id": found.case.id, "code": found.case.code},
        "viewer": call.viewer.name,
        "visits": [_visit(v, call.lang) for v in found.visits],
        "sessions": [thing(s) | {"clips": found.clips.get(s.id, 0)} for s in found.sessions],
        "points": _points(found),
    }
    return document(call.request, to_json(body))


def write(call: CaseCall) -> Response:
    """Add, change, delete and bring back sessions and what hangs under them; the same operation again gets the same answer."""
    from reflect import reflection

    done = reflection.apply(call.store, call.case.id, given(call.body, "ops", list), call.viewer.name)
    return JSON({"acks": [_ack(ack) for ack in done]})


def fragments(call: CaseCall) -> Response:
    """All fragments of the case's recordings with a proposed question and tip, to choose the clips of a session from."""
    from reflect import tagging
    from reflect.store import cases, codebooks

    out: list[Plain] = []
    for sitting in cases.sittings_of(call.store, call.case.id):
        book = codebooks.to_read(call.store, sitting.recording_id)
        where = {"recording_title": one_line(sitting.title), "date": f"{sitting.at:%Y-%m-%d}"}
        tagged = tagging.fragments(call.store, sitting.recording_id, call.viewer.only)
        out += [_fragment(f, book, call.lang) | where for f in tagged if f.code]
    return document(call.request, to_json({"fragments": out}))


def session(call: CaseCall) -> Response:
    """A session as it is shown: its clips with film, question and released words; notes and attention points."""
    from reflect import reflection

    found = reflection.session_file(call.store, call.case.id, call.uuid("sid"))
    films = {s.recording.id: s.recording for s in found.clips if s.recording is not None}
    body = {
        "case": {"id": found.case.id, "code": found.case.code},
        "viewer": call.viewer.name,
        "session": thing(found.session),
        "recordings": {
            id: {
                "title": one_line(recording.title),
                "date": f"{recording.recorded_at or recording.created_at:%Y-%m-%d}",
                "durationMs": recording.duration_ms or 0,
                "media": documents.media(call.store, recording, call.lang),
            }
            for id, recording in films.items()
        },
        "clips": [_clip(s, call) for s in found.clips],
        "closing": [thing(f) for f in found.closing],
        "remarks": [thing(r) for r in found.remarks],
        "points": _points(found),
    }
    return document(call.request, to_json(body))


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
        "recording": {"id": call.recording.id, "title": one_line(call.recording.title), "durationMs": call.recording.duration_ms or 0},
        "case": case and {"id": case.id, "code": case.code},
        "viewer": call.viewer.name,
        "media": documents.media(call.store, call.recording, call.lang),
        "fragments": [_fragment(f, book, call.lang) for f in tagging.fragments(call.store, call.recording.id, call.viewer.only) if f.code],
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
        "interviews": [thing(i) for i in visit.interviews],
        "said": visit.said,
    }


def _points(found: CaseFile | SessionFile) -> list[Plain]:
    return [thing(p) | {"follow_ups": [thing(f) for f in found.follow_ups.get(p.id, ())]} for p in found.points]


def _fragment(fragment: Fragment, book: Codebook, lang: str) -> Plain:
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
        **_named(fragment.code, book, lang),
    }


def _named(code: str, book: Codebook, lang: str) -> Plain:
    theme = book.theme_of(code)
    return {"title": book.title(code, lang) if code else "", "theme": theme.code if theme else "", "colour": theme.colour if theme else ""}


def _clip(shown: ShownClip, call: CaseCall) -> Plain:
    """A clip with the lines that are spoken in it. What may not be shown, or is gone, has no lines and no client's words."""
    from reflect import reflection
    from reflect.store import codebooks

    clip, recording = shown.clip, shown.recording
    out = thing(clip)
    if recording is None:
        return out | {"state": "gone", "title": clip.code, "theme": "", "colour": "", "said": [], "lines": [], "shown": None}
    release = may_use(reflection.as_clip(clip), Purpose.REFLECTION, call.viewer.name)
    out |= _named(clip.code, codebooks.to_read(call.store, recording), call.lang)
    if isinstance(release, Denied):
        return out | {"state": "denied", "why": release.reasons, "said": [], "lines": [], "shown": None}
    span = reflection.as_clip(clip).shown(recording.duration_ms)
    lines = list(_lines(call.store, recording.id, span, call.lang))
    return out | {"state": "here", "said": [thing(f) for f in shown.said], "lines": lines, "shown": [span.start_ms, span.end_ms]}


def _lines(store: Store, recording_id: str, span: Span, lang: str) -> Iterable[Plain]:
    """Who says what in the span, a line a turn, with the times of the words that lie in it."""
    from reflect.store import transcripts

    if not transcripts.versions(store, recording_id):
        return
    talk = transcripts.latest(store, recording_id).transcript
    who = {s["label"]: s for s in payload.speakers(talk, lang)}
    for turn in talk.turns:
        words = [w for w in turn.words if w.span.start_ms < span.end_ms and w.span.end_ms > span.start_ms]
        if words:
            speaker = who.get(turn.speaker, {})
            times = [words[0].span.start_ms, words[-1].span.end_ms]
            yield {
                "who": speaker.get("shown", ""),
                "colour": speaker.get("colour", ""),
                "span": times,
                "text": " ".join(w.text for w in words),
            }
