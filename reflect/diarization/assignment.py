"""From evidence and mean prints to who is active in which frame."""

from __future__ import annotations

import itertools

import numpy as np

from reflect.diarization.evidence import EDGE, REACH, Frames, Voices, middle_frame
from reflect.diarization.segmentation import Window

SPEECH = 0.5
"""A frame is speech from here on. On two consultations 0.5 misses less than 0.55 (1.8 and 0.2 against 2.3 and 0.6 % error); on far
microphones it is the other way round (20.2 against 19.3 %)."""
OVERLAP = 0.5
"""A frame has a second speaker from here on."""
STAY = 0.985
"""Probability that the speaker of a frame is that of the next."""
SHARP = 20.0
"""Weight of voice prints' cosines against the logarithm of STAY."""
LOCAL = 2.0
"""Weight of the segmentation's local speakers, likewise."""
OWN = 0.5
"""A local speaker is known half by its own print, half by the slides around."""
LEAST_S = 0.15
"""Slides with less speech of one voice say nothing."""
SPLIT = 0.02
"""What it costs to call two local speakers one person."""
TRUST = 1.0
"""How fast the vote of a local speaker falls when the slides under it disagree."""


def nearness(voices: Voices, means: np.ndarray, frames: int) -> np.ndarray:
    """Similarity to every mean print per frame, shape (frames, voices)."""
    similar = voices.slides @ means.T
    near, weight = np.zeros((frames, len(means)), dtype=np.float32), np.full(frames, 1e-6, dtype=np.float32)
    taper = 1 - np.abs(np.linspace(-1, 1, 2 * REACH + 1))
    middles = middle_frame(np.arange(len(similar)))
    for slide in np.flatnonzero(voices.slide_s >= LEAST_S):
        start = int(middles[slide]) - REACH
        first, last = max(0, start), min(frames, start + 2 * REACH + 1)
        if last <= first:
            continue
        # A little for the frames of others too: somebody must be nearest everywhere.
        share = (taper * (voices.company[slide] + 0.02) * voices.slide_s[slide])[first - start : last - start]
        near[first:last] += share[:, None] * similar[slide]
        weight[first:last] += share
    near /= weight[:, None]
    near[weight < 1e-4] = similar.mean(axis=0)
    return near


def votes(windows: list[Window], voices: Voices, means: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The windows' local speakers given to people: activity per frame and voice, shape of `near`."""
    vote, weight = np.zeros_like(near), np.full(len(near), 1e-6, dtype=np.float32)
    for index, window in enumerate(windows):
        at, length = window.at, len(window.classes)
        solo, edge = window.solo.astype(np.float32), EDGE[:length]
        mass = solo.sum(axis=0)
        known = [k for k in range(3) if mass[k] > 20]
        if not known:
            continue
        alike = {
            k: (1 - OWN) * (near[at : at + length] * solo[:, k : k + 1]).sum(axis=0) / mass[k] + OWN * voices.locals[index, k] @ means.T
            for k in known
        }

        def score(
            people: tuple[int, ...],
            known: list[int] = known,
            alike: dict[int, np.ndarray] = alike,
            mass: np.ndarray = mass,
            length: int = length,
        ) -> float:
            merged = len(people) - len(set(people))
            return float(sum(alike[k][p] * mass[k] for k, p in zip(known, people, strict=True))) - SPLIT * length * merged

        chosen = max(itertools.product(range(near.shape[1]), repeat=len(known)), key=score)
        active, nearest = window.activity, near[at : at + length].argmax(axis=1)
        for k, person in zip(known, chosen, strict=True):
            # A local speaker that is really two people gets no vote.
            agree = float((solo[:, k] * (nearest == person)).sum() / mass[k])
            vote[at : at + length, person] += active[:, k] * edge * max(0.0, 2 * agree - 1) ** TRUST
        weight[at : at + length] += edge
    return vote / weight[:, None]


def path(evidence: np.ndarray, moving: np.ndarray) -> np.ndarray:
    """The most likely single speaker per frame (Viterbi); frames outside `moving` bear no evidence."""
    frames, people = evidence.shape
    move = np.log(np.where(np.eye(people, dtype=bool), STAY, (1 - STAY) / max(1, people - 1)))
    best, back = evidence[0].astype(np.float64), np.zeros((frames, people), dtype=np.int8)
    for t in range(1, frames):
        ways = best[:, None] + move
        back[t] = ways.argmax(axis=0)
        best = ways.max(axis=0) + moving[t] * evidence[t]
    out = np.zeros(frames, dtype=int)
    out[-1] = best.argmax()
    for t in range(frames - 1, 0, -1):
        out[t - 1] = back[t][out[t]]
    return out


def activity(windows: list[Window], frames: Frames, voices: Voices, means: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Who is active, shape (frames, voices), boolean; `near` is the similarity to every mean print, likewise."""
    total = len(frames.speech)
    vote = votes(windows, voices, means, near)
    speech = frames.speech > SPEECH
    first = path(SHARP * near + LOCAL * vote, np.where(speech, frames.speech, 0))
    on = np.zeros((total, len(means)), dtype=bool)
    on[np.arange(total), first] = speech
    if len(means) > 1:
        both = np.flatnonzero(speech & (frames.overlap > OVERLAP))
        rest = vote[both] + near[both]
        rest[np.arange(len(both)), first[both]] = -np.inf
        on[both, rest.argmax(axis=1)] = True
    return on
