"""pyannote.audio's own pipeline, from a folder with the shape of speaker-diarization-community-1 (see `community_model`)."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from reflect.diarization import create
from reflect.model.sound import RATE

pytestmark = pytest.mark.model


@pytest.fixture
def pyannote(community, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(community.parents[2]))
    return create("pyannote")


def test_it_tells_when_somebody_speaks_as_pyannote_does(pyannote, short_talk):
    sound, reference = short_talk
    found = pyannote.diarize(sound, 2, lambda _: None)
    assert (found.maker.name, found.maker.model, found.maker.revision) == ("pyannote", "speaker-diarization-community-1", "3533c8c")
    assert set(found.speakers) <= {"S1", "S2"}
    grid = np.arange(0, sound.samples / RATE, 0.01)
    heard = np.any([(grid >= a.span.start_ms / 1000) & (grid < a.span.end_ms / 1000) for a in found.activities], axis=0)
    said = np.any([(grid >= start) & (grid < end) for start, end, _ in reference], axis=0)
    assert (heard == said).mean() > 0.93


def test_the_number_of_voices_is_found(pyannote, short_talk):
    found = pyannote.diarize(short_talk[0], None, lambda _: None)
    assert 1 <= len(found.speakers) <= 6


def test_a_person_reads_nothing_of_what_pyannote_warns_programmers_of(community):
    code = """
import numpy as np
from reflect.diarization import create

class Sound:
    samples = 48_000
    def read(self, start, stop):
        return np.zeros(stop - start, np.float32)

print(create("pyannote").diarize(Sound(), None, lambda _: None).warnings)
"""
    env = {**os.environ, "HF_HUB_CACHE": str(community.parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert (done.stdout, done.stderr) == ("('No speech was found on this recording.',)\n", "")
