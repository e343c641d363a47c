"""Real Dutch through the default engine: most words right, and at the right time."""

from __future__ import annotations

import re

import pytest

from reflect.asr import create
from reflect.model.sound import RATE

pytestmark = pytest.mark.model


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]", " ", text.lower().replace("-", " ")).split())


def test_words_and_their_times(dutch, as_sound, model_cache) -> None:
    """The voices have a foreign accent and base is a small model: about 4 words in 10 go wrong, not more than half."""
    import jiwer

    samples, turns = dutch
    said = [t for t in turns if t["end_ms"] <= 30_000]
    found = create(model="base", cache=model_cache).recognize(as_sound(samples[: 30 * RATE]), lambda _: None)
    words = [w for w in found.words if w.span.end_ms <= said[-1]["end_ms"] + 300]
    errors = jiwer.process_words(plain(" ".join(t["text"] for t in said)), plain(" ".join(w.text for w in words)))
    assert errors.wer <= 0.5
    inside = sum(any(t["start_ms"] - 200 <= w.span.start_ms and w.span.end_ms <= t["end_ms"] + 200 for t in said) for w in words)
    assert inside >= 0.97 * len(words)
