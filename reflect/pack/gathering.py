"""What of a session may come along, out of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reflect import exporting, reflection
from reflect.exchange.plain_text import one_line
from reflect.model.reflection import Closing
from reflect.pack.values import Answer, Content, Gap, Options, Shown, Why
from reflect.privacy import Denied, Purpose
from reflect.reflection import SessionFile, ShownClip

if TYPE_CHECKING:
    from reflect.codebook import Codebook
    from reflect.model.clip import ClipList
    from reflect.privacy import Allowed
    from reflect.store.database import Store
    from reflect.store.values import Recording


def all_clips(file: SessionFile) -> ClipList:
    """Every clip of the session, also those whose recording is gone: numbers on the page are places in this list."""
    return replace(reflection.clip_list(file), clips=tuple(reflection.as_clip(shown.clip) for shown in file.clips))


def gather(store: Store, file: SessionFile, viewer: str, options: Options) -> Content:
    """What the page shows to `viewer`."""
    from reflect.store import cases

    answers = exporting.asked(store, all_clips(file), Purpose.REFLECTION, viewer)
    days = {s.recording_id: f"{s.at.astimezone():%Y-%m-%d}" for s in cases.sittings_of(store, file.case.id)}
    books: dict[str, Codebook] = {}
    clips = tuple(
        _shown(store, number, shown, answer, days, books, options)
        for number, (shown, answer) in enumerate(zip(file.clips, answers, strict=True), start=1)
    )
    session = file.session
    seen = {clip.recording_id for clip in clips if clip.gap is None}
    return Content(
        session.id,
        one_line(session.title),
        session.held_on.isoformat() if session.held_on else "",
        clips,
        tuple(Answer(about, f.answer, f.text) for about in Closing for f in file.closing if f.about == about and f.recording_id in seen),
        tuple(p.text for p in file.points if p.session_id == session.id and p.text),
        tuple(p.text for p in file.points if p.session_id != session.id and p.text and not p.closed),
    )


def _shown(
    store: Store,
    number: int,
    shown: ShownClip,
    answer: Allowed | Denied,
    days: dict[str, str],
    books: dict[str, Codebook],
    options: Options,
) -> Shown:
    clip, recording = shown.clip, shown.recording
    gap = _gap(number, shown, answer)
    card = Shown(clip.id, number, clip.recording_id, question=clip.question, tip=clip.tip if options.tips else "", gap=gap)
    if recording is None:
        return card
    if recording.id not in books:
        books[recording.id] = _book(store, recording)
    theme = books[recording.id].theme_of(clip.code) if clip.code else None
    return replace(
        card,
        theme=books[recording.id].title(clip.code, options.language) if clip.code else "",
        colour=theme.colour if theme else "",
        where=one_line(recording.title),
        day=days.get(recording.id, ""),
        said=() if gap else tuple(f.text for f in shown.said if f.text),
    )


def _book(store: Store, recording: Recording) -> Codebook:
    from reflect.store import codebooks

    return codebooks.to_read(store, recording)


def _gap(number: int, shown: ShownClip, answer: Allowed | Denied) -> Gap | None:
    """Why there is no film, as far as that is known before any is made."""
    recording = shown.recording
    if recording is None:
        return Gap(number, Why.GONE)
    if isinstance(answer, Denied):
        return Gap(number, Why.DENIED, answer.whys)
    if recording.film_erased_at is not None:
        return Gap(number, Why.ERASED)
    if recording.film is None or not recording.film.path.is_file():
        return Gap(number, Why.FILM)
    if recording.duration_ms is not None and shown.clip.span.start_ms >= recording.duration_ms:
        return Gap(number, Why.BEYOND)
    return None
