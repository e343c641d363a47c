"""Where speech is: Silero's voice activity detector over a sound in blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reflect.model.sound import RATE, Progress, Sound

FRAME = 512
"""Samples of one decision of the detector (32 ms)."""
BLOCK = FRAME * 3750
"""Samples read at a time (two minutes)."""
WARM_UP = FRAME * 32
"""Samples heard before each block, so that the detector's memory is filled where a block begins."""
INAUDIBLE = 1e-4
"""Peak below which a frame (-80 dB of full scale) is silence, whatever the detector thinks."""

Detector = Callable[[np.ndarray], np.ndarray]
"""Samples (a multiple of `FRAME`) → one probability of speech a frame."""


@dataclass(frozen=True, slots=True)
class Listening:
    """When a stretch counts as speech. Probabilities 0 to 1, times in ms."""

    on: float = 0.5
    off: float = 0.35
    min_speech_ms: int = 96
    min_silence_ms: int = 160


def speech_probability(sound: Sound, detector: Detector, progress: Progress) -> np.ndarray:
    """Probability of speech for every frame, shape (ceil(samples / FRAME),)."""
    parts = []
    for start in range(0, sound.samples, BLOCK):
        stop = min(start + BLOCK, sound.samples)
        before = min(start, WARM_UP)
        block = np.zeros(before + -(-(stop - start) // FRAME) * FRAME, dtype=np.float32)
        block[: before + stop - start] = sound.read(start - before, stop)
        heard = np.asarray(detector(block), dtype=np.float32).reshape(-1)
        heard = np.where(np.abs(block.reshape(-1, FRAME)).max(axis=1) < INAUDIBLE, np.float32(0), heard)
        parts.append(heard[before // FRAME :])
        progress(stop / sound.samples)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def speech_regions(probability: np.ndarray, samples: int, how: Listening | None = None) -> list[tuple[int, int]]:
    """Sample ranges [start, stop) with speech: begun above `on`, ended by enough frames below `off`."""
    how = how or Listening()
    regions: list[tuple[int, int]] = []
    silence = max(1, how.min_silence_ms * RATE // 1000 // FRAME)
    start, quiet_since = -1, -1
    for i, p in enumerate(probability.tolist()):
        if start < 0:
            if p >= how.on:
                start, quiet_since = i, -1
        elif p >= how.off:
            quiet_since = -1
        else:
            quiet_since = i if quiet_since < 0 else quiet_since
            if i - quiet_since + 1 >= silence:
                regions.append((start, quiet_since))
                start = -1
    if start >= 0:
        regions.append((start, quiet_since if quiet_since >= 0 else len(probability)))
    shortest = how.min_speech_ms * RATE / 1000 / FRAME
    return [(a * FRAME, min(b * FRAME, samples)) for a, b in regions if b - a >= shortest]


def silero() -> Detector:
    """The detector that faster-whisper carries (MIT), on one thread of the processor."""
    from faster_whisper.vad import get_vad_model

    model = get_vad_model()
    return lambda samples: np.asarray(model(samples.copy()))
