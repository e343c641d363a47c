"""Is this a consultation, or just talk? In just talk a cue is mostly chance, so only the strongest proposals are kept there.

People say "ja maar" and "ik was zo moe" to friends as well. What tells a consultation is that such signs come close together, that people
say "u", and that they use the words of work and income. Measured (proposals per 1000 words, and the score below): coded dialogues 19 to
88 and 2.5 to 11; fifteen minutes of friends talking freely (IFADV) 5 to 15 and 0.4 to 0.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reflect.model.suggestion import Suggestion
from reflect.suggestions.index import Index
from reflect.suggestions.words import Line

CONSULTATION = 1.3
"""A talk with this score or more is a consultation."""
STRONG = 0.65
WINDOW_MS = 600_000
MOST = 8
"""In just talk: no proposal weaker than `STRONG`, and at most `MOST` in any `WINDOW_MS`."""
_POLITE = frozenset(("u", "uw", "uzelf"))


def score(lines: Sequence[Line], proposals: int, words: Sequence[str]) -> float:
    """proposals per 20 in 1000 words, plus words of the work per 1 in 200, plus "u" per 2 in 100. `words` may end in "*"."""
    count = Counter(word for line in lines for word in line.words)
    work = Index([[tuple(words)]])
    works = sum(n for word, n in count.items() if next(work.of((word,)), None) is not None)
    polite = sum(count[word] for word in _POLITE)
    return (proposals * 50 + works * 200 + polite * 50) / max(count.total(), 1)


def quieter(proposals: Sequence[Suggestion]) -> list[Suggestion]:
    """The strongest, so few that no ten minutes have more than `MOST`."""
    kept: list[Suggestion] = []
    for one in sorted((p for p in proposals if p.strength >= STRONG), key=lambda p: (-p.strength, p.span)):
        near = sorted([k.span.start_ms for k in kept if abs(k.span.start_ms - one.span.start_ms) < WINDOW_MS] + [one.span.start_ms])
        if all(b - a >= WINDOW_MS for a, b in zip(near, near[MOST:], strict=False)):
            kept.append(one)
    return kept
