"""SLIM readings of a recording: what the page shows of them, and what it writes."""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.exchange.plain_text import one_line
from reflect.serving.answers import HEADERS, JSON, document, to_json
from reflect.serving.calls import Call, Refused, given, recipient
from reflect.serving.permission import permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reflect import slim
    from reflect.codebook.book import Label
    from reflect.codebook.slim import Slim
    from reflect.model.slim import SlimReading

Plain = dict[str, Any]

FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def shown(call: Call) -> Response:
    """Everything on the page: the model, the readings side by side, the course of the case, and fragments for evidence."""
    from reflect import slim, tagging
    from reflect.codebook import slim as models
    from reflect.store import codebooks

    model = models.load()
    recording, book = call.recording, codebooks.to_read(call.store, call.recording)
    readings = slim.readings(call.store, recording.id, call.viewer.only)
    steps = slim.course(call.store, recording.id, model, call.viewer.only)
    tags = [
        {"id": f.id, "start": f.span.start_ms, "end": f.span.end_ms, "title": book.title(f.code, call.lang), "note": f.note}
        | {"colour": theme.colour if (theme := book.theme_of(f.code)) else ""}
        for f in tagging.fragments(call.store, recording.id, call.viewer.only)
    ]
    body = {
        "coder": call.viewer.name,
        "durationMs": recording.duration_ms or 0,
        "model": described(model, call.lang),
        "fragments": tags,
        "moments": [_moment(m, model) for m in slim.moments(readings, model)],
        "course": [step(s) for s in steps if _may_see(call, s.sitting.recording_id)],
    }
    return document(call.request, to_json(body))


def write(call: Call) -> Response:
    """Add, change, delete and bring back readings; the same operation again gets the same answer."""
    from reflect import slim
    from reflect.codebook import slim as models

    model = models.load()
    ops = given(call.body, "ops", list)
    done = slim.apply(call.store, call.recording.id, ops, call.viewer.name, model, blind=call.viewer.blind)
    return JSON({"acks": [_ack(ack, model) for ack in done]})


def export(call: Call) -> Response:
    """The readings as a file to take along. Its name tells nothing of the talk."""
    from reflect import slim
    from reflect.exchange import slim as formats
    from reflect.model.consent import Purpose
    from reflect.store import consents, disclosures

    wanted = call.request.query_params.get("format", "csv")
    if wanted not in FILES:
        raise Refused(400, "format")
    consents.require_use(call.store, call.recording.id, Purpose.RESEARCH, call.viewer.name)
    whom = recipient(call.request)
    readings = slim.readings(call.store, call.recording.id, call.viewer.only)
    body = formats.dumps(readings, wanted, call.recording.id).encode("utf-8", "replace")
    ids, sha256 = [call.recording.id], hashlib.sha256(body).hexdigest()
    disclosures.add(call.store, call.viewer.name, f"slim {wanted}", Purpose.RESEARCH, recording_ids=ids, recipient=whom, sha256=sha256)
    disposition = f'attachment; filename="slim-{call.recording.id}.{wanted}"'
    return Response(body, headers={**HEADERS, "content-disposition": disposition}, media_type=FILES[wanted])


def _ack(ack: slim.Ack, model: Slim) -> Plain:
    return {"op": ack.op, "status": ack.status, "reading": ack.now and reading(ack.now, model), "why": ack.why}


def _may_see(call: Call, recording_id: str) -> bool:
    return permission(call.store, call.viewer, recording_id)


# ---- parts ------------------------------------------------------------------------------------


def described(model: Slim, lang: str) -> Plain:
    """The model in one language. `rule` has the outcome of every choice: "self-images|roles", each in the order of the model, with +."""
    images = [
        {
            "code": image.code,
            "label": image.label.of(lang),
            "says": image.says.of(lang),
            "at": image.at,
            "fits": image.fits,
            "signs": _all(image.signs, lang),
            "match": image.match.of(lang),
            "mismatch": image.mismatch.of(lang),
        }
        for image in model.self_images
    ]
    roles = [
        {
            "code": role.code,
            "label": role.label.of(lang),
            "trajectory": model.trajectory_of(role).label.of(lang),
            "does": role.does.of(lang),
            "instead": role.instead.of(lang),
        }
        for role in model.roles
    ]
    return {
        "question": model.question.of(lang),
        "note": model.note.of(lang),
        "source": model.source,
        "axes": [{"label": axis.label.of(lang), "low": axis.low.of(lang), "high": axis.high.of(lang)} for axis in model.axes],
        "images": images,
        "roles": roles,
        "outcomes": {words.outcome: {"label": words.label.of(lang), "about": words.about.of(lang)} for words in model.outcomes},
        "rule": {f"{'+'.join(i)}|{'+'.join(r)}": model.outcome(i, r) for i in _choices(model.self_images) for r in _choices(model.roles)},
    }


def _all(labels: Iterable[Label], lang: str) -> list[str]:
    return [label.of(lang) for label in labels]


def _choices(coded: Iterable[Any]) -> Iterator[tuple[str, ...]]:
    """Each one, and each two, in their order."""
    codes = [one.code for one in coded]
    yield from combinations(codes, 1)
    yield from combinations(codes, 2)


def reading(r: SlimReading, model: Slim) -> Plain:
    return {
        "id": r.id,
        "start": None if r.span is None else r.span.start_ms,
        "end": None if r.span is None else r.span.end_ms,
        "images": r.self_images,
        "roles": r.approach,
        "reader": r.reader,
        "coder": r.coder,
        "evidence": r.evidence,
        "computed": model.computed(r),
        "outcome": model.outcome_of(r),
        "overruled": r.overruled or "",
        "reason": r.reason,
        "note": r.note,
        "rev": r.revision,
        "deleted": r.deleted,
    }


def _moment(moment: slim.Moment, model: Slim) -> Plain:
    differs = dict.fromkeys(difference.aspect for difference in moment.differences)
    return {"differs": list(differs), "readings": [reading(r, model) for r in moment.readings]}


def step(found: slim.Step) -> Plain:
    sitting = found.sitting
    marks = [
        {"start": None if r.span is None else r.span.start_ms, "outcome": outcome, "reader": r.reader, "images": r.self_images}
        | {"roles": r.approach}
        for r, outcome in found.readings
    ]
    return {"rid": sitting.recording_id, "title": one_line(sitting.title), "date": f"{sitting.at:%Y-%m-%d}", "marks": marks}
