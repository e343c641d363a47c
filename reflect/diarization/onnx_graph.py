"""Builds small networks in the ONNX format, which onnxruntime runs from memory.

ONNX files are protocol buffers. Of that encoding a graph needs only numbers and things with a length, so it
is written here in a few lines; the package onnx would be one more to install and to import. Field numbers are
those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).

    graph = Graph()
    x = graph.input("x", ("n", 80))
    y = graph.op("Relu", graph.op("MatMul", x, graph.constant(weights)))
    data = graph.model(y)
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

OPSET = 17
_IR_VERSION = 8
_FLOAT, _INT64 = 1, 7
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

Size = int | str
"""A dimension: a number, or a name for one that differs from run to run."""


def _varint(value: int) -> bytes:
    # Negative numbers are written as 64-bit two's complement.
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, float):
        return _varint(number << 3 | _FIXED32) + struct.pack("<f", value)
    if isinstance(value, int):
        return _varint(number << 3 | _VARINT) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | _BYTES) + _varint(len(raw)) + raw


def _attribute(name: str, value: int | float | str | Sequence[int]) -> bytes:
    if isinstance(value, float):
        kind, body = 1, _field(2, value)
    elif isinstance(value, int):
        kind, body = 2, _field(3, value)
    elif isinstance(value, str):
        kind, body = 3, _field(4, value)
    else:
        kind, body = 7, b"".join(_field(8, v) for v in value)
    return _field(1, name) + body + _field(20, kind)


def _value(name: str, shape: Sequence[Size] | None) -> bytes:
    tensor = _field(1, _FLOAT)
    if shape is not None:
        tensor += _field(2, b"".join(_field(1, _field(1, s) if isinstance(s, int) else _field(2, s)) for s in shape))
    return _field(1, name) + _field(2, _field(1, tensor))


class Graph:
    """A network under construction. Values are known by their names."""

    def __init__(self) -> None:
        self._inputs: list[bytes] = []
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def input(self, name: str, shape: Sequence[Size]) -> str:
        """A float32 input."""
        self._inputs.append(_value(name, shape))
        return name

    def constant(self, array: np.ndarray) -> str:
        """Numbers known beforehand: float32, or int64 for shapes and indices."""
        kind, form = (_INT64, "<i8") if array.dtype.kind == "i" else (_FLOAT, "<f4")
        name = f"c{len(self._constants)}"
        dims = b"".join(_field(1, n) for n in array.shape)
        raw = np.ascontiguousarray(array, dtype=form).tobytes()
        self._constants.append(dims + _field(2, kind) + _field(8, name) + _field(9, raw))
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """The first output of an operator; "" stands for an input that is left out."""
        name = f"v{len(self._nodes)}"
        body = b"".join(_field(1, i) for i in inputs) + _field(2, name) + _field(4, kind)
        self._nodes.append(body + b"".join(_field(5, _attribute(k, v)) for k, v in attributes.items()))
        return name

    def model(self, *outputs: str) -> bytes:
        """The whole file."""
        parts = [
            *(_field(1, node) for node in self._nodes),
            _field(2, "reflect"),
            *(_field(5, constant) for constant in self._constants),
            *(_field(11, value) for value in self._inputs),
            *(_field(12, _value(name, None)) for name in outputs),
        ]
        return _field(1, _IR_VERSION) + _field(7, b"".join(parts)) + _field(8, _field(2, OPSET))
