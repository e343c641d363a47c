"""Whether a recogniser still hears the names in a film that was masked. It listens around each hidden stretch only."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.masking.words.everyday import LINKS, TITLES
from reflect.masking.words.tokens import core
from reflect.media.wave_sound import WaveSound
from reflect.media.worker import decode_audio
from reflect.model.sound import Progress
from reflect.model.span import Span

if TYPE_CHECKING:
    from reflect.asr import Recognizer

AROUND_MS = 3_000
"""Of what is said before and after: a recogniser guesses a word from its neighbours."""
ALIKE = 0.8
"""From which part of equal letters a word counts as the name: what is half left is heard half."""


def still_heard(
    path: str | os.PathLike[str], names: Iterable[str], spans: Sequence[Span], recognizer: Recognizer, progress: Progress | None = None
) -> tuple[Span, ...]:
    """The stretches of `spans` around which one of `names` is still recognised; () when none is. The names go nowhere else."""
    wanted = wanted_words(names)
    tell = progress or (lambda part: None)
    heard = []
    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        wave = Path(folder) / "sound.wav"
        for n, span in enumerate(spans):
            start_ms = max(0, span.start_ms - AROUND_MS)
            decode_audio(path, wave, start_ms=start_ms, end_ms=span.end_ms + AROUND_MS)
            with WaveSound(wave) as sound:
                said = [word.text for word in recognizer.recognize(sound, lambda part: None).words]
            if names_in(said, wanted):
                heard.append(span)
            tell((n + 1) / len(spans))
    return tuple(heard)


def wanted_words(names: Iterable[str]) -> frozenset[str]:
    """The words of names that tell something: without titles, links, and what is shorter than three letters."""
    parts = (core(part) for name in names for part in name.split())
    return frozenset(part for part in parts if len(part) > 2 and part not in LINKS and part not in TITLES)


def names_in(said: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether a word that was said is one of these, or almost.

    >>> names_in(["met", "Yilmas."], {"yilmaz"}), names_in(["met", "over"], {"yilmaz"})
    (True, False)
    """
    words = {core(word) for word in said}
    return any(w == n or (len(n) > 3 and difflib.SequenceMatcher(None, w, n).ratio() >= ALIKE) for w in words for n in wanted)
