"""pyannote's segmentation-3.0: who of at most three local speakers is active, per frame of a 10 s window.

The network is pyannote.audio's PyanNet (Bredin & Laurent 2021, Plaquet & Bredin 2023): sinc filters, two
convolutions, four bidirectional LSTM layers, and seven classes (nobody, one of three, two of three). It
is written out here because importing pyannote.audio takes longer than the work on a short recording;
`tests/diarization/test_segmentation.py` holds it equal to pyannote's own class on real speech.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
"""Every second window is listened to without what lies below: see `Segmentation.windows`."""

_SINC_STRIDE = 10
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


class Segmentation:
    """The network with its weights, on the CPU or a GPU."""

    def __init__(self, checkpoint: Path, device: str = "cpu") -> None:
        import torch

        payload = torch.load(checkpoint, map_location="cpu", weights_only=True)
        state = {k: v.to(device) for k, v in payload["state_dict"].items()}
        self._device = device
        self._state = state
        self._high_pass = _high_pass()
        self._filters = _sinc_filters(state).to(device)
        self._lstm = torch.nn.LSTM(60, 128, num_layers=4, bidirectional=True, batch_first=True, device=device)
        self._lstm.load_state_dict({k.removeprefix("lstm."): v for k, v in state.items() if k.startswith("lstm.")})
        self._lstm.eval()

    def windows(self, sound: Sound, hop: int, batch: int = 8) -> Iterator[Window]:
        """Every window of the sound, `hop` frames apart; the last ones end after the sound and are cut to it.

        Windows are listened to in two colours in turn: as recorded, and without the lowest tones. In a
        boomy room the network can take seconds of clear speech for noise in one colour, hardly ever in
        both, and alternating them costs nothing.
        """
        total = frames_in(sound.samples)
        starts = list(range(0, max(1, total - WIDTH + hop), hop))
        for first in range(0, len(starts), 2 * batch):
            group = starts[first : first + 2 * batch]
            found: list[np.ndarray] = [np.empty(0)] * len(group)
            for colour in (0, 1):
                own = group[colour::2]
                if own:
                    wave = self._wave(sound, own[0] * FRAME, own[-1] * FRAME + WINDOW, bool(colour))
                    found[colour::2] = list(self.classes(wave, [(start - own[0]) * FRAME for start in own]))
            for at, classes in zip(group, found, strict=True):
                yield Window(at, classes[: total - at])

    def _wave(self, sound: Sound, start: int, stop: int, high_pass: bool) -> np.ndarray:
        reach = _HIGH_PASS_REACH if high_pass else 0
        wave: np.ndarray = np.nan_to_num(sound.read(start - reach, stop + reach), nan=0.0, posinf=0.0, neginf=0.0)
        return _filtered(wave, self._high_pass) if high_pass else wave

    def classes(self, wave: np.ndarray, starts: list[int]) -> np.ndarray:
        """Class probabilities of the windows that start at these samples of `wave` (multiples of FRAME).

        Shape (windows, WIDTH, 7). The sinc filters run once over the wave; each window's own loudness
        normalisation comes after them, which is the same because they are linear.
        """
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            sound = torch.from_numpy(wave).to(self._device)
            bands = functional.conv1d(sound[None, None], self._filters, stride=_SINC_STRIDE)[0]
            features = torch.stack([self._convolve(sound[s : s + WINDOW], self._bands_of(bands, s)) for s in starts])
            hidden, _ = self._lstm(features.transpose(1, 2))
            for name in ("linear.0", "linear.1"):
                hidden = functional.leaky_relu(functional.linear(hidden, *self._pair(name)))
            out: np.ndarray = torch.softmax(functional.linear(hidden, *self._pair("classifier")), dim=-1).cpu().numpy()
        return out

    @staticmethod
    def _bands_of(bands: Any, start: int) -> Any:
        first = start // _SINC_STRIDE
        return bands[:, first : first + (WINDOW - _SINC_WIDTH) // _SINC_STRIDE + 1]

    def _pair(self, name: str) -> tuple[Any, Any]:
        return self._state[f"{name}.weight"], self._state[f"{name}.bias"]

    def _convolve(self, wave: Any, bands: Any) -> Any:
        """One window's sinc bands → features (60, WIDTH)."""
        import torch
        from torch.nn import functional

        gain, shift = self._pair("sincnet.wav_norm1d")
        scale = gain / torch.sqrt(wave.var(correction=0) + 1e-5)
        out = torch.addcmul((shift - wave.mean() * scale) * self._filters.sum(dim=2), bands, scale).abs_()[None]
        for layer in range(3):
            if layer:
                out = functional.conv1d(out, *self._pair(f"sincnet.conv1d.{layer}"))
            weight, bias = self._pair(f"sincnet.norm1d.{layer}")
            out = functional.leaky_relu(functional.instance_norm(functional.max_pool1d(out, 3), weight=weight, bias=bias))
        return out[0]


def _sinc_filters(state: dict[str, Any]) -> Any:
    """The 80 band-pass filters from their edges, shape (80, 1, 251): 40 even, then 40 odd (Ravanelli & Bengio 2018)."""
    import torch

    prefix = "sincnet.conv1d.0.filterbank."
    low = 50 + state[prefix + "low_hz_"].abs()
    high = torch.clamp(low + 50 + state[prefix + "band_hz_"].abs(), 50, 8000)
    time, taper, band = state[prefix + "n_"], state[prefix + "window_"], high - low
    even = (torch.sin(high @ time) - torch.sin(low @ time)) / (time / 2) * taper
    odd = (torch.cos(low @ time) - torch.cos(high @ time)) / (time / 2) * taper
    filters = torch.cat(
        [torch.cat([even, 2 * band, even.flip(1)], dim=1) / (2 * band), torch.cat([odd, 0 * band, -odd.flip(1)], dim=1) / (2 * band)]
    )
    return filters[:, None]


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
