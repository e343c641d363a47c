"""Short stretches between two turns of somebody else: found, and heard by themselves where it is not clear whose they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.diarization import alone
from reflect.diarization.evidence import frames_of
from reflect.diarization.segmentation import FRAME, Window

LEAST, MOST = alone.SHORTEST_S * 16_000 / FRAME, alone.LONGEST_S * 16_000 / FRAME


def window(*parts: tuple[int, int]) -> Window:
    """Parts of so many frames, each of one class: 0 nobody, 1 to 3 one local speaker, 4 two of them."""
    return Window(0, np.concatenate([np.tile(np.eye(7, dtype=np.float16)[kind], (length, 1)) for length, kind in parts]))


def found_in(*parts: tuple[int, int]) -> list[tuple[int, int]]:
    windows = [window(*parts)]
    total = sum(length for length, _ in parts)
    return alone.stretches(windows, frames_of(windows, total * FRAME))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (((100, 0), (50, 1), (100, 0)), [(100, 150)]),
        (((200, 1), (50, 2), (200, 1)), [(200, 250)]),
        (((100, 0), (60, 2), (200, 1)), [(100, 160)]),
        (((100, 0), (10, 1), (100, 0)), []),
        (((100, 0), (200, 1), (100, 0)), []),
        (((200, 1), (50, 4), (200, 1)), []),
        (((100, 0), (50, 1), (60, 2), (70, 1), (100, 0)), [(100, 150), (150, 210), (210, 280)]),
    ],
    ids=["between pauses", "an answer in a turn", "before a turn", "a cough", "a turn", "both at once", "to and fro"],
)
def test_stretches_end_at_pauses_and_where_the_voice_changes(parts: tuple[tuple[int, int], ...], expected: list[tuple[int, int]]) -> None:
    found = found_in(*parts)
    assert len(found) == len(expected)
    assert np.abs(np.array(found) - np.array(expected)).max(initial=0) <= 2


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 49), st.integers(0, 6)), min_size=1, max_size=12))
def test_stretches_are_short_apart_and_all_speech(parts: list[tuple[int, int]]) -> None:
    kinds = np.concatenate([np.full(length, kind) for length, kind in parts])
    before = 0
    for first, stop in found_in(*parts):
        assert before <= first < stop <= len(kinds)
        assert LEAST <= stop - first <= MOST
        assert np.isin(kinds[first:stop], (1, 2, 3)).all()
        before = stop


class Network:
    """Hears the first voice in what is loud and the second in what is soft."""

    def __init__(self) -> None:
        self.heard: list[np.ndarray] = []

    def features(self, banks: np.ndarray) -> np.ndarray:
        self.heard += list(banks)
        return np.repeat(banks[:, ::2].mean(axis=2, keepdims=True), 512, axis=2)

    def prints(self, moments: np.ndarray) -> np.ndarray:
        loud = (moments[:, 0] > 0).astype(np.float32)
        return np.stack([loud, 1 - loud], axis=1)


@pytest.mark.parametrize(("level", "whose"), [(0.3, 0), (1e-4, 1)])
def test_only_what_is_undecided_is_heard_and_without_what_is_around_it(array_sound, level: float, whose: int) -> None:
    windows = [window((200, 1), (50, 2), (200, 1), (40, 0), (40, 3), (20, 0))]
    wave = np.full(550 * FRAME, 0.9, np.float32) * np.random.default_rng(1).standard_normal(550 * FRAME).astype(np.float32)
    wave[200 * FRAME : 252 * FRAME] *= level / 0.9
    near = np.tile(np.array([0.7, 0.6], np.float32), (550, 1))
    near[480:540] = 0.9, 0.2  # clear enough
    network, means, steps = Network(), np.eye(2, dtype=np.float32), []
    colour = np.full(80, 12.0, np.float32)
    out = alone.sharpened(near, array_sound(wave), windows, frames_of(windows, 550 * FRAME), means, colour, network, steps.append)
    (bank,) = network.heard
    assert bank.shape == (200, 80)
    assert np.ptp(bank.mean(axis=1)) < 3, "loud speech around the soft stretch would show"
    changed = np.flatnonzero((out != near).any(axis=1))
    assert abs(changed[0] - 200) <= 2
    assert abs(changed[-1] - 249) <= 2
    assert (out[changed].argmax(axis=1) == whose).all()
    assert steps == [1.0]


def test_one_voice_is_never_undecided() -> None:
    assert alone.margin(np.array([0.4])) == np.inf
    assert alone.margin(np.array([0.2, 0.7, 0.4])) == pytest.approx(0.3)
