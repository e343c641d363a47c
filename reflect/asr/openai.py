"""openai-whisper (PyTorch): the second engine, chunk by chunk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.asr import weights
from reflect.asr.glossary import prompt_text
from reflect.asr.heard import Heard, HeardWord
from reflect.errors import ModelError, ToolError, UsageError

if TYPE_CHECKING:
    import numpy as np

BEAM = 5


def cached_checkpoint(name: str) -> Path | None:
    """A checkpoint that openai-whisper itself fetched earlier, or None."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"
    path = home / f"{name}.pt"
    return path if path.is_file() else None


def find(model: str | Path | None) -> tuple[str, Path | None, str]:
    """Name, checkpoint (None for the embedded weights, to be converted) and identity of the weights.

    Order: a .pt file, or a CTranslate2 folder to convert; a name in openai-whisper's own cache; for
    None the best of `weights.BEST_FIRST` in that cache, else the embedded base. Never a download.
    """
    if model is None:
        named = next((n for n in weights.BEST_FIRST if cached_checkpoint(n)), weights.EMBEDDED)
        return find(named)
    path, name = Path(model).expanduser(), str(model)
    if name not in weights.REPOSITORIES:
        if path.is_file():
            return path.stem, path, weights.sampled_hash(path)
        if path.is_dir():
            found = weights.find(path)
            return found.name, path, found.revision
        raise UsageError(
            f"The speech model {name!r} is neither a file nor a known name. Give a .pt file, or one of: {', '.join(weights.REPOSITORIES)}."
        )
    if cached := cached_checkpoint(name):
        return name, cached, weights.sampled_hash(cached)
    if name == weights.EMBEDDED:
        return name, None, weights.EMBEDDED_SHA256
    raise ModelError(
        f"The model {name} is not in openai-whisper's cache on this machine. Put {name}.pt in ~/.cache/whisper, "
        "or leave out --model to use the embedded one."
    )


def ready(checkpoint: Path | None, revision: str, cache: Path) -> Path:
    """A .pt file to load: converted once into `cache` when the weights are in CTranslate2 form."""
    if checkpoint is not None and checkpoint.is_file():
        return checkpoint
    from reflect.asr.convert import convert

    target = cache / f"openai-whisper-{revision[-16:]}.pt"
    if target.is_file():
        return target
    return convert(checkpoint or weights.ready(weights.find(weights.EMBEDDED), cache), target)


class OpenaiDecoder:
    """openai-whisper's `transcribe` on one chunk at a time."""

    batch = 1
    workers = 1

    def __init__(self, checkpoint: Path, name: str, *, device: str, threads: int, beam: int, glossary: Sequence[str]) -> None:
        import torch

        torch.manual_seed(1)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if device == "cpu":
            torch.set_num_threads(threads)
        self._device, self._beam, self._glossary = device, beam, prompt_text(glossary)
        self._model = _load(checkpoint, name, device)

    def detect(self, sounds: Sequence[np.ndarray]) -> list[Mapping[str, float]]:
        if not self._model.is_multilingual:
            return [{"en": 1.0} for _ in sounds]
        import whisper

        out: list[Mapping[str, float]] = []
        for sound in sounds:
            mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sound), self._model.dims.n_mels).to(self._device)
            _, probabilities = whisper.detect_language(self._model, mel)
            out.append(probabilities)
        return out

    def decode(self, sounds: Sequence[np.ndarray], language: str, temperature: float, glossary: bool) -> list[Heard]:
        return [self._decode(sound, language, temperature, glossary) for sound in sounds]

    def _decode(self, sound: np.ndarray, language: str, temperature: float, glossary: bool) -> Heard:
        import whisper

        search = {"beam_size": self._beam} if temperature == 0 else {"best_of": 3}
        try:
            result = whisper.transcribe(
                self._model,
                sound,
                language=language if self._model.is_multilingual else "en",
                temperature=temperature,
                initial_prompt=self._glossary if glossary and self._glossary else None,
                carry_initial_prompt=True,
                condition_on_previous_text=False,
                # The loop in `transcribing` judges and tries again; here only one try.
                compression_ratio_threshold=None,
                logprob_threshold=None,
                no_speech_threshold=None,
                word_timestamps=True,
                fp16=self._device == "cuda",
                verbose=None,
                **search,
            )
        except RuntimeError as error:
            raise ToolError(f"openai-whisper failed ({error}). Try the engine faster-whisper.", tail=str(error)) from error
        return _heard(result["segments"])


def _heard(segments: Sequence[Mapping[str, Any]]) -> Heard:
    """All segments of a chunk as one; the log probability weighted by tokens."""
    words = tuple(
        HeardWord(w["word"], float(w["start"]), float(w["end"]), float(w["probability"])) for s in segments for w in s.get("words", ())
    )
    tokens = sum(len(s["tokens"]) for s in segments) or 1
    mean = sum(s["avg_logprob"] * len(s["tokens"]) for s in segments) / tokens
    return Heard(words, mean, min((s["no_speech_prob"] for s in segments), default=0.0))


def _load(checkpoint: Path, name: str, device: str) -> Any:
    """The model from a checkpoint file; openai-whisper's own loader would fetch a file it finds damaged."""
    import pickle

    import torch
    import whisper
    from whisper.model import ModelDimensions, Whisper

    try:
        content = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model = Whisper(ModelDimensions(**content["dims"]))
        model.load_state_dict(content["model_state_dict"])
    except (OSError, RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        raise ModelError(
            f"The checkpoint {checkpoint} cannot be loaded ({type(error).__name__}). Delete it and try again, or give another --model."
        ) from error
    if heads := content.get("alignment_heads"):
        mask = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        mask[tuple(zip(*heads, strict=True))] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
    elif name in getattr(whisper, "_ALIGNMENT_HEADS", {}):
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])
    return model.to(device)
