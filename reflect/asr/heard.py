"""What an engine hears in one chunk, and what may be wrong with it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as the engine gives it: seconds from the start of the chunk, text perhaps with spaces."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Heard:
    """One chunk. `mean_logprob` is per token (natural log), `no_speech` a probability."""

    words: tuple[HeardWord, ...]
    mean_logprob: float
    no_speech: float

    @property
    def text(self) -> str:
        return "".join(w.text if w.text.startswith(" ") else " " + w.text for w in self.words).strip()


class Decoder(Protocol):
    """One engine with its model loaded."""

    @property
    def batch(self) -> int:
        """How many chunks it likes at once."""
        ...

    @property
    def workers(self) -> int:
        """How many threads may call `decode` at the same time."""
        ...

    def detect(self, sounds: Sequence[np.ndarray]) -> list[Mapping[str, float]]:
        """Probability of languages for each sound (float32, at most 30 s)."""
        ...

    def decode(self, sounds: Sequence[np.ndarray], language: str, temperature: float, glossary: bool) -> list[Heard]:
        """Words of each sound (float32, at most 30 s), all taken to be in `language`."""
        ...


# Whisper's own limits, from its published decoding procedure.
MAX_COMPRESSION = 2.4
MIN_LOGPROB = -1.0
MAX_NO_SPEECH = 0.6
MAX_WORDS_PER_S = 8.0

MIN_WORDS_PER_S = 1.2
"""Of detected speech. People say two to four words a second; a recogniser that gives fewer skipped a part."""
SKIPS_FROM_S = 8.0
"""A shorter chunk may hold one drawn-out word."""


def compression(text: str) -> float:
    """How many times smaller the text becomes by compressing: high for repeated text."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def repeats(words: Sequence[str]) -> bool:
    """Whether a phrase is said over and over, as a recogniser in a loop does and a person does not:
    one word eight times or more, two words five times, three words four times, longer ones three times."""
    plain = [w.strip(" .,!?…-").lower() for w in words]
    for n in range(1, 13):
        least = {1: 8, 2: 5, 3: 4}.get(n, 3)
        run = 0
        for i in range(n, len(plain)):
            run = run + 1 if plain[i] == plain[i - n] else 0
            if run >= n * (least - 1):
                return True
    return False


def loops(heard: Heard, seconds: float) -> bool:
    """Whether the engine fell into a loop: the same phrase again and again, or more words than fit in the time."""
    words = [w.text for w in heard.words]
    return repeats(words) or compression(heard.text) > MAX_COMPRESSION or len(words) > 4 + MAX_WORDS_PER_S * seconds


def skips(heard: Heard, seconds: float) -> bool:
    """Whether the engine passed over much of the speech, as Whisper does when it ends a text too early."""
    return seconds >= SKIPS_FROM_S and len(heard.words) < MIN_WORDS_PER_S * seconds


def silent(heard: Heard) -> bool:
    """Whether the engine itself thinks that nobody spoke."""
    return not heard.words or (heard.no_speech > MAX_NO_SPEECH and heard.mean_logprob < MIN_LOGPROB)


def good(heard: Heard, seconds: float) -> bool:
    return silent(heard) or (heard.mean_logprob >= MIN_LOGPROB and not loops(heard, seconds))


def echoes(heard: Heard, glossary: Sequence[str]) -> bool:
    """Whether the engine said the glossary back instead of listening: three or more of its words and little else."""
    known = {part.lower() for term in glossary for part in term.split()}
    words = [w.text.strip(" .,!?…-").lower() for w in heard.words]
    same = sum(w in known for w in words)
    return same >= 3 and same >= 0.7 * len(words)
