"""The form about one clip: which moment, how long, what is said in it, what for, and a yes or a no. Own draft, as the other forms.

It speaks to its reader as their own consent form does. What is said stands there as it was written out, without what may be a name; the
paper is as confidential as the film.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reflect.errors import MissingPackageError
from reflect.model.clip import Clip
from reflect.model.consent import Appearance, Person, Purpose
from reflect.model.span import Span, clock_text
from reflect.report import gathering
from reflect.report.paper import Paper, layout, paper, plain_term, saying_to
from reflect.report.words import day

if TYPE_CHECKING:
    from datetime import datetime

    from reflect.store.database import Store
    from reflect.store.values import Recording

Say = Callable[..., str]
"""A text of the form by its key, in the language and the words of its reader (`saying_to`)."""
WORDS = ("what", "title", "lead", "words", "choice", "yes", "no")


def clip_form(store: Store, clip: Clip, person: Person, purpose: Purpose, who: str, language: str = "nl", note: str = "") -> Paper:
    """The form for this person about what is shown of the clip. That it was handed out is written down, with its SHA-256.

    `note` says what it is for. The caller has asked whether `who` may look at the recording.
    """
    from reflect.consenting import retention
    from reflect.store import consents, disclosures, recordings

    recording = recordings.get(store, clip.recording_id)
    shown = clip.shown(recording.duration_ms)
    reader = reader_of((a for a in consents.register(store, recording.id).appearances if a.person_id == person.id), shown)
    t = saying_to(reader, language)
    content = _content(store, recording, shown, person, purpose, t, language, note)
    days = retention.days_of(store).get(purpose, 0)
    content["facts"] += [[t("clip_form.term"), t(f"form.{purpose}.term", term=plain_term(days, language))]]
    version = _version(reader, t, language)
    footer = t("clip_form.footer", version=version)
    made = paper({**content, "footer": footer}, language, _made_at(recording), version, system_fonts=True)
    exact = replace(clip, span=shown, before_ms=0, after_ms=0)
    disclosures.add(store, who, "clip form pdf", purpose, clips=[exact], recipient=person.pseudonym, sha256=made.sha256)
    return made


def reader_of(appearances: Iterable[Appearance], shown: Span) -> str:
    """Which of `READERS` somebody is in a stretch, by the roles they have there; who is neither client nor klantmanager is a visitor."""
    roles = {a.role for a in appearances if a.span is None or a.span.overlap_ms(shown)}
    return next((reader for reader in ("client", "klantmanager") if reader in roles), "visitor")


def _content(
    store: Store, recording: Recording, shown: Span, person: Person, purpose: Purpose, t: Say, language: str, note: str
) -> dict[str, Any]:
    start, end = (clock_text(ms) for ms in (shown.start_ms, shown.end_ms))
    on = recording.recorded_at or recording.created_at
    facts = [
        ["clip_form.code", person.pseudonym],
        ["clip_form.talk", day(language, on)],
        ["clip_form.moment", t("clip_form.at", start=start, end=end)],
        ["clip_form.length", length(shown.duration_ms, t)],
        ["clip_form.for", t(f"form.{purpose}")],
        *([["clip_form.note", note]] if note else []),
        ["clip_form.who", t(f"form.{purpose}.who")],
    ]
    rows, unwritten = _said(store, recording.id, shown, language)
    return {
        "kind": "clip",
        **{name: t(f"clip_form.{name}") for name in WORDS},
        "no_words": t(f"clip_form.{unwritten}"),
        "draft": t("form.draft"),
        "complaint": t("form.complaint"),
        "facts": [[t(key), value] for key, value in facts],
        "rows": rows,
        "after": [[t(f"form.{name}"), t(f"clip_form.{name}_text")] for name in ("never", "stop")],
        "contact": [t("form.contact"), t("form.officer")],
        "sign": [t(f"form.{name}") for name in ("date", "signature", "asked_by")],
    }


def _said(store: Store, recording_id: str, shown: Span, language: str) -> tuple[list[list[str]], str]:
    """What is said there, and the text that says why nothing is when nothing is. No word of which nobody looked whether it is a name."""
    try:
        lines = gathering.lines(store, recording_id, shown, language)
    except MissingPackageError:
        return [], "no_names"
    return [[line.time, line.who, line.text] for line in lines], "no_words"


def length(ms: int, t: Say) -> str:
    """A length in words, in whole seconds.

    >>> length(26_400, saying_to("client", "nl")), length(125_000, saying_to("client", "en"))
    ('26 seconden', '2 min 5 s')
    """
    seconds = max(1, round(ms / 1000))
    if seconds >= 60:
        return t("clip_form.minutes", m=seconds // 60, s=seconds % 60)
    return t("clip_form.second") if seconds == 1 else t("clip_form.seconds", n=seconds)


def _version(reader: str, t: Say, language: str) -> str:
    """Of the form as it is for every such reader, without what this clip fills in."""
    texts = [t(f"clip_form.{name}") for name in (*WORDS, "no_words", "never_text", "stop_text")]
    digest = hashlib.sha256(json.dumps(texts).encode() + layout()).hexdigest()
    return "-".join(["concept-fragment", *([] if reader == "client" else [reader]), language, digest[:8]])


def _made_at(recording: Recording) -> datetime:
    """The moment in the file's properties: that of the talk, so that the same form again is the same file."""
    return (recording.recorded_at or recording.created_at).replace(microsecond=0)
