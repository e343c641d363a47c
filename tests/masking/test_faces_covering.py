"""Covering: what is painted, and that the new film is the old one in everything but the faces, without metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from face_film import write_film

from reflect.errors import MediaError, Stopped, UsageError
from reflect.masking import faces
from reflect.masking.faces.painting import GREY, paint
from reflect.model.mask import Box, FaceTrack, Shape, Style
from reflect.model.span import Span

SIZE = (320, 180)
FRAMES = 30


def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (90, 160)).astype(np.uint8)


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("shape", list(Shape))
def test_nothing_outside_the_box_changes_and_little_stays_inside(style: Style, shape: Shape) -> None:
    plane, before = noise(), noise()
    paint(plane, Box(0, 0.25, 0.2, 0.3, 0.5), style, shape, GREY)
    changed = np.argwhere(plane != before)
    assert changed.min(axis=0).tolist() >= [17, 39]
    assert changed.max(axis=0).tolist() <= [63, 88]
    middle = plane[35:46, 55:73]
    assert middle.std() < before[35:46, 55:73].std() / 3
    if style is Style.SOLID:
        assert set(np.unique(middle)) == {GREY}
    corner = plane[18:20, 40:42]
    assert (corner == before[18:20, 40:42]).all() == (shape is Shape.ELLIPSE)


@pytest.mark.parametrize(
    "box", [Box(0, -0.1, -0.2, 0.2, 0.4), Box(0, 0.95, 0.9, 0.3, 0.3), Box(0, 2, 2, 1, 1), Box(0, 0.5, 0.5, 0.001, 0.001)]
)
@pytest.mark.parametrize("style", list(Style))
def test_boxes_at_and_beyond_the_edge_are_cut(box: Box, style: Style) -> None:
    plane = noise()
    paint(plane, box, style, Shape.BOX, GREY)
    assert plane.shape == (90, 160)


def test_a_pixelled_face_holds_at_most_six_values_across_and_down() -> None:
    plane = noise()
    paint(plane, Box(0, 0.0, 0.0, 1.0, 1.0), Style.PIXEL, Shape.BOX, GREY)
    assert len(np.unique(plane)) <= 36
    rows = np.argwhere(np.abs(np.diff(plane.astype(int), axis=0)).sum(axis=1) > 0)
    assert len(rows) == 5


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bright picture with a tone, and every kind of metadata that a camera writes."""
    import av

    folder = tmp_path_factory.mktemp("film")
    plain, marked = folder / "plain.mp4", folder / "film.mp4"
    pictures = ((np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), []) for _ in range(FRAMES))
    write_film(plain, pictures, SIZE, FRAMES / 25)
    with av.open(str(plain)) as source, av.open(str(marked), "w", options={"movflags": "use_metadata_tags"}) as target:
        streams = {s.index: target.add_stream_from_template(s) for s in source.streams}
        for stream in streams.values():
            stream.metadata.update({"handler_name": "MARKER-handler", "language": "nld"})
        marks = {"title": "MARKER-title", "artist": "MARKER-artist", "location": "+52.0+004.3/MARKER", "com.apple.model": "MARKER-camera"}
        target.metadata.update({**marks, "comment": "MARKER-comment", "creation_time": "2024-05-06T07:08:09Z"})
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    assert b"MARKER" in marked.read_bytes()
    return marked


def track(x: float = 0.4, **fields: Any) -> FaceTrack:
    return FaceTrack("", (Box(0, x, 0.3, 0.2, 0.4), Box(1_000, x + 0.2, 0.3, 0.2, 0.4)), **fields)


def pictures_of(path: Path) -> tuple[list[float], list[np.ndarray]]:
    import av

    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    return [round(float(f.time), 4) for f in frames], [f.to_ndarray(format="gray") for f in frames]


def test_every_picture_keeps_its_time_and_only_the_face_is_covered(film: Path, tmp_path: Path) -> None:
    out, parts = tmp_path / "covered.mp4", []
    done = faces.cover(film, [(Span(200, 800), track())], out, progress=parts.append)
    times, pictures = pictures_of(out)
    assert times == pictures_of(film)[0]
    assert (done.pictures, done.painted) == (FRAMES, 15)
    assert parts[-1] == 1.0
    assert [tmp_path / "covered.mp4"] == list(tmp_path.iterdir())
    for at, picture in zip(times, pictures, strict=True):
        box = track().at(round(at * 1000))
        x, y = round((box.x + box.w / 2) * SIZE[0]), round((box.y + box.h / 2) * SIZE[1])
        assert abs(int(picture[y, x]) - (GREY if 0.2 <= at < 0.8 else 200)) < 12, at
        assert abs(int(picture[10, 10]) - 200) < 12


def test_who_stays_visible_is_left_alone_and_the_style_can_be_said(film: Path, tmp_path: Path) -> None:
    done = faces.cover(film, [(Span(0, 1_000), track(visible=True))], tmp_path / "a.mp4", Style.BLUR)
    assert done.painted == 0


def read_back(path: Path) -> tuple[set[str], bytes]:
    """Every value of metadata in the file as PyAV tells it, and the bytes of the file."""
    import av

    with av.open(str(path)) as container:
        said = {f"{k}={v}" for k, v in container.metadata.items()}
        for stream in container.streams:
            said |= {f"{stream.type}.{k}={v}" for k, v in stream.metadata.items()}
        assert {s.type for s in container.streams} <= {"video", "audio"}
        assert not container.chapters()
        for stream in (*container.streams.video, *container.streams.audio):
            assert not list(stream.side_data.keys() if hasattr(stream, "side_data") else ())
    return said, path.read_bytes()


NOTHING = {
    "major_brand=isom",
    "minor_version=512",
    "compatible_brands=isomiso2avc1mp41",
    "video.language=und",
    "audio.language=und",
    "video.handler_name=VideoHandler",
    "audio.handler_name=SoundHandler",
    "video.vendor_id=[0][0][0][0]",
    "audio.vendor_id=[0][0][0][0]",
}
"""What the format itself asks for, the same in every file."""


def test_no_metadata_is_left(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "covered.mp4"
    faces.cover(film, [(Span(0, 1_000), track())], out)
    said, data = read_back(out)
    assert said <= NOTHING
    for mark in (b"MARKER", b"Lavf", b"Lavc", b"x264", b"2024-05-06", b"film.mp4"):
        assert mark not in data, mark
    assert data.count(b"ilst") == data.count(b"\0\0\0\x08ilst"), "the list of tags is empty"
    assert _dates(data) == {0}


def _dates(data: bytes) -> set[int]:
    """The moments of making and changing in the boxes of film, tracks and media (seconds since 1904, 0 for none)."""
    found = set()
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.index(name) + 4
        wide = data[at] == 1
        size = 8 if wide else 4
        found |= {int.from_bytes(data[at + 4 + n * size : at + 4 + (n + 1) * size], "big") for n in range(2)}
    return found


def test_the_sound_comes_along_is_given_or_left_out(film: Path, tmp_path: Path) -> None:
    import av

    from reflect.media.wave_sound import write_wave

    given = tmp_path / "given.wav"
    write_wave(given, [np.zeros(16_000 * FRAMES // 25, np.float32)])
    loud = []
    for name, more in (("own", {}), ("given", {"sound": given}), ("none", {"silent": True})):
        out = tmp_path / f"{name}.mp4"
        faces.cover(film, [], out, **more)
        with av.open(str(out)) as container:
            loud.append([float(np.abs(f.to_ndarray()).max()) for f in container.decode(audio=0)] if container.streams.audio else None)
    own, silence, none = loud
    assert own is not None
    assert max(own) > 0.05
    assert abs(len(own) * 1024 / 48_000 - FRAMES / 25) < 0.06
    assert silence is not None
    assert max(silence) < 0.001
    assert none is None


def test_a_film_that_is_shown_turned_is_covered_where_it_is_shown(tmp_path: Path) -> None:
    from reflect.masking.faces.covering import _lying

    box = Box(0, 0.1, 0.2, 0.3, 0.4)
    assert _lying(box, 90) == Box(0, 0.2, pytest.approx(0.6), 0.4, 0.3)
    assert _lying(_lying(box, 90), 270) == Box(0, pytest.approx(0.1), pytest.approx(0.2), pytest.approx(0.3), pytest.approx(0.4))
    assert _lying(_lying(box, 180), 180) == Box(0, pytest.approx(0.1), pytest.approx(0.2), 0.3, 0.4)


def test_stopping_leaves_no_half_file(film: Path, tmp_path: Path) -> None:
    def stop(part: float) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        faces.cover(film, [(Span(0, 1_000), track())], tmp_path / "covered.mp4", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_covered_is_said(film: Path, tmp_path: Path) -> None:
    from reflect.media.wave_sound import write_wave

    sound = tmp_path / "sound.wav"
    write_wave(sound, [np.zeros(16_000, np.float32)])
    with pytest.raises(MediaError, match=r"sound\.wav: has no picture, so there are no faces to cover"):
        faces.cover(sound, [], tmp_path / "x.mp4")
    with pytest.raises(UsageError, match="cannot take the place of the film itself"):
        faces.cover(film, [], film)
