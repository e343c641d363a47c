"""A film of faces that move as people do, made from nothing but pictures in the public domain, with the truth about every frame.

The head is an ellipsoid that wears the picture of a face: turned, it shows its side, and from behind hair. So a turned face looks as
turned faces do as far as what is on them goes; what a real nose does in profile it does not show. The picture is of the astronaut
Eileen Collins (NASA, public domain), which the package scikit-image carries; other people are this face mirrored, lighter or darker.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

FPS = 25
HEAD = (0.78, 1.0)
"""Half width and half height of the head, in half heights."""
FACE = (0.46, 0.62, 0.22)
"""Half width and half height of the face on the head and how far its middle lies under the head's, in half heights."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a head is: its middle (px), half its height (px), how far it is turned to the side and down (degrees)."""

    x: float
    y: float
    size: float
    yaw: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class Truth:
    """One face in one frame: the points of it that can be seen (n, 2) in px, and the share of it that is turned to us and not hidden."""

    who: int
    points: np.ndarray
    share: float


@dataclass(frozen=True, slots=True)
class Person:
    """`texture` is the head from the front (RGB); `path` gives the pose at a moment in seconds, None when away."""

    texture: np.ndarray
    path: Callable[[float], Pose | None]


def astronaut() -> np.ndarray:
    """The head from the front, 184 px high, RGB."""
    from PIL import Image

    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("scikit-image")
    with Image.open(Path(spec.submodule_search_locations[0]) / "data" / "astronaut.png") as picture:
        return np.asarray(picture.convert("RGB"))[8:192, 150:306]


def other(texture: np.ndarray, light: float = 1.0, tint: Sequence[float] = (1.0, 1.0, 1.0), mirrored: bool = True) -> np.ndarray:
    """Another person of the same face."""
    made = np.clip((texture.astype(np.float32) / 255) ** (1 / light) * np.asarray(tint) * 255, 0, 255).astype(np.uint8)
    return made[:, ::-1] if mirrored else made


@cache
def room(width: int, height: int) -> np.ndarray:
    """A wall with a window, a shelf and a table, and noise as a camera has."""
    rng = np.random.default_rng(6)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wall = np.stack([190 - 40 * y / height, 186 - 30 * y / height + 10 * x / width, 172 - 20 * y / height], axis=-1)
    wall[int(height * 0.1) : int(height * 0.4), int(width * 0.42) : int(width * 0.58)] = (205, 222, 235)
    wall[int(height * 0.12) : int(height * 0.3), int(width * 0.8) : int(width * 0.92)] = (120, 90, 60)
    for n in range(9):
        left = int(width * (0.81 + 0.012 * n))
        wall[int(height * 0.14) : int(height * 0.29), left : left + int(width * 0.008)] = rng.integers(40, 220, 3)
    wall[int(height * 0.82) :] = (140, 104, 74)
    return np.clip(wall + rng.normal(0, 4, wall.shape), 0, 255).astype(np.uint8)


def draw_head(picture: np.ndarray, texture: np.ndarray, pose: Pose) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draws the head into the picture. Returns which pixels (rows, columns) are of the face, and the share of the face that faces us."""
    height, width = picture.shape[:2]
    a, b = HEAD[0] * pose.size, HEAD[1] * pose.size
    left, right = max(0, math.floor(pose.x - a)), min(width, math.ceil(pose.x + a) + 1)
    top, bottom = max(0, math.floor(pose.y - b)), min(height, math.ceil(pose.y + b) + 1)
    none = np.empty(0, np.int64)
    if left >= right or top >= bottom:
        return none, none, np.zeros(0)
    py, px = np.mgrid[top:bottom, left:right]
    u, v = (px - pose.x) / a, (py - pose.y) / b
    inside = u**2 + v**2 <= 1
    w = np.sqrt(np.clip(1 - u**2 - v**2, 0, 1))
    yaw, pitch = math.radians(pose.yaw), math.radians(pose.pitch)
    # Back to the head as it looks straight ahead: first the pitch, then the yaw.
    v1, w1 = v * math.cos(pitch) - w * math.sin(pitch), v * math.sin(pitch) + w * math.cos(pitch)
    u1, w2 = u * math.cos(yaw) - w1 * math.sin(yaw), u * math.sin(yaw) + w1 * math.cos(yaw)
    th, tw = texture.shape[:2]
    tx = np.clip(((u1 + 1) / 2 * (tw - 1)).round().astype(int), 0, tw - 1)
    ty = np.clip(((v1 + 1) / 2 * (th - 1)).round().astype(int), 0, th - 1)
    colours = texture[ty, tx].astype(np.float32)
    hair = texture[: th // 12].reshape(-1, 3).mean(axis=0) * 0.5 + 20
    behind = np.clip(-w2 * 6 + 0.5, 0, 1)[..., None]
    shade = (0.75 + 0.25 * w)[..., None]
    drawn = (colours * (1 - behind) + hair * behind) * shade
    region = picture[top:bottom, left:right]
    region[inside] = np.clip(drawn, 0, 255).astype(np.uint8)[inside]
    face = inside & (w2 > 0.05) & (((u1 * HEAD[0]) / FACE[0]) ** 2 + ((v1 * HEAD[1] - FACE[2]) / FACE[1]) ** 2 <= 1)
    rows, columns = np.nonzero(face)
    return rows + top, columns + left, face[face]


def face_area(pose: Pose) -> float:
    """How many pixels the whole face has when it looks at us."""
    return math.pi * FACE[0] * FACE[1] * pose.size**2


def frames(
    people: Sequence[Person], seconds: float, size: tuple[int, int], hiding: Callable[[np.ndarray, float], np.ndarray] | None = None
) -> Iterator[tuple[np.ndarray, list[Truth]]]:
    """Every frame (RGB) with its faces. Later people stand in front; `hiding` draws something over all and says which pixels it hid."""
    width, height = size
    rng = np.random.default_rng(7)
    for n in range(round(seconds * FPS)):
        at = n / FPS
        picture = room(width, height).copy()
        owner = np.full((height, width), -1, np.int16)
        wholes: dict[int, float] = {}
        for who, person in enumerate(people):
            pose = person.path(at)
            if pose is None:
                continue
            _body(picture, owner, pose, who)
            rows, columns, _ = draw_head(picture, person.texture, pose)
            _claim_head(owner, pose)
            owner[rows, columns] = who
            wholes[who] = face_area(pose)
        if hiding is not None:
            owner[hiding(picture, at)] = -1
        noise = rng.integers(-3, 4, (height // 2, width // 2, 1), dtype=np.int16).repeat(2, axis=0).repeat(2, axis=1)
        yield np.clip(picture + noise, 0, 255).astype(np.uint8), _truths(owner, wholes)


def _truths(owner: np.ndarray, wholes: dict[int, float]) -> list[Truth]:
    found = []
    for who, whole in wholes.items():
        rows, columns = np.nonzero(owner == who)
        if len(rows):
            found.append(Truth(who, np.stack([columns, rows], axis=1), len(rows) / whole))
    return found


def _body(picture: np.ndarray, owner: np.ndarray, pose: Pose, who: int) -> None:
    height, width = picture.shape[:2]
    top = int(pose.y + pose.size * 0.75)
    if top >= height:
        return
    y, x = np.mgrid[max(0, top) : height, 0:width]
    half = np.minimum(pose.size * 1.9, pose.size * 0.4 + (y - top) * 1.2)
    body = np.abs(x - pose.x) < half
    part = picture[max(0, top) :]
    part[body] = ((60, 70, 110), (120, 60, 60), (70, 100, 70), (90, 80, 110))[who % 4]
    owner[max(0, top) :][body] = -1


def _claim_head(owner: np.ndarray, pose: Pose) -> None:
    height, width = owner.shape
    y, x = np.mgrid[0:height, 0:width]
    owner[((x - pose.x) / (HEAD[0] * pose.size)) ** 2 + ((y - pose.y) / (HEAD[1] * pose.size)) ** 2 <= 1] = -1


def write_film(
    path: Path, made: Iterator[tuple[np.ndarray, list[Truth]]], size: tuple[int, int], seconds: float = 0.0
) -> list[list[Truth]]:
    """The film as H.264 in an MP4, with a tone when `seconds` is given. Returns the truth of every frame."""
    import av

    truths = []
    with av.open(str(path), "w") as output:
        stream: Any = output.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "20"}
        sound: Any = output.add_stream("aac", rate=48_000) if seconds else None
        for picture, truth in made:
            truths.append(truth)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if sound is not None:
            _tone(output, sound, seconds)
    return truths


def _tone(output: Any, sound: Any, seconds: float) -> None:
    import av

    for n in range(round(seconds * 48_000 / 1024)):
        wave = 0.1 * np.sin(2 * np.pi * 440 * (n * 1024 + np.arange(1024)) / 48_000)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, n * 1024, Fraction(1, 48_000)
        output.mux(sound.encode(frame))
    output.mux(sound.encode(None))
