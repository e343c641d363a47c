"""A second camera is covered on the clock of the recording's film: what it shows outside the film is gone, and its own sound too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from face_film import write_film
from tag_ops import new_id
from typer.testing import CliRunner

from reflect.cli import app
from reflect.errors import NotAllowedError, NotFoundError, UsageError
from reflect.masking import faces
from reflect.masking.faces import CameraClock, Face
from reflect.masking.faces.painting import GREY
from reflect.masking.faces.writing import propose
from reflect.media import probe
from reflect.model.mask import Box, FaceTrack
from reflect.model.span import Span
from reflect.store import NewMedia, disclosures, recordings
from reflect.store.database import Store
from reflect.store.incoming import import_media
from reflect.store.values import MediaKind

SIZE, FPS, FRAMES = (160, 90), 25, 75
LATER, EARLIER = CameraClock(500.0), CameraClock(-400.0)
MIDDLE = FaceTrack("", (Box(0, 0.4, 0.3, 0.2, 0.4),))


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds that get brighter, a step with each picture, with a tone."""
    path = tmp_path_factory.mktemp("camera") / "camera.mp4"
    pictures = ((np.full((SIZE[1], SIZE[0], 3), 120 + n, np.uint8), []) for n in range(FRAMES))
    write_film(path, pictures, SIZE, FRAMES / FPS)
    return path


def read(path: Path) -> tuple[list[int], list[np.ndarray]]:
    import av

    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    return [round(float(f.time) * 1000) for f in frames], [f.to_ndarray(format="gray") for f in frames]


def middle(picture: np.ndarray) -> int:
    return int(picture[SIZE[1] // 2, SIZE[0] // 2])


def test_a_camera_that_began_later_is_grey_until_then_and_stays_in_time(camera: Path, tmp_path: Path) -> None:
    out = tmp_path / "covered.mp4"
    done = faces.cover(camera, [(Span(1_000, 2_000), MIDDLE)], out, clock=LATER, length_ms=3_000)
    times, pictures = read(out)
    assert times[:3] == [0, 540, 580], "the first picture makes way for a grey one from the film's zero on"
    assert times[-1] == 2_980, "nothing after the film's end"
    assert abs(int(pictures[0].max()) - GREY) < 8
    assert done.painted == 27
    before = read(camera)[1]
    for at, picture in list(zip(times, pictures, strict=True))[1:]:
        own = before[round((at - 500) / 40)]
        assert abs(int(picture[5, 5]) - int(own[5, 5])) < 6, at
        assert abs(middle(picture) - (GREY if 960 < at < 2_000 else middle(own))) < 8, "a picture that stands when a cover begins has it"
    found = probe(out)
    assert not found.audio, "of its own sound nothing is known"


def test_what_a_camera_saw_before_the_film_began_is_not_in_it(camera: Path, tmp_path: Path) -> None:
    out = tmp_path / "covered.mp4"
    faces.cover(camera, [], out, clock=EARLIER, length_ms=60_000)
    times, pictures = read(out)
    assert (times[0], len(times)) == (0, FRAMES - 10)
    assert abs(middle(pictures[0]) - middle(read(camera)[1][10])) < 6


def test_a_clock_that_runs_slow_is_made_up_for(camera: Path, tmp_path: Path) -> None:
    out = tmp_path / "covered.mp4"
    faces.cover(camera, [], out, clock=CameraClock(0.0, 10_000.0), length_ms=60_000)
    times, _ = read(out)
    assert times[50] == pytest.approx(50 * 40 * 1.01, abs=1)


def test_a_camera_gets_the_sound_that_is_given(camera: Path, tmp_path: Path) -> None:
    from reflect.media.wave_sound import write_wave

    given, out = tmp_path / "given.wav", tmp_path / "covered.mp4"
    write_wave(given, [np.zeros(16_000 * 3, np.float32)])
    faces.cover(camera, [], out, sound=given, clock=LATER, length_ms=3_000)
    assert len(probe(out).audio) == 1
    with pytest.raises(UsageError, match="are given together"):
        faces.cover(camera, [], out, clock=LATER)


def test_there_and_back() -> None:
    clock = CameraClock(1_234.5, 80.0)
    assert all(abs(clock.own(clock.film(ms)) - ms) <= 1 for ms in range(0, 7_200_000, 61_003))
    face = Face(Span(0, 1_000), FaceTrack("", (Box(0, 0.1, 0.1, 0.1, 0.1), Box(900, 0.2, 0.1, 0.1, 0.1)), doubts=(Span(200, 400),)))
    moved = LATER.on_film(face)
    assert moved is not None
    assert (moved.span, [b.at_ms for b in moved.track.boxes], moved.track.doubts) == (Span(500, 1_500), [500, 1_400], (Span(700, 900),))
    cut = EARLIER.on_film(face)
    assert cut is not None
    assert (cut.span, [b.at_ms for b in cut.track.boxes]) == (Span(0, 600), [-400, 500])
    assert CameraClock(-5_000.0).on_film(face) is None


@pytest.fixture
def rid(store: Store, camera: Path, tmp_path: Path) -> str:
    """A recording of this camera's film and another camera that began half a second later."""
    from agreed import everybody_agrees

    facts = {"video": {"fps": 25.0}, "audio": [{"default": True}], "duration_ms": 3_000}
    film = tmp_path / "film.mp4"
    film.write_bytes(camera.read_bytes() + b"\0\0\0\x08free")
    media = [NewMedia(import_media(store, film), facts=facts)]
    media.append(NewMedia(import_media(store, camera), MediaKind.CAMERA, facts=facts, offset_ms=500.0))
    made = recordings.add(store, media, duration_ms=3_000).id
    everybody_agrees(store)
    return made


def test_faces_are_found_on_the_cameras_clock_and_kept_on_the_films(store: Store, rid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Span | None]] = []

    def detect(path: Path, span: Span | None, progress: object) -> tuple[Face, ...]:
        asked.append((path.name, span))
        return (Face(Span(0, 400), MIDDLE), Face(Span(1_000, 2_800), FaceTrack("", (Box(1_000, 0.1, 0.1, 0.1, 0.2),))))

    monkeypatch.setattr("reflect.masking.faces.filming.detect", detect)
    film, other = recordings.get(store, rid).media
    found = faces.find(store, rid, media_id=other.id)
    assert [(m.span, m.data.boxes[0].at_ms, m.data.media_id) for m in found if isinstance(m.data, FaceTrack)] == [
        (Span(500, 900), 500, other.id),
        (Span(1_500, 3_000), 1_500, other.id),
    ]
    assert [m.span for m in faces.looks(store, rid)] == [Span(0, 3_000)]
    faces.find(store, rid, Span(600, 2_000), media_id=other.id)
    faces.find(store, rid)
    whole, part, own = asked
    assert whole == (other.path.name, Span(0, 2_500)), "as far as the film goes"
    assert part == (other.path.name, Span(100, 1_500))
    assert own == (film.path.name, None)


def test_each_film_is_decided_and_made_on_its_own(store: Store, rid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLECT_HOME", str(store.home.path))
    film, other = (m.id for m in recordings.get(store, rid).media)
    propose(store, rid, [Face(Span(0, 3_000), MIDDLE)], "detector 1", looked=Span(0, 3_000))

    def make(camera: int) -> object:
        out = tmp_path / f"{camera}.mp4"
        return CliRunner().invoke(app, ["mask", "render", rid, "--camera", str(camera), "-o", str(out), "--recipient", "coach"]).exception

    assert "1 face is undecided" in str(make(1))
    assert f"nobody looked for faces yet. Type: reflect mask faces {rid}" in str(make(2))
    assert "has 2 films; --camera 3 is none of them" in str(make(3))
    propose(store, rid, [], "detector 1", media_id=other, looked=Span(0, 3_000))
    op = {"op": new_id(), "do": "add", "id": new_id(), "span": [1_000, 2_000], "boxes": [[0, 0.4, 0.3, 0.2, 0.4]], "media": other}
    assert faces.apply(store, rid, [op], "Noor")[0].status == "stored"
    assert make(2) is None, "what is undecided on the film does not hold up the camera"
    times, pictures = read(tmp_path / "2.mp4")
    assert abs(middle(pictures[times.index(1_500)]) - GREY) < 8
    assert abs(middle(pictures[times.index(2_500)]) - GREY) > 20
    [proposed] = faces.faces(store, rid, film)
    faces.apply(store, rid, [{"op": new_id(), "do": "update", "id": proposed.id, "decision": "confirmed"}], "Noor")
    assert make(1) is None
    assert [(d.what, d.purpose, d.recipient) for d in disclosures.listing(store)] == [("masked mp4", "P2", "coach")] * 2
    with pytest.raises(NotFoundError, match="has no film 'm-none'"):
        faces.render(store, rid, tmp_path / "x.mp4", viewer="Noor", media_id="m-none")


def test_who_is_masked_on_every_film_need_not_agree(store: Store, rid: str, tmp_path: Path) -> None:
    from reflect import consenting
    from reflect.privacy import Purpose

    visitor = consenting.appear(store, rid, "V1", "visitor", "Noor", voice=False).person_id
    film = recordings.get(store, rid).media[0].id
    propose(store, rid, [], "detector 1", looked=Span(0, 3_000))
    out = tmp_path / "out.mp4"
    with pytest.raises(NotAllowedError, match="may not be used for P5: somebody was not asked"):
        faces.render(store, rid, out, viewer="Noor", purpose=Purpose.TRAINING)
    op = {"op": new_id(), "do": "add", "id": new_id(), "span": [0, 3_000], "boxes": [[0, 0.4, 0.3, 0.2, 0.4]], "person": visitor}
    [ack] = faces.apply(store, rid, [op], "Noor")
    assert faces.render(store, rid, out, viewer="Noor", purpose=Purpose.TRAINING, media_id=film).painted == FRAMES
    faces.apply(store, rid, [{"op": new_id(), "do": "update", "id": ack.mask.id, "visible": True}], "Noor")  # type: ignore[union-attr]
    with pytest.raises(NotAllowedError, match="somebody was not asked"):
        faces.render(store, rid, out, viewer="Noor", purpose=Purpose.TRAINING)
