"""Two versions of one recording beside each other: only where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from reflect.model.span import Span, hull
from reflect.model.speech import Transcript, Turn
from reflect.model.turns import turn_key

PIECE_MS = 20_000
"""The talk is compared in pieces of about this long, cut where neither version has a word."""
LONGEST_MS = 120_000


@dataclass(frozen=True, slots=True)
class Change:
    """What version a says at this moment and what version b says, with the speaker of the first word; empty where it says nothing."""

    span: Span
    a: str
    b: str
    a_speaker: str
    b_speaker: str


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    speaker: str
    span: Span


def compare(a: Transcript, b: Transcript, same_voice: Mapping[str, str] | None = None) -> tuple[tuple[Change, ...], int]:
    """(the stretches that differ in words or speaker, in order of time; the number of words of the longer side in them).

    `same_voice` maps labels of `b` to labels of `a` for versions that number the voices in another way. In a change the labels
    are each version's own.
    """
    voice = same_voice or {}
    changes: list[Change] = []
    count = 0
    for left, right in _pieces(*_unlike(a, b, voice)):
        for one, two in _differing(left, right, voice):
            count += max(len(one), len(two))
            changes.append(_change(one, two))
    return tuple(changes), count


def _unlike(a: Transcript, b: Transcript, voice: Mapping[str, str]) -> tuple[list[_Said], list[_Said]]:
    """The words of both, in order of time, without the turns that both have: mostly that leaves a handful."""
    left = [(turn_key(t), t.text) for t in a.turns]
    right = [(turn_key(replace(t, speaker=voice.get(t.speaker, t.speaker))), t.text) for t in b.turns]
    shared = Counter(left) & Counter(right)
    return _rest(a.turns, left, shared.copy()), _rest(b.turns, right, shared)


def _rest(turns: Sequence[Turn], keys: Sequence[tuple[str, str]], shared: Counter[tuple[str, str]]) -> list[_Said]:
    words: list[_Said] = []
    for turn, key in zip(turns, keys, strict=True):
        if shared[key] > 0:
            shared[key] -= 1
        else:
            words.extend(_Said(w.text, turn.speaker, w.span) for w in turn.words)
    return sorted(words, key=lambda w: w.span.start_ms)


def _pieces(a: list[_Said], b: list[_Said]) -> Iterator[tuple[list[_Said], list[_Said]]]:
    """Both cut at the same moments, so that a long talk is compared in linear time."""
    i = j = 0
    for cut_ms in _cuts(a, b):
        m, n = i, j
        while m < len(a) and a[m].span.start_ms < cut_ms:
            m += 1
        while n < len(b) and b[n].span.start_ms < cut_ms:
            n += 1
        yield a[i:m], b[j:n]
        i, j = m, n
    yield a[i:], b[j:]


def _cuts(a: Sequence[_Said], b: Sequence[_Said]) -> Iterator[int]:
    begin_ms = reach_ms = 0
    for start_ms, end_ms in sorted((w.span.start_ms, w.span.end_ms) for words in (a, b) for w in words):
        wait_ms = start_ms - begin_ms
        if (wait_ms >= PIECE_MS and start_ms >= reach_ms) or wait_ms >= LONGEST_MS:
            yield start_ms
            begin_ms = start_ms
        reach_ms = max(reach_ms, end_ms)


def _differing(a: list[_Said], b: list[_Said], voice: Mapping[str, str]) -> Iterator[tuple[list[_Said], list[_Said]]]:
    if [(w.text, w.speaker) for w in a] == [(w.text, voice.get(w.speaker, w.speaker)) for w in b]:
        return
    matcher = SequenceMatcher(None, [w.text for w in a], [w.text for w in b], autojunk=False)
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind != "equal":
            yield a[i:j], b[m:n]
            continue
        pairs = zip(a[i:j], b[m:n], strict=True)
        for (left, right), group in groupby(pairs, key=lambda p: (p[0].speaker, voice.get(p[1].speaker, p[1].speaker))):
            if left != right:
                both = list(group)
                yield [p[0] for p in both], [p[1] for p in both]


def _change(a: Sequence[_Said], b: Sequence[_Said]) -> Change:
    return Change(hull([w.span for w in (*a, *b)]), _text(a), _text(b), _speaker(a), _speaker(b))


def _text(words: Sequence[_Said]) -> str:
    return " ".join(w.text for w in words)


def _speaker(words: Sequence[_Said]) -> str:
    return words[0].speaker if words else ""
