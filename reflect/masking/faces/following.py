"""Where a box went between two looks, by what is on it: points that stand out are found again in the next picture.

Pyramidal Lucas-Kanade, there and back again: a point that does not come back to where it started was lost. The rest of cv2 here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any

import numpy as np

from reflect.masking.faces.centerface import opencv
from reflect.model.mask import Box

WIDTH = 480
"""Pictures are made this wide for following."""
KEPT = 10
"""Looks that are kept to follow a face back in time."""
_POINTS, _LEAST = 40, 6
_AWAY_PX = 1.0
"""A point may come back this far from where it started."""


class Follower:
    """Keeps the last looks. Calling it follows a box from its own moment to another that is kept, forwards or backwards."""

    def __init__(self) -> None:
        self._cv2: Any = opencv()
        self._kept: deque[tuple[int, np.ndarray]] = deque(maxlen=KEPT)

    @property
    def moments(self) -> tuple[int, ...]:
        return tuple(at_ms for at_ms, _ in self._kept)

    def keep(self, at_ms: int, picture: np.ndarray) -> None:
        """A look: BGR (height, width, 3) as it is shown."""
        height = max(1, round(picture.shape[0] * WIDTH / picture.shape[1]))
        grey = self._cv2.cvtColor(picture, self._cv2.COLOR_BGR2GRAY)
        self._kept.append((at_ms, self._cv2.resize(grey, (WIDTH, height), interpolation=self._cv2.INTER_AREA)))

    def __call__(self, box: Box, at_ms: int) -> Box | None:
        """The box at another moment; None when it cannot be told."""
        pictures = dict(self._kept)
        one, two = pictures.get(box.at_ms), pictures.get(at_ms)
        if one is None or two is None:
            return None
        points = self._points(one, box)
        if points is None or len(points) < _LEAST:
            return None
        there, found, _ = self._cv2.calcOpticalFlowPyrLK(one, two, points, None, winSize=(17, 17), maxLevel=3)
        back, again, _ = self._cv2.calcOpticalFlowPyrLK(two, one, there, None, winSize=(17, 17), maxLevel=3)
        good = (found[:, 0] == 1) & (again[:, 0] == 1) & (np.linalg.norm(points - back, axis=-1)[:, 0] < _AWAY_PX)
        if good.sum() < max(_LEAST, len(points) // 3):
            return None
        return _carried(box, at_ms, points[good][:, 0], there[good][:, 0], one.shape)

    def _points(self, grey: np.ndarray, box: Box) -> np.ndarray | None:
        height, width = grey.shape
        # The middle of the box: its corners show what is behind the face.
        inner = box.grown(-0.1)
        left, top = max(0, int(inner.x * width)), max(0, int(inner.y * height))
        right, bottom = min(width, int((inner.x + inner.w) * width)), min(height, int((inner.y + inner.h) * height))
        if right - left < 6 or bottom - top < 6:
            return None
        part = np.ascontiguousarray(grey[top:bottom, left:right])
        points = self._cv2.goodFeaturesToTrack(part, _POINTS, 0.02, 3)
        return None if points is None else points + np.array([[[left, top]]], np.float32)


def _carried(box: Box, at_ms: int, before: np.ndarray, after: np.ndarray, shape: tuple[int, ...]) -> Box:
    """The box moved as most points moved, and resized as they went apart."""
    step = np.median(after - before, axis=0) / np.array([shape[1], shape[0]])
    apart_before = np.linalg.norm(before - np.median(before, axis=0), axis=1)
    apart_after = np.linalg.norm(after - np.median(after, axis=0), axis=1)
    wide = apart_before > 2
    scale = float(np.clip(np.median(apart_after[wide] / apart_before[wide]), 0.9, 1.1)) if wide.sum() >= _LEAST else 1.0
    w, h = box.w * scale, box.h * scale
    x, y = box.x + (box.w - w) / 2 + float(step[0]), box.y + (box.h - h) / 2 + float(step[1])
    return replace(box, at_ms=at_ms, x=x, y=y, w=w, h=h)
