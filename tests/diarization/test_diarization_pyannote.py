"""pyannote.audio's own pipeline, from a folder with the shape of speaker-diarization-community-1 (see `community_model`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reflect.diarization import create
from reflect.errors import Stopped
from reflect.model.sound import RATE

sys.path.insert(0, str(Path(__file__).parent))

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the Hugging Face hub's cache has it."""
    os.environ["PYANNOTE_METRICS_ENABLED"], os.environ["HF_HUB_OFFLINE"] = "0", "1"
    from community_model import make_community

    cache = tmp_path_factory.mktemp("hub")
    return make_community(cache / "models--pyannote--speaker-diarization-community-1" / "snapshots" / "3533c8c")


@pytest.fixture(scope="module")
def talk(telephone, array_sound):
    """Twelve seconds, in which both speak: every second of them is worked through ten times."""
    sound, reference = telephone
    first, last = 10, 22
    said = [(max(start, first) - first, min(end, last) - first) for start, end, _ in reference if start < last and end > first]
    return array_sound(sound.wave[first * RATE : last * RATE]), said


@pytest.fixture
def pyannote(snapshot, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(snapshot.parents[2]))
    return create("pyannote")


def test_it_tells_when_somebody_speaks_as_pyannote_does(pyannote, talk):
    sound, reference = talk
    steps: list[float] = []
    found = pyannote.diarize(sound, 2, steps.append)
    assert (found.maker.name, found.maker.model, found.maker.revision) == ("pyannote", "speaker-diarization-community-1", "3533c8c")
    assert list(found.activities) == sorted(found.activities)
    assert set(found.speakers) <= {"S1", "S2"}
    assert max(a.span.end_ms for a in found.activities) <= sound.samples * 1000 // RATE + 1
    assert (steps, steps[0], steps[-1]) == (sorted(steps), 0.0, 1.0)
    grid = np.arange(0, sound.samples / RATE, 0.01)
    heard = np.any([(grid >= a.span.start_ms / 1000) & (grid < a.span.end_ms / 1000) for a in found.activities], axis=0)
    said = np.any([(grid >= start) & (grid < end) for start, end in reference], axis=0)
    assert (heard == said).mean() > 0.93


def test_the_number_of_voices_is_found(pyannote, talk):
    found = pyannote.diarize(talk[0], None, lambda _: None)
    assert 1 <= len(found.speakers) <= 6


def test_nothing_has_no_speech(pyannote, array_sound):
    found = pyannote.diarize(array_sound(np.zeros(0, np.float32)), None, lambda _: None)
    assert (found.activities, found.warnings) == ((), ("No speech was found on this recording.",))


def test_a_person_reads_nothing_of_what_pyannote_warns_programmers_of(snapshot):
    code = """
import numpy as np
from reflect.diarization import create

class Sound:
    samples = 48_000
    def read(self, start, stop):
        return np.zeros(stop - start, np.float32)

print(create("pyannote").diarize(Sound(), None, lambda _: None).warnings)
"""
    env = {**os.environ, "HF_HUB_CACHE": str(snapshot.parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert (done.stdout, done.stderr) == ("('No speech was found on this recording.',)\n", "")


def test_a_stop_passes_through(pyannote, talk):
    def stop(part: float) -> None:
        if part > 0.1:
            raise Stopped("The work was stopped.")

    with pytest.raises(Stopped):
        pyannote.diarize(talk[0], None, stop)
