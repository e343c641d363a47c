"""pyannote's segmentation-3.0: who of at most three local speakers is active, per frame of a 10 s window.

The network is pyannote.audio's PyanNet (Bredin & Laurent 2021, Plaquet & Bredin 2023): sinc filters, two
convolutions, four bidirectional LSTM layers, and seven classes (nobody, one of three, two of three). It
is written out here because importing pyannote.audio takes longer than the work on a short recording:
for a processor in `onnx_networks`, for a GPU in `torch_networks`. This module has what both share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reflect.model.sound import RATE, Sound

WINDOW = 160_000
"""Samples the network looks at: 10 s, as it was trained."""
FRAME = 270
"""Samples from one output frame to the next: 16.875 ms."""
FIRST = 495
"""Sample at the centre of frame 0 (the receptive field is 991 samples)."""
WIDTH = 589
"""Output frames of a window."""
CLASSES = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
"""Local speakers of each output class."""

HIGH_PASS_HZ = 300
"""Every second window is listened to without what lies below: see `windows`."""

SINC_STRIDE = 10
_SINC_WIDTH = 251
_HIGH_PASS_REACH = 512


@dataclass(frozen=True, slots=True)
class Window:
    """What the network says of one window. `at` is its first frame on the grid of the whole sound;
    `classes` are probabilities, shape (frames, 7), in the order of `CLASSES`."""

    at: int
    classes: np.ndarray

    @property
    def activity(self) -> np.ndarray:
        """Probability that each local speaker speaks, shape (frames, 3)."""
        member = np.array([[k in c for k in range(3)] for c in CLASSES], dtype=np.float32)
        return self.classes @ member

    @property
    def solo(self) -> np.ndarray:
        """Probability that each local speaker speaks alone, shape (frames, 3)."""
        return self.classes[:, 1:4]


def frames_in(samples: int) -> int:
    """Frames of the grid that a sound of this many samples has (at least one)."""
    return max(1, -(-samples // FRAME))


def frame_seconds(frame: float) -> float:
    """The moment at which the given frame starts. Frame f covers [f, f + 1) times FRAME samples around its centre."""
    return (frame * FRAME + FIRST - FRAME / 2) / RATE


def runs(marked: np.ndarray) -> np.ndarray:
    """First and last frame (not included) of every run of marked frames, shape (runs, 2).

    >>> runs(np.array([True, True, False, True])).tolist()
    [[0, 2], [3, 4]]
    """
    return np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]]))).reshape(-1, 2)


class SegmentationNetwork(Protocol):
    """The network with its weights."""

    def classes(self, wave: np.ndarray, starts: Sequence[int]) -> np.ndarray:
        """Class probabilities of the windows that start at these samples of `wave` (multiples of FRAME).

        Shape (windows, WIDTH, 7), float32. The sinc filters run once over the wave; each window's own
        loudness normalisation comes after them, which is the same because they are linear.
        """
        ...


def windows(sound: Sound, network: SegmentationNetwork, hop: int, batch: int = 8) -> Iterator[Window]:
    """Every window of the sound, `hop` frames apart; the last ones end after the sound and are cut to it.

    Windows are listened to in two colours in turn: as recorded, and without the lowest tones. In a
    boomy room the network can take seconds of clear speech for noise in one colour, hardly ever in
    both, and alternating them costs nothing.
    """
    total, pulse = frames_in(sound.samples), _high_pass()
    starts = list(range(0, max(1, total - WIDTH + hop), hop))
    for first in range(0, len(starts), 2 * batch):
        group = starts[first : first + 2 * batch]
        found: list[np.ndarray] = [np.empty(0)] * len(group)
        for colour in (0, 1):
            own = group[colour::2]
            if own:
                wave = _wave(sound, own[0] * FRAME, own[-1] * FRAME + WINDOW, pulse if colour else None)
                found[colour::2] = list(network.classes(wave, [(start - own[0]) * FRAME for start in own]))
        for at, classes in zip(group, found, strict=True):
            yield Window(at, classes[: total - at])


def _wave(sound: Sound, start: int, stop: int, pulse: np.ndarray | None) -> np.ndarray:
    reach = 0 if pulse is None else len(pulse) // 2
    wave: np.ndarray = np.nan_to_num(sound.read(start - reach, stop + reach), nan=0.0, posinf=0.0, neginf=0.0)
    return wave if pulse is None else _filtered(wave, pulse)


def sinc_filters(weights: Mapping[str, np.ndarray]) -> np.ndarray:
    """The 80 band-pass filters from their edges, shape (80, 1, 251): 40 even, then 40 odd (Ravanelli & Bengio 2018)."""
    prefix = "sincnet.conv1d.0.filterbank."
    low = 50 + np.abs(weights[prefix + "low_hz_"])
    high = np.clip(low + 50 + np.abs(weights[prefix + "band_hz_"]), 50, 8000)
    time, taper, band = weights[prefix + "n_"], weights[prefix + "window_"], high - low
    even = (np.sin(high @ time) - np.sin(low @ time)) / (time / 2) * taper
    odd = (np.cos(low @ time) - np.cos(high @ time)) / (time / 2) * taper
    whole = [np.concatenate([even, 2 * band, even[:, ::-1]], axis=1), np.concatenate([odd, 0 * band, -odd[:, ::-1]], axis=1)]
    filters: np.ndarray = np.concatenate([half / (2 * band) for half in whole])[:, None].astype(np.float32)
    return filters


def sinc_part(start: int) -> slice:
    """The moments of the filtered wave that belong to the window that starts at sample `start`."""
    first = start // SINC_STRIDE
    return slice(first, first + (WINDOW - _SINC_WIDTH) // SINC_STRIDE + 1)


def window_scale(wave: np.ndarray, gain: np.ndarray, shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The factor and the term, shape (1,), that normalise the loudness of one window."""
    scale = (gain / np.sqrt(wave.var() + 1e-5)).astype(np.float32)
    return scale, (shift - wave.mean() * scale).astype(np.float32)


def _high_pass() -> np.ndarray:
    """A symmetric filter (no delay) with the gentle slope of a fourth-order Butterworth high pass."""
    length = 2 * _HIGH_PASS_REACH
    hertz = np.maximum(np.fft.rfftfreq(length, 1 / RATE), 1e-3)
    pulse = np.fft.irfft(1 / np.sqrt(1 + (HIGH_PASS_HZ / hertz) ** 8))
    # One more sample makes it symmetric around its middle.
    return np.append(np.roll(pulse, _HIGH_PASS_REACH), 0.0).astype(np.float32) * np.hanning(length + 1).astype(np.float32)


def _filtered(wave: np.ndarray, pulse: np.ndarray) -> np.ndarray:
    """The part of the convolution that the whole `pulse` covers; by Fourier transform, tens of times faster for a long pulse."""
    length = 1 << (len(wave) + len(pulse) - 1).bit_length()
    both = np.fft.irfft(np.fft.rfft(wave, length) * np.fft.rfft(pulse, length), length)
    return both[len(pulse) - 1 : len(wave)].astype(np.float32)
