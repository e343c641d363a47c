from __future__ import annotations

from collections.abc import Callable

import pytest

from reflect.model.span import Span
from reflect.model.speech import Activity, Transcript, Turn, Word

Said = tuple[str, int, int, str]


@pytest.fixture(scope="session")
def transcript_of() -> Callable[..., Transcript]:
    """`transcript_of(("S1", 0, 10, "words"), …, seconds=20)`: seconds in, words spread evenly over their turn.

    `activities=True` adds the same times as activities.
    """

    def made(*said: Said, seconds: int, activities: bool = False) -> Transcript:
        turns = []
        for speaker, start_s, end_s, text in said:
            words = text.split()
            step = (end_s - start_s) * 1000 // max(1, len(words))
            spans = [Span(start_s * 1000 + i * step, start_s * 1000 + (i + 1) * step) for i in range(len(words))]
            turns.append(Turn(speaker, tuple(Word(w, s, 1.0, speaker) for w, s in zip(words, spans, strict=True))))
        active = tuple(Activity(Span(a * 1000, b * 1000), s) for s, a, b, _ in said) if activities else ()
        return Transcript("nl", seconds * 1000, (), tuple(t for t in turns if t.words), active)

    return made
