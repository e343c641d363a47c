"""Sounds and recognisers for the tests of `reflect.asr`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reflect.model.sound import RATE


class ArraySound:
    def __init__(self, samples: np.ndarray) -> None:
        self._samples = np.asarray(samples, dtype=np.float32)
        self.longest_read = 0

    @property
    def samples(self) -> int:
        return len(self._samples)

    def read(self, start: int, stop: int) -> np.ndarray:
        self.longest_read = max(self.longest_read, stop - start)
        out = np.zeros(stop - start, dtype=np.float32)
        low, high = max(start, 0), max(min(stop, len(self._samples)), start, 0)
        out[low - start : high - start] = self._samples[low:high]
        return out


@pytest.fixture(scope="session")
def as_sound() -> Callable[[np.ndarray], ArraySound]:
    return ArraySound


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that the embedded model is put together once."""
    return tmp_path_factory.mktemp("models")


def decode(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([f.to_ndarray().reshape(-1) for f in frames])


@pytest.fixture(scope="session")
def decode_file() -> Callable[[Path], np.ndarray]:
    return decode


@pytest.fixture(scope="session")
def dutch(repository: Path) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Dutch speech and its turns (text, start_ms, end_ms): the demo, or the consultation beside the repository."""
    shared = repository.parent / "shared" / "data" / "speech"
    for sound, text in (
        (repository / "annotations/demo/gesprek.mp4", repository / "annotations/demo/gesprek.json"),
        (shared / "nl_de_brief.flac", shared / "nl_de_brief.json"),
    ):
        if sound.exists() and text.exists():
            return decode(sound), json.loads(text.read_text(encoding="utf-8"))["turns"]
    pytest.skip("neither the demo recording nor the shared Dutch speech is there")
