"""Short stretches of speech, heard by themselves where it is not clear whose they are.

CAM++ weighs every moment by what is said in the seconds around it. That makes a long turn clearer, and it makes a short answer between
two turns of somebody else sound like that other person. Of such a stretch the network is given nothing but the stretch, again and again
until it fills two seconds.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reflect.diarization.assignment import OVERLAP, SPEECH
from reflect.diarization.clustering import unit
from reflect.diarization.embedding import CONTEXT, PrintNetwork, mel_bands, pooled, sound_for
from reflect.diarization.evidence import EDGE, Frames
from reflect.diarization.segmentation import FRAME, Window, frame_seconds, runs
from reflect.model.sound import RATE, Progress, Sound

SHORTEST_S, LONGEST_S = 0.3, 2.0
UNDECIDED = 0.2
"""A stretch is heard again when it is less than this nearer to one voice than to the next."""
CHANGE = 0.1
"""How far two moments must be less of one voice than those before and after, for a stretch to end between them."""
_APART = 6
"""Frames between the two moments (a tenth of a second)."""
_BATCH = 16


def sharpened(
    near: np.ndarray,
    sound: Sound,
    windows: list[Window],
    frames: Frames,
    means: np.ndarray,
    colour: np.ndarray,
    network: PrintNetwork,
    progress: Progress,
) -> np.ndarray:
    """`near`, similarity to every mean print (frames, voices), with what undecided stretches are near to alone in their place."""
    found = [(first, stop) for first, stop in stretches(windows, frames) if margin(near[first:stop].mean(axis=0)) < UNDECIDED]
    out = near.copy()
    for at in range(0, len(found), _BATCH):
        batch = found[at : at + _BATCH]
        features = network.features(np.stack([_repeated(sound, *stretch) - colour for stretch in batch]))
        moments = np.concatenate([pooled(one, np.ones((len(one), 1), np.float32)) for one in features])
        for (first, stop), heard in zip(batch, unit(network.prints(moments.astype(np.float32))), strict=True):
            out[first:stop] = heard @ means.T
        progress((at + len(batch)) / len(found))
    return out


def margin(similar: np.ndarray) -> float:
    """How much nearer the nearest voice is than the next; without limit where there is only one."""
    best = np.sort(similar)
    return float(best[-1] - best[-2]) if len(best) > 1 else np.inf


def stretches(windows: list[Window], frames: Frames) -> list[tuple[int, int]]:
    """First and last frame (not included) of short stretches of lone speech, between pauses and changes of voice."""
    speech = (frames.speech > SPEECH) & (frames.overlap < OVERLAP)
    same = sameness(windows, len(speech))
    out: list[tuple[int, int]] = []
    for start, stop in runs(speech):
        out += pairwise([start, *changes(same[start:stop], start), stop])
    least, most = SHORTEST_S * RATE / FRAME, LONGEST_S * RATE / FRAME
    return [(int(a), int(b)) for a, b in out if least <= b - a <= most]


def sameness(windows: list[Window], total: int) -> np.ndarray:
    """For every frame, how likely what is just before and just after it is of one voice, by the mean of the windows."""
    alike, both = np.zeros(total, np.float32), np.full(total, 1e-6, np.float32)
    for window in windows:
        solo = window.solo.astype(np.float32)
        before, after = solo[: -2 * _APART], solo[2 * _APART :]
        if not len(before):
            continue
        edge = EDGE[: len(solo)][_APART:-_APART]
        inside = slice(window.at + _APART, window.at + len(solo) - _APART)
        alike[inside] += edge * (before * after).sum(axis=1)
        both[inside] += edge * before.sum(axis=1) * after.sum(axis=1)
    out: np.ndarray = np.where(both > 0.05, alike / both, 1.0)
    return out


def changes(same: np.ndarray, start: int) -> list[int]:
    """Frames, counted from `start`, at which the voice changes: where `same` is lowest around, and clearly lower than at both sides."""
    reach = 3 * _APART
    lowest = np.zeros(len(same), dtype=bool)
    for t in range(_APART, len(same) - _APART):
        before, after = same[max(0, t - reach) : t + 1], same[t : t + reach + 1]
        lowest[t] = same[t] <= min(before.min(), after.min()) and min(before.max(), after.max()) - same[t] > CHANGE
    # A change may last some frames.
    return [start + int(first + stop) // 2 for first, stop in runs(lowest)]


def _repeated(sound: Sound, first: int, stop: int) -> np.ndarray:
    """Filter bank (200, 80) of the frames' sound, over and over."""
    bands = mel_bands(sound_for(sound, round(frame_seconds(first) * RATE), round(frame_seconds(stop) * RATE)))
    out: np.ndarray = np.tile(bands, (-(-CONTEXT // len(bands)), 1))[:CONTEXT]
    return out
