"""A pipeline whose models are fakes, over real files and a real store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from reflect.asr.fake import FakeRecognizer
from reflect.diarization import FakeDiarizer
from reflect.media import write_wave
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.span import Span
from reflect.model.speech import Activity, Diarization, Maker, Recognition, Word
from reflect.store.database import Store, open_store

SAID = "Goedemorgen fijn dat u er bent. Dank u wel. Vertel eens hoe gaat het? Het gaat beter dan eerst.".split()
WORDS = tuple(Word(text, Span(1_000 + 400 * i, 1_350 + 400 * i), 0.9) for i, text in enumerate(SAID))
ACTIVITIES = (
    Activity(Span(1_000, 3_350), "S1"),
    Activity(Span(3_400, 4_550), "S2"),
    Activity(Span(4_600, 6_550), "S1"),
    Activity(Span(6_600, 9_000), "S2"),
)


class Recognizer(FakeRecognizer):
    """Counts how often it listens; `mishap` is raised half-way."""

    def __init__(self) -> None:
        super().__init__(WORDS)
        self.heard: list[int] = []
        self.prepared = 0
        self.revision = "1"
        self.mishap: BaseException | None = None

    def prepare(self) -> None:
        self.prepared += 1

    def maker(self) -> Maker:
        return Maker("fake-recognizer", revision=self.revision)

    def recognize(self, sound: Sound, progress: Progress) -> Recognition:
        self.heard.append(sound.samples)
        if self.mishap is not None:
            progress(0.5)
            raise self.mishap
        return super().recognize(sound, progress)


class Diarizer(FakeDiarizer):
    def __init__(self) -> None:
        super().__init__(ACTIVITIES)
        self.heard: list[int] = []
        self.revision = "1"
        self.mishap: BaseException | None = None

    def maker(self) -> Maker:
        return Maker("fake-diarizer", revision=self.revision)

    def diarize(self, sound: Sound, speakers: int | None, progress: Progress) -> Diarization:
        self.heard.append(sound.samples)
        if self.mishap is not None:
            time.sleep(1)  # the words, which are recognised at the same time, are done by then
            raise self.mishap
        return super().diarize(sound, speakers, progress)


@dataclass
class Listener:
    """A reporter that remembers."""

    steps: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, label: str) -> Iterator[Progress]:
        self.steps.append(label)
        yield lambda part: None

    def reused(self, label: str) -> None:
        self.kept.append(label)

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def recognizer(monkeypatch: pytest.MonkeyPatch) -> Recognizer:
    fake = Recognizer()
    monkeypatch.setattr("reflect.asr.create", lambda *args, **settings: fake)
    return fake


@pytest.fixture
def diarizer(monkeypatch: pytest.MonkeyPatch) -> Diarizer:
    fake = Diarizer()
    monkeypatch.setattr("reflect.diarization.create", lambda *args, **settings: fake)
    return fake


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    opened = open_store()
    yield opened
    opened.close()


def speechlike(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise in bursts of the length of words: enough like talk for clocks to be compared. Float32, shape (samples,)."""
    chance = np.random.default_rng(seed)
    out = chance.normal(0, 0.002, round(seconds * RATE)).astype(np.float32)
    at = 0
    while at < len(out):
        burst, pause = chance.integers(RATE // 10, RATE // 2), chance.integers(RATE // 50, RATE // 3)
        piece = out[at : at + burst]
        colour = np.convolve(chance.normal(0, 0.2, len(piece)), np.ones(chance.integers(2, 12)) / 4, "same")
        piece += colour[: len(piece)].astype(np.float32)
        at += burst + pause
    return np.clip(out, -0.99, 0.99)


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of something like talk."""
    path = tmp_path_factory.mktemp("talk") / "gesprek.wav"
    write_wave(path, [speechlike(12)])
    return path


@dataclass(frozen=True)
class Pair:
    film: Path
    recorder: Path
    other_talk: Path


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A film of 60 s; a recorder that started 7 s into it, softer and with noise; and another talk."""
    folder = tmp_path_factory.mktemp("pair")
    sound = speechlike(60, seed=5)
    noise = np.random.default_rng(9).normal(0, 0.01, len(sound)).astype(np.float32)
    write_wave(folder / "film.wav", [sound])
    write_wave(folder / "recorder.wav", [(0.4 * sound + noise)[7 * RATE :]])
    write_wave(folder / "other.wav", [speechlike(50, seed=77)])
    return Pair(folder / "film.wav", folder / "recorder.wav", folder / "other.wav")
