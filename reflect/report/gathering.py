"""What a report needs of the store and of the films: the lines and the still of every clip that may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reflect import reflection
from reflect.errors import InputError, NotFoundError, ToolError
from reflect.exchange.plain_text import one_line
from reflect.model.checks import SHORTEST_MS
from reflect.model.span import clock_text
from reflect.model.speech import Role
from reflect.privacy import Denied, Purpose
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

AT_A_TIME = 4
"""Pictures that are taken together: each waits mostly for a process of its own to start."""

CUT = "…"
"""Where a turn goes on outside the clip."""
GUESSED = "?"
"""After a role that nobody confirmed, as in the app."""


def gather(store: Store, file: SessionFile, viewer: str, language: str, still: Still) -> Material:
    """Everything about the session that `viewer` may see, for reflection."""
    from reflect.store import cases

    recordings = {s.recording_id: _named(s.title, s.at, language) for s in cases.sittings_of(store, file.case.id)}
    talks: dict[str, Transcript | None] = {}
    seen: dict[str, Seen] = {}
    films: dict[str, Recording] = {}
    for shown in file.clips:
        recording = shown.recording
        if recording is None:
            continue
        where = recordings.get(recording.id, "")
        clip = _seen(store, shown, recording, where, viewer, language, talks)
        seen[shown.clip.id] = clip
        if not clip.denied:
            films[shown.clip.id] = recording
    pictures = _stills({id: (film, seen[id].at_ms) for id, film in films.items()}, still)
    for id, (jpeg, no_still) in pictures.items():
        seen[id] = replace(seen[id], jpeg=jpeg, no_still=no_still)
    return Material(file, seen, recordings, datetime.now(UTC))


def _named(title: str, at: datetime, language: str) -> str:
    return say(language, "recording", title=one_line(title), date=day(language, at))


def _seen(
    store: Store, shown: ShownClip, recording: Recording, where: str, viewer: str, language: str, talks: dict[str, Transcript | None]
) -> Seen:
    """The clip without its picture. `talks` keeps what was read of a recording."""
    from reflect.clips import fitted
    from reflect.store import codebooks, consents

    clip = reflection.as_clip(shown.clip)
    theme = codebooks.to_read(store, recording).title(clip.code, language) if clip.code else ""
    release = consents.may_hand_out(store, clip, Purpose.REFLECTION, viewer)
    if isinstance(release, Denied):
        return Seen(theme, where, denied=release.whys)
    span = fitted((clip,), {recording.id: recording.duration_ms})[0].shown(recording.duration_ms)
    at_ms = max(span.start_ms, min((clip.span.start_ms + clip.span.end_ms) // 2, span.end_ms - SHORTEST_MS))
    if recording.id not in talks:
        talks[recording.id] = _talk(store, recording.id)
    talk = talks[recording.id]
    return Seen(theme, where, span, at_ms, lines=tuple(_lines(talk, span, language)) if talk else ())


def _stills(wanted: Mapping[str, tuple[Recording, int]], still: Still) -> dict[str, tuple[bytes | None, str]]:
    """For every clip its picture, or why there is none (the end of a key of the texts). A few are taken at a time."""
    moments = {(recording.id, at_ms): recording for recording, at_ms in wanted.values()}
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        found = pool.map(lambda moment: _still(moments[moment], moment[1], still), moments)
        taken = dict(zip(moments, found, strict=True))
    return {id: taken[recording.id, at_ms] for id, (recording, at_ms) in wanted.items()}


def _still(recording: Recording, at_ms: int, still: Still) -> tuple[bytes | None, str]:
    film = recording.film
    if recording.film_erased_at is not None:
        return None, "erased"
    if film is None or not film.path.is_file():
        return None, "film"
    if film.facts and not film.facts.get("video"):
        return None, "sound"
    try:
        return still(film.path, at_ms), ""
    except (InputError, NotFoundError, ToolError):
        return None, "none"


def _talk(store: Store, recording_id: str) -> Transcript | None:
    from reflect.store import transcripts

    return transcripts.latest(store, recording_id).transcript if transcripts.versions(store, recording_id) else None


def lines(store: Store, recording_id: str, span: Span, language: str) -> tuple[Line, ...]:
    """What is said in a stretch of a recording, without what may be a name; nothing where nothing was written out. MissingPackageError
    where nobody can look for names."""
    from reflect.masking import words

    talk = _talk(store, recording_id)
    return tuple(_lines(words.guarded(store, recording_id, talk, span), span, language)) if talk else ()


def _lines(talk: Transcript, span: Span, language: str) -> Iterable[Line]:
    """Who says what in the span, a line a turn, by their roles: no name stands in it."""
    roles = _roles(talk, language)
    for turn in talk.turns:
        words = [w for w in turn.words if w.span.start_ms < span.end_ms and w.span.end_ms > span.start_ms]
        if words:
            text = " ".join(one_line(w.text) for w in words)
            before, after = ("" if word in words else CUT for word in (turn.words[0], turn.words[-1]))
            yield Line(clock_text(words[0].span.start_ms), roles[turn.speaker], f"{before} {text} {after}".strip())


def _roles(talk: Transcript, language: str) -> dict[str, str]:
    """What each voice is called: its role, with a number where there are more of it."""
    labels = list(dict.fromkeys([*(s.label for s in talk.speakers), *(t.speaker for t in talk.turns)]))
    voices = {label: talk.speaker(label) for label in labels}
    out: dict[str, str] = {}
    for role in Role:
        mine = [label for label in labels if voices[label].role is role]
        for n, label in enumerate(mine, start=1):
            name = say(language, f"role.{role}") + (f" {n}" if len(mine) > 1 else "")
            out[label] = name if voices[label].confirmed or role is Role.UNKNOWN else f"{name} {GUESSED}"
    return out
