"""A viewing copy plays in a browser and keeps every moment where it was; a stop or a kill leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import av
import numpy as np
import pytest
from odd_media import SHAPES, ffmpeg, make_shape

from reflect.errors import MediaError, Stopped
from reflect.media import MediaInfo, WaveSound, decode_audio, probe
from reflect.media.copying import make_copy
from reflect.media.playable import playable
from reflect.model.sound import RATE
from reflect.temporary import TEMP_END

NAMES = ("plain.mkv", "pcm.mov", "camera.mts", "early.mkv")


def made(path: Path, folder: Path) -> tuple[MediaInfo, MediaInfo, Path]:
    info, target = probe(path), folder / "copy.mp4"
    make_copy(path, target, info.container, asdict(info))
    return info, probe(target), target


def beeps_ms(path: Path, folder: Path) -> list[float]:
    out = folder / f"{path.stem}.wav"
    decode_audio(path, out)
    with WaveSound(out) as sound:
        loud = np.flatnonzero(np.abs(sound.read(0, sound.samples)) > 0.15)
    return [float(at) * 1000 / RATE for at in loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 5)]]


def flash_ms(path: Path, info: MediaInfo) -> float:
    with av.open(str(path)) as container:
        frame = next(f for f in container.decode(video=0) if f.to_ndarray(format="gray").mean() > 120)
        return (float(frame.time) - info.zero_s) * 1000


@pytest.mark.parametrize("name", NAMES)
def test_every_moment_stays_where_it_was(name: str, films: Path, tmp_path: Path) -> None:
    path = make_shape(next(s for s in SHAPES if s.name == name), films / "base.mp4", films)
    info, copied, target = made(path, tmp_path)
    assert not playable(info.container, asdict(info))
    assert playable(copied.container, asdict(copied))
    assert beeps_ms(target, tmp_path) == pytest.approx(beeps_ms(path, tmp_path), abs=30)
    assert flash_ms(target, copied) == pytest.approx(flash_ms(path, info), abs=21)
    assert copied.duration_ms == pytest.approx(info.duration_ms, abs=120)
    head = target.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".mp4"] == ["copy.mp4"]


def test_a_clock_that_starts_late_is_zero_in_the_copy(films: Path, tmp_path: Path) -> None:
    path = films / "later.ts"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-output_ts_offset", "3600", path)
    _, copied, target = made(path, tmp_path)
    assert beeps_ms(target, tmp_path) == pytest.approx([1000, 3000, 7250], abs=30)
    assert flash_ms(target, copied) == pytest.approx(3000, abs=41)


def test_ten_bits_odd_sizes_and_films_without_sound(films: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=321x241:r=30:d=2", "-c:v", "ffv1", "-pix_fmt", "yuv422p10le", path)
    info, copied, _ = made(path, tmp_path)
    assert info.video is not None
    assert info.video.pixels == "yuv422p10le"
    assert copied.video is not None
    assert (copied.video.width, copied.video.height, copied.video.pixels) == (320, 240, "yuv420p")
    assert copied.audio == ()


def test_stopping_leaves_nothing(films: Path, tmp_path: Path) -> None:
    def stop(part: float) -> None:
        raise Stopped("Stopped.")

    path = tmp_path / "long.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=20", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p", path)
    info = probe(path)
    with pytest.raises(Stopped):
        make_copy(path, tmp_path / "copy.mp4", info.container, asdict(info), stop)
    assert [p.name for p in tmp_path.iterdir()] == ["long.mkv"]


def test_a_killed_maker_takes_ffmpeg_and_its_file_with_it(tmp_path: Path) -> None:
    path = tmp_path / "long.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=60", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p", path)
    code = (
        "import sys; from dataclasses import asdict; from pathlib import Path; from reflect.media import probe;"
        "from reflect.media.copying import make_copy; p = Path(sys.argv[1]); i = probe(p);"
        "make_copy(p, p.with_name('copy.mp4'), i.container, asdict(i), lambda part: None)"
    )
    maker = subprocess.Popen([sys.executable, "-c", code, str(path)])
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(f".*{TEMP_END}*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.glob(f".*{TEMP_END}*"))
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    while len(os.listdir(tmp_path)) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert os.listdir(tmp_path) == ["long.mkv"]


def test_a_playlist_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    path.write_text("#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(MediaError, match="playlist"):
        make_copy(path, tmp_path / "copy.mp4", "MKV or WebM", {"video": {"codec": "h264"}})
