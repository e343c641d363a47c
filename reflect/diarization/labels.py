"""Foreign speaker turns to this project's activities."""

from __future__ import annotations

from collections.abc import Iterable

from reflect.model.sound import RATE, Sound
from reflect.model.span import Span, union
from reflect.model.speech import Activity, Diarization, Maker


def labelled(found: Iterable[tuple[Span, object]]) -> tuple[Activity, ...]:
    """Sorted activities with labels S1, S2, … in order of first speech; one speaker's spans that touch are joined."""
    spans: dict[object, list[Span]] = {}
    for span, who in found:
        if span.duration_ms:
            spans.setdefault(who, []).append(span)
    joined = {who: union(own) for who, own in spans.items()}
    # The first to speak is S1; of two who start together, the one with the longer first stretch.
    order = sorted(joined, key=lambda who: (joined[who][0].start_ms, -joined[who][0].end_ms))
    return tuple(sorted(Activity(span, f"S{place + 1}") for place, who in enumerate(order) for span in joined[who]))


def diarization_of(found: Iterable[tuple[float, float, object]], sound: Sound, asked: int | None, maker: Maker) -> Diarization:
    """Turns (start and end in seconds, speaker) of a foreign tool, cut to the sound, with what a person should know."""
    whole = Span.from_seconds(0, sound.samples / RATE)
    activities = labelled((Span.from_seconds(start, end).within(whole), who) for start, end, who in found)
    return Diarization(activities, maker, warnings_of(activities, asked))


def warnings_of(activities: tuple[Activity, ...], asked: int | None) -> tuple[str, ...]:
    voices = len({a.speaker for a in activities})
    if not voices:
        return ("No speech was found on this recording.",)
    if asked is None:
        return ("Only one voice was found on this recording.",) if voices == 1 else ()
    return () if voices >= asked else (f"{asked} voices were asked for, but only {voices} could be told apart.",)
