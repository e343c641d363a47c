"""What a report needs of the store and of the films: the lines and the still of every clip that may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reflect import reflection
from reflect.errors import ReflectError
from reflect.exchange.plain_text import one_line
from reflect.model.speech import Role
from reflect.privacy import Denied, Purpose, may_use
from reflect.reflection import SessionFile, ShownClip
from reflect.report.blocks import Line
from reflect.report.document import Material, Seen
from reflect.report.words import day, say

if TYPE_CHECKING:
    from reflect.model.span import Span
    from reflect.model.speech import Transcript
    from reflect.store.database import Store
    from reflect.store.values import Recording

Still = Callable[[Path, int], bytes]
"""The JPEG of the picture of a film at a moment in ms."""


def gather(store: Store, file: SessionFile, viewer: str, language: str, still: Still) -> Material:
    """Everything about the session that `viewer` may see, for reflection."""
    from reflect.store import cases

    sittings = cases.sittings_of(store, file.case.id)
    recordings = {s.recording_id: _named(s.title, s.at, language) for s in sittings}
    talks: dict[str, Transcript | None] = {}
    seen = {}
    for shown in file.clips:
        where = recordings.get(shown.clip.recording_id, "")
        if shown.recording is not None:
            seen[shown.clip.id] = _seen(store, shown, shown.recording, where, viewer, language, still, talks)
    return Material(file, seen, recordings, datetime.now(UTC))


def _named(title: str, at: datetime, language: str) -> str:
    return say(language, "recording", title=one_line(title), date=day(language, at))


def _seen(
    store: Store,
    shown: ShownClip,
    recording: Recording,
    where: str,
    viewer: str,
    language: str,
    still: Still,
    talks: dict[str, Transcript | None],
) -> Seen:
    from reflect.clips import fitted
    from reflect.store import codebooks

    clip = reflection.as_clip(shown.clip)
    theme = codebooks.to_read(store, recording).title(clip.code, language) if clip.code else ""
    release = may_use(clip, Purpose.REFLECTION, viewer)
    if isinstance(release, Denied):
        return Seen(theme, where, denied=release.reasons)
    span = fitted((clip,), {recording.id: recording.duration_ms})[0].shown(recording.duration_ms)
    at_ms = (clip.span.start_ms + clip.span.end_ms) // 2
    jpeg, no_still = _still(recording, at_ms, still)
    if recording.id not in talks:
        talks[recording.id] = _talk(store, recording.id)
    talk = talks[recording.id]
    return Seen(theme, where, span, at_ms, jpeg, no_still, tuple(_lines(talk, span, language)) if talk else ())


def _still(recording: Recording, at_ms: int, still: Still) -> tuple[bytes | None, str]:
    """The picture, or why there is none (the end of a key of the texts)."""
    film = recording.film
    if film is None or not film.path.is_file():
        return None, "film"
    if film.facts and not film.facts.get("video"):
        return None, "sound"
    try:
        return still(film.path, at_ms), ""
    except ReflectError:
        return None, "none"


def _talk(store: Store, recording_id: str) -> Transcript | None:
    from reflect.store import transcripts

    return transcripts.latest(store, recording_id).transcript if transcripts.versions(store, recording_id) else None


def _lines(talk: Transcript, span: Span, language: str) -> Iterable[Line]:
    """Who says what in the span, a line a turn, by their roles: no name stands in it."""
    roles = _roles(talk, language)
    for turn in talk.turns:
        words = [w for w in turn.words if w.span.start_ms < span.end_ms and w.span.end_ms > span.start_ms]
        if words:
            yield Line(_clock(words[0].span.start_ms), roles[turn.speaker], " ".join(one_line(w.text) for w in words))


def _clock(ms: int) -> str:
    from reflect.model.span import clock_text

    return clock_text(ms)


def _roles(talk: Transcript, language: str) -> dict[str, str]:
    """What each voice is called: its role, with a number where there are more of it."""
    labels = list(dict.fromkeys([*(s.label for s in talk.speakers), *(t.speaker for t in talk.turns)]))
    roles = {label: talk.speaker(label).role for label in labels}
    out: dict[str, str] = {}
    for role in Role:
        mine = [label for label in labels if roles[label] is role]
        name = say(language, f"role.{role}")
        out |= {label: name if len(mine) == 1 else f"{name} {n}" for n, label in enumerate(mine, start=1)}
    return out
