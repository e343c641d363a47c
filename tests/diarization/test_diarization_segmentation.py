"""Our own PyanNet is pyannote's: the same numbers on real speech."""

from __future__ import annotations

import os

import numpy as np
import pytest

from reflect.diarization import weights
from reflect.diarization.segmentation import CLASSES, FRAME, WIDTH, WINDOW, Segmentation, frame_seconds, frames_in


@pytest.mark.model
def test_same_numbers_as_pyannote(telephone, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.setitem(os.environ, "PYANNOTE_METRICS_ENABLED", "0")
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    from pyannote.audio import Model

    sound, _ = telephone
    checkpoint = weights.segmentation_checkpoint()
    theirs = Model.from_pretrained(checkpoint.with_name("pytorch_model.bin"), strict=False).eval()
    starts = [0, 120 * FRAME]
    with torch.inference_mode():
        batch = torch.stack([torch.from_numpy(sound.read(s, s + WINDOW))[None] for s in starts])
        expected = theirs(batch).exp().numpy()
    found = Segmentation(checkpoint).classes(sound.read(0, starts[-1] + WINDOW), starts)
    assert found.shape == (2, WIDTH, len(CLASSES))
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.model
def test_windows_cover_the_sound_and_probabilities_sum_to_one(telephone):
    sound, _ = telephone
    total = frames_in(sound.samples)
    seen = np.zeros(total, dtype=int)
    for window in Segmentation(weights.segmentation_checkpoint()).windows(sound, 120):
        np.testing.assert_allclose(window.classes.sum(axis=1), 1, atol=1e-3)
        seen[window.at : window.at + len(window.classes)] += 1
    assert seen.min() >= 1


def test_frame_clock_is_the_receptive_field_of_the_network():
    # The first frame is centred on sample 495; frames are 270 samples apart.
    assert frame_seconds(0.5) == pytest.approx(495 / 16_000)
    assert frame_seconds(100) - frame_seconds(0) == pytest.approx(100 * 270 / 16_000)
