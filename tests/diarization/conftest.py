"""Sounds for the tests of diarization."""

from __future__ import annotations

import importlib.util
import json
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from reflect.diarization import Diarizer, create

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "speech"
REFERENCE = list[tuple[float, float, str]]


@dataclass(frozen=True)
class ArraySound:
    """A Sound in memory; `repeat` makes a long one without holding it."""

    wave: np.ndarray
    repeat: int = 1

    @property
    def samples(self) -> int:
        return len(self.wave) * self.repeat

    def read(self, start: int, stop: int) -> np.ndarray:
        where = np.arange(start, stop)
        inside = (where >= 0) & (where < self.samples)
        return np.where(inside, self.wave[where % max(1, len(self.wave))] if len(self.wave) else 0, 0).astype(np.float32)


@pytest.fixture(scope="session")
def telephone() -> tuple[ArraySound, REFERENCE]:
    """The real conversation of 30 s that pyannote.audio ships."""
    spec = importlib.util.find_spec("pyannote.audio")
    if spec is None or spec.origin is None:
        pytest.skip("pyannote.audio is not installed")
    folder = Path(spec.origin).parent / "sample"
    with wave.open(str(folder / "sample.wav")) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    return ArraySound(data.astype(np.float32) / 32768), read_rttm(folder / "sample.rttm")


@pytest.fixture(scope="session")
def short_talk(telephone: tuple[ArraySound, REFERENCE]) -> tuple[ArraySound, REFERENCE]:
    """Twelve seconds of it, in which both speak: pyannote's own pipeline works every second through ten times."""
    sound, reference = telephone
    first, last = 10, 22
    said = [(max(start, first) - first, min(end, last) - first, who) for start, end, who in reference if start < last and end > first]
    return ArraySound(sound.wave[first * 16_000 : last * 16_000]), said


@pytest.fixture(scope="session")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that pyannote's own pipeline runs, where the Hugging Face hub's cache has it."""
    sys.path.insert(0, str(Path(__file__).parent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYANNOTE_METRICS_ENABLED", "0")
        patch.setenv("HF_HUB_OFFLINE", "1")
        from community_model import make_community

        cache = tmp_path_factory.mktemp("hub")
        return make_community(cache / "models--pyannote--speaker-diarization-community-1" / "snapshots" / "3533c8c")


def shared(name: str) -> tuple[ArraySound, REFERENCE]:
    path = SHARED / f"{name}.flac"
    if not path.is_file():
        pytest.skip("the shared speech data are not beside the repository")
    av = pytest.importorskip("av")
    with av.open(str(path)) as file:
        parts = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    data = np.concatenate(parts)
    scale = 1.0 if data.dtype.kind == "f" else float(np.iinfo(data.dtype).max)
    reference = SHARED / f"{name}.rttm"
    if reference.is_file():
        return ArraySound((data / scale).astype(np.float32)), read_rttm(reference)
    turns = json.loads((SHARED / f"{name}.json").read_text(encoding="utf-8"))["turns"]
    return ArraySound((data / scale).astype(np.float32)), [(t["start_ms"] / 1000, t["end_ms"] / 1000, t["speaker"]) for t in turns]


def read_rttm(path: Path) -> REFERENCE:
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SPEAKER")]
    return [(float(r[3]), float(r[3]) + float(r[4]), r[7]) for r in rows]


@pytest.fixture(scope="session")
def shared_speech() -> Callable[[str], tuple[ArraySound, REFERENCE]]:
    return shared


@pytest.fixture(scope="session")
def array_sound() -> type[ArraySound]:
    return ArraySound


@pytest.fixture(scope="session")
def embedded() -> Diarizer:
    return create("embedded")
