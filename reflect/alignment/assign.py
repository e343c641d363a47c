"""Which speaker said which word.

The time of a word says who was speaking then, but at the border between two turns both the word times
(± 100 ms) and the diarization (± 100 ms) are unsure, and taking each word by itself gives the last word of a
question to the person who answers. People change speakers at the end of a sentence or at a pause far more
often than in mid-sentence, so all words are decided together: a Viterbi pass weighs, word by word, the
evidence of time against the cost of changing speakers there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from math import log

from reflect.model.span import Span
from reflect.model.speech import Activity, Word

MARGIN_MS = 80
"""A word is looked for this far around its own time: about the error of a word border."""

FLOOR = 0.03
"""Evidence for a speaker who is not heard at all at a word: times can be wrong, so it is never zero."""

REACH_MS = 30_000
"""How far from a word that nobody is heard at the nearest speaker is looked for."""

CHANGE_COST = {"sentence": 0.4, "pause": 0.6, "clause": 1.6, "inside": 3.0}
"""Cost, in nats, of a change of speakers between two words, by what lies between them."""

PAUSE_MS = 350
SENTENCE_ENDS = (".", "?", "!", "…")
CLAUSE_ENDS = (",", ";", ":", "-", "–")


def assign_speakers(words: Sequence[Word], activities: Sequence[Activity]) -> tuple[Word, ...]:
    """The same words in the same order, each with a speaker.

    `words` are in order of their start. Without activities every word goes to "S1".
    """
    labels = list(dict.fromkeys(a.speaker for a in sorted(activities))) or ["S1"]
    if len(labels) == 1 or not words:
        return tuple(replace(w, speaker=labels[0]) for w in words)
    evidence = _evidence(words, sorted(activities), labels)
    path = _best_path(words, evidence)
    return tuple(replace(w, speaker=labels[k]) for w, k in zip(words, path, strict=True))


def _evidence(words: Sequence[Word], activities: Sequence[Activity], labels: list[str]) -> list[list[float]]:
    """Log evidence per word and label: the part of the word's time in which each speaker is heard."""
    index = {label: k for k, label in enumerate(labels)}
    starts = [a.span.start_ms for a in activities]
    longest = max(a.span.duration_ms for a in activities)
    out = []
    for word in words:
        # A moment has no length to overlap with: it is looked for within the margin as well.
        window = Span(max(0, word.span.start_ms - MARGIN_MS), word.span.end_ms + MARGIN_MS)
        heard = [0.0] * len(labels)
        low = bisect_left(starts, window.start_ms - longest)
        high = bisect_left(starts, window.end_ms)
        for a in activities[low:high]:
            # The word's own time counts twice: the margin only helps where it is empty.
            heard[index[a.speaker]] += a.span.overlap_ms(window) + a.span.overlap_ms(word.span)
        if not any(heard):
            heard = _nearest(word.span, activities, starts, index)
        total = sum(heard) or 1.0
        out.append([log(FLOOR + h / total) for h in heard])
    return out


def _nearest(span: Span, activities: Sequence[Activity], starts: list[int], index: dict[str, int]) -> list[float]:
    """Where nobody is heard: each speaker by how near they are heard, nearest counts most."""
    heard = [0.0] * len(index)
    near = bisect_left(starts, span.start_ms)
    for a in activities[max(0, near - 8) : near + 8]:
        distance = a.span.distance_ms(span)
        if distance < REACH_MS:
            k = index[a.speaker]
            heard[k] = max(heard[k], 1.0 / (100 + distance))
    return heard


def _change_cost(before: Word, after: Word) -> float:
    if before.text.endswith(SENTENCE_ENDS):
        return CHANGE_COST["sentence"]
    if after.span.start_ms - before.span.end_ms >= PAUSE_MS:
        return CHANGE_COST["pause"]
    if before.text.endswith(CLAUSE_ENDS):
        return CHANGE_COST["clause"]
    return CHANGE_COST["inside"]


def _best_path(words: Sequence[Word], evidence: list[list[float]]) -> list[int]:
    """Viterbi over the words; states are the labels, a change costs `_change_cost`."""
    n = len(evidence[0])
    score = list(evidence[0])
    came_from: list[list[int]] = []
    for i in range(1, len(words)):
        cost = _change_cost(words[i - 1], words[i])
        best = max(range(n), key=lambda k: score[k])
        step = [k if score[k] >= score[best] - cost else best for k in range(n)]
        score = [(score[k] if step[k] == k else score[best] - cost) + evidence[i][k] for k in range(n)]
        came_from.append(step)
    path = [max(range(n), key=lambda k: score[k])]
    for step in reversed(came_from):
        path.append(step[path[-1]])
    return path[::-1]
