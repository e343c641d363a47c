"""Which track is taken, and how channels become one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from odd_media import LENGTH_S, ffmpeg

from reflect.errors import MediaError, UsageError
from reflect.media import WaveSound, decode_audio, probe
from reflect.media.downmix import Downmix


def tone(hertz: int, level: float = 0.4) -> list[str]:
    return ["-f", "lavfi", "-i", f"aevalsrc='{level}*sin(2*PI*{hertz}*t)':s=48000:d={LENGTH_S}"]


def strength(path: Path, hertz: int) -> float:
    """The level of one tone in the middle of the sound, relative to full scale."""
    with WaveSound(path) as sound:
        samples = sound.read(32_000, 64_000)
    wave = np.exp(-2j * np.pi * hertz * np.arange(samples.size) / 16_000)
    return float(abs(samples @ wave) * 2 / samples.size)


@pytest.fixture(scope="module")
def three_tracks(films: Path) -> Path:
    path = films / "three.mkv"
    maps = ["-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:a"]
    names = ["-metadata:s:a:0", "language=nld", "-metadata:s:a:1", "language=tur", "-disposition:a", "0", "-disposition:a:1", "default"]
    ffmpeg("-i", films / "base.mp4", *tone(500), *tone(900, 0.0), *tone(1300, 0.2), *maps, *names, "-c:v", "copy", "-c:a", "flac", path)
    return path


def test_tracks_are_listed(three_tracks: Path) -> None:
    tracks = probe(three_tracks).audio
    assert [(t.index, t.language, t.default, t.codec) for t in tracks] == [
        (0, "nld", False, "flac"),
        (1, "tur", True, "flac"),
        (2, "", False, "flac"),
    ]


def test_silent_default_track_gives_way_to_the_loudest(three_tracks: Path, tmp_path: Path) -> None:
    report = decode_audio(three_tracks, tmp_path / "a.wav")
    assert report.track == 0
    assert "Audio track 1, which the file prefers, is silent; track 0 was taken" in report.warnings[0]
    assert strength(tmp_path / "a.wav", 500) == pytest.approx(0.4, abs=0.02)
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ""] == ["a.wav"]


def test_a_track_that_was_asked_for_is_taken_even_when_silent(three_tracks: Path, tmp_path: Path) -> None:
    assert decode_audio(three_tracks, tmp_path / "a.wav", track=1).silent
    report = decode_audio(three_tracks, tmp_path / "b.wav", track=2)
    assert (report.track, report.silent) == (2, False)
    assert strength(tmp_path / "b.wav", 1300) == pytest.approx(0.2, abs=0.02)


def test_a_track_that_is_not_there(three_tracks: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^three.mkv: has no audio track 3; it has 3, counted from 0\.$"):
        decode_audio(three_tracks, tmp_path / "a.wav", track=3)


def test_only_silence_is_flagged_not_refused(films: Path, tmp_path: Path) -> None:
    path = films / "silent.mp4"
    ffmpeg("-i", films / "base.mp4", *tone(500, 0.0), "-map", "0:v", "-map", "1:a", "-c:v", "copy", path)
    report = decode_audio(path, tmp_path / "a.wav")
    assert report.silent
    assert report.peak_dbfs == float("-inf")
    assert report.warnings == ()


CHANNELS = {
    "one speaker each": (["0.4*sin(2*PI*500*t)", "0.4*sin(2*PI*900*t)"], {500: 0.2, 900: 0.2}),
    "right is silent": (["0.4*sin(2*PI*500*t)", "0"], {500: 0.2}),
    "left is silent": (["0", "0.4*sin(2*PI*500*t)"], {500: 0.2}),
    "opposite poles": (["0.4*sin(2*PI*500*t)", "-0.4*sin(2*PI*500*t)"], {500: 0.4}),
    "opposite poles, softer": (["0.4*sin(2*PI*500*t)", "-0.3*sin(2*PI*500*t)"], {500: 0.35}),
    "the same": (["0.4*sin(2*PI*500*t)", "0.4*sin(2*PI*500*t)"], {500: 0.4}),
    "four": (["0.4*sin(2*PI*500*t)", "0", "0.4*sin(2*PI*900*t)", "0"], {500: 0.1, 900: 0.1}),
}


@pytest.mark.parametrize("name", CHANNELS)
def test_channels_become_one(name: str, films: Path, tmp_path: Path) -> None:
    channels, expected = CHANNELS[name]
    path = films / "channels.mov"
    layout = ":c=4.0" if len(channels) == 4 else ""
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{'|'.join(channels)}':s=48000:d=5{layout}", "-c:a", "pcm_s16le", path)
    report = decode_audio(path, tmp_path / "a.wav")
    assert report.channels == len(channels)
    for hertz, level in expected.items():
        assert strength(tmp_path / "a.wav", hertz) == pytest.approx(level, abs=0.02)


def test_no_sound(films: Path, tmp_path: Path) -> None:
    path = films / "mute.mp4"
    ffmpeg("-i", films / "base.mp4", "-c", "copy", "-an", path)
    assert probe(path).audio == ()
    with pytest.raises(MediaError, match=r"^mute.mp4: has no sound\. Choose the recording with sound"):
        decode_audio(path, tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


def test_one_second(films: Path, tmp_path: Path) -> None:
    path = films / "second.mp4"
    ffmpeg("-ss", "0.9", "-i", films / "base.mp4", "-t", "1", path)
    report = decode_audio(path, tmp_path / "a.wav")
    assert report.duration_ms == pytest.approx(1_000, abs=30)
    assert probe(path).duration_ms == pytest.approx(1_000, abs=30)


def test_a_channel_that_turns_over_is_followed_without_a_click() -> None:
    rng = np.random.default_rng(0)
    speech = rng.standard_normal(160_000).astype(np.float32) * 0.1
    downmix = Downmix(2, 16_000)
    blocks = [np.stack([speech[i : i + 8_000], (1 if i < 40_000 else -1) * speech[i : i + 8_000]]) for i in range(0, 160_000, 8_000)]
    mixed = np.concatenate([downmix.mix(block) for block in blocks])
    assert np.abs(mixed).max() <= np.abs(speech).max() + 1e-6
    assert np.corrcoef(np.abs(mixed[80_000:]), np.abs(speech[80_000:]))[0, 1] > 0.99
