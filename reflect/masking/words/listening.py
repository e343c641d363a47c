"""Whether a recogniser still hears the names in a film that was masked. It listens around each hidden stretch only."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.masking.words.everyday import LINKS, TITLES
from reflect.masking.words.tokens import core
from reflect.media.wave_sound import WaveSound
from reflect.media.worker import decode_audio
from reflect.model.sound import Progress
from reflect.model.span import Span, union

if TYPE_CHECKING:
    from reflect.asr import Recognizer
    from reflect.model.speech import Word

AROUND_MS = 3_000
"""Of what is said before and after: a recogniser guesses a word from its neighbours."""
ALIKE = 0.8
"""From which part of equal letters a word counts as the name: what is half left is heard half."""
SLACK_MS = 500
"""Two recognitions place a word so far apart."""


def still_heard(
    path: str | os.PathLike[str],
    names: Iterable[str],
    spans: Sequence[Span],
    recognizer: Recognizer,
    progress: Progress | None = None,
    stays: Sequence[Word] = (),
) -> tuple[Span, ...]:
    """The stretches of `spans` around which one of `names` is still recognised; () when none is. The names go nowhere else.

    `stays` are words that are meant to be heard where they are said, also when they are like a name.
    """
    wanted = wanted_words(names)
    tell = progress or (lambda part: None)
    windows = union(Span(max(0, span.start_ms - AROUND_MS), span.end_ms + AROUND_MS) for span in spans) if wanted else ()
    heard: set[Span] = set()
    with tempfile.TemporaryDirectory(prefix="reflect-") as folder:
        wave = Path(folder) / "sound.wav"
        for n, window in enumerate(windows):
            decode_audio(path, wave, start_ms=window.start_ms, end_ms=window.end_ms)
            with WaveSound(wave) as sound:
                said = recognizer.recognize(sound, lambda part: None).words
            for word in (replace(one, span=one.span.shifted(window.start_ms)) for one in said):
                if names_in([word.text], wanted) and not _stays(word, stays):
                    heard.add(min(spans, key=word.span.distance_ms))
            tell((n + 1) / len(windows))
    return tuple(span for span in spans if span in heard)


def _stays(word: Word, stays: Iterable[Word]) -> bool:
    return any(core(one.text) == core(word.text) and one.span.distance_ms(word.span) <= SLACK_MS for one in stays)


def wanted_words(names: Iterable[str]) -> frozenset[str]:
    """The words of names that tell something: without titles, links, and what is shorter than three letters."""
    parts = (core(part) for name in names for part in name.split())
    return frozenset(part for part in parts if len(part) > 2 and part not in LINKS and part not in TITLES)


def same_name(word: str, wanted: Iterable[str]) -> bool:
    """Whether it is one of these, letter for letter."""
    return core(word) in wanted


def names_in(said: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether a word that was said is one of these, or almost.

    >>> names_in(["met", "Yilmas."], {"yilmaz"}), names_in(["met", "over"], {"yilmaz"})
    (True, False)
    """
    words = {core(word) for word in said}
    return any(w == n or (len(n) > 3 and difflib.SequenceMatcher(None, w, n).ratio() >= ALIKE) for w in words for n in wanted)
