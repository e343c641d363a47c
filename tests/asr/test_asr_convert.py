"""The conversion from CTranslate2 to openai-whisper's checkpoint loses nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from reflect.asr.ct2file import read_variables
from reflect.errors import ModelError


def string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def written(path: Path, version: int = 6, kind: int = 4) -> np.ndarray:
    matrix = np.arange(6, dtype="<f2").reshape(2, 3)
    path.write_bytes(
        struct.pack("<I", version)
        + string("WhisperSpec")
        + struct.pack("<II", 3, 1)
        + string("a/weight")
        + struct.pack("<BIIBI", 2, 2, 3, kind, matrix.nbytes)
        + matrix.tobytes()
        + struct.pack("<I", 1)
        + string("b/weight")
        + string("a/weight")
    )
    return matrix


def test_a_file_by_hand_is_read(tmp_path: Path) -> None:
    matrix = written(tmp_path / "model.bin")
    found = read_variables(tmp_path / "model.bin")
    assert set(found) == {"a/weight", "b/weight"}
    np.testing.assert_array_equal(found["b/weight"], matrix)


def test_files_that_cannot_be_converted(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    written(path, version=5)
    with pytest.raises(ModelError, match="has CTranslate2 version 5; only 6"):
        read_variables(path)
    written(path, kind=5)
    with pytest.raises(ModelError, match="numbers of kind 5"):
        read_variables(path)
    written(path)
    whole = path.read_bytes()
    for length in (0, 3, 20, 40, len(whole) - 3):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError, match="not a whole CTranslate2 file"):
            read_variables(path)


@pytest.mark.model
def test_both_engines_compute_the_same_from_the_same_weights(dutch, model_cache: Path) -> None:
    import ctranslate2
    import torch

    from reflect.asr.faster import FasterDecoder
    from reflect.asr.openai import _load, find, ready
    from reflect.asr.weights import find as find_ct2
    from reflect.asr.weights import ready as ready_ct2

    name, checkpoint, revision = find("base")
    whisper_model = _load(ready(checkpoint, revision, model_cache), name, "cpu")
    folder = ready_ct2(find_ct2("base"), model_cache)
    original = read_variables(folder / "model.bin")
    embedding = whisper_model.decoder.token_embedding.weight.detach().numpy()
    np.testing.assert_array_equal(embedding, original["decoder/embeddings/weight"].astype(np.float32))

    features = FasterDecoder(folder, device="cpu", threads=2, beam=1, glossary=())._features([dutch[0][16_000:96_000]])
    exact = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32", intra_threads=2)
    theirs = np.array(exact.encode(ctranslate2.StorageView.from_array(features)))
    with torch.no_grad():
        ours = whisper_model.encoder(torch.from_numpy(features))
        logits = whisper_model.decoder(torch.tensor([[50258, 50271, 50359, 50363]]), ours)
    assert np.abs(ours.numpy() - theirs).max() < 0.01
    assert torch.isfinite(logits).all()
    assert sorted(map(tuple, whisper_model.alignment_heads.indices().T.tolist())) == [
        (3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6),
    ]  # fmt: skip
