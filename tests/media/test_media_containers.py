"""Every container and codec puts sound and picture on the clock that a player shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from odd_media import BEEPS_S, LENGTH_S, SHAPES, Shape, ffmpeg, make_shape

from reflect.media import AudioReport, MediaInfo, WaveSound, decode_audio, probe
from reflect.model.sound import RATE


def beeps_ms(path: Path, start_ms: int = 0) -> list[float]:
    """Where the sound rises out of silence, on the film's clock."""
    with WaveSound(path, start_ms) as sound:
        samples = np.abs(sound.read(0, sound.samples))
    loud = np.flatnonzero(samples > 0.15)
    first = loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 5)]
    return [float(at) * 1000 / RATE for at in first]


def flash_ms(path: Path, info: MediaInfo) -> float:
    """When the white picture stands, as a decoder presents it, on the film's clock."""
    import av

    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.to_ndarray(format="gray").mean() > 120:
                return (float(frame.time) - info.zero_s) * 1000
    raise AssertionError("no white picture")


def decoded(path: Path, tmp_path: Path) -> tuple[MediaInfo, AudioReport, Path]:
    out = tmp_path / "sound.wav"
    return probe(path), decode_audio(path, out), out


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.name)
def test_beeps_are_where_a_player_plays_them(shape: Shape, films: Path, tmp_path: Path) -> None:
    path = make_shape(shape, films / "base.mp4", films)
    info, report, out = decoded(path, tmp_path)
    heard = beeps_ms(out)
    offset = shape.shift_s * 1000
    if shape.name.startswith(("late", "early")):
        offset = max(0.0, offset + (500 if shape.name.startswith("late") else 0))
    expected = [b * 1000 + offset for b in BEEPS_S if b not in shape.missing]
    assert heard == pytest.approx(expected, abs=shape.within_ms)
    assert (info.video is not None) == shape.picture
    assert len(info.audio) == 1
    late_picture = info.first_picture_ms or 0
    assert info.duration_ms == pytest.approx(max(LENGTH_S * 1000 + offset + late_picture, report.duration_ms), abs=120)
    assert not report.truncated
    assert not report.silent
    assert report.warnings == ()
    if shape.picture:
        moved = {"late": 500.0, "early": -500.0}.get(shape.name.split(".")[0], 0.0)
        beep = heard[0 if 1.0 in shape.missing else 1]
        assert beep - flash_ms(path, info) == pytest.approx(moved, abs=5.0 if shape.within_ms <= 5 else 25.0)


def test_the_clock_starts_with_the_first_of_picture_and_sound(films: Path) -> None:
    base = films / "base.mp4"
    early = probe(make_shape(next(s for s in SHAPES if s.name == "early.mkv"), base, films))
    late = probe(make_shape(next(s for s in SHAPES if s.name == "late.mkv"), base, films))
    assert early.first_picture_ms == pytest.approx(500, abs=2)
    assert early.audio[0].start_ms == 0
    assert late.first_picture_ms == 0
    assert late.audio[0].start_ms == pytest.approx(500, abs=2)


def test_a_late_track_is_padded_with_silence(films: Path, tmp_path: Path) -> None:
    path = make_shape(next(s for s in SHAPES if s.name == "late.mkv"), films / "base.mp4", films)
    _, report, _ = decoded(path, tmp_path)
    assert report.padded_ms == pytest.approx(500, abs=3)
    assert report.dropped_ms == 0


def test_a_film_whose_clock_starts_late_begins_at_zero(films: Path, tmp_path: Path) -> None:
    path = films / "hour.ts"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-output_ts_offset", "3600", path)
    info, report, out = decoded(path, tmp_path)
    assert info.zero_s > 3600
    assert beeps_ms(out) == pytest.approx([b * 1000 for b in BEEPS_S], abs=25)
    assert report.duration_ms == pytest.approx(10_000, abs=100)


@pytest.mark.parametrize(("degrees", "size"), [(0, (160, 120)), (90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
def test_rotation_turns_the_size(degrees: int, size: tuple[int, int], films: Path) -> None:
    path = films / f"turned{degrees}.mp4"
    # ffmpeg's display_rotation counts anticlockwise.
    ffmpeg("-display_rotation", -degrees, "-i", films / "base.mp4", "-c", "copy", "-t", "1", path)
    video = probe(path).video
    assert video is not None
    assert (video.rotation, (video.width, video.height)) == (degrees, size)


def test_variable_frame_rate_is_seen_and_the_sound_stays(films: Path, tmp_path: Path) -> None:
    path = films / "variable.mp4"
    ffmpeg(
        "-i",
        films / "base.mp4",
        "-vf",
        "select='not(mod(n,2))+lt(mod(n,50),25)'",
        "-fps_mode",
        "vfr",
        "-c:v",
        "libx264",
        "-c:a",
        "copy",
        path,
    )
    info, _, out = decoded(path, tmp_path)
    assert info.video is not None
    assert info.video.variable_frame_rate
    assert beeps_ms(out) == pytest.approx([b * 1000 for b in BEEPS_S], abs=5)
    constant = probe(films / "base.mp4").video
    assert constant is not None
    assert not constant.variable_frame_rate
    assert (constant.fps, constant.frames, constant.codec) == (25.0, 250, "h264")


@pytest.mark.parametrize("start_ms", [400, 6_000])
@pytest.mark.parametrize("name", ["plain.mp4", "plain.mkv", "camera.mts", "plain.mp3"])
def test_a_stretch_is_the_same_sound_as_the_whole(name: str, start_ms: int, films: Path, tmp_path: Path) -> None:
    shape = next(s for s in SHAPES if s.name == name)
    path = make_shape(shape, films / "base.mp4", films)
    out = tmp_path / "part.wav"
    report = decode_audio(path, out, start_ms=start_ms, end_ms=start_ms + 2_000)
    assert (report.start_ms, report.duration_ms) == (start_ms, 2_000)
    expected = [b * 1000 for b in BEEPS_S if start_ms <= b * 1000 < start_ms + 2_000]
    assert beeps_ms(out, start_ms) == pytest.approx(expected, abs=shape.within_ms)


def test_missing_packets_leave_silence_and_keep_the_rest_in_place(films: Path, tmp_path: Path) -> None:
    path = films / "gap.mkv"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-bsf:a", "noise=drop='gte(pts*tb,4)*lt(pts*tb,6)'", path)
    _, report, out = decoded(path, tmp_path)
    assert beeps_ms(out) == pytest.approx([b * 1000 for b in BEEPS_S], abs=5)
    assert report.padded_ms == pytest.approx(2_000, abs=60)


def test_slow_drift_of_the_timestamps_is_followed(films: Path, tmp_path: Path) -> None:
    """A camera whose sound runs at 47 950 Hz under the name of 48 000: 10 ms too early after 10 s."""
    path = films / "drift.mkv"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-bsf:a", "setts=ts=TS*1.005", path)
    _, report, out = decoded(path, tmp_path)
    assert beeps_ms(out) == pytest.approx([b * 1005 for b in BEEPS_S], abs=12)
    assert report.padded_ms == pytest.approx(50, abs=15)


def test_clock_that_jumps_back_goes_on_with_a_warning(films: Path, tmp_path: Path) -> None:
    """Two camera files joined by `cat`."""
    part = films / "part.ts"
    ffmpeg("-ss", "0", "-t", "10", "-i", films / "base.mp4", "-c", "copy", "-output_ts_offset", "100", part)
    second = films / "second.ts"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", second)
    path = films / "joined.ts"
    path.write_bytes(part.read_bytes() + second.read_bytes())
    report = decode_audio(path, tmp_path / "sound.wav")
    assert len(beeps_ms(tmp_path / "sound.wav")) == 6
    assert report.duration_ms == pytest.approx(20_000, abs=300)
    assert "joined.ts: the file's clock jumps 1 times" in " ".join(report.warnings)
