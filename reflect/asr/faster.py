"""faster-whisper (CTranslate2): the default engine. Batches of chunks, int8 on the processor, float16 on a GPU."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.asr.glossary import prompt_text
from reflect.asr.heard import Heard, HeardWord
from reflect.errors import ModelError, ToolError

if TYPE_CHECKING:
    import numpy as np

PREPEND = "\"'“¿([{-"
APPEND = "\"'.\u3002,\uff0c!\uff01?\uff1f:\uff1a”)]}\u3001"
BEAM = 3
"""On 951 words of two talks: 347 errors, with beam 5 359, with beam 5 and time marks 333 to 335 in a fifth more processor time."""
CPU_BATCH, GPU_BATCH = 4, 16


class FasterDecoder:
    """A CTranslate2 Whisper model behind faster-whisper's own encode, generate and align."""

    def __init__(self, folder: Path, *, device: str, threads: int, beam: int, glossary: Sequence[str]) -> None:
        import ctranslate2
        from faster_whisper import WhisperModel

        logging.getLogger("faster_whisper").setLevel(logging.WARNING)
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        precision = "float16" if device == "cuda" else "int8"
        # On a processor: several chunks side by side, each on one core. Decoding a token is too little work to
        # share out among cores; two threads on one batch took longer than one (12.3 against 6.9 s, measured).
        self.workers = 1 if device == "cuda" else threads
        try:
            self._model = WhisperModel(
                str(folder), device=device, compute_type=precision, cpu_threads=1, num_workers=self.workers, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(
                f"The speech model in {folder} cannot be loaded ({error}). Run reflect models --check, or choose another with --model."
            ) from error
        ctranslate2.set_random_seed(1)
        self._beam, self._glossary = beam, prompt_text(glossary)
        self.batch = GPU_BATCH if device == "cuda" else CPU_BATCH

    def detect(self, sounds: Sequence[np.ndarray]) -> list[Mapping[str, float]]:
        if not self._model.model.is_multilingual:
            return [{"en": 1.0} for _ in sounds]
        # Attention over half a minute of padding is most of the work, and detection does not need it.
        frames = min(3000, max(len(s) for s in sounds) // 160 + 200)
        found = self._model.model.detect_language(self._model.encode(self._features(sounds, frames)))
        return [{token[2:-2]: p for token, p in one} for one in found]

    def decode(self, sounds: Sequence[np.ndarray], language: str, temperature: float, glossary: bool) -> list[Heard]:
        tokenizer = self._tokenizer(language)
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=self._glossary if glossary else None)
        try:
            encoded = self._encoded(sounds)
            results = self._generate(encoded, [prompt] * len(sounds), tokenizer, temperature)
            return self._heard(sounds, encoded, results, tokenizer)
        except RuntimeError as error:
            raise ToolError(
                f"The speech recogniser failed ({error}). Try again with --model base or on the processor.", tail=str(error)
            ) from error

    def _encoded(self, sounds: Sequence[np.ndarray]) -> Any:
        """What the encoder makes of the sounds, together. On a processor it hears them one by one: attention of all
        to all over half a minute is by far the largest thing in memory, and several at once are no faster."""
        import ctranslate2
        import numpy as np

        if self._model.model.device == "cuda":
            return self._model.encode(self._features(sounds))
        heard = [np.asarray(self._model.encode(self._features([sound]))) for sound in sounds]
        return ctranslate2.StorageView.from_array(np.concatenate(heard))

    def _features(self, sounds: Sequence[np.ndarray], frames: int = 3000) -> np.ndarray:
        import numpy as np
        from faster_whisper.audio import pad_or_trim

        return np.stack([pad_or_trim(self._model.feature_extractor(s)[..., :-1], frames) for s in sounds])

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._model.model.is_multilingual
        return Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language=language if multilingual else "en")

    def _generate(self, encoded: Any, prompts: list[list[int]], tokenizer: Any, temperature: float) -> Any:
        from faster_whisper.transcribe import get_suppressed_tokens

        search = {"beam_size": self._beam} if temperature == 0 else {"beam_size": 1, "num_hypotheses": 3, "sampling_topk": 0}
        return self._model.model.generate(
            encoded,
            prompts,
            max_length=self._model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            sampling_temperature=temperature or 1.0,
            **search,
        )

    def _heard(self, sounds: Sequence[np.ndarray], encoded: Any, results: Any, tokenizer: Any) -> list[Heard]:
        from faster_whisper.transcribe import merge_punctuations

        tokens = [[t for t in r.sequences_ids[0] if t < tokenizer.eot] for r in results]
        frames = [max(1, min(len(s) // self._model.feature_extractor.hop_length, 3000)) for s in sounds]
        aligned = self._model.find_alignment(tokenizer, tokens, encoded, frames)
        out = []
        for result, words in zip(results, aligned, strict=True):
            merge_punctuations(words, PREPEND, APPEND)
            length = len(result.sequences_ids[0])
            out.append(
                Heard(
                    tuple(HeardWord(w["word"], float(w["start"]), float(w["end"]), float(w["probability"])) for w in words if w["word"]),
                    result.scores[0] * length / (length + 1),
                    result.no_speech_prob,
                )
            )
        return out
