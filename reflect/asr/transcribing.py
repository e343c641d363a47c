"""The loop that every engine shares: listen, cut, decode in batches, judge, try again, place the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from reflect.asr.chunks import Chunk, Region, groups, halves, padded, split_long, turns
from reflect.asr.heard import Decoder, Heard, echoes, good, loops, silent, skips
from reflect.asr.languages import AUTO, smooth_languages
from reflect.asr.listening import Detector, speech_probability, speech_regions
from reflect.asr.words import ordered, placed
from reflect.model.sound import RATE, Progress, Sound
from reflect.model.span import Span, clock_text, union
from reflect.model.speech import Word

PAD = RATE * 4 // 10
"""Samples heard at both sides of detected speech: word beginnings are soft."""
LONGEST = RATE * 28
"""Samples of a chunk at most; the models hear 30 s."""
TURN = RATE * 8
"""Samples of a stretch whose language is decided as one."""
TURN_PAUSE = RATE * 3 // 10
"""A pause at which another speaker, and another language, may begin."""
RETRY_TEMPERATURES = (0.0, 0.4, 0.8)
SMALLEST_BATCH = 2
"""Chunks that workers take at once at the end of their work: one by one takes a fifth more processor time."""
LISTENING_PART, DETECTING_PART = 0.06, 0.3
"""Parts of the progress that finding speech and finding languages take."""


@dataclass(frozen=True, slots=True)
class Transcribed:
    words: tuple[Word, ...]
    speech: tuple[Span, ...]
    warnings: tuple[str, ...]


def transcribe(
    sound: Sound, detector: Detector, load: Callable[[], Decoder], *, language: str, glossary: Sequence[str], progress: Progress
) -> Transcribed:
    """Words of the whole sound. Memory holds one batch of chunks and a probability for every 32 ms."""
    progress(0.0)
    probability = speech_probability(sound, detector, lambda part: progress(part * LISTENING_PART))
    regions = speech_regions(probability, sound.samples)
    if not regions:
        progress(1.0)
        return Transcribed((), (), ())
    decoder = load()
    done = DETECTING_PART if language == AUTO else LISTENING_PART
    speech = split_long(regions, probability, (TURN if language == AUTO else LONGEST) - 2 * PAD)
    pieces = padded(speech, sound.samples, PAD)
    if language == AUTO:
        chunks = _by_language(sound, decoder, speech, pieces, _scaled(progress, LISTENING_PART, done))
    else:
        chunks = [Chunk(tuple(pieces[i:j]), language) for i, j in groups(speech, pieces, LONGEST)]
    work = _Work(sound, decoder, regions, glossary)
    words = work.run(chunks, _scaled(progress, done, 1.0))
    progress(1.0)
    heard = union(Span.from_seconds(a / RATE, b / RATE) for a, b in regions)
    return Transcribed(tuple(words), heard, tuple(work.warnings()))


def _scaled(progress: Progress, low: float, high: float) -> Progress:
    return lambda part: progress(low + part * (high - low))


def _by_language(sound: Sound, decoder: Decoder, speech: Sequence[Region], pieces: Sequence[Region], progress: Progress) -> list[Chunk]:
    """Chunks of one language each: short stretches vote, neighbours of one language are heard together."""
    ranges = turns(speech, pieces, TURN, TURN_PAUSE)
    stretches = [Chunk(tuple(pieces[i:j])) for i, j in ranges]
    evidence: list[Mapping[str, float]] = []
    for i in range(0, len(stretches), decoder.batch):
        batch = stretches[i : i + decoder.batch]
        evidence += decoder.detect([_samples(sound, s) for s in batch])
        progress((i + len(batch)) / len(stretches))
    languages = smooth_languages(evidence, [s.seconds for s in stretches])
    chunks: list[Chunk] = []
    for language, same in groupby(zip(languages, ranges, strict=True), key=lambda pair: pair[0]):
        members = [r for _, r in same]
        first, last = members[0][0], members[-1][1]
        parts = groups(speech[first:last], pieces[first:last], LONGEST)
        chunks += [Chunk(tuple(pieces[first + i : first + j]), language) for i, j in parts]
    return chunks


def _samples(sound: Sound, chunk: Chunk) -> np.ndarray:
    return np.concatenate([sound.read(a, b) for a, b in chunk.pieces]).astype(np.float32, copy=False)


class _Work:
    """One pass over the chunks; remembers which stretches stayed doubtful."""

    def __init__(self, sound: Sound, decoder: Decoder, regions: Sequence[Region], glossary: Sequence[str]) -> None:
        self.sound, self.decoder, self.regions, self.glossary = sound, decoder, regions, glossary
        self.doubtful: list[Chunk] = []

    def run(self, chunks: Sequence[Chunk], progress: Progress) -> list[Word]:
        """Batches side by side, as many as the decoder has workers; results in order."""
        done, total = 0.0, sum(c.seconds for c in chunks)
        words: dict[int, list[Word]] = {}
        batches = _batches(chunks, self.decoder.batch, self.decoder.workers)
        with ThreadPoolExecutor(self.decoder.workers) as pool:
            try:
                for batch, found in zip(batches, pool.map(lambda b: self._decoded([chunks[i] for i in b]), batches), strict=True):
                    words |= zip(batch, found, strict=True)
                    done += sum(chunks[i].seconds for i in batch)
                    progress(min(1.0, done / total))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return ordered([w for i in range(len(chunks)) for w in words[i]], self.sound.samples)

    def _decoded(self, batch: Sequence[Chunk]) -> list[list[Word]]:
        """The words of each chunk of a batch, which is of one language."""
        heard = self.decoder.decode([_samples(self.sound, c) for c in batch], batch[0].language, 0.0, bool(self.glossary))
        return [self._judged(chunk, one) for chunk, one in zip(batch, heard, strict=True)]

    def _judged(self, chunk: Chunk, heard: Heard) -> list[Word]:
        if self.glossary and echoes(heard, self.glossary):
            heard = self._decode(chunk, 0.0, glossary=False)
        if good(heard, chunk.seconds):
            return self._fuller(chunk, heard) if skips(heard, chunk.seconds) else self._words(chunk, heard)
        if chunk.seconds >= 4:
            return [w for half in halves(chunk) for w in self._best(half)]
        return self._best(chunk)

    def _fuller(self, chunk: Chunk, heard: Heard) -> list[Word]:
        """The halves heard apart, when that gives more words and no loop; else what was heard."""
        apart = halves(chunk)
        again = [self._decode(half, 0.0, glossary=False) for half in apart]
        more = sum(len(h.words) for h in again if not silent(h)) > len(heard.words)
        if more and all(good(h, half.seconds) for h, half in zip(again, apart, strict=True)):
            return [w for half, h in zip(apart, again, strict=True) for w in self._words(half, h)]
        return self._words(chunk, heard)

    def _best(self, chunk: Chunk) -> list[Word]:
        """The first good try; else the likeliest that is no loop, or the likeliest at all, marked doubtful."""
        tries = []
        for temperature in RETRY_TEMPERATURES:
            heard = self._decode(chunk, temperature, glossary=False)
            if good(heard, chunk.seconds):
                return self._words(chunk, heard)
            tries.append(heard)
        best = max(tries, key=lambda h: (not loops(h, chunk.seconds), h.mean_logprob))
        self.doubtful.append(chunk)
        return self._words(chunk, best, doubtful=True)

    def _decode(self, chunk: Chunk, temperature: float, glossary: bool) -> Heard:
        return self.decoder.decode([_samples(self.sound, chunk)], chunk.language, temperature, glossary)[0]

    def _words(self, chunk: Chunk, heard: Heard, doubtful: bool = False) -> list[Word]:
        if silent(heard):
            return []
        return placed(heard.words, chunk, self.regions, self.sound.samples, doubtful)

    def warnings(self) -> list[str]:
        if not self.doubtful:
            return []
        doubtful = sorted(self.doubtful, key=lambda c: c.pieces[0])
        at = ", ".join(clock_text(c.pieces[0][0] * 1000 // RATE) for c in doubtful[:8])
        more = f" and {len(self.doubtful) - 8} more" if len(self.doubtful) > 8 else ""
        return [f"The recogniser was unsure or repeated itself at {at}{more}; those words are marked doubtful. Listen there first."]


def _batches(chunks: Sequence[Chunk], size: int, workers: int) -> list[list[int]]:
    """Indices of chunks of the same language, at most `size` together. Many at once take less time each, but with several
    workers the batches become smaller towards the end, so that nobody waits long for the last."""
    by_language: dict[str, list[int]] = {}
    for i, chunk in enumerate(chunks):
        by_language.setdefault(chunk.language, []).append(i)
    out: list[list[int]] = []
    for ids in by_language.values():
        first = 0
        while first < len(ids):
            left = len(ids) - first
            share = left if workers == 1 else max(SMALLEST_BATCH, -(-left // (2 * workers)))
            out.append(ids[first : first + min(size, share)])
            first += min(size, share)
    return sorted(out)
