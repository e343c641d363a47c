"""How many voices, and how each sounds: voice prints to one mean print a person.

Likeness of two groups of prints is their mean cosine across, divided by the mean cosine within: near 1 for
two halves of one person's speech whatever the microphone, 0.55 to 0.8 for two people. Cosines themselves
move with the room and the line, and means of few prints look less alike than they are; the ratio does not.
"""

from __future__ import annotations

import numpy as np

SAME_VOICE = 0.86
"""Groups at least this alike are one person."""
LEAST_PRINTS = 8
"""A voice found without being told has at least this many prints (about 3 s alone) …"""
LEAST_SHARE = 0.05
"""… and this share of all prints, as long as that is no more than …"""
ENOUGH_PRINTS = 20

_SAMPLE = 2000
_PARTS = 14
# Prints of windows that overlap are alike for that reason alone.
_APART = 4


def unit(vectors: np.ndarray) -> np.ndarray:
    out: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return out


def voices(prints: np.ndarray, places: np.ndarray, count: int | None, most: int) -> np.ndarray:
    """Mean print of every voice, unit length, shape (voices, 192).

    `prints` (n, 192) are of windows with one voice, `places` (n,) their positions in steps of the window
    hop. With `count` given there are that many voices (fewer when there are fewer prints); without it as
    many as differ, one to `most`. Memory does not grow with n: a long film is clustered on a sample.
    """
    step = -(-len(prints) // _SAMPLE)
    sample, where = prints[::step], places[::step]
    groups = _merged(sample, _parts(sample), _Likeness(sample, where), count, most)
    means = unit(np.stack([sample[group].mean(axis=0) for group in groups]))
    return _refined(prints, means)


def _parts(prints: np.ndarray) -> list[np.ndarray]:
    """A first partition, finer than the voices: average linkage on cosine distance."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(prints) < 3:
        return [np.array([i]) for i in range(len(prints))]
    labels = fcluster(linkage(prints, "average", metric="cosine"), min(_PARTS, len(prints)), "maxclust")
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


class _Likeness:
    """Likeness of groups of prints, from all pairs that do not overlap in time."""

    def __init__(self, prints: np.ndarray, places: np.ndarray) -> None:
        self._cosine = prints @ prints.T
        where = places.astype(np.int32)
        self._apart = np.abs(where[:, None] - where[None]) >= _APART
        self._usual = 0.0

    def within(self, group: np.ndarray) -> float:
        apart = self._apart[np.ix_(group, group)]
        return float(self._cosine[np.ix_(group, group)][apart].mean()) if apart.sum() >= 12 else 0.0

    def settle(self, groups: list[np.ndarray]) -> None:
        """Groups too small to tell borrow the usual cosine within a group."""
        known = [(len(g), w) for g in groups if (w := self.within(g)) > 0]
        self._usual = sum(n * w for n, w in known) / sum(n for n, _ in known) if known else 0.7

    def __call__(self, one: np.ndarray, other: np.ndarray) -> float:
        across = self._cosine[np.ix_(one, other)].mean()
        return float(across / np.sqrt((self.within(one) or self._usual) * (self.within(other) or self._usual)))


def _merged(prints: np.ndarray, groups: list[np.ndarray], likeness: _Likeness, count: int | None, most: int) -> list[np.ndarray]:
    """Join the two most alike until the count is reached, or until all differ; crumbs are left out."""
    least = max(LEAST_PRINTS, min(ENOUGH_PRINTS, round(LEAST_SHARE * len(prints))))
    while len(groups) > (count or 1):
        likeness.settle(groups)
        pairs = [(likeness(groups[i], groups[j]), i, j) for i in range(len(groups)) for j in range(i)]
        best, i, j = max(pairs)
        grown = sum(len(g) >= least for g in groups)
        if best < SAME_VOICE and count is None and grown <= most:
            break
        if best < SAME_VOICE and count is not None and grown <= count:
            break
        if best < SAME_VOICE and grown < len(groups):
            # Nothing is alike any more: what is too small to be a voice is dropped, not joined.
            groups = [g for g in groups if len(g) >= least] or groups[:1]
            continue
        groups = [g for k, g in enumerate(groups) if k not in (i, j)] + [np.concatenate([groups[i], groups[j]])]
    groups = sorted(groups, key=len, reverse=True)
    if count is not None:
        return groups[:count]
    return [g for g in groups if len(g) >= least] or groups[:1]


def _refined(prints: np.ndarray, means: np.ndarray, rounds: int = 5) -> np.ndarray:
    """Spherical k-means from given means."""
    for _ in range(rounds):
        who = (prints @ means.T).argmax(axis=1)
        means = unit(np.stack([prints[who == k].mean(axis=0) if (who == k).any() else means[k] for k in range(len(means))]))
    return means
