"""The form about one clip: which moment, how long, what is said in it, what for, and a yes or a no. Own draft, as the other forms.

What is said is read by the person who said it, so it stands there as it was written out; the paper is as confidential as the film.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reflect.model.clip import Clip
from reflect.model.consent import Person, Purpose
from reflect.model.span import Span, clock_text
from reflect.report import gathering
from reflect.report.paper import Paper, layout, paper, plain_term
from reflect.report.words import day, say

if TYPE_CHECKING:
    from datetime import datetime

    from reflect.store.database import Store
    from reflect.store.values import Recording

WORDS = ("what", "title", "lead", "words", "no_words", "choice", "yes", "no")


def clip_form(store: Store, clip: Clip, person: Person, purpose: Purpose, who: str, language: str = "nl", note: str = "") -> Paper:
    """The form for this person about what is shown of the clip. That it was handed out is written down, with its SHA-256.

    `note` says what it is for. The caller has asked whether `who` may look at the recording.
    """
    from reflect.consenting import retention
    from reflect.store import disclosures, recordings

    recording = recordings.get(store, clip.recording_id)
    shown = clip.shown(recording.duration_ms)
    content = _content(store, recording, shown, person, purpose, language, note)
    days = retention.days_of(store).get(purpose, 0)
    content["facts"] += [[_say(language, "term"), say(language, f"form.{purpose}.term", term=plain_term(days, language))]]
    version = _version(language)
    footer = _say(language, "footer", version=version)
    made = paper({**content, "footer": footer}, language, _made_at(recording), version, system_fonts=True)
    exact = replace(clip, span=shown, before_ms=0, after_ms=0)
    disclosures.add(store, who, "clip form pdf", purpose, clips=[exact], recipient=person.pseudonym, sha256=made.sha256)
    return made


def _content(store: Store, recording: Recording, shown: Span, person: Person, purpose: Purpose, language: str, note: str) -> dict[str, Any]:
    start, end = (clock_text(ms) for ms in (shown.start_ms, shown.end_ms))
    on = recording.recorded_at or recording.created_at
    facts = [
        ["client.code", person.pseudonym],
        ["clip_form.talk", day(language, on)],
        ["clip_form.moment", _say(language, "at", start=start, end=end)],
        ["clip_form.length", length(shown.duration_ms, language)],
        ["clip_form.for", say(language, f"form.{purpose}")],
        *([["clip_form.note", note]] if note else []),
        ["clip_form.who", say(language, f"form.{purpose}.who")],
    ]
    return {
        "kind": "clip",
        **{name: _say(language, name) for name in WORDS},
        "draft": say(language, "form.draft"),
        "complaint": say(language, "form.complaint"),
        "facts": [[say(language, key), value] for key, value in facts],
        "rows": [[line.time, line.who, line.text] for line in gathering.lines(store, recording.id, shown, language)],
        "after": [[say(language, f"form.{name}"), _say(language, f"{name}_text")] for name in ("never", "stop")],
        "contact": [say(language, "form.contact"), say(language, "form.officer")],
        "sign": [say(language, f"form.{name}") for name in ("date", "signature", "asked_by")],
    }


def length(ms: int, language: str) -> str:
    """A length in words, in whole seconds.

    >>> length(26_400, "nl"), length(125_000, "en")
    ('26 seconden', '2 min 5 s')
    """
    seconds = max(1, round(ms / 1000))
    if seconds >= 60:
        return _say(language, "minutes", m=seconds // 60, s=seconds % 60)
    return _say(language, "second") if seconds == 1 else _say(language, "seconds", n=seconds)


def _version(language: str) -> str:
    """Of the form as it is for everybody, without what this clip fills in."""
    texts = [_say(language, name) for name in (*WORDS, "never_text", "stop_text")]
    digest = hashlib.sha256(json.dumps(texts).encode() + layout()).hexdigest()
    return f"concept-fragment-{language}-{digest[:8]}"


def _made_at(recording: Recording) -> datetime:
    """The moment in the file's properties: that of the talk, so that the same form again is the same file."""
    return (recording.recorded_at or recording.created_at).replace(microsecond=0)


def _say(language: str, key: str, **values: object) -> str:
    return say(language, f"clip_form.{key}", **values)
