"""The waveform: as long as the sound, loud where it is loud, and quick."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reflect.media import WaveSound, write_wave
from reflect.media.peaks import PER_SECOND, peaks
from reflect.model.sound import RATE


class Array:
    """A sound in memory."""

    def __init__(self, samples: np.ndarray) -> None:
        self._all = samples.astype(np.float32)

    @property
    def samples(self) -> int:
        return len(self._all)

    def read(self, start: int, stop: int) -> np.ndarray:
        return self._all[start:stop]


@given(st.integers(0, 3 * RATE), st.floats(0.01, 1.0))
def test_there_is_a_byte_for_every_twentieth_of_a_second_begun(samples: int, level: float) -> None:
    found = peaks(Array(np.full(samples, level)))
    assert len(found) == -(-samples * PER_SECOND // RATE)
    assert set(found) <= {255}


def test_loud_and_soft_stand_in_the_order_in_which_they_are_heard() -> None:
    sound = np.zeros(4 * RATE)
    sound[RATE : 2 * RATE] = 0.4
    sound[2 * RATE : 3 * RATE] = -0.8
    found = np.frombuffer(peaks(Array(sound)), dtype=np.uint8)
    assert [int(found[20 * n : 20 * n + 20].min()) for n in range(4)] == [0, 128, 255, 0]
    assert [int(found[20 * n : 20 * n + 20].max()) for n in range(4)] == [0, 128, 255, 0]


def test_one_slammed_door_does_not_flatten_the_talk() -> None:
    sound = np.full(600 * RATE, 0.05)
    sound[5 * RATE : 5 * RATE + 400] = 1.0
    found = peaks(Array(sound))
    assert found[5 * PER_SECOND] == 255
    assert min(found) == 255


def test_silence_has_no_waveform() -> None:
    assert peaks(Array(np.zeros(5 * RATE))) == b""
    assert peaks(Array(np.full(5 * RATE, 0.0005))) == b""
    assert peaks(Array(np.zeros(0))) == b""


def test_ninety_minutes_take_a_few_seconds_at_most(tmp_path: Path) -> None:
    minute = np.random.default_rng(1).normal(0, 0.1, 60 * RATE).astype(np.float32)
    write_wave(tmp_path / "talk.wav", (minute for _ in range(90)))
    began = time.process_time()
    with WaveSound(tmp_path / "talk.wav") as sound:
        found = peaks(sound)
    assert len(found) == 90 * 60 * PER_SECOND
    assert time.process_time() - began < 5
