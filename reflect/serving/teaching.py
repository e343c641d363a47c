"""Teaching sets: the list, a set for its trainer, what a trainee's screen may have, and what trainees pressed.

A thing (set, clip, spotting, press) has in JSON the names of its fields in `reflect.model.teaching`; a span is [start_ms, end_ms].
`trainee` is the one document for a trainee's screen: it has no answers, no names of people and none of the researchers' tags.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from reflect.serving import films, kept, showing
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import TeachingCall, given
from reflect.serving.reflection import Plain, fragment, named, thing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reflect.codebook import Codebook
    from reflect.model.teaching import Making, Press
    from reflect.teaching import Ack, ClipPresses, SetFile, ShownClip


def listed(call: TeachingCall) -> Response:
    """Every set, the newest first, with how many clips it has and how many of them are refused."""
    return _same(call, "sets", lambda: _listed(call))


def _listed(call: TeachingCall) -> Plain:
    from reflect import teaching

    today = date.today()
    lines = teaching.sets(call.store, call.viewer.name, today, call.closed)
    out = [
        thing(line.set)
        | {"clips": line.clips, "refused": line.refused, "spottings": line.spottings, "stale": line.stale}
        | {"good_until": _day(line.set.good_until())}
        for line in lines
    ]
    return {"viewer": call.viewer.name, "today": today.isoformat(), "sets": out}


def begin(call: TeachingCall) -> Response:
    """Add sets; the same operation again gets the same answer."""
    from reflect import teaching

    return _acks(teaching.begin(call.store, given(call.body, "ops", list), call.viewer.name))


def fragments(call: TeachingCall) -> Response:
    """The fragments of all recordings that may be played here, to choose clips from, with what is said in them."""
    from reflect.store import recordings

    out: list[Plain] = []
    films: dict[str, Plain] = {}
    for line in recordings.listing(call.store):
        recording = line.recording
        if recording.id not in call.closed:
            films[recording.id] = showing.film(call, recording) | {"case": recording.case or ""}
            out += [f | {"case": recording.case or ""} for f in showing.chosen_from(call, recording, films[recording.id])]
    return document(call.request, to_json({"fragments": out, "recordings": films}))


def shown(call: TeachingCall) -> Response:
    """The set with its clips, for each of them who has not agreed to what; what was made of it, and for whom."""
    return _same(call, "set", lambda: _shown(call))


def _shown(call: TeachingCall) -> Plain:
    from reflect import teaching

    today = date.today()
    found = teaching.set_file(call.store, call.set_id, call.viewer.name, today, call.closed)
    films = {r.id: r for s in found.clips if (r := s.decision.recording) is not None}
    return {
        "viewer": call.viewer.name,
        "today": today.isoformat(),
        "set": thing(found.set) | {"good_until": _day(found.set.good_until()), "stale": found.stale},
        "clips": [_clip(call, s) for s in found.clips],
        "recordings": {id: showing.film(call, recording) | {"case": recording.case or ""} for id, recording in films.items()},
        "makings": [_making(call, m, today) for m in found.makings],
        "spottings": found.spottings,
    }


def write(call: TeachingCall) -> Response:
    """Change, delete and bring back the set and its clips; the same operation again gets the same answer."""
    from reflect import teaching

    return _acks(teaching.apply(call.store, call.set_id, given(call.body, "ops", list), call.viewer.name, call.closed))


def trainee(call: TeachingCall) -> Response:
    """What a trainee's screen may have: the masked clips, with their questions. A clip that may not be used is a gap without a reason."""
    from reflect import teaching

    found = teaching.set_file(call.store, call.set_id, call.viewer.name, date.today(), call.closed)
    body = {
        "set": {"id": found.set.id, "title": found.set.title, "goal": found.set.goal, "ask_theme": found.set.ask_theme},
        "open": not (found.stale or found.set.closed),
        "themes": _themes(call, found) if found.set.ask_theme else [],
        "clips": [_for_trainee(call, found, s) for s in found.clips],
    }
    return document(call.request, to_json(body))


def film(call: TeachingCall) -> Response:
    """A masked film for a trainee's screen, whole or the stretch of `Range`."""
    from reflect.teaching import ready

    found = ready.film(call.store, call.set_id, call.uuid("clip"), call.viewer.name, date.today(), call.closed)
    kind = "audio/mp4" if found is not None and found.suffix == ".m4a" else "video/mp4"
    return films.sent(call.request, call.store.home.path, found, kind)


def press(call: TeachingCall) -> Response:
    """A trainee begins to watch, presses, and takes a press back."""
    from reflect import teaching

    return _acks(teaching.press(call.store, call.set_id, given(call.body, "ops", list), call.viewer.name))


def forget(call: TeachingCall) -> Response:
    """For the trainer: erase what a trainee pressed in one watching, with the made-up name. Nothing brings it back."""
    from reflect import teaching

    return JSON({"presses": teaching.forget(call.store, call.set_id, [call.uuid("watching")], call.viewer.name)})


def presses(call: TeachingCall) -> Response:
    """For the trainer: what all trainees pressed in each clip, beside what researchers tagged there."""
    return _same(call, "presses", lambda: _presses(call))


def _presses(call: TeachingCall) -> Plain:
    from reflect import teaching

    file = teaching.set_file(call.store, call.set_id, call.viewer.name, date.today(), call.closed)
    found = teaching.press_file(call.store, file, call.viewer.only)
    return {
        "set": thing(file.set),
        "trainees": [thing(w.spotting) | _score(w.score) for w in found.watched],
        "clips": [_pressed(call, one) for one in found.clips],
    }


# ---- parts ------------------------------------------------------------------------------------


def _same(call: TeachingCall, what: str, work: Callable[[], Plain]) -> Response:
    """A document that the page asks for every few seconds, and that everybody who sees the same gets."""
    question = (what, call.set_id, call.viewer, call.lang, call.closed)
    return document(call.request, kept.same(call.store, question, lambda: to_json(work())))


def _acks(done: Sequence[Ack]) -> Response:
    return JSON(
        {"acks": [{"op": a.op, "status": a.status, "what": a.what, "thing": a.thing and thing(a.thing), "why": a.why} for a in done]}
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _clip(call: TeachingCall, shown: ShownClip) -> Plain:
    """A clip for the trainer. Of a recording that is gone or closed only its place in the set is told, and why."""
    decision = shown.decision
    out = thing(shown.clip) | {
        "number": shown.number,
        "allowed": decision.allowed,
        "reasons": [
            {"why": r.why, "person": r.person_id, "pseudonym": r.pseudonym, "role": r.role, "lacks": list(r.lacks)}
            for r in decision.reasons
        ],
        "masked": sorted(decision.masked),
        "shown": None if decision.shown is None else [decision.shown.start_ms, decision.shown.end_ms],
    }
    if decision.recording is None:
        return out | {"span": None, "question": "", "answer": "", "fragment_id": None} | _unnamed(shown.clip.theme)
    return out | _named(call, shown)


def _unnamed(code: str) -> Plain:
    return {"title": "", "colour": "", "code": code}


def _named(call: TeachingCall, shown: ShownClip) -> Plain:
    """The theme in words: `theme` stays the code that was stored."""
    found = named(shown.clip.theme, _book(call, shown), call.lang)
    return {"title": found["title"], "colour": found["colour"], "code": found["theme"]}


def _book(call: TeachingCall, shown: ShownClip) -> Codebook:
    from reflect.store import codebooks

    return codebooks.to_read(call.store, shown.clip.recording_id)


def _making(call: TeachingCall, making: Making, today: date) -> Plain:
    from reflect.teaching import ready

    return {
        "id": making.id,
        "at": making.at.isoformat(),
        "who": making.who,
        "what": making.what,
        "recipient": making.recipient,
        "expires_on": _day(making.expires_on),
        "expired": making.expires_on is not None and making.expires_on < today,
        "disclosure": making.disclosure,
        "sha256": making.sha256,
        "clips": len(making.files),
        "here": ready.there(call.store, making, today),
        "erased_at": making.erased_at and making.erased_at.isoformat(),
    }


def _for_trainee(call: TeachingCall, file: SetFile, shown: ShownClip) -> Plain:
    """`film` is the address of the masked film, None while none was made; `start` is where it begins on the film's clock."""
    from reflect.teaching import ready

    clip, span = shown.clip, shown.decision.shown
    usable = shown.decision.allowed and span is not None and not file.stale and not file.set.closed
    out: Plain = {"id": clip.id, "number": shown.number, "gap": not usable, "film": None, "start": 0, "ms": 0, "question": "", "title": ""}
    if not usable or span is None:
        return out
    title = "" if file.set.ask_theme else _named(call, shown)["title"]
    there = ready.newest(call.store, file.makings, clip, (span.start_ms, span.end_ms), date.today())
    film = None if there is None else f"/reflect/teaching/{clip.set_id}/film/{clip.id}"
    return out | {"start": span.start_ms, "ms": span.duration_ms, "question": clip.question, "title": title, "film": film}


def _themes(call: TeachingCall, file: SetFile) -> list[Plain]:
    """The themes to choose from, of the codebook of the first clip that is there."""
    there = next((s for s in file.clips if s.decision.recording is not None), None)
    if there is None:
        return []
    book = _book(call, there)
    return [{"code": t.code, "title": book.title(t.code, call.lang), "colour": t.colour} for t in book.themes]


def _score(score: Any) -> Plain:
    return {"hits": score.hits, "misses": score.misses, "extra": score.extra}


def _pressed(call: TeachingCall, one: ClipPresses) -> Plain:
    def pressed(press: Press, inside: bool) -> Plain:
        return {"id": press.id, "spotting_id": press.spotting_id, "at_ms": press.at_ms, "theme": press.theme, "inside": inside}

    here = one.shown.decision.recording is not None
    book = _book(call, one.shown) if here else None
    return {
        **_clip(call, one.shown),
        "tags": [fragment(f, book, call.lang) for f in one.tags] if book is not None else [],
        "targets": [[t.span.start_ms, t.span.end_ms] for t in one.targets] if here else [],
        "presses": [pressed(p.press, p.inside) for p in one.presses] if here else [],
        **_score(one.score),
    }
