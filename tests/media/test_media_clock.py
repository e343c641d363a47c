"""Another recorder is put on the film's clock, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reflect.errors import MediaError, Stopped
from reflect.media import WaveSound, write_wave
from reflect.media.clock import ClockFit, align_clocks, measure_clocks, retime
from reflect.media.correlation import interpolate, theil_sen
from reflect.model.sound import RATE


class Held:
    """A `Sound` in memory."""

    def __init__(self, samples: np.ndarray) -> None:
        self.held = np.asarray(samples, dtype=np.float32)

    @property
    def samples(self) -> int:
        return len(self.held)

    def read(self, start: int, stop: int) -> np.ndarray:
        out = np.zeros(stop - start, dtype=np.float32)
        first, last = max(start, 0), min(stop, len(self.held))
        if last > first:
            out[first - start : last - start] = self.held[first:last]
        return out


def talk(seed: int, seconds: float) -> np.ndarray:
    """Noise with the rhythm and the formants of speech: syllables of random length, level, pitch and colour."""
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * RATE), dtype=np.float32)
    at = 0
    while at < len(out):
        length = int(rng.uniform(0.08, 0.35) * RATE)
        time = np.arange(length) / RATE
        pitch, formant = rng.uniform(90, 240), rng.uniform(400, 2600)
        buzz = np.sign(np.sin(2 * np.pi * pitch * time)) * np.sin(2 * np.pi * formant * time)
        sound = (0.7 * buzz + 0.5 * rng.standard_normal(length)) * np.hanning(length) * rng.uniform(0.02, 0.2)
        stop = min(len(out), at + length)
        out[at:stop] = sound[: stop - at]
        at = stop + int((rng.random() < 0.15) * rng.uniform(0.2, 1.5) * RATE)
    return out


def recorded(
    truth: np.ndarray, offset_s: float, seconds: float, ppm: float, snr_db: float, gain: float, band: tuple[int, int] | None, seed: int
) -> Held:
    """The truth as another recorder takes it, which starts at `offset_s` with a clock that is `ppm` slow."""
    from scipy import signal

    rng = np.random.default_rng(seed)
    count = int(seconds * RATE)
    out = np.zeros(count, dtype=np.float32)
    for first in range(0, count, 5 * RATE):
        places = offset_s * RATE + np.arange(first, min(count, first + 5 * RATE)) * (1 + ppm * 1e-6)
        if places[-1] > 0 and places[0] < len(truth):
            out[first : first + len(places)] = interpolate(Held(truth), places)
    if band:
        out = signal.sosfilt(signal.butter(3, band, "bandpass", fs=RATE, output="sos"), out)
    noise = rng.standard_normal(count) * out.std() * 10 ** (-snr_db / 20)
    return Held(np.clip((out + noise) * gain, -1, 1))


LENGTH_S = 1_800.0
BEFORE_S = 620.0


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    """Fifty minutes of talk, of which the film holds thirty from `BEFORE_S` on."""
    return talk(1, 3_060)


@pytest.fixture(scope="module")
def film(truth: np.ndarray) -> Held:
    piece = truth[int(BEFORE_S * RATE) : int((BEFORE_S + LENGTH_S) * RATE)]
    return Held(piece + np.random.default_rng(5).standard_normal(len(piece)).astype(np.float32) * 0.003)


PAIRS = {
    "telephone band, slow clock": (-12.345, 1_800.0, 100.0, 10.0, 0.2, (300, 3_400)),
    "ten minutes early": (-600.0, 1_800.0, -100.0, 6.0, 0.1, None),
    "ten minutes late": (600.0, 1_300.0, 50.0, 6.0, 1.4, (150, 6_000)),
    "longer": (-150.5, 2_100.0, -37.0, 3.0, 0.3, None),
    "three minutes": (1_234.567, 180.0, 80.0, 10.0, 0.3, (300, 3_400)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_offset_and_drift_of_thirty_minutes(name: str, truth: np.ndarray, film: Held) -> None:
    offset_s, seconds, ppm, snr, gain, band = PAIRS[name]
    other = recorded(truth, BEFORE_S + offset_s, seconds, ppm, snr, gain, band, seed=9)
    fit = align_clocks(film, other)
    assert fit.offset_ms == pytest.approx(offset_s * 1000, abs=20)
    assert fit.drift_ppm == pytest.approx(ppm, abs=10)
    middle = seconds * 500
    assert fit.to_film_ms(middle) == pytest.approx(offset_s * 1000 + middle * (1 + ppm * 1e-6), abs=20)
    assert fit.to_other_ms(fit.to_film_ms(middle)) == pytest.approx(middle, abs=1e-6)
    assert fit.confidence > 0.5
    assert fit.matched_ms > 0.7 * 1000 * min(seconds, LENGTH_S - abs(offset_s) if offset_s >= -600 and seconds >= LENGTH_S else seconds)


UNRELATED = {
    "another talk": lambda: talk(2, 400),
    "a short other talk": lambda: talk(3, 20),
    "noise": lambda: np.random.default_rng(0).standard_normal(150 * RATE) * 0.1,
    "hum": lambda: np.sign(np.sin(2 * np.pi * 50 * np.arange(90 * RATE) / RATE)) * 0.1,
    "ticks": lambda: (np.arange(90 * RATE) % RATE == 0) * 0.5,
}


@pytest.mark.parametrize("name", UNRELATED)
def test_unrelated_sound_is_refused(name: str, film: Held) -> None:
    film, other = Held(film.held[: 400 * RATE]), Held(UNRELATED[name]())
    assert measure_clocks(film, other).confidence < 0.1
    with pytest.raises(
        MediaError, match=r"^recorder\.wav: does not sound like the same conversation as the film \(certainty 0\.\d\d\), so"
    ) as caught:
        align_clocks(film, other, name="recorder.wav")
    assert "Check that it is the right file." in str(caught.value)


def test_silence_is_refused(film: Held) -> None:
    film, silence = Held(film.held[: 60 * RATE]), Held(np.zeros(60 * RATE))
    with pytest.raises(MediaError, match=r"^r\.wav: is silent, so it cannot be put on the film's clock"):
        align_clocks(film, silence, name="r.wav")
    with pytest.raises(MediaError, match=r"^r\.wav: the film has no sound to compare it with"):
        align_clocks(silence, film, name="r.wav")
    with pytest.raises(MediaError, match="must both last at least 3 seconds"):
        align_clocks(film, Held(np.zeros(RATE)))


def test_real_speech_in_a_room(shared_speech: Path) -> None:
    """The same dialogue clean and through a room; other dialogues of the same kind are refused."""
    clean, room, stranger = (Held(loaded(shared_speech / f"{name}.flac")) for name in ("read_d0_clean", "read_d0_room", "read_d1_clean"))
    fit = align_clocks(clean, room)
    assert fit.offset_ms == pytest.approx(0, abs=20)
    assert fit.drift_ppm == pytest.approx(0, abs=10)
    moved = recorded(room.held, 20.25, 70, 100, 15, 0.3, (300, 3_400), seed=3)
    assert align_clocks(clean, moved).offset_ms == pytest.approx(20_250, abs=20)
    for other in (stranger, recorded(stranger.held, 5, 40, 50, 20, 0.3, None, seed=4)):
        with pytest.raises(MediaError, match="does not sound like the same conversation"):
            align_clocks(clean, other)


def loaded(path: Path) -> np.ndarray:
    import av

    machine = av.AudioResampler("flt", "mono", RATE)
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray()[0] for frame in container.decode(audio=0) for f in machine.resample(frame)])


def test_retimed_sound_lies_on_the_film(truth: np.ndarray, film: Held, tmp_path: Path) -> None:
    other = recorded(truth, BEFORE_S + 30.0, 240, 100, 40, 1.0, None, seed=8)
    samples = 300 * RATE
    parts: list[float] = []
    assert retime(other, ClockFit(30_000.0, 100.0, 1.0, 240_000, True), tmp_path / "other.wav", samples, parts.append) == samples
    assert parts[-1] == 1.0
    with WaveSound(tmp_path / "other.wav") as sound:
        assert sound.samples == samples
        assert not sound.read(0, 29 * RATE).any()
        assert not sound.read(272 * RATE, samples).any()
        for at_s in (32, 150, 265):
            mine, film_piece = sound.read(at_s * RATE, (at_s + 2) * RATE), film.read(at_s * RATE, (at_s + 2) * RATE)
            assert np.corrcoef(mine, film_piece)[0, 1] > 0.98


def test_stopping(film: Held) -> None:
    def stop(part: float) -> None:
        if part > 0.3:
            raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        align_clocks(Held(film.held[: 60 * RATE]), Held(talk(1, 60)), stop)


def test_progress_rises(tmp_path: Path) -> None:
    speech = talk(4, 90)
    write_wave(tmp_path / "film.wav", [speech])
    write_wave(tmp_path / "other.wav", [speech[20 * RATE :] * 0.5])
    parts: list[float] = []
    with WaveSound(tmp_path / "film.wav") as film, WaveSound(tmp_path / "other.wav") as other:
        fit = align_clocks(film, other, parts.append)
    assert fit.offset_ms == pytest.approx(20_000, abs=1)
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


def test_theil_sen_is_not_led_astray() -> None:
    x = [float(i) for i in range(20)]
    y = [3.0 + 0.5 * i for i in x]
    y[3], y[11], y[17] = 90.0, -50.0, 40.0
    slope, start = theil_sen(x, y)
    assert (slope, start) == (pytest.approx(0.5), pytest.approx(3.0))
