"""CAM++ voice prints (Wang et al. 2023) from one pass over the sound.

The network is run once over chunks of 10 s and its frame features (512 values, 50 a second) are kept for
a moment; a voice print of any selection of frames is then only a weighted mean and deviation and one
layer. That costs a quarter of running it on overlapping windows of 1.5 s, and told voices apart at least
as well on the recordings it was tried on.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

import numpy as np

from reflect.model.sound import RATE, Sound

SIZE = 192
"""Values of a voice print."""
FEATURE_RATE = 50
"""Frame features a second."""
CHUNK_S = 10
"""Seconds in one pass of the network."""
MELS = 80
CONTEXT = 200
"""Filter-bank frames over which the network takes a local mean: what it is given is a multiple of them long."""

_SHIFT, _WIDTH, _FOURIER = RATE // 100, RATE // 40, 512
"""Samples from one filter-bank frame to the next, in a frame, and of its Fourier transform."""
_LOWEST_HZ = 20
_SOFTEST = float(np.finfo(np.float32).eps)


class PrintNetwork(Protocol):
    """The network with its weights."""

    def features(self, banks: np.ndarray) -> np.ndarray:
        """Frame features, shape (n, frames / 2, 512), of filter banks, (n, frames, 80), less their usual colour. Frames are a multiple of
        CONTEXT."""
        ...

    def prints(self, moments: np.ndarray) -> np.ndarray:
        """Voice prints, shape (n, 192), of pooled features: mean and deviation, (n, 1024), float32."""
        ...


def filter_bank(sound: Sound, chunk: int) -> np.ndarray:
    """Log mel bands of chunk number `chunk`, shape (1000, 80), as Kaldi makes them, on the 16-bit scale the network knows."""
    first = chunk * CHUNK_S * RATE
    return mel_bands(sound_for(sound, first, first + CHUNK_S * RATE))


def sound_for(sound: Sound, start: int, stop: int) -> np.ndarray:
    """Samples for a filter bank with a frame every 10 ms from `start` to `stop`, on the 16-bit scale."""
    wave: np.ndarray = np.nan_to_num(sound.read(start, stop + _WIDTH - _SHIFT), nan=0.0, posinf=0.0, neginf=0.0)
    return wave * np.float32(32768)


def mel_bands(wave: np.ndarray) -> np.ndarray:
    """Kaldi's filter bank of whole frames of 25 ms, 10 ms apart: each without its mean, its low tones damped, tapered."""
    frames = np.lib.stride_tricks.sliding_window_view(wave, _WIDTH)[::_SHIFT]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft((frames - np.float32(0.97) * before) * _taper(), _FOURIER)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    out: np.ndarray = np.log(np.maximum(power @ _mel_filters(), _SOFTEST))
    return out


@cache
def _taper() -> np.ndarray:
    """Povey's window: a Hann window to the power 0.85."""
    return (np.hanning(_WIDTH) ** 0.85).astype(np.float32)


@cache
def _mel_filters() -> np.ndarray:
    """Triangles, equally wide in mel, shape (257, 80). The highest frequency takes no part."""

    def mel(hertz: Any) -> Any:
        return 1127 * np.log1p(hertz / 700)

    corners = np.linspace(mel(_LOWEST_HZ), mel(RATE / 2), MELS + 2)
    at = mel(np.arange(_FOURIER // 2 + 1) * RATE / _FOURIER)[:, None]
    rise = (at - corners[:-2]) / (corners[1:-1] - corners[:-2])
    fall = (corners[2:] - at) / (corners[2:] - corners[1:-1])
    out: np.ndarray = np.maximum(np.minimum(rise, fall), 0).astype(np.float32)
    out[-1] = 0
    return out


def pooled(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean and standard deviation of features (frames, 512) for selections (frames, n): shape (n, 1024)."""
    total = np.maximum(weights.sum(axis=0), 1e-6)[:, None]
    mean = weights.T @ features / total
    square = weights.T @ (features * features) / total
    # The network was trained with the unbiased deviation of its frames.
    unbiased = total / np.maximum(total - 1, 1)
    return np.concatenate([mean, np.sqrt(np.maximum(square - mean * mean, 1e-8) * unbiased)], axis=1)
