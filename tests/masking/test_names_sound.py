"""Names in sound: hidden to the sample, without a click, in a file of the same length that holds nothing else."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from reflect.errors import MediaError, NotFoundError, UsageError
from reflect.masking import words
from reflect.masking.words.bleeping import FADE_MS, LOUDEST, hidden
from reflect.masking.words.edges import AFTER_MS, BEFORE_MS, REACH_MS, stretches
from reflect.masking.words.listening import names_in, wanted_words
from reflect.media import WaveSound, probe, write_wave
from reflect.model.span import Span

RATE = 48_000


def blocks(sound: np.ndarray, size: int) -> Iterator[np.ndarray]:
    for at in range(0, sound.shape[1], size):
        yield sound[:, at : at + size]


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.normal(0, 0.1, (2, 3 * RATE)).astype(np.float32)


@pytest.mark.parametrize("size", [997, 1024, RATE, 10 * RATE])
@pytest.mark.parametrize("bleep", [True, False])
def test_only_the_stretch_and_its_fades_change(noise: np.ndarray, size: int, bleep: bool) -> None:
    first, stop, fade = RATE, RATE + 12_345, RATE * FADE_MS // 1000
    out = np.concatenate(list(hidden(blocks(noise, size), [(first, stop)], RATE, bleep=bleep)), axis=1)
    assert out.shape == noise.shape
    assert np.array_equal(out[:, : first - fade], noise[:, : first - fade])
    assert np.array_equal(out[:, stop + fade :], noise[:, stop + fade :])
    inside = out[:, first:stop]
    if bleep:
        assert abs(np.corrcoef(inside[0], noise[0, first:stop])[0, 1]) < 0.05, "nothing is left of what was there"
        assert np.sqrt(np.mean(inside**2)) <= LOUDEST
        assert np.array_equal(inside[0], inside[1])
    else:
        assert not inside.any()


def test_no_click_at_the_edges() -> None:
    tone = np.tile(0.3 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE), (2, 1)).astype(np.float32)
    for bleep in (True, False):
        out = np.concatenate(list(hidden(blocks(tone, 4_096), [(20_000, 30_000)], RATE, bleep=bleep)), axis=1)
        assert np.abs(np.diff(out[0])).max() < 0.015, "no step is larger than those of a tone"


def test_a_name_at_the_very_start_and_the_very_end(noise: np.ndarray) -> None:
    out = np.concatenate(list(hidden(blocks(noise, 5_000), [(0, 4_800), (3 * RATE - 4_800, 3 * RATE + 900)], RATE, bleep=False)), axis=1)
    assert out.shape == noise.shape
    assert not out[:, :4_800].any()
    assert not out[:, -4_800:].any()


def test_a_soft_voice_gets_a_soft_tone(noise: np.ndarray) -> None:
    def level(gain: float) -> float:
        out = np.concatenate(list(hidden(blocks(noise * gain, RATE), [(RATE, 2 * RATE)], RATE)), axis=1)
        return float(np.sqrt(np.mean(out[:, RATE : 2 * RATE] ** 2)))

    assert level(0.1) < level(0.5) < level(1.0) <= level(9.0) <= LOUDEST


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[WaveSound]:
    """Five seconds of noise with silence from 2.05 to 2.1 s and from 3.45 to 3.55 s."""
    samples = np.random.default_rng(1).normal(0, 0.1, 5 * 16_000).astype(np.float32)
    for start, stop in ((2.05, 2.1), (3.45, 3.55)):
        samples[int(start * 16_000) : int(stop * 16_000)] = 0
    write_wave(tmp_path / "speech.wav", [samples])
    with WaveSound(tmp_path / "speech.wav") as sound:
        yield sound


def test_edges_move_outwards_to_a_silence_and_never_into_the_name(speech: WaveSound) -> None:
    [span] = stretches([Span(2_200, 3_100)], speech)
    assert 2_050 <= span.start_ms <= 2_100
    assert 3_450 <= span.end_ms <= 3_500
    [first, last] = stretches([Span(4_900, 5_000), Span(0, 50), Span(9_000, 9_500)], speech)
    assert (first.start_ms, last.end_ms) == (0, 5_000)
    [loud] = stretches([Span(1_000, 1_200)], speech)
    assert 1_000 - BEFORE_MS - REACH_MS <= loud.start_ms <= 1_000 - BEFORE_MS
    assert 1_200 + AFTER_MS <= loud.end_ms <= 1_200 + AFTER_MS + REACH_MS
    assert len(stretches([Span(1_000, 1_200), Span(1_500, 1_700)], speech)) == 1, "a syllable between two bleeps is worth nothing"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of picture with two tracks of sound, subtitles, and metadata everywhere."""
    import subprocess

    from reflect.media.ffmpeg import ffmpeg_path

    folder = tmp_path_factory.mktemp("film")
    (folder / "s.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nFatma Yilmaz\n", encoding="utf-8")
    out = folder / "film.mp4"
    tone = "sine=frequency={}:sample_rate=48000:duration=4"
    command = [ffmpeg_path(), "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25:duration=4"]
    command += ["-f", "lavfi", "-i", tone.format(440), "-f", "lavfi", "-i", tone.format(660), "-i", str(folder / "s.srt")]
    command += ["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c:v", "libx264", "-c:a", "aac", "-c:s", "mov_text"]
    for name in ("title=Fatma Yilmaz", "comment=thuis", "location=+52.0+4.3/", "artist=Noor", "creation_time=2024-01-01T00:00:00Z"):
        command += ["-metadata", name, "-metadata:s:a:0", name, "-metadata:s:v:0", name]
    subprocess.run([*command, str(out)], check=True)
    return out


def decoded(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as media:
        machine = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [f for frame in media.decode(audio=0) for f in machine.resample(frame)] + machine.resample(None)
    return np.concatenate([f.to_ndarray().reshape(-1) for f in frames])


def test_a_film_keeps_its_pictures_and_length_and_nothing_else(film: Path, tmp_path: Path) -> None:
    import av

    out = tmp_path / "masked.mp4"
    parts: list[float] = []
    done = words.mask_sound(film, out, [Span(1_000, 1_500)], progress=parts.append)
    assert done.samples == 4 * RATE
    assert parts[-1] == 1.0
    with av.open(str(film)) as before, av.open(str(out)) as after:
        assert [s.type for s in after.streams] == ["video", "audio"], "one sound, no subtitles"
        assert set(after.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
        assert all(set(s.metadata) <= {"language", "handler_name"} for s in after.streams)
        assert {s.metadata.get("language", "und") for s in after.streams} == {"und"}
        times = [[f.pts * f.time_base for f in media.decode(video=0)] for media in (before, after)]
    assert times[0] == times[1]
    raw = out.read_bytes()
    assert not [word for word in (b"Fatma", b"thuis", b"+52.0", b"Noor", b"x264", b"Lavf") if word in raw]
    assert abs(probe(out).duration_ms - probe(film).duration_ms) < 50  # type: ignore[operator] # both are known
    [hidden_] = done.spans
    sound = decoded(out)[hidden_.start_ms * 48 + 960 : hidden_.end_ms * 48 - 960]
    strengths = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert abs(int(np.argmax(strengths)) * RATE / len(sound) - 1_000) < 10, "a tone of 1000 Hz stands there"
    assert list(tmp_path.iterdir()) == [out], "nothing unfinished is left"


def test_sound_without_loss_is_exact_to_the_sample(film: Path, tmp_path: Path) -> None:
    plain, hid = tmp_path / "plain.flac", tmp_path / "hid.flac"
    words.mask_sound(film, plain, [])
    done = words.mask_sound(film, hid, [Span(1_000, 1_500)], bleep=False, exact=True)
    before, after = decoded(plain), decoded(hid)
    fade = RATE * FADE_MS // 1000
    assert len(before) == len(after) == done.samples == 4 * RATE
    assert not after[RATE : RATE + RATE // 2].any()
    assert np.array_equal(before[: RATE - fade], after[: RATE - fade])
    assert np.array_equal(before[RATE + RATE // 2 + fade :], after[RATE + RATE // 2 + fade :])


def test_a_voice_is_moved_and_keeps_its_time(film: Path, tmp_path: Path) -> None:
    from reflect.masking.words.hiding import has_voice_filter

    if not has_voice_filter():
        pytest.skip("this ffmpeg has no rubberband")
    out = tmp_path / "low.flac"
    words.mask_sound(film, out, [], voice=0.8)
    sound = decoded(out)
    assert len(sound) == 4 * RATE
    middle = sound[RATE : 3 * RATE]
    found = int(np.argmax(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))))) / 2
    assert abs(found - 440 * 0.8) < 5


def test_bad_input_is_told_in_one_line(film: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot take the place of the film itself"):
        words.mask_sound(film, film, [])
    with pytest.raises(UsageError, match=r"The voice cannot be moved by 3. Give a factor between 0.7"):
        words.mask_sound(film, tmp_path / "x.mp4", [], voice=3)
    with pytest.raises(NotFoundError):
        words.mask_sound(tmp_path / "none.mp4", tmp_path / "x.mp4", [])
    text = tmp_path / "text.mp4"
    text.write_text("no film")
    with pytest.raises(MediaError):
        words.mask_sound(text, tmp_path / "x.mp4", [])
    assert not (tmp_path / "x.mp4").exists()


def test_a_sound_file_without_picture(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.random.default_rng(0).integers(-3_000, 3_000, 32_000).astype("<i2").tobytes())
    words.mask_sound(path, tmp_path / "out.mp4", [Span(0, 300)])
    assert probe(tmp_path / "out.mp4").video is None


def test_almost_the_name_counts_as_the_name() -> None:
    wanted = wanted_words(["Fatma Yilmaz", "mevrouw De Vries", "Jo"])
    assert wanted == {"fatma", "yilmaz", "vries"}
    assert names_in(["met", "Yilmas"], wanted)
    assert not names_in(["met", "de", "brief"], wanted)
