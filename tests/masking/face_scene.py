"""A made consultation with everything that is hard about faces, and how much of them a set of covers hides."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from face_film import FPS, Person, Pose, Truth, astronaut, other

from reflect.model.mask import FaceTrack, Shape
from reflect.model.span import Span

SECONDS = 40
LEAST_SHARE = 0.2
"""A frame counts when so much of the face is seen; of less nobody is known."""
WHOLE = 0.97
"""A face is covered when so much of what is seen of it is."""


def people(size: tuple[int, int], texture: np.ndarray | None = None) -> list[Person]:
    """Two who talk, one who walks through and comes back, one who looks in at the edge for three frames. Later ones stand in front."""
    face = astronaut() if texture is None else texture
    w, h = size
    s = h / 720

    def talker(at: float) -> Pose:
        yaw = 75 * math.sin(at / 2.2) if int(at) % 16 < 12 else 20
        return Pose(w * 0.28 + 14 * s * math.sin(at), h * 0.45 + 6 * s * math.sin(at * 1.7), 92 * s, yaw, 18 * math.sin(at / 3))

    def client(at: float) -> Pose:
        turn = 150 * max(0.0, math.sin((at - 5) / 4)) ** 3 if 5 < at < 17.5 else -35 + 30 * math.sin(at / 1.5)
        return Pose(w * 0.7 + 20 * s * math.sin(at / 2), h * 0.5, 66 * s, turn, 30 * max(0.0, math.sin(at / 5)) ** 2)

    def walker(at: float) -> Pose | None:
        if 12 <= at < 18:  # from left to right in front of all
            return Pose(-90 * s + (at - 12) / 6 * (w + 180 * s), h * 0.38 + 10 * s * math.sin(at * 6), 84 * s, 55)
        if 25 <= at < 33:  # comes back, stops in the middle and looks, leaves
            part = (at - 25) / 8
            x = w + 90 * s - part / 0.4 * (w * 0.5 + 90 * s) if part < 0.4 else w * 0.5 - max(0.0, part - 0.6) / 0.4 * (w * 0.5 + 90 * s)
            return Pose(x, h * 0.38, 84 * s, -50 if part < 0.35 or part > 0.62 else 0)
        return None

    def visitor(at: float) -> Pose | None:
        frame = round(at * FPS)
        if 21 * FPS <= frame < 21 * FPS + 3:
            return Pose(w - 20 * s, h * 0.4, 80 * s, -15)
        if 36 * FPS <= frame < 36 * FPS + 3:
            return Pose(8 * s, h * 0.3, 80 * s, 10)
        return None

    return [
        Person(face, talker),
        Person(other(face, 0.7, (1.0, 0.9, 0.85)), client),
        Person(other(face, 1.25, (1.0, 0.97, 0.9), mirrored=False), walker),
        Person(other(face, 0.9, (0.95, 1.0, 1.05)), visitor),
    ]


def paper(size: tuple[int, int]) -> Callable[[np.ndarray, float], np.ndarray]:
    """A sheet that is held before the client's face: the lower half of it, then nearly all."""
    w, h = size

    def hide(picture: np.ndarray, at: float) -> np.ndarray:
        hidden = np.zeros(picture.shape[:2], bool)
        if 19 <= at < 24:
            top = 0.53 if at < 21.5 or at > 22.5 else 0.44
            hidden[int(h * top) : int(h * (top + 0.2)), int(w * 0.6) : int(w * 0.8)] = True
            picture[hidden] = (236, 234, 226)
            for n in range(6):
                row = int(h * (top + 0.02 + 0.028 * n))
                picture[row : row + 2, int(w * 0.62) : int(w * 0.78)] = (90, 90, 100)
        return hidden

    return hide


@dataclass(frozen=True, slots=True)
class Measured:
    """Frames with a face, one for each face in each; how many are covered, and where not: (frame, who, share seen, share covered)."""

    frames: int
    covered: int
    points: float
    bare: tuple[tuple[int, int, float, float], ...]

    @property
    def share(self) -> float:
        return self.covered / max(1, self.frames)


def measured(
    truths: Iterable[Sequence[Truth]], covers: Sequence[tuple[Span, FaceTrack]], size: tuple[int, int], fps: int = FPS
) -> Measured:
    frames = covered = 0
    points, bare = 0.0, []
    for n, faces in enumerate(truths):
        at_ms = round(n * 1000 / fps)
        boxes = [(track, track.at(at_ms)) for span, track in covers if span.covers(at_ms) and not track.visible]
        for face in faces:
            if face.share < LEAST_SHARE:
                continue
            hidden = np.zeros(len(face.points), bool)
            for track, box in boxes:
                u = ((face.points[:, 0] + 0.5) / size[0] - box.x - box.w / 2) / (box.w / 2)
                v = ((face.points[:, 1] + 0.5) / size[1] - box.y - box.h / 2) / (box.h / 2)
                hidden |= u**2 + v**2 <= 1 if track.shape is Shape.ELLIPSE else np.maximum(abs(u), abs(v)) <= 1
            part = float(hidden.mean())
            frames, points = frames + 1, points + part
            if part >= WHOLE:
                covered += 1
            else:
                bare.append((n, face.who, round(face.share, 2), round(part, 2)))
    return Measured(frames, covered, points / max(1, frames), tuple(bare))
