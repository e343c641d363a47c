"""What the two networks say about a whole sound, small enough to keep: the input of clustering and assignment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reflect.diarization.clustering import unit
from reflect.diarization.embedding import CHUNK_S, FEATURE_RATE, SIZE, PrintNetwork, filter_bank, pooled
from reflect.diarization.segmentation import FIRST, FRAME, WIDTH, Window, frames_in
from reflect.model.sound import RATE, Progress, Sound

SLIDE_S = 1.5
SLIDE_HOP_S = 0.375
"""Voice prints are taken of windows this long, this far apart."""

REACH = round(SLIDE_S * RATE / FRAME / 2)
"""Frames from a slide's middle to its ends."""

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

    `slides` (n, 192) are of windows of SLIDE_S seconds, SLIDE_HOP_S apart, `slide_s` (n,); of each, only
    the speaker in its middle counts, `company` (n, 2 REACH + 1) says how much of each frame;
    `locals` (windows, 3, 192) are of the segmentation's local speakers, `local_s` (windows, 3). `colour` (80,) is the mean filter bank
    of the speech, without which all are heard.
    """

    slides: np.ndarray
    slide_s: np.ndarray
    company: np.ndarray
    locals: np.ndarray
    local_s: np.ndarray
    colour: np.ndarray


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


def voices_of(sound: Sound, windows: list[Window], frames: Frames, network: PrintNetwork, progress: Progress) -> Voices:
    """Voice prints of the whole sound, chunk by chunk; chunks without speech are not run."""
    chunks = max(1, -(-sound.samples // (CHUNK_S * RATE)))
    grid = _grid(chunks, len(frames.speech))
    company = company_of(windows, -(-sound.samples // round(SLIDE_HOP_S * RATE)))
    busy = [bool((frames.speech[grid[c * _CHUNK : (c + 1) * _CHUNK]] > 0.3).any()) for c in range(chunks)]
    colour = _colour(sound, frames, grid, busy)
    slides, locals_ = _Prints(network), _Prints(network)
    pending: list[np.ndarray] = []
    next_window = 0
    for chunk in range(chunks):
        while len(pending) < 2:
            pending += _features(sound, network, range(chunk + len(pending), min(chunks, chunk + len(pending) + _BATCH)), busy, colour)
            if chunk + len(pending) >= chunks:
                pending.append(np.zeros_like(pending[0]))
        pair = np.concatenate(pending[:2])
        slides.add(_slide_moments(pair, company, sound.samples, chunk))
        while next_window < len(windows) and _feature_at(windows[next_window].at) < (chunk + 1) * _CHUNK:
            locals_.add(_local_moments(pair, windows[next_window], chunk))
            next_window += 1
        pending.pop(0)
        progress((chunk + 1) / chunks)
    slide, slide_s = slides.all()
    local, local_s = locals_.all()
    return Voices(slide, slide_s, company, local.reshape(-1, 3, SIZE), local_s.reshape(-1, 3), colour)


class _Prints:
    """Prints of pooled features, made as these come: the features of a long film would take five times the room."""

    def __init__(self, network: PrintNetwork) -> None:
        self._network = network
        self._prints: list[np.ndarray] = []
        self._seconds: list[np.ndarray] = []

    def add(self, moments: np.ndarray) -> None:
        """Rows of seconds and pooled features, shape (n, 1 + 1024)."""
        self._seconds.append(moments[:, 0].copy())
        self._prints.append(unit(self._network.prints(moments[:, 1:])))

    def all(self) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate(self._prints), np.concatenate(self._seconds)


def middle_frame(slide: np.ndarray) -> np.ndarray:
    """The frame in the middle of slides, by number."""
    out: np.ndarray = ((slide * SLIDE_HOP_S + SLIDE_S / 2) * RATE - FIRST + FRAME / 2).astype(int) // FRAME
    return out


def company_of(windows: list[Window], slides: int) -> np.ndarray:
    """For every slide, how likely each frame is of one voice alone, the one that speaks in its middle.

    Shape (slides, 2 REACH + 1), the mean over the windows that hold the slide's middle. So a print does
    not blur over a change of speaker where the segmentation heard one.
    """
    total, seen = np.zeros((slides, 2 * REACH + 1), dtype=np.float32), np.full(slides, 1e-9, dtype=np.float32)
    middles = middle_frame(np.arange(slides))
    for window in windows:
        solo, length = window.solo.astype(np.float32), len(window.classes)
        for slide in range(*np.searchsorted(middles, [window.at, window.at + length])):
            middle = int(middles[slide]) - window.at
            who = solo[max(0, middle - 6) : middle + 7].mean(axis=0)
            first, last = max(0, middle - REACH), min(length, middle + REACH + 1)
            total[slide, first - middle + REACH : last - middle + REACH] += solo[first:last] @ who
            seen[slide] += 1
    total /= seen[:, None]
    return total


def _features(sound: Sound, network: PrintNetwork, chunks: range, busy: list[bool], colour: np.ndarray) -> list[np.ndarray]:
    run = [c for c in chunks if busy[c]]
    found = dict(zip(run, network.features(np.stack([filter_bank(sound, c) for c in run]) - colour), strict=True)) if run else {}
    return [found[c] if c in found else np.zeros((_CHUNK, 512), dtype=np.float32) for c in chunks]


def _colour(sound: Sound, frames: Frames, grid: np.ndarray, busy: list[bool]) -> np.ndarray:
    """Mean filter bank of the speech, from at most ten minutes spread over the sound: microphone and room."""
    chosen = [c for c, has in enumerate(busy) if has]
    chosen = chosen[:: -(-len(chosen) // _COLOUR_CHUNKS) or 1]
    total, weight = np.zeros(80), 1e-6
    for chunk in chosen:
        # Two filter-bank frames to a feature frame.
        speech = np.repeat(frames.speech[grid[chunk * _CHUNK : (chunk + 1) * _CHUNK]], 2)
        total += speech @ filter_bank(sound, chunk)
        weight += float(speech.sum())
    return (total / weight).astype(np.float32)


def _slide_moments(pair: np.ndarray, company: np.ndarray, samples: int, chunk: int) -> np.ndarray:
    """For slides starting in this chunk: seconds, then the pooled features."""
    first, last = (min(len(company), int(-(-c * CHUNK_S // SLIDE_HOP_S))) for c in (chunk, chunk + 1))
    middles = middle_frame(np.arange(first, last))
    rows = np.zeros((last - first, 1 + 2 * pair.shape[1]), dtype=np.float32)
    for row, slide in enumerate(range(first, last)):
        start = round(slide * SLIDE_HOP_S * FEATURE_RATE) - chunk * _CHUNK
        features = pair[start : start + round(SLIDE_S * FEATURE_RATE)]
        moments = (np.arange(len(features)) + start + chunk * _CHUNK) * (RATE // FEATURE_RATE)
        frame = np.clip((moments + 200 - FIRST + FRAME // 2) // FRAME - middles[row] + REACH, 0, 2 * REACH)
        weights = np.where(moments < samples, company[slide, frame], 0).astype(np.float32)[:, None]
        rows[row, 0] = weights.sum() / FEATURE_RATE
        rows[row, 1:] = pooled(features, weights)[0]
    return rows


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
