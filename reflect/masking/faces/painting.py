"""Covering a face in one picture. Pure, and without cv2: numbers in, the same numbers changed.

Solid is the default: it leaves nothing. Pixels and blur are made of at most 6 × 6 values for a whole face, which hides it from people;
but many frames of a moving face together tell more than one, and programs have known people by less. They are for who needs to see that
somebody is there and agreed to that.
"""

from __future__ import annotations

import numpy as np

from reflect.model.mask import Box, Shape, Style

BLOCKS = 6
"""So many values stand for a face, across and down."""
GREY = 96
"""The brightness of a solid cover."""


def paint(plane: np.ndarray, box: Box, style: Style, shape: Shape, solid: int) -> None:
    """Covers the box in one plane of a picture (rows, columns), in place. `solid` is the value of a solid cover in this plane.

    The plane may be smaller than the picture, as planes of colour are: the box is in parts of the picture.
    """
    height, width = plane.shape
    left, right = int(np.floor(box.x * width)), int(np.ceil((box.x + box.w) * width))
    top, bottom = int(np.floor(box.y * height)), int(np.ceil((box.y + box.h) * height))
    x0, x1, y0, y1 = max(0, left), min(width, right), max(0, top), min(height, bottom)
    if x0 >= x1 or y0 >= y1:
        return
    part = plane[y0:y1, x0:x1]
    covered = np.full(part.shape, solid, plane.dtype) if style is Style.SOLID else _coarse(part, style)
    if shape is Shape.BOX:
        part[:] = covered
        return
    inside = _ellipse((x0, x1, y0, y1), box, width, height)
    part[inside] = covered[inside]


def _ellipse(region: tuple[int, int, int, int], box: Box, width: int, height: int) -> np.ndarray:
    x0, x1, y0, y1 = region
    across = ((np.arange(x0, x1) + 0.5) / width - box.x - box.w / 2) / (box.w / 2)
    down = ((np.arange(y0, y1) + 0.5) / height - box.y - box.h / 2) / (box.h / 2)
    # Half a pixel more: what the edge of the ellipse touches is inside, in planes of every size.
    slack = 1 + 1 / max(2.0, min(box.w * width, box.h * height) / 2)
    inside: np.ndarray = across[None, :] ** 2 + down[:, None] ** 2 <= slack**2
    return inside


def _coarse(part: np.ndarray, style: Style) -> np.ndarray:
    """The part as `BLOCKS` × `BLOCKS` means, drawn as blocks (pixel) or smoothly (blur)."""
    height, width = part.shape
    rows, columns = _edges(height), _edges(width)
    sums = np.add.reduceat(np.add.reduceat(part.astype(np.float32), rows[:-1], axis=0), columns[:-1], axis=1)
    means = sums / (np.diff(rows)[:, None] * np.diff(columns)[None, :])
    if style is Style.PIXEL:
        out = means.repeat(np.diff(rows), axis=0).repeat(np.diff(columns), axis=1)
    else:
        out = _smooth(_smooth(means, rows, height).T, columns, width).T
    rounded: np.ndarray = out.round().astype(part.dtype)
    return rounded


def _edges(length: int) -> np.ndarray:
    return np.unique(np.linspace(0, length, min(BLOCKS, length) + 1).round().astype(int))


def _smooth(means: np.ndarray, edges: np.ndarray, length: int) -> np.ndarray:
    """Straight lines between the middles of the blocks, down the rows."""
    middles = (edges[:-1] + edges[1:] - 1) / 2
    place = np.clip(np.interp(np.arange(length), middles, np.arange(len(middles))), 0, len(middles) - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, len(middles) - 1)
    part = (place - low)[:, None]
    out: np.ndarray = means[low] * (1 - part) + means[high] * part
    return out
