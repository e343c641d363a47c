"""Films whose pictures carry their number, and whose sound clicks at known moments. Not part of the product.

Sixteen squares on top of each picture are the bits of its number, white or black, the lowest first; the rest moves, so that a
picture that was not drawn whole shows. Every picture's moment is known exactly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import sin
from pathlib import Path

import numpy as np

BITS, SQUARE = 16, 16
CLICK_EVERY_S = 0.5
RATE = 48_000


@dataclass(frozen=True)
class Counted:
    """How to make a film. `steps` are ticks of `base` that the pictures stand on screen, over and over."""

    name: str
    base: Fraction
    steps: tuple[int, ...]
    seconds: float = 5.0
    group: int = 50
    size: tuple[int, int] = (256, 144)
    codec: str = "libx264"
    x264: str = "bframes=3:b-adapt=0"
    pixels: str = "yuv420p"
    sound: str = "aac"
    preset: str = "ultrafast"
    options: dict[str, str] = field(default_factory=dict)

    @property
    def moments(self) -> tuple[Fraction, ...]:
        """When each picture is first shown, in seconds."""
        out, at = [], 0
        for step in itertools.cycle(self.steps):
            if at * self.base >= self.seconds:
                return tuple(out)
            out.append(at * self.base)
            at += step
        return ()


F = Fraction
CONSTANT = (
    Counted("25.mp4", F(1, 12800), (512,)),
    Counted("2997.mp4", F(1, 30000), (1001,)),
    Counted("50.mp4", F(1, 12800), (256,), group=100),
    Counted("2997.mkv", F(1, 30000), (1001,)),
    Counted("25.mov", F(1, 600), (24,), sound="pcm_s16le"),
    Counted("coarse.mp4", F(1, 25), (1,), group=250),
    Counted("plain.mp4", F(1, 12800), (512,), x264="bframes=0"),
    Counted("pyramid.mp4", F(1, 12800), (512,), x264="bframes=8:b-pyramid=normal:b-adapt=2"),
    Counted("rare.mp4", F(1, 12800), (512,), group=1000),
    Counted("full.mp4", F(1, 12800), (512,), pixels="yuvj420p"),
)
VARIABLE = (
    Counted("phone.mp4", F(1, 90000), (3000, 3003, 2997, 6006, 1500, 4500), group=40),
    Counted("screen.mkv", F(1, 1000), (40, 33, 17, 250, 20), group=30),
)
OPEN = Counted("open.mp4", F(1, 12800), (512,), group=25, x264="bframes=3:b-adapt=0:open-gop=1")
OTHER = (
    Counted("deep.mkv", F(1, 1000), (40,), codec="libx265", x264=""),
    Counted("ten.mp4", F(1, 12800), (512,), pixels="yuv420p10le"),
    Counted("old.avi", F(1, 25), (1,), codec="mpeg4", x264="", sound="pcm_s16le"),
    Counted("web.webm", F(1, 1000), (40,), codec="libvpx", x264="", sound="libopus", options={"deadline": "realtime", "cpu-used": "8"}),
    Counted("odd.mkv", F(1, 1000), (40,), codec="mjpeg", x264="", size=(257, 145), pixels="yuvj444p"),
    Counted("camera.mts", F(1, 90000), (3600,), sound="aac"),
)


def make(film: Counted, folder: Path) -> Path:
    """The film in `folder`; made once."""
    import av

    path = folder / film.name
    if path.exists():
        return path
    with av.open(str(path), "w", format={".mts": "mpegts"}.get(path.suffix)) as output:
        picture = output.add_stream(film.codec, rate=round(1 / (film.base * film.steps[0])))
        picture.width, picture.height, picture.pix_fmt = *film.size, film.pixels
        picture.codec_context.time_base, picture.codec_context.gop_size = film.base, film.group
        picture.options = {"preset": film.preset, **({"x264-params": f"{film.x264}:keyint={film.group}:scenecut=0"} if film.x264 else {})}
        picture.options |= film.options if film.codec != "libx265" else {"x265-params": "log-level=none"}
        sound = output.add_stream(film.sound, rate=RATE) if film.sound else None
        clicks = _clicks(film.seconds)
        for number, moment in enumerate(film.moments):
            while sound is not None and (frame := next(clicks, None)) is not None:
                output.mux(sound.encode(frame))
                if frame.pts / RATE > moment:
                    break
            drawn = av.VideoFrame.from_ndarray(_picture(number, film.size), format="gray").reformat(format=film.pixels)
            drawn.pts, drawn.time_base = round(moment / film.base), film.base
            output.mux(picture.encode(drawn))
        output.mux(picture.encode(None))
        if sound is not None:
            for frame in clicks:
                output.mux(sound.encode(frame))
            output.mux(sound.encode(None))
    return path


@cache
def _ground(size: tuple[int, int]) -> np.ndarray:
    """A still larger than the picture, of soft spots and grain: what a camera sees is neither flat nor all noise."""
    width, height = size[0] + 128, size[1] + 128
    rough = np.random.default_rng(5).normal(128, 60, (height // 16 + 2, width // 16 + 2))
    soft = rough.repeat(16, axis=0).repeat(16, axis=1)[:height, :width]
    for axis in (0, 1):
        soft = sum(np.roll(soft, shift, axis) for shift in range(-8, 9, 4)) / 5
    return np.clip(soft + np.random.default_rng(6).normal(0, 3, soft.shape), 30, 220).astype(np.uint8)


def _picture(number: int, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    down, right = round(64 + 63 * sin(number / 31)), round(64 + 63 * sin(number / 47))
    out = _ground(size)[down : down + height, right : right + width].copy()
    for bit in range(BITS):
        out[:SQUARE, bit * SQUARE : (bit + 1) * SQUARE] = 235 if number >> bit & 1 else 16
    return out


def _clicks(seconds: float) -> Iterator[object]:
    import av

    n = np.arange(round(seconds * RATE))
    since = n % round(CLICK_EVERY_S * RATE)
    wave = np.where(since < 480, 0.7 * np.sin(2 * np.pi * 1000 * since / RATE), 0.0)
    samples = (np.stack([wave, wave]) * 32767).astype(np.int16)
    for at in range(0, samples.shape[1], 960):
        part = np.ascontiguousarray(samples[:, at : at + 960].T.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        yield frame


def numbers(path: Path, until_s: float = float("inf")) -> list[tuple[float, int]]:
    """Every picture of a film as a player shows it: when (s), and the number it carries. Raises when a square is grey."""
    import av

    out = []
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            if frame.time >= until_s:
                break
            light = frame.reformat(format="gray").to_ndarray()
            middles = [light[SQUARE // 2 - 2 : SQUARE // 2 + 2, bit * SQUARE + 6 : bit * SQUARE + 10].mean() for bit in range(BITS)]
            if any(70 < value < 180 for value in middles):
                raise AssertionError(f"picture {len(out)} of {path.name} is not clear: {middles}")
            out.append((float(frame.pts * frame.time_base), sum(1 << bit for bit, value in enumerate(middles) if value > 128)))
    return out


def first_moment(path: Path) -> float:
    """Where a player shows 0:00, in the file's own seconds: the earliest of picture and sound."""
    import av

    begins = []
    for kind in ("video", "audio"):
        with av.open(str(path)) as film:
            frames = film.decode(**{kind: 0})
            frame = next(frames)
            begins.append(float(frame.pts * frame.time_base))
    return min(begins)


def clicks_of(path: Path) -> list[float]:
    """When the sound of a file clicks, in seconds, to the sample."""
    import av

    parts: list[np.ndarray] = []
    begins = 0.0
    with av.open(str(path)) as film:
        machine = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in film.decode(audio=0):
            if not parts:
                begins = float(frame.pts * frame.time_base)
            parts += [piece.to_ndarray()[0] for piece in machine.resample(frame)]
    wave = np.abs(np.concatenate(parts))
    loud = np.flatnonzero(wave > 0.15)
    first = loud[np.diff(loud, prepend=-RATE) > RATE // 10]
    return [begins + n / RATE for n in first]
