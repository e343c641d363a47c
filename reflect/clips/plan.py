"""A clip list to begin with, made from fragments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from reflect.codebook import Codebook, Theme
from reflect.model.checks import SHORTEST_MS
from reflect.model.clip import Clip, ClipList
from reflect.model.fragment import Fragment
from reflect.model.span import Span

HANDLE_MS = 2_000
"""Film before and after a fragment, so that who watches knows where it comes from and where it goes."""


class Order(StrEnum):
    """In which order clips are shown: as they come in the film, theme by theme, or as they were given."""

    TIME = "time"
    THEME = "theme"
    GIVEN = "given"


def plan(
    fragments: Iterable[Fragment],
    *,
    id: str,
    title: str,
    who: str,
    book: Codebook,
    order: Order = Order.TIME,
    before_ms: int = HANDLE_MS,
    after_ms: int = HANDLE_MS,
    durations: Mapping[str, int | None] | None = None,
    language: str = "nl",
) -> ClipList:
    """A clip for every fragment that is not deleted, with the handles that `fitted` allows and a proposed question.

    `durations` gives the length of each recording in ms; a fragment is cut to its film, and one that lies outside it is left out.
    The list belongs to a recording when all of its clips do.
    """
    lengths = durations or {}
    chosen = sorted((f for f in fragments if not f.deleted), key=lambda f: _place(f, order, book))
    clips = []
    for fragment in chosen:
        span = _in_film(fragment.span, lengths.get(fragment.recording_id))
        if span is not None:
            question = proposed_question(fragment, book, language)
            clips.append(Clip(fragment.recording_id, span, before_ms, after_ms, fragment.id, fragment.code, question))
    recordings = {c.recording_id for c in clips}
    return ClipList(id, title, fitted(clips, lengths), who, recording_id=recordings.pop() if len(recordings) == 1 else None)


def fitted(clips: Sequence[Clip], durations: Mapping[str, int | None] | None = None) -> tuple[Clip, ...]:
    """The clips with handles that stay inside the film and show nothing twice.

    Where a clip is followed by one that comes later in the same film, the time between the two fragments is shared: if
    their handles would meet, each gets half, and where the fragments touch or overlap there is none. Fragments are never cut.
    """
    lengths = durations or {}
    out = [_handles_in_film(clip, lengths.get(clip.recording_id)) for clip in clips]
    for n in range(len(out) - 1):
        clip, following = out[n], out[n + 1]
        gap_ms = max(0, following.span.start_ms - clip.span.end_ms)
        in_time = clip.recording_id == following.recording_id and clip.span.start_ms <= following.span.start_ms
        if in_time and clip.after_ms + following.before_ms > gap_ms:
            # Who needs less than half leaves the rest to the other.
            after_ms = min(clip.after_ms, max(gap_ms // 2, gap_ms - following.before_ms))
            out[n] = replace(clip, after_ms=after_ms)
            out[n + 1] = replace(following, before_ms=min(following.before_ms, gap_ms - after_ms))
    return tuple(out)


def proposed_question(fragment: Fragment, book: Codebook, language: str = "nl") -> str:
    """The coder's first idea for a question, else the theme's first for a reflection, else what to look for, else nothing."""
    if fragment.questions:
        return fragment.questions[0]
    theme = book.theme_of(fragment.code)
    return "" if theme is None else next(iter(theme.reflection), theme.question).of(language)


def _place(fragment: Fragment, order: Order, book: Codebook) -> tuple[int, str, int, int, str]:
    """Where the fragment comes; sorting keeps the given order of those with the same place."""
    if order is Order.GIVEN:
        return (0, "", 0, 0, "")
    theme: Theme | None = book.theme_of(fragment.code) if order is Order.THEME else None
    number = len(book.themes) if theme is None else book.themes.index(theme)
    return (number, fragment.recording_id, fragment.span.start_ms, -fragment.span.end_ms, fragment.id)


def _in_film(span: Span, duration_ms: int | None) -> Span | None:
    inside = span if duration_ms is None else span.within(Span(0, duration_ms))
    return inside if inside.duration_ms >= SHORTEST_MS else None


def _handles_in_film(clip: Clip, duration_ms: int | None) -> Clip:
    room_ms = clip.after_ms if duration_ms is None else max(0, duration_ms - clip.span.end_ms)
    return replace(clip, before_ms=max(0, min(clip.before_ms, clip.span.start_ms)), after_ms=max(0, min(clip.after_ms, room_ms)))
