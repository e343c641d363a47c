"""What the two networks say about a whole sound, small enough to keep: the input of clustering and assignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reflect.diarization.embedding import CHUNK_S, FEATURE_RATE, SIZE, VoicePrints, pooled
from reflect.diarization.segmentation import FIRST, FRAME, WIDTH, Window, frames_in
from reflect.model.sound import RATE, Progress, Sound

SLIDE_S = 1.5
SLIDE_HOP_S = 0.375
"""Voice prints are taken of windows this long, this far apart."""

_CHUNK = CHUNK_S * FEATURE_RATE
_COLOUR_CHUNKS = 60
_BATCH = 4
# A window's outer second has no context on one side and counts for less.
EDGE = np.interp(np.arange(WIDTH), [0, 60, WIDTH - 61, WIDTH - 1], [0.1, 1.0, 1.0, 0.1]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Frames:
    """Per frame of the sound's grid, from all windows: how sure speech is, and the probability of one voice
    alone and of several."""

    speech: np.ndarray
    solo: np.ndarray
    overlap: np.ndarray


@dataclass(frozen=True, slots=True)
class Voices:
    """Voice prints (unit length) with the seconds of lone speech each rests on.

    `slides` (n, 192) are of windows of SLIDE_S seconds, SLIDE_HOP_S apart, `slide_s` (n,);
    `locals` (windows, 3, 192) are of the segmentation's local speakers, `local_s` (windows, 3).
    """

    slides: np.ndarray
    slide_s: np.ndarray
    locals: np.ndarray
    local_s: np.ndarray


def frames_of(windows: list[Window], samples: int) -> Frames:
    """All windows' opinions in one: the mean, but for speech the root mean square.

    Now and then the network is deaf to ten seconds of clear speech in one colour, and hardly ever hears
    speech where none is; so a window that hears counts for more than one that does not.
    """
    total = frames_in(samples)
    sums, weights = np.zeros((total, 3), dtype=np.float32), np.full(total, 1e-9, dtype=np.float32)
    for window in windows:
        length = len(window.classes)
        part, edge = window.classes.astype(np.float32), EDGE[:length]
        seen = np.stack([(1 - part[:, 0]) ** 2, part[:, 1:4].sum(axis=1), part[:, 4:].sum(axis=1)], axis=1)
        sums[window.at : window.at + length] += edge[:, None] * seen
        weights[window.at : window.at + length] += edge
    sums /= weights[:, None]
    return Frames(np.sqrt(sums[:, 0]), sums[:, 1], sums[:, 2])


def voices_of(sound: Sound, windows: list[Window], frames: Frames, network: VoicePrints, progress: Progress) -> Voices:
    """Voice prints of the whole sound, chunk by chunk; chunks without speech are not run."""
    chunks = max(1, -(-sound.samples // (CHUNK_S * RATE)))
    grid = _grid(chunks, len(frames.speech))
    audible = np.arange(chunks * _CHUNK) * (RATE // FEATURE_RATE) < sound.samples
    lone = np.where(audible, frames.solo[grid] ** 2, 0).astype(np.float32)
    busy = [bool((frames.speech[grid[c * _CHUNK : (c + 1) * _CHUNK]] > 0.3).any()) for c in range(chunks)]
    colour = _colour(sound, network, frames, grid, busy)
    slides: list[np.ndarray] = []
    local: list[np.ndarray] = []
    pending: list[np.ndarray] = []
    next_window = 0
    for chunk in range(chunks):
        while len(pending) < 2:
            pending += _features(sound, network, range(chunk + len(pending), min(chunks, chunk + len(pending) + _BATCH)), busy, colour)
            if chunk + len(pending) >= chunks:
                pending.append(np.zeros_like(pending[0]))
        pair = np.concatenate(pending[:2])
        slides.append(_slide_moments(pair, _padded(lone, chunk * _CHUNK, 2 * _CHUNK), chunk))
        while next_window < len(windows) and _feature_at(windows[next_window].at) < (chunk + 1) * _CHUNK:
            local.append(_local_moments(pair, windows[next_window], chunk))
            next_window += 1
        pending.pop(0)
        progress((chunk + 1) / chunks)
    return _assembled(slides, local, network)


def _assembled(slides: list[np.ndarray], local: list[np.ndarray], network: VoicePrints) -> Voices:
    slide, locals_ = np.concatenate(slides), np.concatenate(local)
    prints = network.prints(slide[:, 1:]), network.prints(locals_[:, 1:])
    return Voices(prints[0], slide[:, 0], prints[1].reshape(-1, 3, SIZE), locals_[:, 0].reshape(-1, 3))


def _features(sound: Sound, network: VoicePrints, chunks: range, busy: list[bool], colour: np.ndarray) -> list[np.ndarray]:
    run = [c for c in chunks if busy[c]]
    found = dict(zip(run, network.features([network.filter_bank(sound, c) for c in run], colour), strict=True)) if run else {}
    return [found[c] if c in found else np.zeros((_CHUNK, 512), dtype=np.float32) for c in chunks]


def _colour(sound: Sound, network: VoicePrints, frames: Frames, grid: np.ndarray, busy: list[bool]) -> np.ndarray:
    """Mean filter bank of the speech, from at most ten minutes spread over the sound: microphone and room."""
    chosen = [c for c, has in enumerate(busy) if has]
    chosen = chosen[:: -(-len(chosen) // _COLOUR_CHUNKS) or 1]
    total, weight = np.zeros(80), 1e-6
    for chunk in chosen:
        # Two filter-bank frames to a feature frame.
        speech = np.repeat(frames.speech[grid[chunk * _CHUNK : (chunk + 1) * _CHUNK]], 2)
        total += speech @ network.filter_bank(sound, chunk).numpy()
        weight += float(speech.sum())
    return (total / weight).astype(np.float32)


def _slide_moments(pair: np.ndarray, lone: np.ndarray, chunk: int) -> np.ndarray:
    """For slides starting in this chunk: seconds, then the pooled features."""
    first = -(-chunk * CHUNK_S // SLIDE_HOP_S)
    rows = []
    index = int(first)
    while index * SLIDE_HOP_S < (chunk + 1) * CHUNK_S:
        start = round(index * SLIDE_HOP_S * FEATURE_RATE) - chunk * _CHUNK
        weights = lone[start : start + round(SLIDE_S * FEATURE_RATE), None]
        rows.append(np.concatenate([[weights.sum() / FEATURE_RATE], pooled(pair[start : start + len(weights)], weights)[0]]))
        index += 1
    return np.array(rows, dtype=np.float32)


def _local_moments(pair: np.ndarray, window: Window, chunk: int) -> np.ndarray:
    """For the three local speakers of a window: seconds, then the pooled features."""
    first = _feature_at(window.at) - chunk * _CHUNK
    last = min(first + CHUNK_S * FEATURE_RATE, len(pair))
    moments = (np.arange(first, last) + chunk * _CHUNK) * (RATE // FEATURE_RATE)
    frame = (moments + 200 - FIRST + FRAME // 2) // FRAME - window.at
    inside = (frame >= 0) & (frame < len(window.classes))
    weights = window.solo[frame[inside]].astype(np.float32) ** 2
    out = pooled(pair[first:last][inside], weights)
    return np.concatenate([weights.sum(axis=0)[:, None] / FEATURE_RATE, out], axis=1).astype(np.float32)


def _feature_at(frame: int) -> int:
    return frame * FRAME * FEATURE_RATE // RATE


def _grid(chunks: int, frames: int) -> np.ndarray:
    """The segmentation frame in which each feature frame (centre 200 samples after its start) lies."""
    moments = np.arange(chunks * _CHUNK) * (RATE // FEATURE_RATE) + 200
    return np.clip((moments - FIRST + FRAME // 2) // FRAME, 0, frames - 1)


def _padded(values: np.ndarray, first: int, length: int) -> np.ndarray:
    part = values[first : first + length]
    return np.pad(part, (0, length - len(part)))


def purity(windows: list[Window], slides: int) -> np.ndarray:
    """How much of each slide's lone speech belongs to one local speaker, 0 to 1, shape (slides,).

    Each window that holds the slide has its own opinion; the mean counts.
    """
    length = round(SLIDE_S * RATE / FRAME)
    total, seen = np.zeros(slides), np.full(slides, 1e-9)
    starts = (np.arange(slides) * SLIDE_HOP_S * RATE / FRAME).astype(int)
    for window in windows:
        first, last = np.searchsorted(starts, [window.at, window.at + len(window.classes) - length // 2])
        reach = np.concatenate([np.zeros((1, 3)), np.cumsum(window.solo.astype(np.float32), axis=0)])
        for slide in range(first, last):
            at = starts[slide] - window.at
            mass = reach[min(at + length, len(reach) - 1)] - reach[at]
            total[slide] += mass.max() / max(mass.sum(), 1e-6)
            seen[slide] += 1
    out: np.ndarray = total / seen
    return out
