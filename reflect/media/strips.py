"""Words drawn into the picture: finished drawings, laid over pictures while their time lasts. Runs in the child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing (PNG with transparency) of `path` that stands from `start_ms` to `end_ms` of the clip, its top left at `left`, `top`."""

    path: str
    start_ms: int
    end_ms: int
    left: int
    top: int


class Overlay:
    """Lays strips over pictures in yuv420p. Drawings are read when they are first needed and one at a time is kept."""

    def __init__(self, strips: tuple[Strip, ...], ticks: int) -> None:
        self.strips, self.ticks = strips, ticks
        self._read: dict[str, tuple[np.ndarray, ...]] = {}

    def on(self, frame: Any) -> Any:
        """The frame itself where no strip stands, else a new one."""
        import av

        at_ms = frame.pts * 1000 / self.ticks
        standing = [strip for strip in self.strips if strip.start_ms <= at_ms < strip.end_ms]
        if not standing:
            return frame
        pixels = frame.reformat(format="yuv420p").to_ndarray()
        for strip in standing:
            self._lay(pixels, frame.height, strip)
        out = av.VideoFrame.from_ndarray(pixels, format="yuv420p")
        out.pts, out.time_base, out.color_range, out.colorspace = frame.pts, frame.time_base, frame.color_range, frame.colorspace
        return out

    def _lay(self, pixels: np.ndarray, height: int, strip: Strip) -> None:
        light, cover, cover_half = self._drawing(strip)
        width = pixels.shape[1]
        area = pixels[strip.top : min(height, strip.top + light.shape[0]), strip.left : strip.left + light.shape[1]]
        light, cover = light[: area.shape[0], : area.shape[1]], cover[: area.shape[0], : area.shape[1]]
        area[:] = (area + (light - area) * cover).round().astype(np.uint8)
        quarter = height * width // 4
        for start in (height * width, height * width + quarter):
            colour = pixels.reshape(-1)[start : start + quarter].reshape(height // 2, width // 2)
            part = colour[strip.top // 2 : strip.top // 2 + cover_half.shape[0], strip.left // 2 : strip.left // 2 + cover_half.shape[1]]
            # What is drawn is grey, so colour only fades.
            part[:] = (part + (128.0 - part) * cover_half[: part.shape[0], : part.shape[1]]).round().astype(np.uint8)

    def _drawing(self, strip: Strip) -> tuple[np.ndarray, ...]:
        if strip.path not in self._read:
            self._read = {strip.path: _drawing(strip.path)}
        return self._read[strip.path]


def _drawing(path: str) -> tuple[np.ndarray, ...]:
    """Lightness (16 to 235), cover (0 to 1), and cover of the colours, which have half the size."""
    from PIL import Image

    with Image.open(path) as image:
        rgba = np.asarray(image.convert("LA"), np.float32)
    cover = rgba[..., 1] / 255
    rows, columns = cover.shape[0] // 2 * 2, cover.shape[1] // 2 * 2
    half = cover[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))
    return 16 + rgba[..., 0] * (219 / 255), cover, half
