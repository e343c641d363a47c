"""How many voices, and how each sounds: voice prints to one mean print a person."""

from __future__ import annotations

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def centroids(prints: np.ndarray, count: int) -> np.ndarray:
    """Mean prints of `count` voices (fewer when there are fewer prints), shape (count, 192)."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(prints) <= count:
        return prints
    tree = linkage(prints, "average", metric="cosine")
    best, labels = -1, np.ones(len(prints), dtype=int)
    for parts in range(count, min(len(prints), count + 12) + 1):
        cut = fcluster(tree, parts, "maxclust")
        sizes = np.sort(np.bincount(cut)[1:])[::-1]
        if len(sizes) >= count and sizes[count - 1] > best:
            best, labels = int(sizes[count - 1]), cut
    top = np.argsort(-np.bincount(labels)[1:])[:count] + 1
    return refined(prints, unit(np.stack([prints[labels == label].mean(axis=0) for label in top])))


def refined(prints: np.ndarray, means: np.ndarray, rounds: int = 10) -> np.ndarray:
    """Spherical k-means from given means."""
    for _ in range(rounds):
        who = (prints @ means.T).argmax(axis=1)
        means = unit(np.stack([prints[who == k].mean(axis=0) if (who == k).any() else means[k] for k in range(len(means))]))
    return means
