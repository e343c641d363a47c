"""Where nobody speaks there are no words."""

from __future__ import annotations

import numpy as np
import pytest

from reflect.asr import create
from reflect.model.sound import RATE

pytestmark = pytest.mark.model
TIME = np.arange(15 * RATE) / RATE
NOISE = np.random.default_rng(3).standard_normal(len(TIME))
SOUNDS = {
    "digital silence": np.zeros(len(TIME)),
    "one second": np.zeros(RATE),
    "room tone": 0.003 * NOISE,
    "loud noise": 0.2 * NOISE,
    "mains hum": 0.1 * np.sin(2 * np.pi * 50 * TIME) + 0.05 * np.sin(2 * np.pi * 150 * TIME),
    "chords": 0.2 * sum(np.sin(2 * np.pi * f * TIME) * (np.sin(np.pi * TIME + i) > 0) for i, f in enumerate((220, 277, 330, 440))),
    "clicks": np.where(np.arange(len(TIME)) % 8000 < 40, 0.5, 0.0) * NOISE,
}


@pytest.mark.parametrize("name", SOUNDS)
def test_no_words(name: str, as_sound, model_cache) -> None:
    found = create(model="base", cache=model_cache).recognize(as_sound(np.clip(SOUNDS[name], -1, 1)), lambda _: None)
    assert found.words == ()
    assert found.warnings == ()


@pytest.mark.parametrize("name", ["digital silence", "loud noise"])
def test_the_model_behind_the_detector_says_nothing_or_doubts(name: str, as_sound, model_cache) -> None:
    """Were the detector fooled, the words would be dropped or marked: never plain words in noise."""
    from reflect.asr.faster import FasterDecoder
    from reflect.asr.transcribing import transcribe
    from reflect.asr.weights import find, ready

    def load() -> FasterDecoder:
        return FasterDecoder(ready(find("base"), model_cache), device="cpu", threads=2, beam=5, glossary=())

    def fooled(block: np.ndarray) -> np.ndarray:
        return np.ones(len(block) // 512)

    sound = as_sound(SOUNDS[name][: 3 * RATE])
    found = transcribe(sound, fooled, load, language="nl", glossary=(), progress=lambda _: None)
    assert all(w.doubtful for w in found.words)
