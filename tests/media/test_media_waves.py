"""Sound on disk: what is written is what is read, whatever is asked for."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.errors import MediaError, NotFoundError, StoreError
from reflect.media import WaveSound, write_wave
from reflect.media.wave_sound import WaveWriter

LENGTH = 5_000
SAMPLES = (np.sin(np.arange(LENGTH) * 0.37) * 0.9).astype(np.float32)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("waves") / "sound.wav"
    assert write_wave(path, [SAMPLES[:17], SAMPLES[17:17], SAMPLES[17:]]) == LENGTH
    return path


@given(start=st.integers(-9_000, 9_000), length=st.integers(0, 9_000), lead_ms=st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_reading_is_slicing_with_zeros_outside(written: Path, start: int, length: int, lead_ms: int) -> None:
    whole = np.concatenate([np.zeros(30_000 + lead_ms * 16, np.float32), SAMPLES, np.zeros(30_000, np.float32)])
    with WaveSound(written, lead_ms) as sound:
        assert sound.samples == LENGTH + lead_ms * 16
        block = sound.read(start, start + length)
    assert block.dtype == np.float32
    assert block.shape == (length,)
    np.testing.assert_allclose(block, whole[start + 30_000 : start + length + 30_000], atol=0.6 / 32768)


def test_threads_read_what_they_ask_for(written: Path) -> None:
    wrong: list[int] = []
    with WaveSound(written) as sound:

        def walk(step: int) -> None:
            for at in range(0, LENGTH - 50, step):
                if not np.allclose(sound.read(at, at + 50), SAMPLES[at : at + 50], atol=1e-4):
                    wrong.append(at)

        threads = [threading.Thread(target=walk, args=(step,)) for step in (3, 5, 7, 11)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_loud_and_impossible_samples_stay_in_bounds(tmp_path: Path) -> None:
    write_wave(tmp_path / "a.wav", [np.array([2.0, -2.0, np.nan, np.inf, -np.inf, 0.5], np.float32)])
    with WaveSound(tmp_path / "a.wav") as sound:
        np.testing.assert_allclose(sound.read(0, 6), [1, -1, 0, 1, -1, 0.5], atol=1e-4)


def test_a_failing_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wave(path, [SAMPLES])
    before = path.read_bytes()

    def blocks():  # type: ignore[no-untyped-def]
        yield SAMPLES
        raise KeyError("boom")

    with pytest.raises(KeyError):
        write_wave(path, blocks())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: WaveWriter) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WaveWriter, "finish", full)
    with pytest.raises(
        StoreError, match=r"^a\.wav: cannot be written \(No space left on device\)\. Free space on this disk and try again; nothing"
    ):
        write_wave(tmp_path / "a.wav", [SAMPLES])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^a\.wav: cannot be written \(No such file or directory\)\. Check the folder"):
        write_wave(tmp_path / "nowhere" / "a.wav", [SAMPLES])


def test_what_is_no_sound_of_ours_is_refused(written: Path, tmp_path: Path) -> None:
    import wave

    with pytest.raises(NotFoundError, match=r"^b\.wav: the decoded sound is not there"):
        WaveSound(tmp_path / "b.wav")
    (tmp_path / "c.wav").write_bytes(b"nothing of the kind")
    with pytest.raises(MediaError, match=r"^c\.wav: is not a WAV file"):
        WaveSound(tmp_path / "c.wav")
    with wave.open(str(tmp_path / "d.wav"), "wb") as stereo:
        stereo.setparams((2, 2, 44_100, 0, "NONE", ""))
        stereo.writeframes(bytes(400))
    with pytest.raises(MediaError, match=r"^d\.wav: is not 16-bit mono WAV at 16000 Hz"):
        WaveSound(tmp_path / "d.wav")
    sound = WaveSound(written)
    sound.close()
    with pytest.raises(MediaError, match="is closed already"):
        sound.read(0, 10)


def test_a_sound_that_shrinks_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wave(path, [SAMPLES])
    with WaveSound(path) as sound:
        os.truncate(path, 1_000)
        with pytest.raises(MediaError, match="became shorter while it was read"):
            sound.read(0, LENGTH)
