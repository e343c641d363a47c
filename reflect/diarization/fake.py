"""A diarizer without a model, for tests of whatever uses one."""

from __future__ import annotations

from collections.abc import Sequence

from reflect.diarization.base import checked_count
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker


class FakeDiarizer:
    """Gives the activities it was made with, or turns of `turn_ms` that go round the speakers."""

    name = "fake"

    def __init__(self, activities: Sequence[Activity] | None = None, turn_ms: int = 4000) -> None:
        self._activities = None if activities is None else tuple(sorted(activities))
        self._turn_ms = turn_ms

    def maker(self) -> Maker:
        return Maker("fake", settings=(("turn_ms", str(self._turn_ms)),))

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        count = checked_count(speakers) or 2
        progress(0.0)
        activities = self._activities
        if activities is None:
            length_ms = sound.samples * 1000 // RATE
            starts = range(0, length_ms, self._turn_ms)
            activities = tuple(
                Activity(Span(start, min(start + self._turn_ms, length_ms)), f"S{turn % count + 1}") for turn, start in enumerate(starts)
            )
        progress(1.0)
        return Diarization(activities, self.maker())
