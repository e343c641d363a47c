"""Reads a CTranslate2 model.bin, binary version 6.

The layout, all numbers little-endian, as `ctranslate2.specs.model_spec` writes it:

    uint32  binary version (6)
    string  name of the specification ("WhisperSpec")     string = uint16 length with the closing
    uint32  revision of the specification                          zero byte, then that many bytes
    uint32  number of variables, and for each of them
              string  name, e.g. "encoder/layer_0/ffn/linear_0/weight"
              uint8   number of dimensions, then a uint32 for each
              uint8   kind of number: float32, int8, int16, int32, float16, bfloat16 are 0 to 5
              uint32  bytes, then the values, row by row
    uint32  number of aliases, and for each of them
              string  another name, string  name of the variable it stands for
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from reflect.errors import ModelError

VERSION = 6
KINDS = ("<f4", "i1", "<i2", "<i4", "<f2")


def read_variables(path: Path) -> dict[str, np.ndarray]:
    """Every variable of the file by name, aliases included (they share memory). Raises `ModelError`."""
    try:
        with path.open("rb") as file:
            return _read(file, path)
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise ModelError(f"The model file {path} is not a whole CTranslate2 file ({error}). Get it again.") from error


def _read(file: BinaryIO, path: Path) -> dict[str, np.ndarray]:
    version = _number(file, "<I")
    if version != VERSION:
        raise ModelError(f"The model file {path} has CTranslate2 version {version}; only {VERSION} can be converted.")
    _string(file)
    _number(file, "<I")
    variables: dict[str, np.ndarray] = {}
    for _ in range(_number(file, "<I")):
        name = _string(file)
        shape = tuple(_number(file, "<I") for _ in range(_number(file, "<B")))
        kind, size = _number(file, "<B"), _number(file, "<I")
        if kind >= len(KINDS):
            raise ModelError(f"The model file {path}: {name} has numbers of kind {kind}, which cannot be converted. Take a float16 model.")
        raw = file.read(size)
        if len(raw) != size:
            raise ValueError("it ends early")
        variables[name] = np.frombuffer(raw, dtype=KINDS[kind]).reshape(shape)
    for _ in range(_number(file, "<I")):
        alias = _string(file)
        variables[alias] = variables[_string(file)]
    return variables


def _number(file: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return int(value)


def _string(file: BinaryIO) -> str:
    length = _number(file, "<H")
    raw = file.read(length)
    if len(raw) != length:
        raise ValueError("it ends early")
    return raw[:-1].decode("utf-8")
