"""Sessions as they are put together and shown: the fragments to choose from, and the clips with film, lines and released words."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.responses import Response

from reflect.exchange.plain_text import one_line
from reflect.privacy import Denied, Purpose, Why
from reflect.serving import documents, payload, waves
from reflect.serving.answers import JSON, document, to_json
from reflect.serving.calls import CaseCall, TeachingCall
from reflect.serving.reflection import Plain, fragment, named, points, thing

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.exchange.cues import Cue
    from reflect.model.span import Span
    from reflect.model.speech import Transcript, Word
    from reflect.reflection import ShownClip
    from reflect.store.values import Recording

AGAIN = timedelta(minutes=15)
"""Showing the same session again within this time is the same showing."""
EXCERPT = 400
"""So many characters of what is said in a fragment are shown, and searched in."""


def fragments(call: CaseCall) -> Response:
    """All fragments of the case's recordings to choose the clips of a session from: with a proposed question and tip, what is said in
    them, and the client's released words about them; and the films to hear and see them in.
    """
    from reflect import reflection
    from reflect.store import cases, recordings

    out: list[Plain] = []
    films: dict[str, Plain] = {}
    for sitting in cases.sittings_of(call.store, call.case.id):
        if sitting.recording_id in call.closed:
            continue
        recording = recordings.get(call.store, sitting.recording_id)
        films[recording.id] = film(call, recording)
        said = [thing(f) for f in reflection.released(call.store, recording.id)]
        out += [f | {"said": [one for one in said if one["about"] == f["id"]]} for f in chosen_from(call, recording, films[recording.id])]
    return document(call.request, to_json({"fragments": out, "recordings": films}))


def session(call: CaseCall) -> Response:
    """A session as it is shown: its clips with film, question and released words; notes and attention points.

    With `part=words` only what people wrote, for a window that looks whether another wrote something.
    """
    from reflect import reflection

    found = reflection.session_file(call.store, call.case.id, call.uuid("sid"))
    body: Plain = {
        "case": {"id": found.case.id, "code": found.case.code},
        "viewer": call.viewer.name,
        "session": thing(found.session),
        "remarks": [thing(r) for r in found.remarks],
        "points": points(found),
    }
    if call.request.query_params.get("part") == "words":
        return document(call.request, to_json(body | {"clips": [thing(s.clip) for s in found.clips]}))
    films = {s.recording.id: s.recording for s in found.clips if s.recording is not None and s.recording.id not in call.closed}
    spoken = {id: _Spoken(call, id) for id in films}
    clips = [_clip(s, call, spoken) for s in found.clips]
    open_ = {clip["recording_id"] for clip in clips if clip["state"] == "here"}
    body |= {
        "recordings": {id: film(call, recording) for id, recording in films.items()},
        "clips": clips,
        "closing": [thing(f) for f in found.closing if f.recording_id in open_],
    }
    return document(call.request, to_json(body))


# ---- parts ------------------------------------------------------------------------------------


def chosen_from(call: CaseCall | TeachingCall, recording: Recording, film: Plain) -> list[Plain]:
    """The fragments of a recording with a theme, each with a proposed question and tip, and what is said in it."""
    from reflect import tagging
    from reflect.store import codebooks

    book = codebooks.to_read(call.store, recording)
    spoken = _Spoken(call, recording.id)
    where = {"recording_title": film["title"], "date": film["date"]}
    tagged = [f for f in tagging.fragments(call.store, recording.id, call.viewer.only) if f.code]
    return [fragment(f, book, call.lang) | where | {"words": spoken.excerpt(f.span)} for f in tagged]


def film(call: CaseCall | TeachingCall, recording: Recording) -> Plain:
    """A recording to see and hear."""
    return {
        "title": one_line(recording.title),
        "date": f"{recording.recorded_at or recording.created_at:%Y-%m-%d}",
        "durationMs": recording.duration_ms or 0,
        "filmErased": documents.film_erased(recording),
        "media": documents.media(call.store, recording, call.lang),
        "peaks": {"url": f"/reflect/peaks/{recording.id}", "perSecond": 20} if waves.has_peaks(call.store, recording) else None,
    }


def played(call: CaseCall) -> Response:
    """Somebody shows the session: who and which clips is written down, once in a quarter of an hour."""
    from reflect import exporting, reflection
    from reflect.store import disclosures

    found = reflection.session_file(call.store, call.case.id, call.uuid("sid"))
    clips, _ = exporting.released(call.store, reflection.clip_list(found), Purpose.REFLECTION, call.viewer.name)
    what = f"session {found.session.id[:8]}"
    if clips.clips and not disclosures.recent(call.store, call.viewer.name, what, AGAIN):
        disclosures.add(call.store, call.viewer.name, what, Purpose.REFLECTION, clips=clips.clips)
    return JSON({})


def _clip(shown: ShownClip, call: CaseCall, spoken: dict[str, _Spoken]) -> Plain:
    """A clip with the lines that are spoken in it. What may not be shown, or is gone, has no lines and no client's words."""
    from reflect import reflection
    from reflect.store import consents

    clip, recording = shown.clip, shown.recording
    out = thing(clip)
    nothing: Plain = {"said": [], "lines": [], "shown": None}
    bare: Plain = {"title": clip.code, "theme": "", "colour": "", "questions": [], "tips": []}
    if recording is None:
        return out | nothing | bare | {"state": "gone"}
    if recording.id in call.closed:
        return out | nothing | bare | {"state": "denied", "why": (Why.NO,)}
    book = spoken[recording.id].book
    theme = book.theme_of(clip.code)
    questions, tips = (theme.reflection, theme.tips) if theme else ((), ())
    ideas = {"questions": [q.of(call.lang) for q in questions], "tips": [tip.of(call.lang) for tip in tips]}
    out |= named(clip.code, book, call.lang) | ideas
    release = consents.may_use(call.store, reflection.as_clip(clip), Purpose.REFLECTION, call.viewer.name)
    if isinstance(release, Denied):
        return out | nothing | {"state": "denied", "why": release.whys}
    span = reflection.as_clip(clip).shown(recording.duration_ms)
    lines = spoken[recording.id].lines(span)
    return out | {"state": "here", "said": [thing(f) for f in shown.said], "lines": lines, "shown": [span.start_ms, span.end_ms]}


class _Spoken:
    """What is said in a recording, read when it is first asked for and then once."""

    def __init__(self, call: CaseCall | TeachingCall, recording_id: str) -> None:
        self._call = call
        self._id = recording_id

    @cached_property
    def book(self) -> Codebook:
        from reflect.store import codebooks

        return codebooks.to_read(self._call.store, self._id)

    def excerpt(self, span: Span) -> str:
        """What is said in the span, as far as there is room for it."""
        first = bisect_left(self._words, span.start_ms, key=lambda w: w.span.end_ms)
        text = ""
        for word in self._words[first:]:
            if word.span.start_ms >= span.end_ms or len(text) > EXCERPT:
                break
            text += f" {word.text}"
        return one_line(text)[:EXCERPT]

    def lines(self, span: Span) -> list[Plain]:
        """Who says what in the span, in pieces that can be read while they are heard."""
        return [
            {
                **{name: self._voices[c.speaker][name] for name in ("role", "colour")},
                "who": c.name,
                "span": [c.span.start_ms, c.span.end_ms],
            }
            | {"text": " ".join(c.words)}
            for c in self._cues
            if c.span.start_ms < span.end_ms and c.span.end_ms > span.start_ms
        ]

    @cached_property
    def _talk(self) -> Transcript | None:
        from reflect.store import transcripts

        there = transcripts.versions(self._call.store, self._id)
        return transcripts.latest(self._call.store, self._id).transcript if there else None

    @cached_property
    def _voices(self) -> dict[str, Plain]:
        return {s["label"]: s for s in payload.speakers(self._talk, self._call.lang)} if self._talk else {}

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        return tuple(sorted((w for turn in self._talk.turns for w in turn.words), key=lambda w: w.span)) if self._talk else ()

    @cached_property
    def _cues(self) -> tuple[Cue, ...]:
        from reflect.exchange.cues import cues

        return cues(self._talk, {label: voice["shown"] for label, voice in self._voices.items()}) if self._talk else ()
