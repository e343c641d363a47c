"""Fragments as they are shown: with handles around them, in an order, with a question each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reflect.model.span import Span


@dataclass(frozen=True, slots=True)
class Clip:
    """One stretch of film to show. `span` is the fragment's; what is played is `shown`.

    Handles are film before and after the fragment, in ms, never negative. `fragment_id` is None for a stretch
    that was not tagged; `code` is the fragment's when the clip was made. `tip` is for who leads the talk about it.
    """

    recording_id: str
    span: Span
    before_ms: int = 0
    after_ms: int = 0
    fragment_id: str | None = None
    code: str = ""
    question: str = ""
    tip: str = ""

    def shown(self, duration_ms: int | None = None) -> Span:
        """The span with its handles, inside the film."""
        end_ms = self.span.end_ms + self.after_ms
        return Span(
            max(0, self.span.start_ms - self.before_ms),
            end_ms if duration_ms is None else max(self.span.start_ms, min(end_ms, duration_ms)),
        )


@dataclass(frozen=True, slots=True)
class ClipList:
    """Clips in the order in which they are shown. `revision` counts its changes from 1."""

    id: str
    title: str
    clips: tuple[Clip, ...]
    who: str
    revision: int = 1
    recording_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
